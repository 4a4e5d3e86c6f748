// File: adjust_decoder.h
//
// Adjustments as REST callers write them (spec 1.18), and what whoever syncs their aggregates onwards tells of them:
//
//   {"id": "adj-1", "organizationId": "usmf", "productId": "T-shirt", "dimensions": {"siteId": "1", "locationId":
//   "11"},
//    "quantityDataSource": "pos", "physicalMeasure": "inbound", "quantity": 5, "externalReferenceCategory": "SO",
//    "externalReferenceId": "SO-1", "fnoJournalNameId": "IMov", "costPrice": 12.5, "transDate": "2026-02-01"}
//   {"aggregateId": "7-AAAA", "status": "FnOTransPosted", "message": ""}
#ifndef ONHAND_SERVICE_JSON_ADJUST_DECODER_H_
#define ONHAND_SERVICE_JSON_ADJUST_DECODER_H_

#include "engine/adjustment_book.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "service/json/json_value.h"

namespace onhand {

// As DecodeChangeEvent (event_decoder.h). A costPrice may be a number or a string that holds one.
bool DecodeAdjustEvent(const JsonValue& record, AdjustEvent* event, Issue* issue);

// `record` must be an object; the views live as long as its document. False, and *issue has a path into the record
// (kMalformed), if it is no update; aggregate_id is then still set where it is text. Names of statuses in any case.
bool DecodeSyncUpdate(const JsonValue& record, AdjustmentSyncUpdate* update, Issue* issue);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_ADJUST_DECODER_H_
