// File: receipt_filter.h
//
// Says of an id that was never seen that it was never seen, without asking a table, all but once in some two thousand
// times: a Bloom filter in blocks of one cache line, growing by further filters as receipts come. Where memory is short
// it guesses worse, before it gives up. It may only be asked while it knows of every receipt there is.
#ifndef ONHAND_STORAGE_CACHE_RECEIPT_FILTER_H_
#define ONHAND_STORAGE_CACHE_RECEIPT_FILTER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "storage/cache/memory_budget.h"
#include "storage/records/hash128.h"

namespace onhand::storage {

// Not thread-safe.
class ReceiptFilter {
 public:
  // It takes no more than `bytes_max` and what `budget` has for filters (nullptr: as much as it wants); where more
  // would be needed it gives up for good (full() is then true).
  explicit ReceiptFilter(uint64_t bytes_max, std::shared_ptr<MemoryBudget> budget = nullptr)
      : bytes_max_(bytes_max), budget_(std::move(budget)) {}
  ~ReceiptFilter() { Drop(segments_.size()); }
  ReceiptFilter(const ReceiptFilter&) = delete;
  ReceiptFilter& operator=(const ReceiptFilter&) = delete;

  // `sequence`: of the commit that made the receipt; not lower than before.
  void Add(const Hash128& scope, uint64_t sequence);
  // False: it was never added.
  bool MayHold(const Hash128& scope) const;
  // Fetches what MayHold of this scope looks at.
  void Prefetch(const Hash128& scope) const;
  // Fetches what Add of this scope changes.
  void PrefetchToAdd(const Hash128& scope) const;
  // Receipts of commits up to this one are gone.
  void Forget(uint64_t sequence);

  // Takes no memory any more; for good.
  void GiveUp();

  bool full() const { return full_; }
  uint64_t bytes() const { return bytes_; }

 private:
  struct alignas(64) Block {
    std::array<uint64_t, 8> bits{};
  };
  struct Segment {
    std::vector<Block> blocks;  // a power of two
    uint64_t count = 0;
    uint64_t last_sequence = 0;
    size_t BlockOf(const Hash128& scope) const;
  };

  // Nullptr: there is no room for one that would be worth it.
  Segment* MakeSegment();
  // Nullptr: all that are worth it are as crowded as can be.
  Segment* LeastCrowded();

  // The first ones.
  void Drop(size_t count);

  const uint64_t bytes_max_;
  const std::shared_ptr<MemoryBudget> budget_;
  std::vector<Segment> segments_;  // the last one takes what is added
  uint64_t bytes_ = 0;
  bool full_ = false;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_CACHE_RECEIPT_FILTER_H_
