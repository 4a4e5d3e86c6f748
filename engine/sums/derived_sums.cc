#include "engine/sums/derived_sums.h"

#include <algorithm>
#include <optional>

#include "absl/strings/string_view.h"
#include "storage/base/check.h"
#include "storage/keys/row_key.h"

namespace onhand {
namespace {

absl::string_view Key(std::string_view text) { return {text.data(), text.size()}; }

int64_t QuantityOf(const storage::Row& row, MeasureNumber measure) {
  const storage::Cell* cell = row.Find(measure);
  return cell == nullptr ? 0 : cell->quantity_micros;
}

}  // namespace

const DerivedSums::Level* DerivedSums::Partition::Find(LevelMask mask) const {
  for (const Level& level : levels) {
    if (level.mask == mask) return &level;
  }
  return nullptr;
}

void DerivedSums::AddToLevel(const storage::RowIdentity& identity, MeasureNumber measure, WideMicros micros,
                             Level* level) {
  tuple_.clear();
  if (!AppendTupleOfRow(identity, level->mask, &tuple_)) return;
  const auto [tuple, inserted] = level->tuples.try_emplace(tuple_);
  if (inserted) ++tuple_count_;
  AddToSum(measure, micros, &tuple->second);
}

absl::Status DerivedSums::Load(const RowWalk& walk, std::string_view partition, absl::Span<const LevelMask> levels) {
  const auto [it, inserted] = partitions_.try_emplace(Key(partition));
  Partition& sums = it->second;
  sums.last_used = ++now_;
  std::vector<Level> missing;
  for (LevelMask mask : levels) {
    if (sums.Find(mask) == nullptr) missing.push_back({.mask = mask, .tuples = {}});
  }
  if (missing.empty()) return absl::OkStatus();

  absl::Status failure;
  absl::Status status = walk(partition, [&](std::string_view key, const storage::Row& row) {
    const std::optional<storage::RowIdentity> identity = storage::ParseRowKey(key);
    if (!identity.has_value()) {
      failure = absl::DataLossError("a stored row has a key of no known form");
      return false;
    }
    ++rows_walked_;
    for (Level& level : missing) {
      for (const storage::Cell& cell : row.cells) AddToLevel(*identity, cell.measure, cell.quantity_micros, &level);
    }
    return true;
  });
  if (status.ok()) status = failure;
  if (!status.ok()) {
    for (const Level& level : missing) tuple_count_ -= level.tuples.size();
    return status;
  }
  for (Level& level : missing) sums.levels.push_back(std::move(level));
  return absl::OkStatus();
}

WideMicros DerivedSums::Evaluate(std::string_view partition, LevelMask level, std::string_view tuple,
                                 const CompiledColumn& column) const {
  const auto it = partitions_.find(Key(partition));
  ONHAND_CHECK(it != partitions_.end());
  const Level* found = it->second.Find(level);
  ONHAND_CHECK(found != nullptr);
  const auto sums = found->tuples.find(Key(tuple));
  if (sums == found->tuples.end()) return 0;
  const auto value = [&](MeasureNumber measure) -> WideMicros {
    const storage::CellSum* sum = FindSum(sums->second, measure);
    return sum == nullptr ? 0 : sum->quantity_micros;
  };
  WideMicros total = 0;
  for (MeasureNumber measure : column.additions) total += value(measure);
  for (MeasureNumber measure : column.subtractions) total -= value(measure);
  return total;
}

void DerivedSums::Follow(std::string_view row_key, bool by_location, const storage::Row& before,
                         const storage::Row& after) {
  if (partitions_.empty()) return;
  const auto it = partitions_.find(Key(PartitionOfRowKey(row_key, by_location)));
  if (it == partitions_.end() || it->second.levels.empty()) return;
  const std::optional<storage::RowIdentity> identity = storage::ParseRowKey(row_key);
  ONHAND_CHECK(identity.has_value());
  const auto follow = [&](MeasureNumber measure, WideMicros change) {
    if (change == 0) return;
    for (Level& level : it->second.levels) AddToLevel(*identity, measure, change, &level);
  };
  for (const storage::Cell& cell : after.cells) {
    follow(cell.measure, WideMicros{cell.quantity_micros} - QuantityOf(before, cell.measure));
  }
  for (const storage::Cell& cell : before.cells) {
    if (after.Find(cell.measure) == nullptr) follow(cell.measure, -WideMicros{cell.quantity_micros});
  }
}

std::vector<std::string> DerivedSums::Partitions() const {
  std::vector<std::string> partitions;
  partitions.reserve(partitions_.size());
  for (const auto& [name, sums] : partitions_) partitions.push_back(name);
  return partitions;
}

std::vector<DerivedSums::LoadedLevel> DerivedSums::LoadedLevels(std::string_view partition) const {
  std::vector<LoadedLevel> loaded;
  const auto it = partitions_.find(Key(partition));
  if (it == partitions_.end()) return loaded;
  for (const Level& level : it->second.levels) {
    loaded.push_back({level.mask, {level.tuples.begin(), level.tuples.end()}});
  }
  return loaded;
}

void DerivedSums::Trim() {
  if (tuple_count_ <= tuples_max_) return;
  // Down to half of the budget, so that this is rare.
  std::vector<std::pair<uint64_t, const std::string*>> by_age;
  by_age.reserve(partitions_.size());
  for (const auto& [name, partition] : partitions_) by_age.emplace_back(partition.last_used, &name);
  std::sort(by_age.begin(), by_age.end());
  for (const auto& [age, name] : by_age) {
    if (tuple_count_ <= tuples_max_ / 2) return;
    const auto it = partitions_.find(*name);
    for (const Level& level : it->second.levels) tuple_count_ -= level.tuples.size();
    partitions_.erase(it);
  }
}

void DerivedSums::Clear() {
  partitions_.clear();
  tuple_count_ = 0;
}

}  // namespace onhand
