// File: moment.h
//
// What a reader sees: one snapshot, the time, and which holds of the snapshot have ended by then. A hold stops counting
// exactly at its end (decisions X1), whether or not the writer has come round to taking it off.
#ifndef ONHAND_ENGINE_QUERY_MOMENT_H_
#define ONHAND_ENGINE_QUERY_MOMENT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "storage/keys/row_key.h"
#include "storage/ledger/ledger.h"
#include "storage/records/row.h"

namespace onhand {

class QueryMoment {
 public:
  // The snapshot is taken after `now_us`, the present time. DATA_LOSS, UNAVAILABLE.
  static absl::StatusOr<QueryMoment> Open(const storage::Ledger& ledger, int64_t now_us);

  const storage::LedgerView& view() const { return *view_; }
  int64_t now_us() const { return now_us_; }

  // Whether Settle changes any row.
  bool has_ended_holds() const { return !ended_.empty(); }
  // A row as it was read less the holds that have ended: `row` itself where there are none, else `settled`.
  const storage::Row& Settle(const storage::RowIdentity& identity, const storage::Row& row,
                             storage::Row* settled) const;

 private:
  QueryMoment() = default;

  std::unique_ptr<storage::LedgerView> view_;
  int64_t now_us_ = 0;
  absl::flat_hash_map<std::string, std::vector<storage::Hold>> ended_;  // by row key
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_MOMENT_H_
