// File: log_key.h
//
// The key of a commit log record: its sequence number, so that records sort in the order of their commit.
//
//   log key := 'L' sequence:u64        big-endian
#ifndef ONHAND_STORAGE_KEYS_LOG_KEY_H_
#define ONHAND_STORAGE_KEYS_LOG_KEY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace onhand::storage {

// With the family byte.
std::string LogKey(uint64_t sequence);
// Nothing if the bytes are not a log key.
std::optional<uint64_t> ParseLogKey(std::string_view key);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KEYS_LOG_KEY_H_
