#include "storage/keys/log_key.h"

#include "storage/keys/family.h"

namespace onhand::storage {
namespace {

constexpr size_t kSize = 9;

}  // namespace

std::string LogKey(uint64_t sequence) {
  std::string key(kSize, static_cast<char>(Family::kLog));
  for (size_t i = kSize - 1; i > 0; --i, sequence >>= 8) key[i] = static_cast<char>(sequence & 0xFF);
  return key;
}

std::optional<uint64_t> ParseLogKey(std::string_view key) {
  if (key.size() != kSize || key[0] != static_cast<char>(Family::kLog)) return std::nullopt;
  uint64_t sequence = 0;
  for (const char byte : key.substr(1)) sequence = sequence << 8 | static_cast<uint8_t>(byte);
  return sequence;
}

}  // namespace onhand::storage
