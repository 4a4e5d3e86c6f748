// File: stored_entry.h
//
// One entry of the tables that the commit log determines: an on-hand row, an allocation bucket, a schedule, a hold or
// an adjustment line, under the key that it has in its table (storage/keys), which says which of them it is.
#ifndef ONHAND_STORAGE_FOLD_STORED_ENTRY_H_
#define ONHAND_STORAGE_FOLD_STORED_ENTRY_H_

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "absl/status/statusor.h"
#include "storage/records/adjustment.h"
#include "storage/records/bucket.h"
#include "storage/records/hold.h"
#include "storage/records/row.h"
#include "storage/records/schedule.h"

namespace onhand::storage {

using StoredEntry = std::variant<Row, Bucket, Schedule, Hold, AdjustmentDetail, AdjustmentAggregate>;

void EncodeStored(const StoredEntry& entry, std::string* out);  // appends

// `key` with its family byte, one of kRow, kBucket, kSchedule, kHold, kAdjustmentDetail, kAdjustmentAggregate.
// DATA_LOSS: it is none of them, or the value is damaged.
absl::StatusOr<StoredEntry> DecodeStored(std::string_view key, std::string_view value);

// The key of the row that the entry under `key` is, or lies beside; nothing if `key` is damaged or of another family,
// as those of adjustment lines are. A view into `key`.
std::optional<std::string_view> RowKeyOfStored(std::string_view key);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_FOLD_STORED_ENTRY_H_
