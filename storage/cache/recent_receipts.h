// File: recent_receipts.h
//
// The receipts that are not in their table yet.
#ifndef ONHAND_STORAGE_CACHE_RECENT_RECEIPTS_H_
#define ONHAND_STORAGE_CACHE_RECENT_RECEIPTS_H_

#include <cstddef>
#include <memory>
#include <utility>

#include "storage/cache/receipt_map.h"
#include "storage/records/hash128.h"
#include "storage/records/receipt.h"

namespace onhand::storage {

// Not thread-safe; the writer's.
class RecentReceipts {
 public:
  RecentReceipts() : current_(std::make_shared<ReceiptMap>()) {}

  // A receipt for a scope that has one already takes its place.
  void Add(const Hash128& scope, Receipt receipt) { current_->Assign(scope, std::move(receipt)); }

  // Fetches what Find and Add of this scope look at.
  void Prefetch(const Hash128& scope) const {
    current_->Prefetch(scope);
    if (frozen_ != nullptr) frozen_->Prefetch(scope);
  }
  // Nullptr: the table has it, or nobody. Valid until the next call of a method that is not const.
  const Receipt* Find(const Hash128& scope) const {
    if (const Receipt* receipt = current_->Find(scope)) return receipt;
    return frozen_ == nullptr ? nullptr : frozen_->Find(scope);
  }

  // What was added since, for a write-back; it is found here until Thaw.
  std::shared_ptr<const ReceiptMap> Freeze() {
    frozen_ = std::move(current_);
    current_ = std::make_shared<ReceiptMap>();
    current_->Reserve(frozen_->size());
    return frozen_;
  }
  // The frozen ones are in their table.
  void Thaw() { frozen_.reset(); }
  // They are not: the write-back failed.
  void GiveBack() {
    frozen_->ForEach([this](const ReceiptMap::Entry& entry) {
      if (current_->Find(entry.scope) == nullptr) current_->Assign(entry.scope, entry.receipt);
    });
    frozen_.reset();
  }

  size_t size() const { return current_->size() + (frozen_ == nullptr ? 0 : frozen_->size()); }

 private:
  std::shared_ptr<ReceiptMap> current_;
  std::shared_ptr<const ReceiptMap> frozen_;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_CACHE_RECENT_RECEIPTS_H_
