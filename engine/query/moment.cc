#include "engine/query/moment.h"

#include <algorithm>
#include <limits>

#include "engine/model/quantity.h"

namespace onhand {

absl::StatusOr<QueryMoment> QueryMoment::Open(const storage::Ledger& ledger, int64_t now_us) {
  QueryMoment moment;
  // In this order (see Ledger::earliest_hold_end_us): holds that appear meanwhile end later than now.
  moment.now_us_ = now_us;
  const int64_t earliest_end_us = ledger.earliest_hold_end_us();
  moment.view_ = ledger.OpenView();
  if (earliest_end_us > now_us) return moment;
  absl::StatusOr<std::vector<storage::FoundHold>> ended =
      moment.view_->EndedHolds(moment.now_us_, std::numeric_limits<size_t>::max());
  if (!ended.ok()) return ended.status();
  for (storage::FoundHold& hold : *ended) moment.ended_[hold.row_key].push_back(hold.hold);
  return moment;
}

const storage::Row& QueryMoment::Settle(const storage::RowIdentity& identity, const storage::Row& row,
                                        storage::Row* settled) const {
  if (ended_.empty()) return row;
  const auto it = ended_.find(storage::RowKey(identity));
  if (it == ended_.end()) return row;
  *settled = row;
  const WideMicros lowest = -WideMicros{kQuantityMicrosMax};
  for (const storage::Hold& hold : it->second) {
    storage::Cell& cell = settled->FindOrInsert(hold.measure);
    cell.quantity_micros =
        static_cast<int64_t>(std::max(lowest, WideMicros{cell.quantity_micros} - hold.remaining_micros));
    for (storage::Cell& held : settled->held) {
      if (held.measure == hold.measure) held.quantity_micros -= hold.remaining_micros;
    }
  }
  return *settled;
}

}  // namespace onhand
