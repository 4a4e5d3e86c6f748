// File: view_point.h
//
// The moments that views are opened at, and which of them are still in use. Private to storage/ledger.
#ifndef ONHAND_STORAGE_LEDGER_VIEW_POINT_H_
#define ONHAND_STORAGE_LEDGER_VIEW_POINT_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "storage/base/mutex.h"
#include "storage/cache/born_keys.h"
#include "storage/cache/row_cache.h"
#include "storage/kv/store.h"
#include "storage/ledger/ledger.h"

namespace onhand::storage {

// The tables at one moment. Immutable.
struct Tables {
  uint64_t mark = 0;  // rows, places and receipts are as this commit left them
  std::shared_ptr<const Snapshot> snapshot;
  BornKeySets born;  // rows made since the mark, or as some view before it saw them
};

struct Moment {
  uint64_t sequence = 0;
  std::shared_ptr<const Tables> tables;
  ViewPoint point() const { return {sequence, tables->mark, tables->snapshot.get()}; }
};

class ViewPoints;

struct LedgerView::Point {
  Moment moment;
  RowCache* rows = nullptr;
  const Store* store = nullptr;
  ViewPoints* views = nullptr;
  // Neighbours among those in use, in the order of opening, which is that of their moments.
  Point* before = nullptr;
  Point* after = nullptr;

  Mutex log_mutex;
  std::unique_ptr<Snapshot> log_snapshot ABSL_GUARDED_BY(log_mutex);
};

// Thread-safe.
class ViewPoints {
 public:
  ViewPoints(const Store* store, RowCache* rows, Moment newest)
      : store_(store), rows_(rows), newest_(std::move(newest)) {}

  std::unique_ptr<LedgerView::Point> Open() ABSL_LOCKS_EXCLUDED(mutex_);
  void Close(LedgerView::Point* point) ABSL_LOCKS_EXCLUDED(mutex_);

  // Sequences of those in use, ascending.
  std::vector<uint64_t> InUse() ABSL_LOCKS_EXCLUDED(mutex_);

  // Views see this from now on. The writer's.
  void Publish(Moment newest) ABSL_LOCKS_EXCLUDED(mutex_);
  // What views see now, as the one who publishes knows it. The writer's.
  const Moment& newest() const ABSL_NO_THREAD_SAFETY_ANALYSIS { return newest_; }

 private:
  void TellOldest() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Store* const store_;
  RowCache* const rows_;
  Mutex mutex_;
  Moment newest_ ABSL_GUARDED_BY(mutex_);
  LedgerView::Point* first_ ABSL_GUARDED_BY(mutex_) = nullptr;
  LedgerView::Point* last_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_LEDGER_VIEW_POINT_H_
