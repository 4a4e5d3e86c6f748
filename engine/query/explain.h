// File: explain.h
//
// Answers what makes up the numbers of one row or group of rows.
#ifndef ONHAND_ENGINE_QUERY_EXPLAIN_H_
#define ONHAND_ENGINE_QUERY_EXPLAIN_H_

#include "absl/status/statusor.h"
#include "engine/config/compiled.h"
#include "engine/model/explanation.h"
#include "engine/query/moment.h"

namespace onhand {

// DATA_LOSS, UNAVAILABLE: the store could not be read.
absl::StatusOr<Explanation> ExplainRows(const CompiledConfiguration& configuration, const ExplainQuery& query,
                                        const QueryMoment& moment);

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_EXPLAIN_H_
