// JSON: what is read and written is read again as the same, compact and indented.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "service/json/json_reader.h"
#include "service/json/json_value.h"
#include "service/json/json_writer.h"
#include "storage/base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  onhand::JsonError error;
  onhand::JsonDocument::Read(text, {.top_elements_max = 3}, &error);
  const auto document = onhand::JsonDocument::Read(text, {}, &error);
  if (document == nullptr) return 0;
  std::string compact;
  onhand::AppendJson(document->top(), 0, &compact);
  std::string indented;
  onhand::AppendJson(document->top(), 2, &indented);
  for (const std::string& written : {compact, indented}) {
    const auto again = onhand::JsonDocument::Read(written, {}, &error);
    ONHAND_CHECK(again != nullptr);
    std::string rewritten;
    onhand::AppendJson(again->top(), 0, &rewritten);
    ONHAND_CHECK(rewritten == compact);
  }
  return 0;
}
