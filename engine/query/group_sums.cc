#include "engine/query/group_sums.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/query/row_matcher.h"

namespace onhand {
namespace {

// Up to so many, comparing all keys is quicker than a hash table.
constexpr size_t kFewGroups = 16;

void AppendPart(std::string_view part, std::string* key) {
  key->append(part);
  key->push_back('\0');
}

void MakeKey(const ResolvedQuery& query, const storage::RowIdentity& row, std::string* key) {
  key->clear();
  if (query.location_first &&
      std::find(query.grouping.begin(), query.grouping.end(), BaseDimension::kLocationId) != query.grouping.end()) {
    AppendPart(row.location, key);
  }
  AppendPart(row.organization, key);
  AppendPart(row.product, key);
  for (BaseDimension dimension : query.grouping) AppendPart(ValueOf(row, dimension), key);
}

void AddCell(const storage::Cell& cell, absl::InlinedVector<MeasureSum, 4>* sums) {
  const auto it = std::lower_bound(sums->begin(), sums->end(), cell.measure,
                                   [](const MeasureSum& sum, storage::MeasureNumber m) { return sum.measure < m; });
  if (it != sums->end() && it->measure == cell.measure) {
    it->micros += cell.quantity_micros;
  } else {
    sums->insert(it, {cell.measure, cell.quantity_micros});
  }
}

}  // namespace

const MeasureSum* Group::Find(storage::MeasureNumber measure) const {
  const auto it = std::lower_bound(sums.begin(), sums.end(), measure,
                                   [](const MeasureSum& sum, storage::MeasureNumber m) { return sum.measure < m; });
  return it != sums.end() && it->measure == measure ? &*it : nullptr;
}

Group& GroupSums::Find(const storage::RowIdentity& identity) {
  MakeKey(query_, identity, &key_);
  const size_t position = FindPosition();
  if (position < groups_.size()) return groups_[position];
  keys_.push_back(key_);
  Group& group = groups_.emplace_back();
  group.organization = identity.organization;
  group.product = identity.product;
  group.dimension_values.reserve(query_.grouping.size());
  for (BaseDimension dimension : query_.grouping) group.dimension_values.emplace_back(ValueOf(identity, dimension));
  return group;
}

size_t GroupSums::FindPosition() {
  if (positions_.empty()) {
    const size_t position = static_cast<size_t>(std::find(keys_.begin(), keys_.end(), key_) - keys_.begin());
    if (position < keys_.size() || keys_.size() < kFewGroups) return position;
    for (size_t i = 0; i < keys_.size(); ++i) positions_.emplace(keys_[i], i);
  }
  return positions_.try_emplace(key_, groups_.size()).first->second;
}

void GroupSums::Add(const storage::RowIdentity& identity, const storage::Row& row) {
  absl::InlinedVector<MeasureSum, 4>& sums = Find(identity).sums;
  for (const storage::Cell& cell : row.cells) AddCell(cell, &sums);
}

void GroupSums::Add(const storage::RowIdentity& identity, const storage::Schedule& schedule) {
  for (const storage::ScheduleCell& cell : schedule.cells) {
    std::vector<ScheduledSum>& sums = Find(identity).scheduled;
    const auto at = std::lower_bound(sums.begin(), sums.end(), cell, [](const auto& a, const auto& b) {
      return std::pair(a.day, a.measure) < std::pair(b.day, b.measure);
    });
    if (at != sums.end() && at->day == cell.day && at->measure == cell.measure) {
      at->micros += cell.quantity_micros;
    } else {
      sums.insert(at, {cell.day, cell.measure, cell.quantity_micros});
    }
  }
}

std::vector<Group> GroupSums::TakeSorted() {
  std::vector<size_t> order(groups_.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return keys_[a] < keys_[b]; });
  std::vector<Group> sorted;
  sorted.reserve(order.size());
  for (size_t position : order) sorted.push_back(std::move(groups_[position]));
  groups_.clear();
  keys_.clear();
  positions_.clear();
  return sorted;
}

}  // namespace onhand
