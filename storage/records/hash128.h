// File: hash128.h
//
// The 128-bit hash by which events are recognised: of an event's scope as the key of its receipt (decisions I1), of
// its content to tell a repetition from a reuse (decisions I2). XXH3-128 with a secret seed of the environment
// (Ledger::hash_seed()), so that nobody outside can prepare two events with one hash.
#ifndef ONHAND_STORAGE_RECORDS_HASH128_H_
#define ONHAND_STORAGE_RECORDS_HASH128_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace onhand::storage {

using Hash128 = std::array<uint8_t, 16>;

// For hash tables of hashes.
struct FirstEightBytes {
  size_t operator()(const Hash128& hash) const {
    size_t bytes;
    std::memcpy(&bytes, hash.data(), sizeof(bytes));
    return bytes;
  }
};

// In the canonical (big-endian) byte order of XXH3; the same on every machine.
Hash128 HashBytes(std::string_view bytes, uint64_t seed);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_RECORDS_HASH128_H_
