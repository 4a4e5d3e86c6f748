// Decoding rows, buckets, schedules and holds: damage is an error, and what decodes comes back the same when it is
// written again.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "storage/base/check.h"
#include "storage/fold/stored_entry.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const char* family : {"R", "A", "S", "H"}) {
    const auto entry = onhand::storage::DecodeStored(family, bytes);
    if (!entry.ok()) continue;
    std::string encoded;
    onhand::storage::EncodeStored(*entry, &encoded);
    const auto again = onhand::storage::DecodeStored(family, encoded);
    ONHAND_CHECK(again.ok() && *again == *entry);
  }
  return 0;
}
