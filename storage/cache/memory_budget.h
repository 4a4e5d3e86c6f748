// File: memory_budget.h
//
// What several environments of one process may keep in memory together, and how much they do.
#ifndef ONHAND_STORAGE_CACHE_MEMORY_BUDGET_H_
#define ONHAND_STORAGE_CACHE_MEMORY_BUDGET_H_

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace onhand::storage {

// Thread-safe.
class MemoryBudget {
 public:
  explicit MemoryBudget(uint64_t bytes_max) : bytes_max_(bytes_max) {}

  void Take(uint64_t bytes) { bytes_.fetch_add(bytes, std::memory_order_relaxed); }
  void Release(uint64_t bytes) { bytes_.fetch_sub(bytes, std::memory_order_relaxed); }
  bool exceeded() const { return bytes() > bytes_max_; }
  // Little is left of it.
  bool scarce() const { return bytes() > bytes_max_ / 8 * 7; }
  uint64_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

  // By how much the log of an environment is ahead of its tables. What it stands for, rows and receipts, takes several
  // times as much memory and has to stay until it is written to them.
  void ChangeUnwritten(uint64_t before, uint64_t after) {
    unwritten_bytes_.fetch_add(after - before, std::memory_order_relaxed);
  }
  uint64_t unwritten_bytes() const { return unwritten_bytes_.load(std::memory_order_relaxed); }
  // So much of what is in memory has to stay that it is time to write it to tables, in larger pieces where there is
  // more room: small ones are merged with all that is there much more often.
  bool wants_write_back() const { return exceeded() && unwritten_bytes() > bytes_max_ / 32; }

  // What filters may still take.
  uint64_t filter_room() const {
    return bytes_max_ / 2 - std::min(bytes_max_ / 2, filter_bytes_.load(std::memory_order_relaxed));
  }
  // For filters, which together take at most half of it. False: they would take more; then nothing was taken.
  bool TakeForFilter(uint64_t bytes) {
    if (filter_bytes_.fetch_add(bytes, std::memory_order_relaxed) + bytes > bytes_max_ / 2) {
      filter_bytes_.fetch_sub(bytes, std::memory_order_relaxed);
      return false;
    }
    Take(bytes);
    return true;
  }
  void ReleaseFromFilter(uint64_t bytes) {
    filter_bytes_.fetch_sub(bytes, std::memory_order_relaxed);
    Release(bytes);
  }

 private:
  const uint64_t bytes_max_;
  std::atomic<uint64_t> bytes_ = 0;
  std::atomic<uint64_t> unwritten_bytes_ = 0;
  std::atomic<uint64_t> filter_bytes_ = 0;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_CACHE_MEMORY_BUDGET_H_
