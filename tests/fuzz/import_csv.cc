// Files that `onhand import` reads as CSV. Before a line `---` stands a mapping, behind it the file; without such a
// line all of it is a file in the form of an export. What cannot be read is said of the record that it stands in; an
// event that comes out is written as a JSON line and read again the same. Also the opening stock that a mapping asks
// for, and the bytes as CSV of products.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "service/cli/files/byte_source.h"
#include "service/cli/import/event_source.h"
#include "service/cli/import/event_text.h"
#include "service/cli/import/product_source.h"
#include "service/cli/mapping/mapping.h"
#include "service/cli/mapping/opening_stock.h"
#include "storage/base/check.h"

namespace onhand::cli {
namespace {

constexpr std::string_view kSeparator = "\n---\n";

// A measure or dimension twice (in any case) has no JSON form.
bool HasJsonForm(const EventRecord& event) {
  std::set<std::pair<std::string, std::string>> names;
  for (const EventRecord::Measure& each : event.quantities) {
    if (!names.emplace(absl::AsciiStrToLower(each.data_source), absl::AsciiStrToLower(each.measure)).second) {
      return false;
    }
  }
  for (const EventRecord::Dimension& each : event.dimensions) {
    if (!names.emplace("", absl::AsciiStrToLower(each.name)).second) return false;
  }
  return event.modified_at_us == std::nullopt && event.expected.empty();
}

void CheckWritten(const EventRecord& event) {
  if (!HasJsonForm(event)) return;
  std::string line;
  AppendJsonEvent(event, &line);
  ONHAND_CHECK(line.ends_with('\n'));
  line.pop_back();
  EventRecord again;
  std::string error;
  // Bytes that are not UTF-8 are written as U+FFFD.
  if (!ReadJsonEvent(line, false, &again, &error)) return;
  std::string rewritten;
  AppendJsonEvent(again, &rewritten);
  rewritten.pop_back();
  EventRecord thrice;
  ONHAND_CHECK(ReadJsonEvent(rewritten, false, &thrice, &error) && thrice == again);
}

void ReadEvents(std::string_view text, std::optional<Mapping> mapping) {
  std::optional<OpeningStock> opening;
  if (mapping.has_value() && mapping->opening_stock.has_value()) opening.emplace(*mapping->opening_stock);
  auto source = OpenCsvEvents(TextByteSource(std::string(text)), std::move(mapping));
  if (!source.ok()) return;
  SourceItem item;
  while (true) {
    const absl::StatusOr<bool> more = (*source)->Next(&item);
    if (!more.ok() || !*more) break;
    ONHAND_CHECK(item.line > 0);
    if (item.skipped || !item.error.empty()) continue;
    CheckWritten(item.event);
    if (opening.has_value()) opening->Add(item.event);
  }
  if (opening.has_value()) ONHAND_CHECK(opening->Events() == opening->Events());
}

void ReadProducts(std::string_view text) {
  auto source = OpenCsvProducts(TextByteSource(std::string(text)));
  if (!source.ok()) return;
  ProductItem item;
  while (true) {
    const absl::StatusOr<bool> more = (*source)->Next(&item);
    if (!more.ok() || !*more) break;
    ONHAND_CHECK(item.line > 0);
  }
}

void Try(std::string_view bytes) {
  ReadProducts(bytes);
  const size_t at = bytes.find(kSeparator);
  if (at == std::string_view::npos) return ReadEvents(bytes, std::nullopt);
  DecodedMapping decoded = DecodeMapping(bytes.substr(0, at));
  for (const Issue& issue : decoded.issues) ONHAND_CHECK(!issue.message.empty());
  if (decoded.issues.empty()) ReadEvents(bytes.substr(at + kSeparator.size()), std::move(decoded.mapping));
}

}  // namespace
}  // namespace onhand::cli

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  onhand::cli::Try(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
