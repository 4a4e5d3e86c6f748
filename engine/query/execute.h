// File: execute.h
//
// Answers a resolved query on one snapshot.
//
//   ChooseAccessPath -> scan its ranges -> RowMatcher -> GroupSums -> columns (calculated measures) -> rows
#ifndef ONHAND_ENGINE_QUERY_EXECUTE_H_
#define ONHAND_ENGINE_QUERY_EXECUTE_H_

#include "absl/status/statusor.h"
#include "engine/config/compiled.h"
#include "engine/model/query.h"
#include "engine/query/resolved_query.h"
#include "storage/ledger/ledger.h"

namespace onhand {

// DATA_LOSS, UNAVAILABLE: the store could not be read.
absl::StatusOr<QueryAnswer> ExecuteQuery(const CompiledConfiguration& configuration, ResolvedQuery query,
                                         const storage::LedgerView& view);

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_EXECUTE_H_
