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
  tuple_.clear();
  if (query_.tuples->with_organization) tuple_.push_back(row.organization);
  for (BaseDimension dimension : query_.tuples->dimensions) tuple_.push_back(ValueOf(row, dimension));
  return std::binary_search(query_.tuples->tuples.begin(), query_.tuples->tuples.end(), tuple_);
}

}  // namespace onhand
