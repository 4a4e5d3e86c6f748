// File: envelope_encoder.h
//
// What became of an event, as JSON (decisions T5).
#ifndef ONHAND_SERVICE_JSON_ENVELOPE_ENCODER_H_
#define ONHAND_SERVICE_JSON_ENVELOPE_ENCODER_H_

#include <string>
#include <string_view>

#include "engine/model/outcome.h"

namespace onhand {

// {"id":…,"processingStatus":…,"message":…,"statusCode":…}. `id` is the caller's, unchanged.
void AppendEnvelope(std::string_view id, const Outcome& outcome, std::string* out);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_ENVELOPE_ENCODER_H_
