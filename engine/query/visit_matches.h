// File: visit_matches.h
//
// Walks everything a query asks for, over the cheapest path.
#ifndef ONHAND_ENGINE_QUERY_VISIT_MATCHES_H_
#define ONHAND_ENGINE_QUERY_VISIT_MATCHES_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "engine/query/resolved_query.h"
#include "storage/keys/row_key.h"
#include "storage/ledger/ledger.h"
#include "storage/records/cell_sums.h"
#include "storage/records/row.h"
#include "storage/records/schedule.h"

namespace onhand {

// A status that is not OK ends the walk and is its result; so below.
using RowMatchVisitor = absl::FunctionRef<absl::Status(const storage::RowIdentity& identity, const storage::Row& row)>;
using ScheduleMatchVisitor =
    absl::FunctionRef<absl::Status(const storage::RowIdentity& identity, const storage::Schedule& schedule)>;
using KeyMatchVisitor = absl::FunctionRef<absl::Status(const storage::RowIdentity& identity)>;

// On-hand rows. The visitor must not ask the view for rows. DATA_LOSS, UNAVAILABLE; so below.
absl::Status VisitMatchingRows(const ResolvedQuery& query, const storage::LedgerView& view, RowMatchVisitor visit);
// The same where an index set serves: of products as a whole the view's sums by `parts`, which must hold all that the
// query filters or groups by, as far as they are at hand; else rows.
using SumMatchVisitor =
    absl::FunctionRef<absl::Status(const storage::RowIdentity& identity, const storage::CellSums& sums)>;
absl::Status VisitMatchingSums(const ResolvedQuery& query, const storage::LedgerView& view, storage::PartMask parts,
                               RowMatchVisitor visit_row, SumMatchVisitor visit_sums);
// Keys alone.
absl::Status VisitMatchingKeys(const ResolvedQuery& query, const storage::LedgerView& view, KeyMatchVisitor visit);
absl::Status VisitMatchingSchedules(const ResolvedQuery& query, const storage::LedgerView& view,
                                    storage::ScheduleVariant variant, ScheduleMatchVisitor visit);

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_VISIT_MATCHES_H_
