// File: base_folding.h
//
// Moves the base snapshot forward over log records that are about to be removed, so that base rows and the records
// kept still add up to the rows. Private to storage/ledger.
#ifndef ONHAND_STORAGE_LEDGER_BASE_FOLDING_H_
#define ONHAND_STORAGE_LEDGER_BASE_FOLDING_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/kv/store.h"
#include "storage/records/log_record.h"
#include "storage/records/row.h"

namespace onhand::storage {

// Not thread-safe. Must not outlive the snapshot.
class BaseFolding {
 public:
  explicit BaseFolding(const Snapshot& snapshot) : snapshot_(snapshot) {}

  // The next record, oldest first. DATA_LOSS: it, or a base row, is damaged.
  absl::Status Apply(const LogRecord& record);
  // Adds what became of the base rows.
  void AddTo(WriteBatch* batch) const;

 private:
  absl::StatusOr<std::optional<Row>*> Find(std::string_view row_key);
  absl::Status CleanUp(const CleanUpPayload& payload);
  absl::Status CleanUpRows(const std::string& prefix);
  absl::Status CleanUpPlaces(const std::string& prefix);

  const Snapshot& snapshot_;
  // By row key; nothing = the row is gone.
  std::map<std::string, std::optional<Row>, std::less<>> rows_;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_LEDGER_BASE_FOLDING_H_
