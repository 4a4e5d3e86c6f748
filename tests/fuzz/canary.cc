// A crash on purpose, four comparisons deep: a fuzzer that does not find it within seconds finds nothing else either.
// tools/proving/fuzz.py runs it to see that looking works.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "storage/base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (size < 8) return 0;
  if (bytes[0] != 'h') return 0;
  if (bytes[2] != bytes[1]) return 0;
  if (bytes[3] != '{') return 0;
  ONHAND_CHECK(bytes.substr(4, 4) != "sell" && "the canary was found");
  return 0;
}
