#include <algorithm>

#include "engine/model/quantity.h"
#include "engine/plan/event_plan.h"
#include "engine/plan/receipt_result.h"

namespace onhand {
namespace {

int64_t QuantityOf(const storage::Row& row, storage::MeasureNumber measure) {
  const storage::Cell* cell = row.Find(measure);
  return cell == nullptr ? 0 : cell->quantity_micros;
}

bool Superseded(const ValidEvent& event, const storage::Row& row, int64_t counted_at_us) {
  return std::any_of(event.quantities.begin(), event.quantities.end(), [&](const ValidQuantity& quantity) {
    const storage::CountTime* count = row.FindCount(quantity.measure);
    return count != nullptr && counted_at_us < count->time_us;
  });
}

// decisions X3, E4.
Refusal CheckExpectation(const PlanInput& input, const SetBody& body) {
  const storage::Row& row = input.row();
  const auto wrong = std::find_if(body.expected.begin(), body.expected.end(), [&](const ValidQuantity& expected) {
    return QuantityOf(row, expected.measure) != expected.micros;
  });
  if (wrong == body.expected.end()) return std::nullopt;
  const CompiledConfiguration& configuration = *input.context.configuration;
  Refusal refusal = Refuse(Reason::kUnexpectedQuantity, "/expectedQuantities",
                           "'" + configuration.measure_name(wrong->measure) + "' is " +
                               FormatMicros(QuantityOf(row, wrong->measure)) + ", not " + FormatMicros(wrong->micros) +
                               " as expected");
  for (const ValidQuantity& expected : body.expected) {
    const std::string& name = configuration.measure_name(expected.measure);
    const std::string& source = configuration.SourceOf(expected.measure)->name;
    refusal->present_quantities.push_back({source, name.substr(source.size() + 1), QuantityOf(row, expected.measure)});
  }
  return refusal;
}

}  // namespace

Refusal AddToCell(const PlanInput& input, storage::MeasureNumber measure, int64_t micros, std::string_view path,
                  EventPlan* plan) {
  const int64_t before = QuantityOf(input.row(), measure);
  int64_t after = 0;
  if (!AddQuantities(before, micros, &after)) {
    return Refuse(Reason::kQuantityOverflow, std::string(path),
                  "adding " + FormatMicros(micros) + " to " + FormatMicros(before) + " leaves the range of quantities");
  }
  plan->row_effect.changes.push_back({storage::ChangeOp::kAdd, measure, micros});
  return std::nullopt;
}

Refusal PlanChange(const PlanInput& input, EventPlan* plan) {
  for (const ValidQuantity& quantity : input.event.quantities) {
    if (Refusal refusal = AddToCell(input, quantity.measure, quantity.micros, "/quantities", plan)) return refusal;
  }
  return std::nullopt;
}

Refusal PlanSet(const PlanInput& input, const SetBody& body, EventPlan* plan) {
  if (Refusal refusal = CheckExpectation(input, body)) return refusal;
  const int64_t now_us = input.context.now_us;
  const int64_t counted_at_us = body.modified_at_us.value_or(now_us);
  if (counted_at_us > now_us + kFutureToleranceUs) {
    return Refuse(Reason::kTimeInFuture, "/modifiedDateTimeUTC",
                  "modifiedDateTimeUTC is more than 5 minutes in the future");
  }
  if (Superseded(input.event, input.row(), counted_at_us)) {
    plan->result = kResultSuperseded;
    return std::nullopt;
  }
  plan->row_effect.counted_at_us = counted_at_us;
  for (const ValidQuantity& quantity : input.event.quantities) {
    plan->row_effect.changes.push_back({storage::ChangeOp::kAssign, quantity.measure, quantity.micros});
  }
  return std::nullopt;
}

}  // namespace onhand
