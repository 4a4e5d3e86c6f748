// Numbers: whatever parses is in range and is read back from its shortest form.

#include "engine/model/quantity.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "storage/base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  onhand::Quantity quantity;
  if (onhand::ParseQuantity(text, &quantity) != onhand::QuantityError::kNone) return 0;
  onhand::Quantity again;
  ONHAND_CHECK(onhand::ParseQuantity(onhand::FormatQuantity(quantity), &again) == onhand::QuantityError::kNone);
  ONHAND_CHECK(again == quantity);
  return 0;
}
