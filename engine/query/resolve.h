// File: resolve.h
//
// Checks a query against the configuration and settles its names (decisions R2, R7–R13, N3). Pure.
#ifndef ONHAND_ENGINE_QUERY_RESOLVE_H_
#define ONHAND_ENGINE_QUERY_RESOLVE_H_

#include "engine/config/compiled.h"
#include "engine/model/query.h"
#include "engine/query/resolved_query.h"

namespace onhand {

inline constexpr size_t kQueryProductsMax = 5'000;
inline constexpr size_t kQueryPlacesMax = 10'000;  // sites × locations, and tuples, version 1.0

// The result's views point into `query`. Without an index set the one issue is exactly
// "No index hierarchy has been set." (R10).
Resolution ResolveIndexQuery(const CompiledConfiguration& configuration, const IndexQuery& query);
Resolution ResolveExactQuery(const CompiledConfiguration& configuration, const ExactQuery& query);

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_RESOLVE_H_
