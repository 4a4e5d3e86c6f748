// File: write_back.h
//
// One write-back: rows, places and receipts of many commits go into their tables at once. Private to storage/ledger.
#ifndef ONHAND_STORAGE_LEDGER_WRITE_BACK_H_
#define ONHAND_STORAGE_LEDGER_WRITE_BACK_H_

#include <cstdint>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "storage/base/mutex.h"
#include "storage/cache/born_keys.h"
#include "storage/cache/recent_receipts.h"
#include "storage/cache/row_cache.h"
#include "storage/ledger/view_point.h"

namespace onhand::storage {

// What is written back: everything that the tables lack at the point's sequence.
struct WriteBackJob {
  Store* store = nullptr;
  uint64_t epoch = 0;
  RowCache* rows = nullptr;
  std::unique_ptr<LedgerView::Point> point;
  std::unique_ptr<RowCache::Dirty, RowCache::DeleteDirty> dirty;
  std::shared_ptr<BornKeys> born;
  std::shared_ptr<const ReceiptMap> receipts;
  uint64_t log_bytes = 0;  // by which the log grew meanwhile

  uint64_t mark() const { return point->moment.sequence; }

  // Carries it out unless another thread does or did; then waits for that one if `wait`.
  void Run(bool wait) ABSL_LOCKS_EXCLUDED(mutex);
  bool done() ABSL_LOCKS_EXCLUDED(mutex);
  // Once it is done.
  absl::Status status() ABSL_LOCKS_EXCLUDED(mutex);

 private:
  enum class State : uint8_t { kWaiting, kRunning, kDone };

  absl::Status Write();
  absl::Status WritePlaces(BulkWrite* bulk);
  absl::Status WriteReceipts(BulkWrite* bulk);

  Mutex mutex;
  CondVar changed;
  State state ABSL_GUARDED_BY(mutex) = State::kWaiting;
  absl::Status result ABSL_GUARDED_BY(mutex);
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_LEDGER_WRITE_BACK_H_
