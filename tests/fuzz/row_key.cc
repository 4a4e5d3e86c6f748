// Row and place keys: what parses is written the same way again.

#include "storage/keys/row_key.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "storage/base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto row = onhand::storage::ParseRowKey(bytes)) ONHAND_CHECK(onhand::storage::RowKey(*row) == bytes);
  if (const auto place = onhand::storage::ParsePlaceKey(bytes))
    ONHAND_CHECK(onhand::storage::PlaceKey(*place) == bytes);
  return 0;
}
