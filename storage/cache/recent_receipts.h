// File: recent_receipts.h
//
// The receipts that are not in their table yet.
#ifndef ONHAND_STORAGE_CACHE_RECENT_RECEIPTS_H_
#define ONHAND_STORAGE_CACHE_RECENT_RECEIPTS_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "storage/records/hash128.h"
#include "storage/records/receipt.h"

namespace onhand::storage {

// Receipts by the hash of their scope. Reading it is thread-safe.
using ReceiptMap = absl::flat_hash_map<Hash128, Receipt, FirstEightBytes>;

// Not thread-safe; the writer's.
class RecentReceipts {
 public:
  RecentReceipts() : current_(std::make_shared<ReceiptMap>()) {}

  // A receipt for a scope that has one already takes its place.
  void Add(const Hash128& scope, Receipt receipt) { current_->insert_or_assign(scope, std::move(receipt)); }

  // Fetches what Find and Add of this scope look at.
  void Prefetch(const Hash128& scope) const {
    current_->prefetch(scope);
    if (frozen_ != nullptr) frozen_->prefetch(scope);
  }
  // Nullptr: the table has it, or nobody. Valid until the next call of a method that is not const.
  const Receipt* Find(const Hash128& scope) const {
    if (const auto it = current_->find(scope); it != current_->end()) return &it->second;
    if (frozen_ == nullptr) return nullptr;
    const auto it = frozen_->find(scope);
    return it == frozen_->end() ? nullptr : &it->second;
  }

  // What was added since, for a write-back; it is found here until Thaw.
  std::shared_ptr<const ReceiptMap> Freeze() {
    frozen_ = std::move(current_);
    current_ = std::make_shared<ReceiptMap>();
    current_->reserve(frozen_->size());
    return frozen_;
  }
  // The frozen ones are in their table.
  void Thaw() { frozen_.reset(); }
  // They are not: the write-back failed.
  void GiveBack() {
    for (const auto& [scope, receipt] : *frozen_) current_->try_emplace(scope, receipt);
    frozen_.reset();
  }

  size_t size() const { return current_->size() + (frozen_ == nullptr ? 0 : frozen_->size()); }

 private:
  std::shared_ptr<ReceiptMap> current_;
  std::shared_ptr<const ReceiptMap> frozen_;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_CACHE_RECENT_RECEIPTS_H_
