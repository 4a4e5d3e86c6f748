// File: event_key_decoder.h
//
// What all events have in common (spec 1.3), read from their record.
#ifndef ONHAND_SERVICE_JSON_EVENT_KEY_DECODER_H_
#define ONHAND_SERVICE_JSON_EVENT_KEY_DECODER_H_

#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "service/json/json_value.h"

namespace onhand {

// Reads id, organizationId, productId, dimensionDataSource and dimensions, in this order; absent dimensions are none.
// `record` must be an object; the views live as long as its document. Members that are null count as absent. False, and
// *issue has a path into the record (kMalformed), at the first that is missing or mistyped; key->id is then still set
// where it is text, and "" otherwise (decisions T7, E6).
bool DecodeEventKey(const JsonValue& record, EventKey* key, Issue* issue);

// The same without an id: what a question is about.
bool DecodeEventSubject(const JsonValue& body, EventKey* key, Issue* issue);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_EVENT_KEY_DECODER_H_
