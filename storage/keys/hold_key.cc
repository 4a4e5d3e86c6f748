#include "storage/keys/hold_key.h"

#include <algorithm>

#include "storage/base/check.h"
#include "storage/keys/family.h"
#include "storage/keys/row_key.h"

namespace onhand::storage {
namespace {

constexpr size_t kTimeBytes = 8;

void PutRowAndHold(std::string_view row_key, const Hash128& hold_id, std::string* key) {
  key->append(row_key).push_back('\0');
  key->append(reinterpret_cast<const char*>(hold_id.data()), hold_id.size());
}

std::optional<HoldKeyParts> ParseRowAndHold(std::string_view bytes) {
  const std::optional<RowKeyAndRest> split = SplitRowKey(bytes);
  HoldKeyParts parts;
  if (!split.has_value() || split->rest.size() != parts.hold_id.size()) return std::nullopt;
  parts.row_key = split->row_key;
  std::copy(split->rest.begin(), split->rest.end(), parts.hold_id.begin());
  return parts;
}

}  // namespace

std::string HoldKey(std::string_view row_key, const Hash128& hold_id) {
  std::string key(1, static_cast<char>(Family::kHold));
  PutRowAndHold(row_key, hold_id, &key);
  return key;
}

std::optional<HoldKeyParts> ParseHoldKey(std::string_view key) {
  if (key.empty() || key[0] != static_cast<char>(Family::kHold)) return std::nullopt;
  return ParseRowAndHold(key.substr(1));
}

std::string HoldEndKey(int64_t ends_at_us, std::string_view row_key, const Hash128& hold_id) {
  ONHAND_CHECK(ends_at_us >= 0);
  std::string key(1 + kTimeBytes, static_cast<char>(Family::kHoldEnd));
  uint64_t time = static_cast<uint64_t>(ends_at_us);
  for (size_t i = kTimeBytes; i > 0; --i, time >>= 8) key[i] = static_cast<char>(time & 0xFF);
  PutRowAndHold(row_key, hold_id, &key);
  return key;
}

std::optional<HoldEndKeyParts> ParseHoldEndKey(std::string_view key) {
  if (key.size() < 1 + kTimeBytes || key[0] != static_cast<char>(Family::kHoldEnd)) return std::nullopt;
  uint64_t time = 0;
  for (const char byte : key.substr(1, kTimeBytes)) time = time << 8 | static_cast<uint8_t>(byte);
  const std::optional<HoldKeyParts> parts = ParseRowAndHold(key.substr(1 + kTimeBytes));
  if (!parts.has_value() || time >> 63 != 0) return std::nullopt;
  return HoldEndKeyParts{static_cast<int64_t>(time), parts->row_key, parts->hold_id};
}

}  // namespace onhand::storage
