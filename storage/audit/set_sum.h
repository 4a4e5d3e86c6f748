// File: set_sum.h
//
// Tells whether two collections hold the same byte strings, however they are ordered, without keeping either: the sum
// of a 128-bit hash of each. Two that differ come to the same sum once in 2^128, whoever made them, for the hash has a
// seed of its own in each audit. Private to storage/audit.
#ifndef ONHAND_STORAGE_AUDIT_SET_SUM_H_
#define ONHAND_STORAGE_AUDIT_SET_SUM_H_

#include <cstdint>
#include <cstring>
#include <string_view>

#include "storage/records/hash128.h"

namespace onhand::storage {

class SetSum {
 public:
  explicit SetSum(uint64_t seed) : seed_(seed) {}

  void Add(std::string_view bytes) {
    const Hash128 hash = HashBytes(bytes, seed_);
    unsigned __int128 number;
    static_assert(sizeof(number) == sizeof(hash));
    std::memcpy(&number, hash.data(), sizeof(number));
    sum_ += number;
    ++count_;
  }

  uint64_t count() const { return count_; }
  friend bool operator==(const SetSum& a, const SetSum& b) { return a.sum_ == b.sum_ && a.count_ == b.count_; }

 private:
  uint64_t seed_;
  unsigned __int128 sum_ = 0;
  uint64_t count_ = 0;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_AUDIT_SET_SUM_H_
