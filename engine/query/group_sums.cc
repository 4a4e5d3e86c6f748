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

}  // namespace

std::string_view GroupSums::KeyAt(size_t position) const {
  const size_t begin = position == 0 ? 0 : key_ends_[position - 1];
  return std::string_view(keys_).substr(begin, key_ends_[position] - begin);
}

Group& GroupSums::Find(const storage::RowIdentity& identity) {
  MakeKey(query_, identity, &key_);
  const int order = groups_.empty() ? 1 : key_.compare(KeyAt(greatest_));
  if (order == 0) return groups_[greatest_];
  if (order < 0) {
    const size_t position = FindPosition();
    if (position < groups_.size()) return groups_[position];
    ascending_ = false;
  } else {
    greatest_ = groups_.size();
  }
  keys_.append(key_);
  key_ends_.push_back(keys_.size());
  if (!positions_.empty()) positions_.emplace(key_, groups_.size());
  Group& group = groups_.emplace_back();
  group.organization = identity.organization;
  group.product = identity.product;
  group.dimension_values.reserve(query_.grouping.size());
  for (BaseDimension dimension : query_.grouping) group.dimension_values.emplace_back(ValueOf(identity, dimension));
  return group;
}

size_t GroupSums::FindPosition() {
  if (groups_.size() <= kFewGroups) {
    size_t position = 0;
    while (position < groups_.size() && KeyAt(position) != key_) ++position;
    return position;
  }
  if (positions_.empty()) {
    for (size_t i = 0; i < groups_.size(); ++i) positions_.emplace(KeyAt(i), i);
  }
  const auto it = positions_.find(key_);
  return it == positions_.end() ? groups_.size() : it->second;
}

void GroupSums::Add(const storage::RowIdentity& identity, const storage::Row& row) {
  storage::CellSums& sums = Find(identity).sums;
  for (const storage::Cell& cell : row.cells) AddToSum(cell.measure, cell.quantity_micros, &sums);
}

void GroupSums::Add(const storage::RowIdentity& identity, const storage::CellSums& added) {
  storage::CellSums& sums = Find(identity).sums;
  for (const storage::CellSum& sum : added) AddToSum(sum.measure, sum.quantity_micros, &sums);
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
  std::vector<Group> sorted;
  if (ascending_) {
    sorted = std::move(groups_);
  } else {
    std::vector<size_t> order(groups_.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return KeyAt(a) < KeyAt(b); });
    sorted.reserve(order.size());
    for (size_t position : order) sorted.push_back(std::move(groups_[position]));
  }
  groups_.clear();
  keys_.clear();
  key_ends_.clear();
  positions_.clear();
  ascending_ = true;
  return sorted;
}

}  // namespace onhand
