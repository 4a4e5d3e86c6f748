// File: ledger_state.h
//
// What a ledger keeps in memory. Private to storage/ledger.
#ifndef ONHAND_STORAGE_LEDGER_LEDGER_STATE_H_
#define ONHAND_STORAGE_LEDGER_LEDGER_STATE_H_

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "storage/kv/store.h"
#include "storage/ledger/ledger.h"

namespace onhand::storage {

inline constexpr std::string_view kMainPartition = "main";

// The version of the tables that this program writes. Version 1 has no buckets, schedules and holds and is opened all
// the same; the next commit makes it this version.
inline constexpr uint64_t kSchema = 2;

struct Ledger::State {
  std::unique_ptr<Store> store;
  uint64_t epoch = 0;
  std::atomic<uint64_t> sequence = 0;
  uint64_t schema = 0;  // as it stands on disk; 0 = nothing was committed yet
  uint64_t hash_seed = 0;
  std::string configuration;
  std::vector<std::string> dictionary;
  std::atomic<uint64_t> row_count = 0;
  std::atomic<int64_t> earliest_hold_end_us = std::numeric_limits<int64_t>::max();
  uint64_t log_begin = 1;
  // May be ahead of the disk by records that have no receipts.
  uint64_t purged_through = 0;
  // The writer's reads between two commits share one snapshot; none is held while it writes.
  std::unique_ptr<Snapshot> newest;

  const Snapshot& Newest() {
    if (newest == nullptr) newest = store->GetSnapshot();
    return *newest;
  }

  // Adds what every commit has (its log record, the step of the partition) and commits.
  absl::Status CommitRecord(const LogRecord& record, WriteBatch* batch);

  // Looks for the earliest end anew; `earliest_before_us` is not later than it.
  void HoldsWentFrom(int64_t earliest_before_us);
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_LEDGER_LEDGER_STATE_H_
