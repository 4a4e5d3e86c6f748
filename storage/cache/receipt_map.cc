#include "storage/cache/receipt_map.h"

#include <utility>

#include "storage/base/check.h"

namespace onhand::storage {

void ReceiptMap::Assign(const Hash128& scope, Receipt receipt) {
  ONHAND_CHECK(size_ < kNone);
  const auto [newest, is_first] = newest_.try_emplace(FirstEightBytes()(scope), size_);
  const uint32_t before = is_first ? kNone : newest->second;
  for (uint32_t number = before; number != kNone; number = At(number).before) {
    if (At(number).scope != scope) continue;
    At(number).receipt = std::move(receipt);
    return;
  }
  newest->second = size_;
  if (size_ % kPieceEntries == 0) pieces_.emplace_back().reserve(kPieceEntries);
  pieces_.back().push_back({scope, std::move(receipt), before});
  ++size_;
}

const Receipt* ReceiptMap::Find(const Hash128& scope) const {
  const auto newest = newest_.find(FirstEightBytes()(scope));
  if (newest == newest_.end()) return nullptr;
  for (uint32_t number = newest->second; number != kNone; number = At(number).before) {
    if (At(number).scope == scope) return &At(number).receipt;
  }
  return nullptr;
}

void ReceiptMap::ForEach(absl::FunctionRef<void(const Entry& entry)> visit) const {
  for (const std::vector<Entry>& piece : pieces_) {
    for (const Entry& entry : piece) visit(entry);
  }
}

}  // namespace onhand::storage
