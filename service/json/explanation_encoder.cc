#include "service/json/explanation_encoder.h"

#include <string_view>
#include <vector>

#include "engine/model/date.h"
#include "engine/model/quantity.h"
#include "service/json/allocation_encoder.h"
#include "service/json/json_writer.h"
#include "service/json/time_text.h"

namespace onhand {
namespace {

// [a,b,…], each element written by `append`.
template <typename Element, typename Append>
void AppendList(const std::vector<Element>& elements, Append append, std::string* out) {
  out->push_back('[');
  for (size_t i = 0; i < elements.size(); ++i) {
    if (i > 0) out->push_back(',');
    out->push_back('{');
    append(elements[i], out);
    out->push_back('}');
  }
  out->push_back(']');
}

void AppendMeasure(const MeasureColumn& measure, std::string* out) {
  out->append("\"dataSource\":");
  AppendJsonString(measure.data_source, out);
  out->append(",\"measure\":");
  AppendJsonString(measure.measure, out);
}

void AppendNumber(std::string_view name, WideMicros micros, std::string* out) {
  out->append(",\"").append(name).append("\":");
  AppendMicros(micros, out);
}

void AppendOperand(const ExplainedOperand& operand, std::string* out) {
  AppendMeasure(operand.measure, out);
  out->append(operand.subtract ? ",\"operation\":\"subtraction\"" : ",\"operation\":\"addition\"");
  AppendNumber("value", operand.micros, out);
  out->append(operand.posted ? ",\"posted\":true" : ",\"posted\":false");
}

void AppendFormula(const ExplainedFormula& formula, std::string* out) {
  AppendMeasure(formula.measure, out);
  AppendNumber("value", formula.micros, out);
  out->append(",\"operands\":");
  AppendList(formula.operands, AppendOperand, out);
}

void AppendExplainedMeasure(const ExplainedMeasure& measure, std::string* out) {
  AppendMeasure(measure.measure, out);
  AppendNumber("value", measure.micros, out);
  AppendNumber("held", measure.held_micros, out);
  if (measure.counted_at_us.has_value()) {
    out->append(",\"countedAt\":\"");
    AppendTime(*measure.counted_at_us, out);
    out->push_back('"');
  }
  if (!measure.reservation_id.empty()) {
    out->append(",\"reservationId\":");
    AppendJsonString(measure.reservation_id, out);
  }
}

void AppendHold(const ExplainedHold& hold, std::string* out) {
  out->append("\"reservationId\":");
  AppendJsonString(hold.reservation_id, out);
  out->push_back(',');
  AppendMeasure(hold.measure, out);
  AppendNumber("quantity", hold.remaining_micros, out);
  out->append(",\"expiresAt\":\"");
  AppendTime(hold.ends_at_us, out);
  out->push_back('"');
}

void AppendSchedule(const ExplainedSchedule& schedule, std::string* out) {
  out->append("\"date\":\"").append(FormatDate(schedule.day)).append("\",");
  AppendMeasure(schedule.measure, out);
  AppendNumber("quantity", schedule.micros, out);
}

void AppendRow(const ExplainedRow& row, std::string* out) {
  out->append("\"dimensions\":");
  AppendNamedValues(row.dimensions, out);
  out->append(",\"sequence\":").append(std::to_string(row.sequence)).append(",\"measures\":");
  AppendList(row.measures, AppendExplainedMeasure, out);
  out->append(",\"holds\":");
  AppendList(row.holds, AppendHold, out);
  out->append(",\"allocations\":");
  AppendList(row.buckets, AppendBucketMembers, out);
  out->append(",\"schedules\":");
  AppendList(row.schedules, AppendSchedule, out);
}

}  // namespace

std::string EncodeExplanation(const Explanation& explanation) {
  std::string out = "{\"rowCount\":" + std::to_string(explanation.row_count) + ",\"formulas\":";
  AppendList(explanation.formulas, AppendFormula, &out);
  out.append(",\"rows\":");
  AppendList(explanation.rows, AppendRow, &out);
  out.push_back('}');
  return out;
}

}  // namespace onhand
