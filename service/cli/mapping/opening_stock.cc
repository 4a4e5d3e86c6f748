#include "service/cli/mapping/opening_stock.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace onhand::cli {
namespace {

bool Contains(const std::vector<MeasureRef>& measures, const EventRecord::Measure& measure) {
  return std::any_of(measures.begin(), measures.end(), [&](const MeasureRef& ref) {
    return absl::EqualsIgnoreCase(ref.data_source, measure.data_source) &&
           absl::EqualsIgnoreCase(ref.measure, measure.measure);
  });
}

void AppendPart(const std::string& part, std::string* key) { absl::StrAppend(key, part.size(), ":", part); }

// FNV-1a: the same on every machine and in every version, as ids must be.
uint64_t Hash(const std::string& text) {
  uint64_t hash = 0xcbf29ce484222325ull;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  return hash;
}

std::string OpeningId(const EventRecord& event) {
  std::string others;
  for (const EventRecord::Dimension& dimension : event.dimensions) {
    const std::string name = absl::AsciiStrToLower(dimension.name);
    if (name == "siteid" || name == "locationid" || dimension.value.empty()) continue;
    AppendPart(name, &others);
    AppendPart(dimension.value, &others);
  }
  if (others.empty()) return "opening-stock";
  return absl::StrCat("opening-stock-", absl::Hex(Hash(others), absl::kZeroPad16));
}

}  // namespace

OpeningStock::OpeningStock(OpeningStockRule rule) : rule_(std::move(rule)) {}

void OpeningStock::Add(const EventRecord& event) {
  WideMicros change = 0;
  for (const EventRecord::Measure& measure : event.quantities) {
    if (Contains(rule_.in, measure)) change += measure.quantity.micros;
    if (Contains(rule_.out, measure)) change -= measure.quantity.micros;
  }
  std::string key;
  AppendPart(event.organization_id, &key);
  AppendPart(event.product_id, &key);
  for (const EventRecord::Dimension& dimension : event.dimensions) AppendPart(dimension.value, &key);
  const auto [entry, is_new] = row_of_key_.try_emplace(std::move(key), rows_.size());
  if (is_new) {
    rows_.push_back({});
    EventRecord& opening = rows_.back().event;
    opening = event;
    opening.quantities.clear();
    opening.modified_at_us.reset();
  }
  Row& row = rows_[entry->second];
  row.balance += change;
  row.lowest = std::min(row.lowest, row.balance);
}

std::vector<EventRecord> OpeningStock::Events() const {
  std::vector<EventRecord> events;
  for (const Row& row : rows_) {
    if (row.lowest == 0) continue;
    EventRecord event = row.event;
    event.id = OpeningId(event);
    WideMicros needed = -row.lowest;
    if (const int64_t step = rule_.round_up_to_micros; step > 0) needed = (needed + step - 1) / step * step;
    needed = std::min<WideMicros>(needed, kQuantityMicrosMax);
    event.quantities = {{rule_.post.data_source, rule_.post.measure, {static_cast<int64_t>(needed)}}};
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace onhand::cli
