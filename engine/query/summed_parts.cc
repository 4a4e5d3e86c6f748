#include "engine/query/summed_parts.h"

#include <algorithm>

#include "engine/model/base_dimension.h"

namespace onhand {
namespace {

using storage::PartMask;

PartMask PartOf(BaseDimension dimension) { return PartMask{1} << static_cast<int>(dimension); }

static_assert(PartMask{1} << static_cast<int>(BaseDimension::kSiteId) == storage::kSitePart);
static_assert(PartMask{1} << static_cast<int>(BaseDimension::kLocationId) == storage::kLocationPart);

}  // namespace

std::optional<PartMask> SummedParts(const CompiledConfiguration& configuration, const ResolvedQuery& query) {
  if (query.tuples.has_value()) return std::nullopt;
  PartMask parts = 0;
  for (BaseDimension dimension : query.grouping) parts |= PartOf(dimension);
  for (const DimensionSet& filter : query.filters) parts |= PartOf(filter.dimension);
  const std::vector<std::vector<BaseDimension>>& sets = configuration.index_sets();
  const bool served = std::any_of(sets.begin(), sets.end(), [parts](const std::vector<BaseDimension>& set) {
    PartMask held = storage::kSitePart | storage::kLocationPart;
    for (BaseDimension dimension : set) held |= PartOf(dimension);
    return (parts & ~held) == 0;
  });
  if (!served) return std::nullopt;
  return parts;
}

}  // namespace onhand
