#include "engine/query/row_matcher.h"

#include <algorithm>

namespace onhand {

std::string_view ValueOf(const storage::RowIdentity& row, BaseDimension dimension) {
  if (dimension == BaseDimension::kSiteId) return row.site;
  if (dimension == BaseDimension::kLocationId) return row.location;
  for (const storage::RowDimension& value : row.dimensions) {
    if (value.number == static_cast<uint8_t>(dimension)) return value.value;
  }
  return {};
}

bool RowMatcher::Matches(const storage::RowIdentity& row) {
  for (const DimensionSet& filter : query_.filters) {
    if (!std::binary_search(filter.values.begin(), filter.values.end(), ValueOf(row, filter.dimension))) return false;
  }
  if (!query_.tuples.has_value()) return true;
  const TupleSet& set = *query_.tuples;
  tuple_.resize(set.dimensions.size() + (set.with_organization ? 1 : 0));
  size_t position = 0;
  if (set.with_organization) tuple_[position++] = row.organization;
  for (BaseDimension dimension : set.dimensions) tuple_[position++] = ValueOf(row, dimension);
  return std::binary_search(set.tuples.begin(), set.tuples.end(), tuple_);
}

}  // namespace onhand
