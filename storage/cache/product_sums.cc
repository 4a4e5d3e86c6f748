#include "storage/cache/product_sums.h"

#include <algorithm>
#include <optional>

namespace onhand::storage {
namespace {

// What an entry of the map takes beside its texts, about.
constexpr uint64_t kGroupBytes = sizeof(std::string) + sizeof(CellSums) + 16;

void AddTo(MeasureNumber measure, int64_t quantity_micros, int sign, CellSums* sums) {
  auto it = std::lower_bound(sums->begin(), sums->end(), measure,
                             [](const CellSum& sum, MeasureNumber wanted) { return sum.measure < wanted; });
  if (it == sums->end() || it->measure != measure) it = sums->insert(it, {measure, 0});
  it->quantity_micros += sign * __int128{quantity_micros};
}

}  // namespace

bool ProductSums::Add(std::string_view row_key, const Row& before, const Row& after) {
  const std::optional<RowIdentity> identity = ParseRowKey(row_key);
  if (!identity.has_value()) return false;
  key_.clear();
  AppendRowKey(KeepParts(*identity, parts_), &key_);
  auto it = groups_.find(key_);
  if (it == groups_.end()) {
    it = groups_.try_emplace(key_).first;
    bytes_ += kGroupBytes + key_.size();
  }
  for (const Cell& cell : before.cells) AddTo(cell.measure, cell.quantity_micros, -1, &it->second);
  for (const Cell& cell : after.cells) AddTo(cell.measure, cell.quantity_micros, 1, &it->second);
  return true;
}

}  // namespace onhand::storage
