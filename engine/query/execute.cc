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
#include "engine/query/evaluate.h"
#include "engine/query/group_sums.h"
#include "engine/query/promise.h"
#include "engine/query/summed_parts.h"
#include "engine/query/visit_matches.h"
#include "storage/keys/row_key.h"
#include "storage/records/cell_sums.h"
#include "storage/records/row.h"
#include "storage/records/schedule.h"

namespace onhand {
namespace {

using storage::RowIdentity;

// The warehouses of the page asked for (decisions R12).
struct Page {
  std::vector<std::string> locations;  // sorted
  bool last = true;
};

// Everything scheduled in the window, of what the query asks for; nothing without QueryATP.
absl::Status VisitSchedules(
    const CompiledConfiguration& configuration, const ResolvedQuery& query, const QueryMoment& moment,
    const std::function<void(const RowIdentity& identity, const storage::Schedule& schedule)>& visit) {
  if (!query.atp.has_value()) return absl::OkStatus();
  const int32_t today = storage::DayOfMicros(moment.now_us());
  return VisitMatchingSchedules(query, moment.view(), configuration.schedule().variant,
                                [&](const RowIdentity& identity, const storage::Schedule& stored) {
                                  storage::Schedule schedule = stored;
                                  KeepCurrentCells(configuration, today, &schedule);
                                  if (!schedule.cells.empty()) visit(identity, schedule);
                                  return absl::OkStatus();
                                });
}

absl::Status VisitOnHand(const CompiledConfiguration& configuration, const ResolvedQuery& query,
                         const QueryMoment& moment, GroupSums* sums) {
  storage::Row settled;
  const auto add_row = [&](const RowIdentity& identity, const storage::Row& row) {
    sums->Add(identity, moment.Settle(identity, row, &settled));
    return absl::OkStatus();
  };
  const std::optional<storage::PartMask> parts = SummedParts(configuration, query);
  // Sums know nothing of holds that have ended.
  if (!parts.has_value() || moment.has_ended_holds()) return VisitMatchingRows(query, moment.view(), add_row);
  return VisitMatchingSums(query, moment.view(), *parts, add_row,
                           [&](const RowIdentity& identity, const storage::CellSums& added) {
                             sums->Add(identity, added);
                             return absl::OkStatus();
                           });
}

absl::StatusOr<Page> FindPage(const CompiledConfiguration& configuration, const ResolvedQuery& query,
                              const QueryMoment& moment) {
  std::set<std::string, std::less<>> locations;
  const auto add = [&](const RowIdentity& identity) {
    if (locations.find(identity.location) == locations.end()) locations.emplace(identity.location);
  };
  absl::Status status = VisitMatchingKeys(query, moment.view(), [&](const RowIdentity& identity) {
    add(identity);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  status = VisitSchedules(configuration, query, moment,
                          [&](const RowIdentity& identity, const storage::Schedule&) { add(identity); });
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

bool HasNegative(const ResultRow& row) {
  return std::any_of(row.values.begin(), row.values.end(), [](const MeasureValue& value) { return value.micros < 0; });
}

ResultRow MakeRow(const CompiledConfiguration& configuration, const ResolvedQuery& query, int32_t today, Group group,
                  ColumnEvaluator* evaluator) {
  ResultRow row;
  row.values = evaluator->Evaluate(group);
  if (query.atp.has_value()) AddPromises(configuration, *query.atp, today, group, &row);
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
                                         const QueryMoment& moment) {
  const int32_t today = storage::DayOfMicros(moment.now_us());
  QueryAnswer answer;
  answer.has_atp = query.atp.has_value();
  answer.version = query.version;
  answer.dimension_names.reserve(query.grouping.size());
  for (BaseDimension dimension : query.grouping) answer.dimension_names.push_back(BaseDimensionName(dimension));
  answer.columns = configuration.column_names();

  if (query.searched && query.products.empty()) return answer;

  Page page;
  if (query.page_size.has_value() || query.page_number > 1) {
    absl::StatusOr<Page> found = FindPage(configuration, query, moment);
    if (!found.ok()) return found.status();
    page = *std::move(found);
    if (page.locations.empty()) return answer;
    if (!page.last) answer.next_page_number = query.page_number + 1;
    RestrictToPage(page, &query);
  }

  GroupSums sums(query);
  absl::Status status = VisitOnHand(configuration, query, moment, &sums);
  if (!status.ok()) return status;
  status = VisitSchedules(
      configuration, query, moment,
      [&](const RowIdentity& identity, const storage::Schedule& schedule) { sums.Add(identity, schedule); });
  if (!status.ok()) return status;
  ColumnEvaluator evaluator(configuration);
  std::vector<Group> groups = sums.TakeSorted();
  answer.rows.reserve(groups.size());
  for (Group& group : groups) {
    ResultRow row = MakeRow(configuration, query, today, std::move(group), &evaluator);
    if (query.return_negative || query.atp.has_value() || !HasNegative(row)) answer.rows.push_back(std::move(row));
  }
  return answer;
}

}  // namespace onhand
