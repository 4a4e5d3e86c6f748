#include "service/json/envelope_encoder.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "engine/model/quantity.h"
#include "service/json/json_writer.h"

namespace onhand {
namespace {

void AppendTaggedId(std::string_view tag, std::string_view id, std::string* out) {
  out->append("\"id\":\"").append(tag);
  std::string quoted;
  AppendJsonString(id, &quoted);
  out->append(quoted, 1);  // its opening quote stands before the tag
}

void AppendReservation(const Outcome& outcome, std::string* out) {
  out->append("\"reservationId\":");
  AppendJsonString(outcome.reservation_id, out);
  out->push_back(',');
}

void AppendPresentQuantities(std::vector<PresentQuantity> present, std::string* out) {
  std::sort(present.begin(), present.end(), [](const PresentQuantity& a, const PresentQuantity& b) {
    return std::tie(a.data_source, a.measure) < std::tie(b.data_source, b.measure);
  });
  out->append(",\"presentQuantities\":{");
  for (size_t i = 0; i < present.size(); ++i) {
    if (i > 0 && present[i].data_source == present[i - 1].data_source) {
      out->push_back(',');
    } else {
      out->append(i > 0 ? "}," : "");
      AppendJsonString(present[i].data_source, out);
      out->append(":{");
    }
    AppendJsonString(present[i].measure, out);
    out->push_back(':');
    AppendMicros(present[i].micros, out);
  }
  out->append("}}");
}

}  // namespace

void AppendEnvelope(EnvelopeKind kind, std::string_view id, const Outcome& outcome, std::string* out) {
  out->push_back('{');
  switch (kind) {
    case EnvelopeKind::kPlain:
      out->append("\"id\":");
      AppendJsonString(id, out);
      break;
    case EnvelopeKind::kReserve:
      AppendReservation(outcome, out);
      AppendTaggedId("ohre~", id, out);
      break;
    case EnvelopeKind::kUnreserve:
      AppendReservation(outcome, out);
      out->append("\"totalInvalidOffsetQtyByReservId\":");
      AppendMicros(outcome.invalid_offset_micros, out);
      out->push_back(',');
      AppendTaggedId("ohoe~", id, out);
      break;
  }
  out->append(",\"processingStatus\":\"").append(ProcessingStatusName(outcome.status)).append("\",\"message\":");
  AppendJsonString(outcome.message, out);
  out->append(",\"statusCode\":").append(std::to_string(outcome.status_code()));
  if (!outcome.present_quantities.empty()) AppendPresentQuantities(outcome.present_quantities, out);
  out->push_back('}');
}

}  // namespace onhand
