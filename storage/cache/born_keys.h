// File: born_keys.h
//
// The keys of rows that were made and are not in their tables yet, in order, by product and by place, so that walks in
// key order find them. One object holds what was born between two write-backs.
#ifndef ONHAND_STORAGE_CACHE_BORN_KEYS_H_
#define ONHAND_STORAGE_CACHE_BORN_KEYS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/btree_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "storage/base/mutex.h"
#include "storage/kv/store.h"

namespace onhand::storage {

// Thread-safe.
class BornKeys {
 public:
  enum class Order : uint8_t { kByRow, kByPlace };

  // Keys without family.
  void Add(std::string row_key, std::string place_key, uint64_t sequence);
  // All that another set holds.
  void AddAll(const BornKeys& other);
  bool empty() const;

  // Up to `count_max` keys >= `from` that were born at `sequence` or before, ascending.
  std::vector<std::string> List(Order order, std::string_view from, uint64_t sequence, size_t count_max) const;
  // Every key, ascending; a status that is not OK ends the walk and is its result.
  absl::Status ForEach(Order order, absl::FunctionRef<absl::Status(std::string_view key)> visit) const;

 private:
  using Keys = absl::btree_map<std::string, uint64_t, std::less<>>;
  const Keys& KeysOf(Order order) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return order == Order::kByRow ? rows_ : places_;
  }

  mutable Mutex mutex_;
  Keys rows_ ABSL_GUARDED_BY(mutex_);
  Keys places_ ABSL_GUARDED_BY(mutex_);
};

using BornKeySets = std::vector<std::shared_ptr<const BornKeys>>;

// A walk over the keys of a table together with those that are still to come into it. Not thread-safe.
class KeyWalk {
 public:
  // `cursor` walks the keys that begin with `head` and `prefix`; keys come without the head.
  KeyWalk(std::unique_ptr<Cursor> cursor, std::string head, std::string prefix, const BornKeySets& born,
          BornKeys::Order order, uint64_t sequence);

  bool Valid() const { return valid_; }
  void Next();
  // To the first key >= `key`; forwards alone.
  void Seek(std::string_view key);
  std::string_view key() const { return key_; }
  // Of the table; nullptr where the key is not there yet. Valid until Next or Seek.
  const std::string_view* value() const { return in_table_ ? &value_ : nullptr; }
  // To be asked for when it is no longer valid.
  absl::Status status() const { return cursor_->status(); }

 private:
  struct Source {
    const BornKeys* keys;
    std::vector<std::string> listed;
    size_t next = 0;
    bool end = false;
  };

  void List(Source* source, std::string_view from);
  void Settle();

  const std::unique_ptr<Cursor> cursor_;
  const std::string head_;
  const std::string prefix_;
  const BornKeys::Order order_;
  const uint64_t sequence_;
  std::vector<Source> sources_;
  std::string key_;
  std::string_view value_;
  bool in_table_ = false;
  bool valid_ = false;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_CACHE_BORN_KEYS_H_
