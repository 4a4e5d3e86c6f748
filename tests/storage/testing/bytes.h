// File: bytes.h
//
// Bytes as hex, and all the ways to damage a few bytes.
#ifndef ONHAND_TESTS_STORAGE_TESTING_BYTES_H_
#define ONHAND_TESTS_STORAGE_TESTING_BYTES_H_

#include <functional>
#include <string>
#include <string_view>

#include "absl/strings/escaping.h"

namespace onhand::storage {

inline std::string ToHex(std::string_view bytes) {
  return absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size()));
}
// Blanks between digits are allowed.
inline std::string FromHex(std::string_view hex) {
  std::string digits;
  for (const char c : hex) {
    if (c != ' ') digits.push_back(c);
  }
  return absl::HexStringToBytes(digits);
}

// The bytes cut off at each length that is shorter.
inline void ForEachTruncation(std::string_view bytes, const std::function<void(std::string_view)>& visit) {
  // A copy of its own of each length lets asan see a read beyond the end.
  for (size_t size = 0; size < bytes.size(); ++size) visit(std::string(bytes.substr(0, size)));
}

// The bytes with each single bit flipped, and each byte set to 00 and to FF.
inline void ForEachDamage(std::string_view bytes, const std::function<void(std::string_view)>& visit) {
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged(bytes);
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      visit(damaged);
    }
    for (const char value : {'\x00', '\xFF'}) {
      std::string damaged(bytes);
      if (damaged[at] == value) continue;
      damaged[at] = value;
      visit(damaged);
    }
  }
}

}  // namespace onhand::storage

#endif  // ONHAND_TESTS_STORAGE_TESTING_BYTES_H_
