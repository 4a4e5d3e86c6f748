#include "storage/keys/adjustment_key.h"

#include "storage/keys/family.h"
#include "storage/keys/row_key.h"

namespace onhand::storage {
namespace {

constexpr size_t kNumberBytes = 12;
constexpr size_t kMeasureBytes = 2;

template <typename Number>
void PutBigEndian(Number number, std::string* out) {
  for (int shift = static_cast<int>(sizeof(Number) * 8) - 8; shift >= 0; shift -= 8) {
    out->push_back(static_cast<char>(number >> shift & 0xFF));
  }
}

// Takes a number off the front, which must be long enough.
template <typename Number>
Number TakeBigEndian(std::string_view* bytes) {
  Number number = 0;
  for (size_t i = 0; i < sizeof(Number); ++i) {
    number = static_cast<Number>(number << 8 | static_cast<uint8_t>((*bytes)[i]));
  }
  bytes->remove_prefix(sizeof(Number));
  return number;
}

void PutNumber(const DetailNumber& number, std::string* out) {
  PutBigEndian(number.sequence, out);
  PutBigEndian(number.entry, out);
}

DetailNumber TakeNumber(std::string_view* bytes) {
  DetailNumber number;
  number.sequence = TakeBigEndian<uint64_t>(bytes);
  number.entry = TakeBigEndian<uint32_t>(bytes);
  return number;
}

bool IsOf(std::string_view key, Family family) { return !key.empty() && key[0] == static_cast<char>(family); }

}  // namespace

std::string DetailKey(const DetailNumber& number) {
  std::string key(1, static_cast<char>(Family::kAdjustmentDetail));
  PutNumber(number, &key);
  return key;
}

std::optional<DetailNumber> ParseDetailKey(std::string_view key) {
  if (!IsOf(key, Family::kAdjustmentDetail) || key.size() != 1 + kNumberBytes) return std::nullopt;
  key.remove_prefix(1);
  return TakeNumber(&key);
}

std::string PendingKey(uint8_t status, const DetailNumber& number) {
  std::string key{static_cast<char>(Family::kAdjustmentPending), static_cast<char>(status)};
  PutNumber(number, &key);
  return key;
}

std::optional<PendingKeyParts> ParsePendingKey(std::string_view key) {
  if (!IsOf(key, Family::kAdjustmentPending) || key.size() != 2 + kNumberBytes) return std::nullopt;
  PendingKeyParts parts;
  parts.status = static_cast<uint8_t>(key[1]);
  key.remove_prefix(2);
  parts.number = TakeNumber(&key);
  return parts;
}

std::string AggregateKey(uint64_t push, std::string_view row_key, MeasureNumber measure) {
  std::string key(1, static_cast<char>(Family::kAdjustmentAggregate));
  PutBigEndian(push, &key);
  key.append(row_key).push_back('\0');
  PutBigEndian(measure, &key);
  return key;
}

std::optional<AggregateKeyParts> ParseAggregateKey(std::string_view key) {
  if (!IsOf(key, Family::kAdjustmentAggregate) || key.size() < 1 + sizeof(uint64_t) + 1 + kMeasureBytes) {
    return std::nullopt;
  }
  key.remove_prefix(1);
  AggregateKeyParts parts;
  parts.push = TakeBigEndian<uint64_t>(&key);
  const size_t end = key.size() - kMeasureBytes - 1;
  parts.row_key = key.substr(0, end);
  if (key[end] != '\0' || !ParseRowKey(parts.row_key).has_value()) return std::nullopt;
  key.remove_prefix(end + 1);
  parts.measure = TakeBigEndian<MeasureNumber>(&key);
  return parts;
}

}  // namespace onhand::storage
