#include "engine/query/execute.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "engine/query/access_path.h"
#include "engine/query/group_sums.h"
#include "engine/query/row_matcher.h"
#include "storage/keys/row_key.h"
#include "storage/records/row.h"

namespace onhand {
namespace {

using storage::LedgerView;
using storage::RowIdentity;

// Every row the query asks for; `value` is "" if only keys are wanted.
using MatchVisitor = std::function<absl::Status(const RowIdentity& identity, std::string_view value)>;

absl::Status VisitMatches(const ResolvedQuery& query, const LedgerView& view, bool keys_only,
                          const MatchVisitor& visit) {
  const AccessPath path = ChooseAccessPath(query, /*sets=*/{});
  const bool by_place = path.table == AccessPath::Table::kPlaces;
  RowMatcher matcher(query);
  absl::Status failure;
  const LedgerView::RowVisitor visitor = [&](std::string_view key, std::string_view value) {
    // Only the walk without values hands out place keys.
    const bool place_key = by_place && keys_only;
    const std::optional<RowIdentity> identity = place_key ? storage::ParsePlaceKey(key) : storage::ParseRowKey(key);
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
      status = keys_only ? view.ScanPlaceKeys(prefix, visitor) : view.ScanPlaces(prefix, visitor);
    } else {
      status = keys_only ? view.ScanRowKeys(prefix, visitor) : view.ScanRows(prefix, visitor);
    }
    if (!status.ok()) return status;
    if (!failure.ok()) return failure;
  }
  return absl::OkStatus();
}

// The warehouses of the page asked for (decisions R12).
struct Page {
  std::vector<std::string> locations;  // sorted
  bool last = true;
};

absl::StatusOr<Page> FindPage(const ResolvedQuery& query, const LedgerView& view) {
  std::set<std::string, std::less<>> locations;
  absl::Status status =
      VisitMatches(query, view, /*keys_only=*/true, [&](const RowIdentity& identity, std::string_view) {
        if (locations.find(identity.location) == locations.end()) locations.emplace(identity.location);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  Page page;
  const auto count = static_cast<int64_t>(locations.size());
  const int64_t size = query.page_size.value_or(count);
  // Neither product can overflow: nothing is multiplied unless the page lies within the warehouses.
  if (query.page_number - 1 > (size == 0 ? 0 : (count - 1) / size)) return page;
  const int64_t begin = (query.page_number - 1) * size;
  if (begin >= count) return page;
  const int64_t end = size >= count - begin ? count : begin + size;
  auto it = std::next(locations.begin(), begin);
  for (int64_t i = begin; i < end; ++i, ++it) page.locations.push_back(*it);
  page.last = end == count;
  return page;
}

// The value of a column in a group; nothing if none of its operands was ever posted (decisions R5).
std::optional<WideMicros> Evaluate(const CompiledColumn& column, const Group& group) {
  WideMicros value = 0;
  bool posted = false;
  const auto add = [&](const std::vector<MeasureNumber>& measures, int sign) {
    for (MeasureNumber measure : measures) {
      const MeasureSum* sum = group.Find(measure);
      if (sum == nullptr) continue;
      posted = true;
      value += sign * sum->micros;
    }
  };
  add(column.additions, 1);
  add(column.subtractions, -1);
  if (!posted) return std::nullopt;
  return value;
}

bool HasNegative(const ResultRow& row) {
  return std::any_of(row.values.begin(), row.values.end(), [](const MeasureValue& value) { return value.micros < 0; });
}

ResultRow MakeRow(const CompiledConfiguration& configuration, Group group) {
  ResultRow row;
  const std::vector<CompiledColumn>& columns = configuration.columns();
  for (size_t i = 0; i < columns.size(); ++i) {
    if (const auto value = Evaluate(columns[i], group)) row.values.push_back({static_cast<uint32_t>(i), *value});
  }
  row.organization_id = std::move(group.organization);
  row.product_id = std::move(group.product);
  row.dimension_values = std::move(group.dimension_values);
  return row;
}

// Restricts the query to the page's warehouses. The filter's views point into `page`.
void RestrictToPage(const Page& page, ResolvedQuery* query) {
  DimensionSet restriction{BaseDimension::kLocationId, {page.locations.begin(), page.locations.end()}};
  for (DimensionSet& filter : query->filters) {
    if (filter.dimension != BaseDimension::kLocationId) continue;
    filter = std::move(restriction);
    return;
  }
  query->filters.push_back(std::move(restriction));
}

}  // namespace

absl::StatusOr<QueryAnswer> ExecuteQuery(const CompiledConfiguration& configuration, ResolvedQuery query,
                                         const LedgerView& view) {
  QueryAnswer answer;
  answer.version = query.version;
  for (BaseDimension dimension : query.grouping) answer.dimension_names.push_back(BaseDimensionName(dimension));
  for (const CompiledColumn& column : configuration.columns()) answer.columns.push_back(column.name);

  Page page;
  if (query.page_size.has_value() || query.page_number > 1) {
    absl::StatusOr<Page> found = FindPage(query, view);
    if (!found.ok()) return found.status();
    page = *std::move(found);
    if (page.locations.empty()) return answer;
    if (!page.last) answer.next_page_number = query.page_number + 1;
    RestrictToPage(page, &query);
  }

  GroupSums sums(query);
  absl::Status status =
      VisitMatches(query, view, /*keys_only=*/false, [&](const RowIdentity& identity, std::string_view value) {
        absl::StatusOr<storage::Row> row = storage::DecodeRow(value);
        if (!row.ok()) return row.status();
        sums.Add(identity, *row);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  for (Group& group : sums.TakeSorted()) {
    ResultRow row = MakeRow(configuration, std::move(group));
    if (query.return_negative || !HasNegative(row)) answer.rows.push_back(std::move(row));
  }
  return answer;
}

}  // namespace onhand
