#include "engine/plan/reservation_id.h"

#include <cstddef>

namespace onhand {
namespace {

// Part of ids that callers keep: never change it.
constexpr uint64_t kSeed = 0x6f6e68616e64;
constexpr size_t kTextSize = 1 + 2 * sizeof(storage::Hash128);

std::string Text(char kind, const storage::Hash128& hash) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text(1, kind);
  text.reserve(kTextSize);
  for (uint8_t byte : hash) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

std::optional<uint8_t> DigitValue(char c) {
  if (c >= '0' && c <= '9') return static_cast<uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<uint8_t>(c - 'a' + 10);
  return std::nullopt;
}

}  // namespace

std::string SharedReservationId(std::string_view row_key, std::string_view measure_name) {
  std::string bytes(row_key);
  bytes.push_back('\0');
  bytes.append(measure_name);
  return Text('R', storage::HashBytes(bytes, kSeed));
}

storage::Hash128 MakeHoldId(std::string_view row_key, std::string_view event_id, uint64_t sequence) {
  std::string bytes(row_key);
  bytes.push_back('\0');
  bytes.append(event_id);
  bytes.push_back('\0');
  bytes.append(std::to_string(sequence));
  return storage::HashBytes(bytes, kSeed);
}

std::string HoldReservationId(const storage::Hash128& hold_id) { return Text('H', hold_id); }

std::optional<storage::Hash128> ParseHoldReservationId(std::string_view text) {
  if (text.size() != kTextSize || text[0] != 'H') return std::nullopt;
  storage::Hash128 hold_id{};
  for (size_t i = 0; i < hold_id.size(); ++i) {
    const auto high = DigitValue(text[1 + 2 * i]);
    const auto low = DigitValue(text[2 + 2 * i]);
    if (!high.has_value() || !low.has_value()) return std::nullopt;
    hold_id[i] = static_cast<uint8_t>(*high << 4 | *low);
  }
  return hold_id;
}

}  // namespace onhand
