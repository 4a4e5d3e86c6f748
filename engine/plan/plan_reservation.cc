#include <algorithm>
#include <string>

#include "engine/model/quantity.h"
#include "engine/plan/event_plan.h"
#include "engine/plan/receipt_result.h"
#include "engine/plan/reservation_id.h"

namespace onhand {
namespace {

constexpr int64_t kSecondUs = 1'000'000;
constexpr int64_t kHoldLengthMaxUs = 31'536'000 * kSecondUs;

// When the hold ends; a refusal where that is over already or too far away (decisions E2).
Refusal FindEnd(const HoldEnd& end, int64_t now_us, int64_t* ends_at_us) {
  if (end.ttl_seconds.has_value()) {
    *ends_at_us = now_us + *end.ttl_seconds * kSecondUs;
    return std::nullopt;
  }
  *ends_at_us = *end.ends_at_us;
  if (*ends_at_us <= now_us) return Refuse(Reason::kHoldEndOutOfRange, "/expiresAt", "expiresAt is in the past");
  if (*ends_at_us - now_us > kHoldLengthMaxUs) {
    return Refuse(Reason::kHoldEndOutOfRange, "/expiresAt", "expiresAt is more than 365 days from now");
  }
  return std::nullopt;
}

// The part of a measure that its shared reservation id names (decisions V2).
WideMicros SharedMicros(const storage::Row& row, storage::MeasureNumber measure) {
  const storage::Cell* cell = row.Find(measure);
  return WideMicros{cell == nullptr ? 0 : cell->quantity_micros} - row.HeldMicros(measure);
}

Refusal CheckReserve(const PlanInput& input, const ReserveBody& body, const ValidQuantity& quantity) {
  if (body.check) {
    if (quantity.micros < 0) {
      return Refuse(Reason::kCheckedRelease, "/quantity",
                    "a negative reservation (" + FormatMicros(quantity.micros) +
                        ") releases and needs ifCheckAvailForReserv false");
    }
    return CheckAvailable(input, input.context.configuration->columns()[body.available_column], quantity.micros,
                          Reason::kNotAvailable);
  }
  const WideMicros reserved = SharedMicros(input.row(), quantity.measure);
  if (quantity.micros < 0 && reserved + quantity.micros < 0) {
    return Refuse(Reason::kReleaseBelowZero, "/quantity",
                  "only " + FormatMicros(std::max<WideMicros>(reserved, 0)) + " is reserved, " +
                      FormatMicros(-WideMicros{quantity.micros}) + " cannot be released");
  }
  return std::nullopt;
}

Refusal UnknownReservation(std::string_view reservation_id) {
  return Refuse(Reason::kUnknownReservation, "/reservationId",
                "there is no reservation '" + std::string(reservation_id) +
                    "' for this organization, product and these dimensions");
}

// Whose measure a reservation has is known only once it is found.
Refusal CheckWritable(const PlanInput& input, storage::MeasureNumber measure) {
  const CompiledSource* source = input.context.configuration->SourceOf(measure);
  if (source == nullptr || !source->read_only || input.context.system_role) return std::nullopt;
  return RefuseReadOnly(source->name);
}

// The live hold that the event declared, or nullptr.
const WorkingHold* LiveHold(const PlanInput& input) {
  if (input.slots.hold == kNoSlot) return nullptr;
  const WorkingHold& hold = input.working_set.holds[input.slots.hold];
  const bool live = hold.hold.has_value() && hold.hold->ends_at_us > input.context.now_us;
  return live ? &hold : nullptr;
}

Refusal Release(const PlanInput& input, storage::MeasureNumber measure, WideMicros reserved, int64_t offset_micros,
                int64_t* released, EventPlan* plan) {
  *released = static_cast<int64_t>(std::min<WideMicros>(offset_micros, std::max<WideMicros>(reserved, 0)));
  if (*released < offset_micros) plan->result = ResultOfPartialRelease(offset_micros - *released);
  if (*released == 0) return std::nullopt;
  return AddToCell(input, measure, -*released, "/OffsetQty", plan);
}

Refusal ReleaseHold(const PlanInput& input, const WorkingHold& hold, const UnreserveBody& body, EventPlan* plan) {
  storage::Hold left = *hold.hold;
  if (Refusal refusal = CheckWritable(input, left.measure)) return refusal;
  int64_t released = 0;
  if (Refusal refusal = Release(input, left.measure, left.remaining_micros, body.offset_micros, &released, plan)) {
    return refusal;
  }
  left.remaining_micros -= released;
  plan->row_effect.changes.push_back({storage::ChangeOp::kHold, left.measure, -released});
  plan->further.push_back(storage::HoldEffect{.row_key = {}, .hold_id = hold.hold_id, .hold = left});
  return std::nullopt;
}

}  // namespace

Refusal CheckAvailable(const PlanInput& input, const CompiledColumn& column, int64_t micros, Reason reason) {
  const WorkingSet& working_set = input.working_set;
  const CheckLevels levels(input.event.identity, working_set.by_location());
  const std::string_view partition = PartitionOfRowKey(input.event.row_key, working_set.by_location());
  std::string tuple;
  // From the level asked for to the coarsest, so that the message names the finest that lacks stock.
  for (size_t subset = levels.count(); subset-- > 0;) {
    tuple.clear();
    levels.AppendTuple(subset, &tuple);
    const WideMicros available = working_set.sums().Evaluate(partition, levels.mask(subset), tuple, column);
    if (available >= micros) continue;
    std::string where = levels.Describe(subset);
    if (where.empty()) where = working_set.by_location() ? "the location as a whole" : "the product as a whole";
    return Refuse(reason, "/quantity",
                  "'" + column.name.data_source + "." + column.name.measure + "' is " + FormatMicros(available) +
                      " for " + where + ", less than the " + FormatMicros(micros) + " asked for");
  }
  return std::nullopt;
}

Refusal PlanReserve(const PlanInput& input, const ReserveBody& body, EventPlan* plan) {
  const ValidQuantity& quantity = input.event.quantities[0];
  storage::Hold hold{.measure = quantity.measure, .remaining_micros = quantity.micros, .ends_at_us = 0};
  if (body.end.given()) {
    if (Refusal refusal = FindEnd(body.end, input.context.now_us, &hold.ends_at_us)) return refusal;
  }
  if (Refusal refusal = AddToCell(input, quantity.measure, quantity.micros, "/quantity", plan)) return refusal;
  int64_t held = 0;
  if (body.end.given() && !AddQuantities(input.row().HeldMicros(quantity.measure), quantity.micros, &held)) {
    return Refuse(Reason::kQuantityOverflow, "/quantity", "the holds on this row leave the range of quantities");
  }
  if (Refusal refusal = CheckReserve(input, body, quantity)) return refusal;
  if (!body.end.given()) return std::nullopt;
  const storage::Hash128 hold_id = MakeHoldId(input.event.row_key, input.event.id, input.sequence);
  plan->row_effect.changes.push_back({storage::ChangeOp::kHold, quantity.measure, quantity.micros});
  plan->further.push_back(storage::HoldEffect{.row_key = {}, .hold_id = hold_id, .hold = hold});
  plan->result = ResultOfHold(hold_id);
  return std::nullopt;
}

Refusal PlanUnreserve(const PlanInput& input, const UnreserveBody& body, EventPlan* plan) {
  if (body.foreign_dimension) return UnknownReservation(body.reservation_id);
  if (const WorkingHold* hold = LiveHold(input)) return ReleaseHold(input, *hold, body, plan);
  const storage::Row& row = input.row();
  const auto cell = std::find_if(row.cells.begin(), row.cells.end(), [&](const storage::Cell& candidate) {
    const std::string& name = input.context.configuration->measure_name(candidate.measure);
    return SharedReservationId(input.event.row_key, name) == body.reservation_id;
  });
  if (cell == row.cells.end()) return UnknownReservation(body.reservation_id);
  if (Refusal refusal = CheckWritable(input, cell->measure)) return refusal;
  int64_t released = 0;
  return Release(input, cell->measure, SharedMicros(row, cell->measure), body.offset_micros, &released, plan);
}

Refusal PlanExtend(const PlanInput& input, const ExtendBody& body, EventPlan* plan) {
  const WorkingHold* hold = body.foreign_dimension ? nullptr : LiveHold(input);
  if (hold == nullptr) return UnknownReservation(body.reservation_id);
  storage::Hold extended = *hold->hold;
  if (Refusal refusal = CheckWritable(input, extended.measure)) return refusal;
  if (Refusal refusal = FindEnd(body.end, input.context.now_us, &extended.ends_at_us)) return refusal;
  plan->further.push_back(storage::HoldEffect{.row_key = {}, .hold_id = hold->hold_id, .hold = extended});
  return std::nullopt;
}

}  // namespace onhand
