// File: access_path.h
//
// The query planner: which ranges of which table hold the rows that a query asks for. Never a full scan: products are
// ranges of the row table, sites and locations ranges of the place index, under either partition rule.
#ifndef ONHAND_ENGINE_QUERY_ACCESS_PATH_H_
#define ONHAND_ENGINE_QUERY_ACCESS_PATH_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/query/resolved_query.h"

namespace onhand {

struct AccessPath {
  enum class Table : uint8_t { kRows, kPlaces };
  Table table = Table::kRows;
  bool whole_products = false;        // each prefix is a product
  std::vector<std::string> prefixes;  // key prefixes, ascending, none within another
};

// The rows under the path's prefixes still have to be matched against the query's filters.
AccessPath ChooseAccessPath(const ResolvedQuery& query);

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_ACCESS_PATH_H_
