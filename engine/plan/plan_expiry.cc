#include <algorithm>
#include <utility>

#include "engine/model/quantity.h"
#include "engine/plan/plan_event.h"

namespace onhand {
namespace {

// Nothing refuses the end of a hold: where a set has left less than can be taken off, the number ends at its limit.
int64_t Taken(const storage::Row& row, const storage::Hold& hold) {
  const storage::Cell* cell = row.Find(hold.measure);
  const WideMicros present = cell == nullptr ? 0 : cell->quantity_micros;
  const WideMicros lowest = -WideMicros{kQuantityMicrosMax};
  return static_cast<int64_t>(std::max(lowest, present - hold.remaining_micros) - present);
}

}  // namespace

void PlanExpiry(absl::Span<const ExpiringHold> holds, WorkingSet* working_set, storage::LogRecord* record) {
  storage::LogEntry entry{.kind = storage::EntryKind::kExpire};
  for (const ExpiringHold& expiring : holds) {
    const WorkingHold& working = working_set->holds[expiring.hold];
    if (!working.hold.has_value()) continue;
    const storage::Hold hold = *working.hold;
    const WorkingRow& row = working_set->rows[expiring.row];
    storage::RowEffect effect{.row_key = row.row_key, .counted_at_us = {}, .changes = {}};
    effect.changes.push_back({storage::ChangeOp::kAdd, hold.measure, Taken(row.row, hold)});
    effect.changes.push_back({storage::ChangeOp::kHold, hold.measure, -hold.remaining_micros});
    working_set->ApplyToRow(expiring.row, effect, record->sequence);
    entry.effects.push_back(std::move(effect));
    entry.further.push_back(
        storage::HoldEffect{.row_key = row.row_key,
                            .hold_id = working.hold_id,
                            .hold = {.measure = hold.measure, .remaining_micros = 0, .ends_at_us = hold.ends_at_us}});
    working_set->PutHold(expiring.hold, std::nullopt);
  }
  if (!entry.effects.empty()) record->entries.push_back(std::move(entry));
}

}  // namespace onhand
