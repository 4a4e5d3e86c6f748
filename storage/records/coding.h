// File: coding.h
//
// The numbers and texts that all records are made of.
//
//   varint        7 bits a byte, lowest first, the high bit says that another byte follows; at most 10 bytes
//   zigzag-varint the varint of 2x for x >= 0 and of -2x-1 for x < 0, so that small negative numbers stay short
//   fixed         little-endian
//   str           length:varint bytes
//
// Worked examples: docs/formats/records.md.
#ifndef ONHAND_STORAGE_RECORDS_CODING_H_
#define ONHAND_STORAGE_RECORDS_CODING_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace onhand::storage {

inline constexpr int kMaxVarintBytes = 10;

// All of them append to `out`.
void PutVarint(uint64_t value, std::string* out);
void PutZigZag(int64_t value, std::string* out);
void PutFixed32(uint32_t value, std::string* out);
void PutFixed64(uint64_t value, std::string* out);
void PutText(std::string_view text, std::string* out);

// One number by itself, as meta records hold it.
std::string VarintBytes(uint64_t value);

// Takes bytes apart from the front. A read beyond the end, or of a varint that is too long, fails for good: ok() is
// false from then on and every answer is 0 or "". So a decoder reads everything it wants and asks once. Views point
// into the bytes given.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  uint8_t Byte() {
    if (rest_.empty()) return Fail();
    const uint8_t byte = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }
  uint64_t Varint() {
    if (!rest_.empty() && static_cast<uint8_t>(rest_.front()) < 0x80) return Byte();
    return LongVarint();
  }
  int64_t ZigZag() {
    const uint64_t code = Varint();
    return static_cast<int64_t>((code >> 1) ^ (~(code & 1) + 1));
  }
  uint32_t Fixed32();
  uint64_t Fixed64();
  std::string_view Bytes(uint64_t count) {
    if (count > rest_.size()) return Fail(), std::string_view();
    const std::string_view bytes = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return bytes;
  }
  std::string_view Text() { return Bytes(Varint()); }
  // A number of things that follow, each at least `bytes_min` >= 1 bytes long; more than can be there fails, so that
  // a damaged number never asks for memory.
  uint64_t Count(uint64_t bytes_min) {
    const uint64_t count = Varint();
    return count > rest_.size() / bytes_min ? Fail() : count;
  }

  bool ok() const { return ok_; }
  // True when everything was read and nothing failed.
  bool done() const { return ok_ && rest_.empty(); }
  std::string_view rest() const { return rest_; }

 private:
  uint64_t LongVarint();
  uint8_t Fail() {
    ok_ = false;
    rest_ = {};
    return 0;
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_RECORDS_CODING_H_
