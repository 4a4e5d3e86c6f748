#include "engine/plan/plan_event.h"

#include <optional>
#include <string>
#include <utility>

#include "engine/model/quantity.h"
#include "engine/plan/receipt_result.h"
#include "storage/base/check.h"

namespace onhand {
namespace {

using storage::CellChange;
using storage::ChangeOp;
using storage::LogEntry;
using storage::RowEffect;

Outcome IdReused(const ValidEvent& event) {
  return Outcome::Refuse({Reason::kIdReused, "/id",
                          "id '" + std::string(event.id) + "' was already used for an event with other content"});
}

Outcome ReadOnly(const ValidEvent& event) {
  return Outcome::Refuse({Reason::kReadOnlyDataSource, "/quantities/" + std::string(event.read_only_source),
                          "data source '" + std::string(event.read_only_source) +
                              "' is read-only; only callers with the role system may write to it"});
}

// The effect of a change event, or what refuses it.
std::optional<Outcome> PlanChange(const ValidEvent& event, const storage::Row& row, RowEffect* effect) {
  for (const ValidQuantity& quantity : event.quantities) {
    const storage::Cell* cell = row.Find(quantity.measure);
    const int64_t before = cell == nullptr ? 0 : cell->quantity_micros;
    int64_t after = 0;
    if (!AddQuantities(before, quantity.micros, &after)) {
      return Outcome::Refuse({Reason::kQuantityOverflow, "/quantities",
                              "adding " + FormatMicros(quantity.micros) + " to " + FormatMicros(before) +
                                  " leaves the range of quantities"});
    }
    effect->changes.push_back({ChangeOp::kAdd, quantity.measure, quantity.micros});
  }
  return std::nullopt;
}

bool Superseded(const ValidEvent& event, const storage::Row& row, int64_t counted_at_us) {
  for (const ValidQuantity& quantity : event.quantities) {
    const storage::CountTime* count = row.FindCount(quantity.measure);
    if (count != nullptr && counted_at_us < count->time_us) return true;
  }
  return false;
}

// Likewise of a set; no changes where a newer count superseded it.
std::optional<Outcome> PlanSet(const ValidEvent& event, const PlanContext& context, const storage::Row& row,
                               RowEffect* effect) {
  const int64_t counted_at_us = event.modified_at_us.value_or(context.now_us);
  if (counted_at_us > context.now_us + kFutureToleranceUs) {
    return Outcome::Refuse(
        {Reason::kTimeInFuture, "/modifiedDateTimeUTC", "modifiedDateTimeUTC is more than 5 minutes in the future"});
  }
  if (Superseded(event, row, counted_at_us)) return std::nullopt;
  effect->counted_at_us = counted_at_us;
  for (const ValidQuantity& quantity : event.quantities) {
    effect->changes.push_back({ChangeOp::kAssign, quantity.measure, quantity.micros});
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<Outcome> PlanEvent(const ValidEvent& event, const PlanContext& context, WorkingRow* row,
                                  WorkingReceipt* receipt, storage::LogRecord* record) {
  if (receipt->receipt.has_value()) {
    if (receipt->receipt->content_hash != event.content_hash) return IdReused(event);
    return OutcomeOfResult(receipt->receipt->result);
  }
  if (!event.read_only_source.empty() && !context.system_role) return ReadOnly(event);

  RowEffect effect;
  std::optional<Outcome> refusal = event.kind == storage::EntryKind::kSet ? PlanSet(event, context, row->row, &effect)
                                                                          : PlanChange(event, row->row, &effect);
  if (refusal.has_value()) return *std::move(refusal);

  LogEntry entry{.kind = event.kind,
                 .id = event.id,
                 .row_key = event.row_key,
                 .content_hash = event.content_hash,
                 .result = effect.changes.empty() ? kResultSuperseded : kResultSuccess,
                 .effects = {},
                 .payload = {}};
  if (!effect.changes.empty()) {
    ONHAND_CHECK(storage::ApplyEffect(effect, record->sequence, &row->row).ok());
    row->changed = true;
    entry.effects.push_back(std::move(effect));
  }
  receipt->receipt = storage::Receipt{.content_hash = event.content_hash,
                                      .sequence = record->sequence,
                                      .committed_at_us = context.now_us,
                                      .result = std::string(entry.result)};
  record->entries.push_back(std::move(entry));
  return OutcomeOfResult(record->entries.back().result);
}

}  // namespace onhand
