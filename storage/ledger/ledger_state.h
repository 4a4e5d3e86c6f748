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

#include "storage/cache/born_keys.h"
#include "storage/cache/recent_receipts.h"
#include "storage/cache/row_cache.h"
#include "storage/kv/store.h"
#include "storage/ledger/known_receipts.h"
#include "storage/ledger/ledger.h"
#include "storage/ledger/main_partition.h"
#include "storage/ledger/view_point.h"
#include "storage/ledger/write_back.h"

namespace onhand::storage {

// Without a budget that is shared.
inline constexpr uint64_t kMemoryBytesMax = 64ull << 20;

struct Ledger::State {
  State(std::unique_ptr<Store> opened, const LedgerOptions& ledger_options)
      : options(ledger_options),
        budget(ledger_options.budget != nullptr ? ledger_options.budget
                                                : std::make_shared<MemoryBudget>(kMemoryBytesMax)),
        store(std::move(opened)),
        known_receipts(ledger_options.receipt_filter_bytes, budget) {}
  ~State() {
    CountReceipts(0);
    CountLog(0);
  }

  const LedgerOptions options;
  const std::shared_ptr<MemoryBudget> budget;
  const std::unique_ptr<Store> store;
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
  bool receipts_outlive_log = false;  // there may be receipts of commits up to purged_through

  // What is not in the tables yet, and what was used lately.
  std::unique_ptr<RowCache> rows;
  std::unique_ptr<ViewPoints> views;
  // What the writer read for the group that it is about to commit: keys (the caller's) and where they are in memory.
  std::vector<std::string_view> read_keys;
  std::vector<RowCache::Place> read_places;
  RecentReceipts receipts;
  KnownReceipts known_receipts;
  uint64_t receipt_bytes = 0;                                     // taken from the budget
  std::shared_ptr<BornKeys> born = std::make_shared<BornKeys>();  // since the last write-back began
  uint64_t log_bytes = 0;                                         // likewise
  std::shared_ptr<WriteBackJob> write_back;                       // under way, or done and not published
  absl::Status write_back_status;                                 // of the last one that ended
  uint64_t retry_log_bytes = 0;                                   // after one that failed: when to try again

  // The newest state of the tables, as the writer sees it.
  const Snapshot& Newest() const { return *views->newest().tables->snapshot; }
  ViewPoint NewestPoint() const { return views->newest().point(); }

  // Adds what every commit has (its log record, the step of the partition) and commits.
  absl::Status CommitRecord(const LogRecord& record, WriteBatch* batch);
  // Views see the commit of this number from now on; `tables_changed`: it changed more than rows and receipts.
  void Publish(uint64_t committed, bool tables_changed);

  // What a group did to rows and receipts, into memory.
  void Install(CommitGroup* group);
  // Likewise a clean-up, of tables that lack nothing; publishes it.
  void InstallCleanUp(uint64_t committed, const CleanUpPayload& payload);

  // Tells the budget how many receipts are in memory.
  void CountReceipts(size_t count);
  // Sets log_bytes, and tells the budget.
  void CountLog(uint64_t bytes);

  // Looks for the earliest end anew; `earliest_before_us` is not later than it.
  void HoldsWentFrom(int64_t earliest_before_us);

  // Begins a write-back of everything up to sequence, or has it begun; none may be under way.
  void BeginWriteBack();
  // Waits for the one under way, carrying it out if nobody has begun to, and publishes what came of it.
  absl::Status EndWriteBack();
  absl::Status WriteBackAll();
  // After a commit: begins, ends or waits, as the log's growth since the last one asks for.
  void WriteBackAsNeeded();
  // Before a commit: not OK if write-backs have failed for so long that what they would free must not grow any more.
  absl::Status CheckWriteBackOverdue();

  absl::Status PrepareForPurge(const PurgeLimits& limits);

  // What the log has behind the tables' mark, into memory.
  absl::Status Replay();
  absl::Status ReplayEntry(const LogRecord& record, const LogEntry& entry);
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_LEDGER_LEDGER_STATE_H_
