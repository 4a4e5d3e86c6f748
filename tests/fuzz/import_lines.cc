// Files that `onhand import` reads as JSON lines: events, counts and products. An event that comes out is written and
// read again the same; a line that is none is said to be none, and reading goes on behind it.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "service/cli/files/byte_source.h"
#include "service/cli/import/event_source.h"
#include "service/cli/import/event_text.h"
#include "service/cli/import/product_source.h"
#include "storage/base/check.h"

namespace onhand::cli {
namespace {

void CheckWritten(const EventRecord& event) {
  std::string line;
  AppendJsonEvent(event, &line);
  line.pop_back();
  EventRecord again;
  std::string error;
  ONHAND_CHECK(ReadJsonEvent(line, false, &again, &error) && again == event);
}

// The records of the file, one after another; the number of its lines that are not blank.
template <typename Source, typename Item, typename Use>
int ReadAll(Source* source, Item item, Use use) {
  int records = 0;
  while (true) {
    const absl::StatusOr<bool> more = source->Next(&item);
    if (!more.ok() || !*more) return records;
    ONHAND_CHECK(item.line > 0);
    ++records;
    if (item.error.empty()) use(item);
  }
}

void Try(const std::string& text) {
  const auto events = OpenJsonEvents(TextByteSource(text), false);
  const int lines = ReadAll(events.get(), SourceItem(), [](const SourceItem& item) { CheckWritten(item.event); });
  const auto counts = OpenJsonEvents(TextByteSource(text), true);
  ONHAND_CHECK(ReadAll(counts.get(), SourceItem(), [](const SourceItem&) {}) == lines);
  const auto products = OpenJsonProducts(TextByteSource(text));
  ONHAND_CHECK(ReadAll(products.get(), ProductItem(), [](const ProductItem&) {}) == lines);
}

}  // namespace
}  // namespace onhand::cli

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  onhand::cli::Try(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
