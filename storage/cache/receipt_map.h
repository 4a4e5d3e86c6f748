// File: receipt_map.h
//
// Receipts by the hash of their scope, as many as some seconds of commits leave.
#ifndef ONHAND_STORAGE_CACHE_RECEIPT_MAP_H_
#define ONHAND_STORAGE_CACHE_RECEIPT_MAP_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "storage/records/hash128.h"
#include "storage/records/receipt.h"

namespace onhand::storage {

// Receipts lie one behind the other in the order in which they came, so that adding one writes where the processor
// already is; what is looked for anywhere in memory is an index of 16 bytes a receipt.
//
// Reading it is thread-safe.
class ReceiptMap {
 public:
  struct Entry {
    Hash128 scope;
    Receipt receipt;
    uint32_t before;  // the entry whose scope begins with the same eight bytes; kNone
  };

  ReceiptMap() = default;
  ReceiptMap(const ReceiptMap&) = delete;
  ReceiptMap& operator=(const ReceiptMap&) = delete;

  // A receipt for a scope that has one already takes its place.
  void Assign(const Hash128& scope, Receipt receipt);
  // Nullptr: there is none. Valid until the next Assign.
  const Receipt* Find(const Hash128& scope) const;
  // Fetches what Assign and Find of this scope look at.
  void Prefetch(const Hash128& scope) const { newest_.prefetch(FirstEightBytes()(scope)); }

  void Reserve(size_t count) { newest_.reserve(count); }
  size_t size() const { return size_; }
  // In the order in which their scopes came.
  void ForEach(absl::FunctionRef<void(const Entry& entry)> visit) const;

 private:
  struct AsItIs {
    size_t operator()(uint64_t hash) const { return hash; }
  };
  static constexpr uint32_t kNone = UINT32_MAX;
  static constexpr uint32_t kPieceEntries = 1024;

  Entry& At(uint32_t number) { return pieces_[number / kPieceEntries][number % kPieceEntries]; }
  const Entry& At(uint32_t number) const { return pieces_[number / kPieceEntries][number % kPieceEntries]; }

  std::vector<std::vector<Entry>> pieces_;  // each of kPieceEntries, but the last
  uint32_t size_ = 0;
  absl::flat_hash_map<uint64_t, uint32_t, AsItIs> newest_;  // by the first eight bytes of the scope
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_CACHE_RECEIPT_MAP_H_
