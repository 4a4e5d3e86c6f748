// File: row_matcher.h
//
// Whether a row passes a query's filters and tuples.
#ifndef ONHAND_ENGINE_QUERY_ROW_MATCHER_H_
#define ONHAND_ENGINE_QUERY_ROW_MATCHER_H_

#include <string_view>
#include <vector>

#include "engine/model/base_dimension.h"
#include "engine/query/resolved_query.h"
#include "storage/keys/row_key.h"

namespace onhand {

// The value of a dimension, "" where the row leaves it unspecified.
std::string_view ValueOf(const storage::RowIdentity& row, BaseDimension dimension);

// Not thread-safe (keeps scratch space). `query` must outlive it.
class RowMatcher {
 public:
  explicit RowMatcher(const ResolvedQuery& query) : query_(query) {}
  bool Matches(const storage::RowIdentity& row);

 private:
  const ResolvedQuery& query_;
  std::vector<std::string_view> tuple_;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_ROW_MATCHER_H_
