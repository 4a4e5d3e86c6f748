// Decoding a commit log record, as it comes and with the right checksum: damage is an error, and what decodes encodes
// to the same record.

#include "storage/records/log_record.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "storage/base/check.h"
#include "tests/fuzz/sealed.h"

namespace {

void Try(std::string_view bytes) {
  const auto record = onhand::storage::DecodeLogRecord(bytes);
  if (!record.ok()) return;
  std::string encoded;
  onhand::storage::EncodeLogRecord(*record, &encoded);
  const auto again = onhand::storage::DecodeLogRecord(encoded);
  ONHAND_CHECK(again.ok() && *again == *record);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Try(bytes);
  Try(onhand::fuzz::SealedLogRecord(bytes));
  return 0;
}
