// File: allocation.h
//
// Answers allocation queries (spec 4.4, decisions L6, E9).
#ifndef ONHAND_ENGINE_QUERY_ALLOCATION_H_
#define ONHAND_ENGINE_QUERY_ALLOCATION_H_

#include "absl/status/statusor.h"
#include "engine/config/compiled.h"
#include "engine/model/allocation_query.h"
#include "storage/ledger/ledger.h"

namespace onhand {

// DATA_LOSS, UNAVAILABLE: the store could not be read.
absl::StatusOr<AllocationAnswer> AnswerAllocation(const CompiledConfiguration& configuration,
                                                  const AllocationQuery& query, const storage::LedgerView& view);

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_ALLOCATION_H_
