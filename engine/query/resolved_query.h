// File: resolved_query.h
//
// What both kinds of query come to after names and limits are settled: which rows, how they are grouped, and how the
// answer is ordered. Views point into the request.
#ifndef ONHAND_ENGINE_QUERY_RESOLVED_QUERY_H_
#define ONHAND_ENGINE_QUERY_RESOLVED_QUERY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/base_dimension.h"
#include "engine/model/outcome.h"
#include "engine/model/query.h"

namespace onhand {

// Rows pass whose dimension has one of these values ("" = unspecified). Sorted, each once, at least one.
struct DimensionSet {
  BaseDimension dimension = BaseDimension::kColorId;
  std::vector<std::string_view> values;
};

// Rows pass whose values at these places equal one of the tuples.
struct TupleSet {
  bool with_organization = false;                     // the first value of each tuple is the organization
  std::vector<BaseDimension> dimensions;              // of the values after it
  std::vector<std::vector<std::string_view>> tuples;  // sorted, each once
};

// The days of which available to promise is told, as the caller cut them; nothing = not cut.
struct ResolvedAtp {
  std::optional<int32_t> from_day;
  std::optional<int32_t> to_day;  // included
};

struct ResolvedQuery {
  QueryVersion version = QueryVersion::kV1;
  std::vector<std::string_view> organizations;  // sorted, each once
  std::vector<std::string_view> products;       // likewise; empty = all, unless searched
  bool searched = false;                        // products are what a search finds, filled in once it is resolved
  std::vector<DimensionSet> filters;            // each dimension once
  std::optional<TupleSet> tuples;
  // Dimensions of the answer: site and location first where they are grouped, then group-by values in request order
  // (decisions R2, R4).
  std::vector<BaseDimension> grouping;
  // Location sorts before the organization (version 2.0 of the index query, R4).
  bool location_first = false;
  bool return_negative = false;
  int64_t page_number = 1;
  std::optional<int64_t> page_size;
  std::optional<ResolvedAtp> atp;

  bool names_products() const { return searched || !products.empty(); }

  const DimensionSet* FindFilter(BaseDimension dimension) const {
    for (const DimensionSet& filter : filters) {
      if (filter.dimension == dimension) return &filter;
    }
    return nullptr;
  }
};

// The query, or all that keeps it from being answered.
struct Resolution {
  std::vector<Issue> issues;
  ResolvedQuery query;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_RESOLVED_QUERY_H_
