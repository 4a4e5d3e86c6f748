// File: query_parameters.h
//
// Queries in the parameters of a URL (spec 1.13, 1.14; decisions T1, R11, R12, E9).
#ifndef ONHAND_SERVICE_HTTP_QUERY_PARAMETERS_H_
#define ONHAND_SERVICE_HTTP_QUERY_PARAMETERS_H_

#include <vector>

#include "engine/model/outcome.h"
#include "engine/model/query.h"
#include "service/http/target.h"

namespace onhand {

// GET …/onhand: comma lists and repeated parameters for every filter and for groupBy (alias groupByValues); whatever
// has no meaning of its own filters a dimension. Of a flag or date that is repeated the last one counts. The query's
// views live as long as `target`. Appends an issue for every value that cannot be read; its path is "/" and the
// parameter's name.
void ReadIndexQuery(const Target& target, IndexQuery* query, std::vector<Issue>* issues);

// pageNumber and pageSize.
void ReadPage(const Target& target, IndexQuery* query, std::vector<Issue>* issues);

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_QUERY_PARAMETERS_H_
