// The dump: whatever stands under a key is one line of text, damaged or not. The first byte is the family, the second
// one how long the rest of the key is, the value follows.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/check.h"
#include "storage/inspect/record_text.h"
#include "storage/keys/family.h"
#include "tests/fuzz/sealed.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using onhand::storage::Family;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.size() < 2) return 0;
  const size_t key_size = std::min<size_t>(static_cast<uint8_t>(bytes[1]), bytes.size() - 2);
  const std::string key = bytes[0] + std::string(bytes.substr(2, key_size));
  const std::vector<std::string> measures = {"pos.inbound", "pos.outbound", "iv.ordered"};
  const auto family = static_cast<Family>(bytes[0]);
  std::string value(bytes.substr(2 + key_size));
  if (family == Family::kLog) value = onhand::fuzz::SealedLogRecord(value);
  const std::string text = onhand::storage::RecordText(family, key, value, measures);
  ONHAND_CHECK(!text.empty() && text.find('\n') == std::string::npos);
  return 0;
}
