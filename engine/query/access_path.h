// File: access_path.h
//
// The query planner: which ranges of which table hold the rows that a query asks for. Never a full scan: products are
// ranges of the row table, sites and locations ranges of the place index, under either partition rule. Where an index
// set is materialised that serves the query's filters and grouping, it is preferred.
#ifndef ONHAND_ENGINE_QUERY_ACCESS_PATH_H_
#define ONHAND_ENGINE_QUERY_ACCESS_PATH_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "engine/model/base_dimension.h"
#include "engine/query/resolved_query.h"

namespace onhand {

// A materialised index set: sums by organization, product, site, location and each prefix of these dimensions.
struct MaterialisedSet {
  size_t position = 0;  // among the configuration's index sets
  std::vector<BaseDimension> dimensions;
};

struct AccessPath {
  enum class Table : uint8_t { kRows, kPlaces, kIndexSet };
  Table table = Table::kRows;
  std::vector<std::string> prefixes;  // key prefixes, ascending, none within another
  // Of kIndexSet: which one, and how many of its dimensions are needed.
  size_t index_set = 0;
  size_t index_depth = 0;
};

// `sets` may be empty. The rows under the path's prefixes still have to be matched against the query's filters.
AccessPath ChooseAccessPath(const ResolvedQuery& query, absl::Span<const MaterialisedSet> sets);

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_ACCESS_PATH_H_
