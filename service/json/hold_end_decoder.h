// File: hold_end_decoder.h
//
// When a hold ends: expiresAt or ttlSeconds (decisions X1, E2).
#ifndef ONHAND_SERVICE_JSON_HOLD_END_DECODER_H_
#define ONHAND_SERVICE_JSON_HOLD_END_DECODER_H_

#include <cstdint>
#include <optional>

#include "engine/model/outcome.h"
#include "service/json/json_value.h"

namespace onhand {

// Each is set where its member is there; that both or neither are is not judged here, nor how far the end is. False,
// and *issue says why: kMalformed for a mistyped member; kInvalidHold for a text that is no time of RFC 3339 with a
// zone, and for seconds that are not whole.
bool DecodeHoldEnd(const JsonValue& record, std::optional<int64_t>* ends_at_us, std::optional<int64_t>* ttl_seconds,
                   Issue* issue);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_HOLD_END_DECODER_H_
