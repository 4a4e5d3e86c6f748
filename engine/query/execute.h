// File: execute.h
//
// Answers a resolved query on one snapshot.
//
//   VisitMatchingRows -> GroupSums -> columns (calculated measures), promises -> rows
#ifndef ONHAND_ENGINE_QUERY_EXECUTE_H_
#define ONHAND_ENGINE_QUERY_EXECUTE_H_

#include "absl/status/statusor.h"
#include "engine/config/compiled.h"
#include "engine/model/query.h"
#include "engine/query/moment.h"
#include "engine/query/resolved_query.h"

namespace onhand {

// DATA_LOSS, UNAVAILABLE: the store could not be read.
absl::StatusOr<QueryAnswer> ExecuteQuery(const CompiledConfiguration& configuration, ResolvedQuery query,
                                         const QueryMoment& moment);

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_EXECUTE_H_
