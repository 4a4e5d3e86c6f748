// File: envelope_encoder.h
//
// What became of an event, as JSON (decisions T5).
#ifndef ONHAND_SERVICE_JSON_ENVELOPE_ENCODER_H_
#define ONHAND_SERVICE_JSON_ENVELOPE_ENCODER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/model/outcome.h"

namespace onhand {

// Members in the order they are written.
enum class EnvelopeKind : uint8_t {
  kPlain,      // {"id","processingStatus","message","statusCode"}; `id` is the caller's, unchanged
  kReserve,    // {"reservationId","id","processingStatus",…}; `id` is "ohre~" and the caller's
  kUnreserve,  // {"reservationId","totalInvalidOffsetQtyByReservId","id",…}; `id` is "ohoe~" and the caller's
};

// Of a set that its expectation refused, "presentQuantities" in the form of `quantities` comes last (decisions E4).
void AppendEnvelope(EnvelopeKind kind, std::string_view id, const Outcome& outcome, std::string* out);
inline void AppendEnvelope(std::string_view id, const Outcome& outcome, std::string* out) {
  AppendEnvelope(EnvelopeKind::kPlain, id, outcome, out);
}

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_ENVELOPE_ENCODER_H_
