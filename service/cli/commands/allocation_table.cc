#include "service/cli/commands/allocation_table.h"

#include <algorithm>
#include <utility>

#include "engine/model/quantity.h"
#include "service/cli/terminal/table.h"

namespace onhand::cli {

std::string AllocationTable(const std::vector<AllocationBucket>& buckets) {
  // Paths are contiguous from the top, so that the longest one names all groups in order.
  const auto longest = std::max_element(
      buckets.begin(), buckets.end(),
      [](const AllocationBucket& a, const AllocationBucket& b) { return a.groups.size() < b.groups.size(); });
  std::vector<TableColumn> columns;
  if (longest != buckets.end()) {
    for (const NamedValue& group : longest->groups) columns.push_back({group.name});
  }
  const size_t group_count = columns.size();
  for (const char* number : {"allocated", "consumed", "ever allocated", "ever consumed"}) {
    columns.push_back({number, true});
  }
  std::vector<std::vector<std::string>> rows;
  for (const AllocationBucket& bucket : buckets) {
    std::vector<std::string> cells;
    for (const NamedValue& group : bucket.groups) cells.push_back(group.value);
    cells.resize(group_count);
    for (const int64_t micros : {bucket.allocated_micros, bucket.consumed_micros, bucket.cumulative_allocated_micros,
                                 bucket.cumulative_consumed_micros}) {
      cells.push_back(FormatMicros(micros));
    }
    rows.push_back(std::move(cells));
  }
  return RenderTable(columns, rows);
}

}  // namespace onhand::cli
