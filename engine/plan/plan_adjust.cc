#include "engine/model/quantity.h"
#include "engine/plan/event_plan.h"
#include "storage/keys/adjustment_key.h"
#include "storage/records/adjustment.h"

namespace onhand {

Refusal PlanAdjust(const PlanInput& input, const AdjustBody& body, EventPlan* plan) {
  const ValidQuantity& quantity = input.event.quantities[0];
  if (body.apply_now) {
    if (Refusal refusal = AddToCell(input, quantity.measure, quantity.micros, "/quantity", plan)) return refusal;
  }
  const AdjustEvent& event = *body.event;
  storage::AdjustmentDetail detail;
  detail.status = body.apply_now ? storage::DetailStatus::kIvPosted : storage::DetailStatus::kCreated;
  detail.row_key = input.event.row_key;
  detail.id = event.id;
  detail.measure = quantity.measure;
  detail.quantity_micros = quantity.micros;
  detail.created_at_us = input.context.now_us;
  detail.changed_at_us = input.context.now_us;
  detail.external_reference_category = event.external_reference_category;
  detail.external_reference_id = event.external_reference_id;
  detail.journal_name_id = event.journal_name_id;
  if (body.cost_price_micros.has_value()) detail.cost_price = FormatMicros(*body.cost_price_micros);
  detail.transaction_date = event.transaction_date;
  plan->line_key = storage::DetailKey({input.sequence, input.entry});
  storage::EncodeAdjustmentDetail(detail, &plan->line_value);
  return std::nullopt;
}

}  // namespace onhand
