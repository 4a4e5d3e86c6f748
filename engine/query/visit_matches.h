// File: visit_matches.h
//
// Walks everything a query asks for, over the cheapest path.
#ifndef ONHAND_ENGINE_QUERY_VISIT_MATCHES_H_
#define ONHAND_ENGINE_QUERY_VISIT_MATCHES_H_

#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "engine/query/resolved_query.h"
#include "storage/keys/row_key.h"
#include "storage/ledger/ledger.h"

namespace onhand {

// `value` is undecoded, "" if only keys are wanted. A status that is not OK ends the walk and is its result.
using MatchVisitor = std::function<absl::Status(const storage::RowIdentity& identity, std::string_view value)>;

// DATA_LOSS, UNAVAILABLE.
absl::Status VisitMatches(const ResolvedQuery& query, const storage::LedgerView& view, storage::Book book,
                          bool keys_only, const MatchVisitor& visit);

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_VISIT_MATCHES_H_
