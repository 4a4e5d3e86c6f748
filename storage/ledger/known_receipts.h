// File: known_receipts.h
//
// Says of nearly every id that was never seen that its receipt need not be looked for: one filter for receipts made
// since the ledger was opened, and one for those that were in their table then, which is read in the background. Until
// that is done, and where there are more receipts than a filter holds, it knows nothing. Private to storage/ledger.
#ifndef ONHAND_STORAGE_LEDGER_KNOWN_RECEIPTS_H_
#define ONHAND_STORAGE_LEDGER_KNOWN_RECEIPTS_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "storage/base/mutex.h"
#include "storage/base/worker_pool.h"
#include "storage/cache/memory_budget.h"
#include "storage/cache/receipt_filter.h"
#include "storage/kv/store.h"
#include "storage/records/hash128.h"

namespace onhand::storage {

// Not thread-safe: the writer's.
class KnownReceipts {
 public:
  // `bytes_max`: of each filter.
  KnownReceipts(uint64_t bytes_max, const std::shared_ptr<MemoryBudget>& budget)
      : made_(bytes_max, budget), stored_(std::make_shared<Stored>(bytes_max, budget)) {}
  // Waits for the step that reads the table, if one is under way.
  ~KnownReceipts();

  // Learns of the receipts in their table, a step at a time, on `pool` (nullptr: never, unless there are none).
  // DATA_LOSS, UNAVAILABLE: it could not begin.
  absl::Status Learn(std::shared_ptr<const Snapshot> tables, WorkerPool* pool);
  // A receipt that is made. `sequence`: of its commit, not lower than before.
  void Add(const Hash128& hash, uint64_t sequence) { made_.Add(hash, sequence); }
  // Fetches what MayHold looks at.
  void Prefetch(const Hash128& hash) const;
  // Fetches what Add changes.
  void PrefetchToAdd(const Hash128& hash) const { made_.PrefetchToAdd(hash); }
  // False: it was never made, or was forgotten.
  bool MayHold(const Hash128& hash) const;
  // Receipts of commits up to this one that were made since Learn are gone.
  void Forget(uint64_t sequence);

 private:
  // Shared with the steps, which may outlive the ledger without doing anything more.
  struct Stored {
    Stored(uint64_t bytes_max, std::shared_ptr<MemoryBudget> budget) : filter(bytes_max, std::move(budget)) {}

    static void Step(const std::shared_ptr<Stored>& self) ABSL_LOCKS_EXCLUDED(self->mutex);
    // What is left to be read, a step of it; true if something is left after it.
    bool Read() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);

    WorkerPool* pool = nullptr;
    Mutex mutex;
    std::shared_ptr<const Snapshot> tables ABSL_GUARDED_BY(mutex);  // nullptr: nothing is to be read
    std::string next_key ABSL_GUARDED_BY(mutex);
    std::atomic<bool> complete = false;
    ReceiptFilter filter;  // the steps', then, once it is complete, the writer's
  };

  bool complete() const { return stored_->complete.load(std::memory_order_acquire) && !made_.full(); }

  ReceiptFilter made_;
  const std::shared_ptr<Stored> stored_;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_LEDGER_KNOWN_RECEIPTS_H_
