#include "storage/records/coding.h"

namespace onhand::storage {

void PutVarint(uint64_t value, std::string* out) {
  char bytes[kMaxVarintBytes];
  int count = 0;
  while (value >= 0x80) {
    bytes[count++] = static_cast<char>(value | 0x80);
    value >>= 7;
  }
  bytes[count++] = static_cast<char>(value);
  out->append(bytes, count);
}

std::string VarintBytes(uint64_t value) {
  std::string out;
  PutVarint(value, &out);
  return out;
}

void PutZigZag(int64_t value, std::string* out) {
  const uint64_t bits = static_cast<uint64_t>(value);
  PutVarint((bits << 1) ^ (value < 0 ? ~uint64_t{0} : 0), out);
}

void PutFixed32(uint32_t value, std::string* out) {
  for (int shift = 0; shift < 32; shift += 8) out->push_back(static_cast<char>(value >> shift));
}

void PutFixed64(uint64_t value, std::string* out) {
  for (int shift = 0; shift < 64; shift += 8) out->push_back(static_cast<char>(value >> shift));
}

void PutText(std::string_view text, std::string* out) {
  PutVarint(text.size(), out);
  out->append(text);
}

uint32_t Reader::Fixed32() {
  const std::string_view bytes = Bytes(4);
  uint32_t value = 0;
  for (size_t i = 0; i < bytes.size(); ++i) value |= uint32_t{static_cast<uint8_t>(bytes[i])} << (8 * i);
  return value;
}

uint64_t Reader::Fixed64() {
  const std::string_view bytes = Bytes(8);
  uint64_t value = 0;
  for (size_t i = 0; i < bytes.size(); ++i) value |= uint64_t{static_cast<uint8_t>(bytes[i])} << (8 * i);
  return value;
}

uint64_t Reader::LongVarint() {
  uint64_t value = 0;
  for (int i = 0; i < kMaxVarintBytes; ++i) {
    const uint8_t byte = Byte();
    if (!ok_) return 0;
    // The tenth byte has room for one bit.
    if (i == kMaxVarintBytes - 1 && byte > 1) return Fail();
    value |= uint64_t{byte & 0x7fu} << (7 * i);
    if (byte < 0x80) return value;
  }
  return Fail();
}

}  // namespace onhand::storage
