// File: base_snapshot.h
//
// The base snapshot: rows, buckets, schedules and holds as they were just before the oldest log record that is kept.
// Rows lie under a family of their own ('B' row-key), the others under their table key behind 'b'
// (docs/formats/keys.md).
#ifndef ONHAND_STORAGE_FOLD_BASE_SNAPSHOT_H_
#define ONHAND_STORAGE_FOLD_BASE_SNAPSHOT_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/fold/log_fold.h"
#include "storage/kv/store.h"

namespace onhand::storage {

// The base of one moment, for a fold that begins with the oldest log record. Thread-safe. Must not outlive the
// snapshot. DATA_LOSS, UNAVAILABLE.
class BaseSource : public FoldSource {
 public:
  explicit BaseSource(const Snapshot& snapshot) : snapshot_(snapshot) {}
  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override;
  absl::Status ForEachKey(std::string_view prefix,
                          const std::function<void(std::string_view key)>& visit) const override;

 private:
  const Snapshot& snapshot_;
};

// Adds to `batch` what moves the base forward over the records that `fold` was given on top of it.
void AddToBase(const LogFold& fold, WriteBatch* batch);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_FOLD_BASE_SNAPSHOT_H_
