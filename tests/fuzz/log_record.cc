// Decoding a commit log record: damage is an error, and what decodes encodes to the same bytes.

#include "storage/records/log_record.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "storage/base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto record = onhand::storage::DecodeLogRecord(bytes);
  if (!record.ok()) return 0;
  std::string encoded;
  onhand::storage::EncodeLogRecord(*record, &encoded);
  const auto again = onhand::storage::DecodeLogRecord(encoded);
  ONHAND_CHECK(again.ok() && *again == *record);
  return 0;
}
