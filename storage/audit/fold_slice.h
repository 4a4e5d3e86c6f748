// File: fold_slice.h
//
// What base and log come to, for the entries of one range of table keys, in as little memory as they take as bytes.
// The range begins where it is told to and ends where memory does, so that any number of entries is folded slice by
// slice. Private to storage/audit.
#ifndef ONHAND_STORAGE_AUDIT_FOLD_SLICE_H_
#define ONHAND_STORAGE_AUDIT_FOLD_SLICE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/fold/log_fold.h"
#include "storage/keys/family.h"
#include "storage/kv/store.h"
#include "storage/records/log_record.h"

namespace onhand::storage {

// Those that base and log determine, in the order of their keys.
inline constexpr Family kFoldedFamilies[] = {
    Family::kBucket, Family::kAdjustmentDetail, Family::kAdjustmentAggregate, Family::kHold,
    Family::kRow,    Family::kSchedule};

// Not thread-safe.
class FoldSlice : public FoldSource {
 public:
  // From table key `begin` on. `mark`: rows are remembered as this commit left them, too.
  FoldSlice(std::string begin, uint64_t mark, uint64_t bytes_max)
      : begin_(std::move(begin)), mark_(mark), bytes_max_(bytes_max) {}

  // Takes in what base entries say. DATA_LOSS, UNAVAILABLE.
  absl::Status LoadBase(const Snapshot& snapshot);
  // The next record. DATA_LOSS: it fits nothing; then it is left out.
  absl::Status Apply(const LogRecord& record);

  // An entry's bytes; "" = not there.
  struct Entry {
    std::string newest;
    std::unique_ptr<std::string> at_mark;  // nullptr = as the newest
    int found_in = 0;                      // a note of whoever compares
    const std::string& AtMark() const { return at_mark == nullptr ? newest : *at_mark; }
  };
  struct KeyHash {
    using is_transparent = void;
    size_t operator()(std::string_view key) const { return absl::HashOf(absl::string_view(key.data(), key.size())); }
  };
  using Entries = absl::flat_hash_map<std::string, Entry, KeyHash, std::equal_to<>>;
  Entries& entries() { return entries_; }
  const Entries& entries() const { return entries_; }

  const std::string& begin() const { return begin_; }
  const std::string& end() const { return end_; }  // not included; "" = the last slice

  // For the fold.
  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override;
  absl::Status ForEachKey(std::string_view prefix,
                          const std::function<void(std::string_view key)>& visit) const override;

 private:
  bool Holds(std::string_view key) const { return key >= begin_ && (end_.empty() || key < end_); }
  void Put(const std::string& key, std::string value, uint64_t sequence);
  // Drops about half of the entries, those behind the others, and ends the range before them.
  void Halve();

  const std::string begin_;
  std::string end_;
  const uint64_t mark_;
  const uint64_t bytes_max_;
  Entries entries_;
  uint64_t bytes_ = 0;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_AUDIT_FOLD_SLICE_H_
