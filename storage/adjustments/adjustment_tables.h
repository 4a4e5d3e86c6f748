// File: adjustment_tables.h
//
// Reading the adjustment lines of an environment (spec 1.18) at one moment. They are written by Ledger::Commit alone,
// from the log entries that brought or changed them (LineEffect in storage/records/log_record.h).
#ifndef ONHAND_STORAGE_ADJUSTMENTS_ADJUSTMENT_TABLES_H_
#define ONHAND_STORAGE_ADJUSTMENTS_ADJUSTMENT_TABLES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/keys/adjustment_key.h"
#include "storage/kv/store.h"
#include "storage/records/adjustment.h"

namespace onhand::storage {

struct StoredDetail {
  DetailNumber number;
  AdjustmentDetail detail;
};

struct StoredAggregate {
  std::string key;  // storage/keys/adjustment_key.h
  uint64_t push = 0;
  std::string row_key;
  MeasureNumber measure = 0;
  AdjustmentAggregate aggregate;
};

// All of them: DATA_LOSS where a record is damaged, UNAVAILABLE.

absl::StatusOr<PushState> ReadPushState(const Snapshot& snapshot);

// Details of this status, Created or IVPosted, behind `after` in the order of their commit; at most `count_max`.
absl::StatusOr<std::vector<StoredDetail>> ReadPending(const Snapshot& snapshot, DetailStatus status,
                                                      std::optional<DetailNumber> after, size_t count_max);

// Details behind `after` in the order of their commit; false ends the walk early.
absl::Status ScanDetails(const Snapshot& snapshot, std::optional<DetailNumber> after,
                         const std::function<bool(const StoredDetail& detail)>& visit);

// Aggregates behind the key `after` ("" = from the first) by push, then row; false ends the walk early.
absl::Status ScanAggregates(const Snapshot& snapshot, std::string_view after,
                            const std::function<bool(const StoredAggregate& aggregate)>& visit);

// Nothing where there is none.
absl::StatusOr<std::optional<AdjustmentAggregate>> FindAggregate(const Snapshot& snapshot, std::string_view key);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_ADJUSTMENTS_ADJUSTMENT_TABLES_H_
