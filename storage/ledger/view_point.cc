#include "storage/ledger/view_point.h"

#include <cstdint>
#include <vector>

namespace onhand::storage {

std::unique_ptr<LedgerView::Point> ViewPoints::Open() {
  auto point = std::make_unique<LedgerView::Point>();
  point->rows = rows_;
  point->store = store_;
  point->views = this;
  MutexLock lock(&mutex_);
  point->moment = newest_;
  point->before = last_;
  (last_ == nullptr ? first_ : last_->after) = point.get();
  last_ = point.get();
  if (first_ == last_) TellOldest();
  return point;
}

void ViewPoints::Close(LedgerView::Point* point) {
  MutexLock lock(&mutex_);
  const bool oldest = first_ == point;
  (point->before == nullptr ? first_ : point->before->after) = point->after;
  (point->after == nullptr ? last_ : point->after->before) = point->before;
  if (oldest) TellOldest();
}

std::vector<uint64_t> ViewPoints::InUse() {
  std::vector<uint64_t> sequences;
  MutexLock lock(&mutex_);
  for (const LedgerView::Point* point = first_; point != nullptr; point = point->after) {
    if (sequences.empty() || sequences.back() != point->moment.sequence) sequences.push_back(point->moment.sequence);
  }
  return sequences;
}

void ViewPoints::Publish(Moment newest) {
  MutexLock lock(&mutex_);
  // The old one's snapshot goes after the lock.
  std::swap(newest_, newest);
}

void ViewPoints::TellOldest() {
  if (first_ == nullptr) {
    rows_->SetOldestView(UINT64_MAX, UINT64_MAX);
  } else {
    rows_->SetOldestView(first_->moment.sequence, first_->moment.tables->mark);
  }
}

}  // namespace onhand::storage
