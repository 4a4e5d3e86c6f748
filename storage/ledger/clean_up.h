// File: clean_up.h
//
// What a clean-up (decisions C3a) removes from the tables. Private to storage/ledger.
#ifndef ONHAND_STORAGE_LEDGER_CLEAN_UP_H_
#define ONHAND_STORAGE_LEDGER_CLEAN_UP_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "storage/kv/store.h"
#include "storage/records/log_record.h"

namespace onhand::storage {

struct CleanUpCounts {
  uint64_t rows = 0;
  uint64_t holds = 0;
};

// Adds to `batch` the removal of all rows, buckets, schedules and holds under the prefixes, with the keys that find
// them. Buckets and holds at a place are found through the rows there, beside which they lie. How many went. DATA_LOSS:
// one of them has a damaged key or value.
absl::StatusOr<CleanUpCounts> AddCleanUp(const Snapshot& snapshot, const CleanUpPayload& clean_up, WriteBatch* batch);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_LEDGER_CLEAN_UP_H_
