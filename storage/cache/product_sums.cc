#include "storage/cache/product_sums.h"

#include <optional>

namespace onhand::storage {
namespace {

// What an entry of the map takes beside its texts, about.
constexpr uint64_t kGroupBytes = sizeof(std::string) + sizeof(CellSums) + 16;

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
  for (const Cell& cell : before.cells) AddToSum(cell.measure, -__int128{cell.quantity_micros}, &it->second);
  for (const Cell& cell : after.cells) AddToSum(cell.measure, cell.quantity_micros, &it->second);
  return true;
}

}  // namespace onhand::storage
