// File: hold_key.h
//
// The keys of a hold: by its row, and by the time it ends.
//
//   hold key     := 'H' row-key 00 hold-id:16 bytes
//   hold end key := 'E' ends_at_us:u64 row-key 00 hold-id:16 bytes      big-endian; times before 1970 do not occur
#ifndef ONHAND_STORAGE_KEYS_HOLD_KEY_H_
#define ONHAND_STORAGE_KEYS_HOLD_KEY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/records/hash128.h"

namespace onhand::storage {

struct HoldKeyParts {
  std::string_view row_key;
  Hash128 hold_id{};
};

struct HoldEndKeyParts {
  int64_t ends_at_us = 0;
  std::string_view row_key;
  Hash128 hold_id{};
};

// With the family byte; and nothing if the bytes are no such key. Views point into `key`.
std::string HoldKey(std::string_view row_key, const Hash128& hold_id);
std::optional<HoldKeyParts> ParseHoldKey(std::string_view key);
std::string HoldEndKey(int64_t ends_at_us, std::string_view row_key, const Hash128& hold_id);
std::optional<HoldEndKeyParts> ParseHoldEndKey(std::string_view key);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KEYS_HOLD_KEY_H_
