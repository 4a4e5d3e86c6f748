// File: sealed.h
//
// Bytes with the checksum that fits them: a fuzzer never guesses one, and nothing behind the checksum would be reached.
#ifndef ONHAND_TESTS_FUZZ_SEALED_H_
#define ONHAND_TESTS_FUZZ_SEALED_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/records/crc32c.h"

namespace onhand::fuzz {

// A log record (storage/records/log_record.h) whose last four bytes are the checksum of those before.
inline std::string SealedLogRecord(std::string_view bytes) {
  std::string sealed(bytes.substr(0, bytes.size() - (bytes.size() < 4 ? bytes.size() : 4)));
  const uint32_t checksum = storage::Crc32c(sealed);
  for (int shift = 0; shift < 32; shift += 8) sealed.push_back(static_cast<char>(checksum >> shift));
  return sealed;
}

}  // namespace onhand::fuzz

#endif  // ONHAND_TESTS_FUZZ_SEALED_H_
