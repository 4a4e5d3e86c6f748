#include "engine/plan/plan_event.h"

#include <string>
#include <utility>

#include "engine/plan/event_plan.h"
#include "engine/plan/receipt_result.h"

namespace onhand {
namespace {

using storage::LogEntry;

Refusal IdReused(const ValidEvent& event) {
  return Refuse(Reason::kIdReused, "/id",
                "id '" + std::string(event.id) + "' was already used for an event with other content");
}

}  // namespace

Refusal RefuseReadOnly(std::string_view source) {
  return Refuse(
      Reason::kReadOnlyDataSource, "/quantities/" + std::string(source),
      "data source '" + std::string(source) + "' is read-only; only callers with the role system may write to it");
}

namespace {

Refusal PlanByKind(const PlanInput& input, EventPlan* plan) {
  const ValidBody& body = input.event.body;
  if (const auto* set = std::get_if<SetBody>(&body)) return PlanSet(input, *set, plan);
  if (const auto* reserve = std::get_if<ReserveBody>(&body)) return PlanReserve(input, *reserve, plan);
  if (const auto* unreserve = std::get_if<UnreserveBody>(&body)) return PlanUnreserve(input, *unreserve, plan);
  if (const auto* extend = std::get_if<ExtendBody>(&body)) return PlanExtend(input, *extend, plan);
  if (const auto* allocation = std::get_if<AllocationBody>(&body)) return PlanAllocation(input, *allocation, plan);
  if (const auto* schedule = std::get_if<ScheduleBody>(&body)) return PlanSchedule(input, *schedule, plan);
  if (const auto* adjust = std::get_if<AdjustBody>(&body)) return PlanAdjust(input, *adjust, plan);
  return PlanChange(input, plan);
}

// What a refused release says of itself (decisions T7).
Outcome Complete(const ValidEvent& event, Outcome refused) {
  if (const auto* unreserve = std::get_if<UnreserveBody>(&event.body)) {
    refused.reservation_id = unreserve->reservation_id;
    refused.invalid_offset_micros = unreserve->offset_micros;
  } else if (const auto* extend = std::get_if<ExtendBody>(&event.body)) {
    refused.reservation_id = extend->reservation_id;
  }
  return refused;
}

void ApplyFurther(const ValidEvent& event, const EventSlots& slots, const storage::FurtherEffect& effect,
                  int64_t now_us, WorkingSet* working_set) {
  if (const auto* bucket = std::get_if<storage::BucketEffect>(&effect)) {
    const bool source = bucket->path == std::get<AllocationBody>(event.body).source_path;
    working_set->ApplyToBucket(source ? slots.source_bucket : slots.bucket, bucket->added);
  } else if (const auto* schedule = std::get_if<storage::ScheduleEffect>(&effect)) {
    working_set->ApplyToSchedule(slots.schedule, schedule->changes, storage::DayOfMicros(now_us));
  } else {
    const auto& hold = std::get<storage::HoldEffect>(effect);
    if (slots.hold == kNoSlot) {
      working_set->AddHold(event.row_key, hold.hold_id, hold.hold);
    } else {
      working_set->PutHold(slots.hold, hold.hold.remaining_micros > 0 ? std::optional(hold.hold) : std::nullopt);
    }
  }
}

}  // namespace

Refusal Refuse(Reason reason, std::string path, std::string message) {
  return Outcome::Refuse({reason, std::move(path), std::move(message)});
}

absl::StatusOr<Outcome> PlanEvent(const ValidEvent& event, const PlanContext& context, const EventSlots& slots,
                                  WorkingSet* working_set, storage::LogRecord* record) {
  const std::optional<storage::Receipt>& receipt = working_set->receipts[slots.receipt].receipt;
  if (receipt.has_value()) {
    if (receipt->content_hash != event.content_hash) return Complete(event, *IdReused(event));
    return OutcomeOfResult(event, *context.configuration, receipt->result);
  }
  if (!event.read_only_source.empty() && !context.system_role) {
    return Complete(event, *RefuseReadOnly(event.read_only_source));
  }

  const PlanInput input{event,        context,          slots,
                        *working_set, record->sequence, static_cast<uint32_t>(record->entries.size())};
  EventPlan plan;
  Refusal refusal = PlanByKind(input, &plan);
  if (refusal.has_value()) return Complete(event, *std::move(refusal));

  LogEntry entry{.kind = event.kind,
                 .id = event.id,
                 .row_key = event.row_key,
                 .content_hash = event.content_hash,
                 .result = plan.result.empty() ? kResultSuccess : working_set->Keep(std::move(plan.result)),
                 .effects = {},
                 .further = std::move(plan.further),
                 .payload = {}};
  if (!plan.row_effect.changes.empty()) {
    working_set->ApplyToRow(slots.row, plan.row_effect, record->sequence);
    entry.effects.push_back(std::move(plan.row_effect));
  }
  for (const storage::FurtherEffect& effect : entry.further) {
    ApplyFurther(event, slots, effect, context.now_us, working_set);
  }
  if (!plan.line_key.empty()) {
    entry.further.push_back(storage::LineEffect{working_set->Keep(std::move(plan.line_key)),
                                                working_set->Keep(std::move(plan.line_value))});
  }
  working_set->PutReceipt(slots.receipt, {.content_hash = event.content_hash,
                                          .sequence = record->sequence,
                                          .committed_at_us = context.now_us,
                                          .result = std::string(entry.result)});
  absl::StatusOr<Outcome> outcome = OutcomeOfResult(event, *context.configuration, entry.result);
  record->entries.push_back(std::move(entry));
  return outcome;
}

}  // namespace onhand
