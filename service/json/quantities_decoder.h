// File: quantities_decoder.h
//
// Quantities by data source and measure, as events carry them: {"pos": {"inbound": 1.5}}.
#ifndef ONHAND_SERVICE_JSON_QUANTITIES_DECODER_H_
#define ONHAND_SERVICE_JSON_QUANTITIES_DECODER_H_

#include <string_view>

#include "absl/container/inlined_vector.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "engine/model/quantity.h"
#include "service/json/json_value.h"

namespace onhand {

using MeasureQuantities = absl::InlinedVector<MeasureQuantity, 2>;

// Appends them in order; an object without members is none. `path` is the JSON pointer to `value`. False, and *issue
// points at the value that is wrong (kMalformed, kInvalidQuantity).
bool DecodeQuantities(const JsonValue& value, std::string_view path, MeasureQuantities* out, Issue* issue);

// The number that an event is about, in the member `name` of its record: kNoQuantity if it is absent.
bool DecodeOneQuantity(const JsonValue& record, std::string_view name, Quantity* out, Issue* issue);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_QUANTITIES_DECODER_H_
