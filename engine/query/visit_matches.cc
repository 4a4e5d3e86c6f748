#include "engine/query/visit_matches.h"

#include <optional>
#include <string>
#include <string_view>

#include "engine/query/access_path.h"
#include "engine/query/row_matcher.h"

namespace onhand {
namespace {

// Hands those keys on that match, taken apart.
class Filter {
 public:
  explicit Filter(const ResolvedQuery& query) : matcher_(query) {}

  // What a visitor of the ledger answers: whether the walk goes on.
  template <typename Visit>
  bool Match(std::string_view key, bool place_key, Visit visit) {
    const std::optional<storage::RowIdentity> identity =
        place_key ? storage::ParsePlaceKey(key) : storage::ParseRowKey(key);
    if (!identity.has_value()) {
      failure_ = absl::DataLossError("a stored row has a key of no known form");
    } else if (matcher_.Matches(*identity)) {
      failure_ = visit(*identity);
    }
    return failure_.ok();
  }

  const absl::Status& failure() const { return failure_; }

 private:
  RowMatcher matcher_;
  absl::Status failure_;
};

// What the ledger visits with: hands what belongs to a matching row key on.
template <typename Stored, typename Visit>
auto Matching(Filter& filter, Visit visit) {
  return [&filter, visit](std::string_view key, const Stored& stored) {
    return filter.Match(key, /*place_key=*/false,
                        [&](const storage::RowIdentity& identity) { return visit(identity, stored); });
  };
}

bool ByPlace(const AccessPath& path) { return path.table == AccessPath::Table::kPlaces; }

// `walk` goes over one prefix of the cheapest path.
template <typename Walk>
absl::Status WalkPath(const ResolvedQuery& query, Filter& filter, Walk walk) {
  const AccessPath path = ChooseAccessPath(query);
  for (const std::string& prefix : path.prefixes) {
    absl::Status status = walk(prefix, path);
    if (!status.ok()) return status;
    if (!filter.failure().ok()) return filter.failure();
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status VisitMatchingRows(const ResolvedQuery& query, const storage::LedgerView& view, RowMatchVisitor visit) {
  Filter filter(query);
  const storage::LedgerView::RowVisitor visitor = Matching<storage::Row>(filter, visit);
  return WalkPath(query, filter, [&](const std::string& prefix, const AccessPath& path) {
    return ByPlace(path) ? view.ScanPlaces(prefix, visitor) : view.ScanRows(prefix, visitor);
  });
}

absl::Status VisitMatchingSums(const ResolvedQuery& query, const storage::LedgerView& view, storage::PartMask parts,
                               RowMatchVisitor visit_row, SumMatchVisitor visit_sums) {
  Filter filter(query);
  const storage::LedgerView::RowVisitor row_visitor = Matching<storage::Row>(filter, visit_row);
  const storage::LedgerView::SumsVisitor sums_visitor = Matching<storage::CellSums>(filter, visit_sums);
  return WalkPath(query, filter, [&](const std::string& prefix, const AccessPath& path) {
    if (path.whole_products && view.VisitSums(prefix, parts, sums_visitor)) return absl::OkStatus();
    return ByPlace(path) ? view.ScanPlaces(prefix, row_visitor) : view.ScanRows(prefix, row_visitor);
  });
}

absl::Status VisitMatchingKeys(const ResolvedQuery& query, const storage::LedgerView& view, KeyMatchVisitor visit) {
  Filter filter(query);
  return WalkPath(query, filter, [&](const std::string& prefix, const AccessPath& path) {
    const bool by_place = ByPlace(path);
    const storage::LedgerView::KeyVisitor visitor = [&](std::string_view key) {
      return filter.Match(key, by_place, visit);
    };
    return by_place ? view.ScanPlaceKeys(prefix, visitor) : view.ScanRowKeys(prefix, visitor);
  });
}

absl::Status VisitMatchingSchedules(const ResolvedQuery& query, const storage::LedgerView& view,
                                    storage::ScheduleVariant variant, ScheduleMatchVisitor visit) {
  Filter filter(query);
  const storage::LedgerView::ScheduleVisitor visitor = Matching<storage::Schedule>(filter, visit);
  return WalkPath(query, filter, [&](const std::string& prefix, const AccessPath& path) {
    return ByPlace(path) ? view.ScanSchedulePlaces(variant, prefix, visitor)
                         : view.ScanSchedules(variant, prefix, visitor);
  });
}

}  // namespace onhand
