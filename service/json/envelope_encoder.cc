#include "service/json/envelope_encoder.h"

#include "service/json/json_writer.h"

namespace onhand {

void AppendEnvelope(std::string_view id, const Outcome& outcome, std::string* out) {
  out->append("{\"id\":");
  AppendJsonString(id, out);
  out->append(",\"processingStatus\":\"").append(ProcessingStatusName(outcome.status)).append("\",\"message\":");
  AppendJsonString(outcome.message, out);
  out->append(",\"statusCode\":").append(std::to_string(outcome.status_code())).append("}");
}

}  // namespace onhand
