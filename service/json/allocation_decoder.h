// File: allocation_decoder.h
//
// JSON of allocation: the records of allocate, unallocate, reallocate and consume, and the query (spec 4.2, decisions
// L1, L5, L6).
#ifndef ONHAND_SERVICE_JSON_ALLOCATION_DECODER_H_
#define ONHAND_SERVICE_JSON_ALLOCATION_DECODER_H_

#include "engine/model/allocation_query.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "service/json/json_value.h"

namespace onhand {

// As DecodeChangeEvent, with these reasons: kMalformed, kInvalidGroups (`groups` and `targetGroups` are both there and
// differ), kNoQuantity, kInvalidQuantity. Reads sourceGroups of a reallocate and physicalMeasures of a consume only.
bool DecodeAllocationEvent(AllocationOperation operation, const JsonValue& record, AllocationEvent* event,
                           Issue* issue);

// `body` must be an object. kMalformed, kInvalidGroups.
bool DecodeAllocationQuery(const JsonValue& body, AllocationQuery* query, Issue* issue);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_ALLOCATION_DECODER_H_
