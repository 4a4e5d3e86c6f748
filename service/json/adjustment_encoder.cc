#include "service/json/adjustment_encoder.h"

#include <string_view>

#include "engine/model/quantity.h"
#include "service/json/json_writer.h"
#include "service/json/time_text.h"

namespace onhand {
namespace {

void AppendMember(std::string_view name, std::string_view text, std::string* out) {
  if (out->back() != '{') out->push_back(',');
  AppendJsonString(name, out);
  out->push_back(':');
  AppendJsonString(text, out);
}

void AppendUnlessEmpty(std::string_view name, std::string_view text, std::string* out) {
  if (!text.empty()) AppendMember(name, text, out);
}

void AppendNumber(std::string_view name, const std::string& number, std::string* out) {
  out->push_back(',');
  AppendJsonString(name, out);
  out->append(":").append(number);
}

void AppendSubject(const AdjustmentSubject& subject, std::string* out) {
  AppendMember("organizationId", subject.organization_id, out);
  AppendMember("productId", subject.product_id, out);
  out->append(",\"dimensions\":{");
  for (const auto& [name, value] : subject.dimensions) AppendMember(name, value, out);
  out->push_back('}');
  AppendMember("quantityDataSource", subject.data_source, out);
  AppendMember("physicalMeasure", subject.measure, out);
}

void AppendTimes(int64_t created_at_us, int64_t changed_at_us, std::string* out) {
  out->append(",\"createdAt\":\"");
  AppendTime(created_at_us, out);
  out->append("\",\"changedAt\":\"");
  AppendTime(changed_at_us, out);
  out->push_back('"');
}

}  // namespace

void AppendAdjustmentLine(const AdjustmentLine& line, std::string* out) {
  out->push_back('{');
  AppendMember("lineId", line.line_id, out);
  AppendMember("status", AdjustmentStatusName(line.status), out);
  AppendMember("id", line.id, out);
  AppendSubject(line.subject, out);
  AppendNumber("quantity", FormatMicros(line.quantity_micros), out);
  AppendUnlessEmpty("externalReferenceCategory", line.external_reference_category, out);
  AppendUnlessEmpty("externalReferenceId", line.external_reference_id, out);
  AppendUnlessEmpty("fnoJournalNameId", line.journal_name_id, out);
  if (!line.cost_price.empty()) AppendNumber("costPrice", line.cost_price, out);
  AppendUnlessEmpty("transDate", line.transaction_date, out);
  if (line.push != 0) AppendNumber("push", std::to_string(line.push), out);
  AppendUnlessEmpty("message", line.message, out);
  AppendTimes(line.created_at_us, line.changed_at_us, out);
  out->push_back('}');
}

void AppendAggregatedAdjustment(const AggregatedAdjustment& aggregate, std::string* out) {
  out->push_back('{');
  AppendMember("aggregateId", aggregate.aggregate_id, out);
  AppendNumber("push", std::to_string(aggregate.push), out);
  AppendMember("status", AdjustmentSyncStatusName(aggregate.status), out);
  AppendSubject(aggregate.subject, out);
  AppendNumber("netQuantity", FormatMicros(aggregate.net_micros), out);
  AppendNumber("lines", std::to_string(aggregate.lines), out);
  AppendUnlessEmpty("message", aggregate.message, out);
  AppendTimes(aggregate.created_at_us, aggregate.changed_at_us, out);
  out->push_back('}');
}

}  // namespace onhand
