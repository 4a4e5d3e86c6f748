#include "engine/query/visit_matches.h"

#include <optional>
#include <string>

#include "engine/query/access_path.h"
#include "engine/query/row_matcher.h"

namespace onhand {

absl::Status VisitMatches(const ResolvedQuery& query, const storage::LedgerView& view, storage::Book book,
                          bool keys_only, const MatchVisitor& visit) {
  const AccessPath path = ChooseAccessPath(query, /*sets=*/{});
  const bool by_place = path.table == AccessPath::Table::kPlaces;
  RowMatcher matcher(query);
  absl::Status failure;
  const storage::LedgerView::RowVisitor visitor = [&](std::string_view key, std::string_view value) {
    // Only the walk without values hands out place keys.
    const bool place_key = by_place && keys_only;
    const std::optional<storage::RowIdentity> identity =
        place_key ? storage::ParsePlaceKey(key) : storage::ParseRowKey(key);
    if (!identity.has_value()) {
      failure = absl::DataLossError("a stored row has a key of no known form");
    } else if (matcher.Matches(*identity)) {
      failure = visit(*identity, value);
    }
    return failure.ok();
  };
  for (const std::string& prefix : path.prefixes) {
    absl::Status status;
    if (by_place) {
      status = keys_only ? view.ScanPlaceKeys(prefix, visitor, book) : view.ScanPlaces(prefix, visitor, book);
    } else {
      status = keys_only ? view.ScanRowKeys(prefix, visitor, book) : view.ScanRows(prefix, visitor, book);
    }
    if (!status.ok()) return status;
    if (!failure.ok()) return failure;
  }
  return absl::OkStatus();
}

}  // namespace onhand
