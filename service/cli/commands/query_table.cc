#include "service/cli/commands/query_table.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/model/quantity.h"
#include "service/cli/terminal/table.h"

namespace onhand::cli {

std::string QueryTable(const QueryAnswer& answer) {
  std::vector<TableColumn> columns;
  if (answer.version == QueryVersion::kV2) columns.push_back({"organization"});
  columns.push_back({"product"});
  for (const std::string_view name : answer.dimension_names) columns.push_back({std::string(name)});
  const size_t first_measure = columns.size();
  std::vector<bool> used(answer.columns.size());
  for (const ResultRow& row : answer.rows) {
    for (const MeasureValue& value : row.values) used[value.column] = true;
  }
  std::vector<size_t> place(answer.columns.size());
  for (size_t i = 0; i < answer.columns.size(); ++i) {
    place[i] = columns.size();
    if (used[i]) columns.push_back({absl::StrCat(answer.columns[i].data_source, ".", answer.columns[i].measure), true});
  }
  std::vector<std::vector<std::string>> rows;
  for (const ResultRow& row : answer.rows) {
    std::vector<std::string> cells;
    if (answer.version == QueryVersion::kV2) cells.push_back(row.organization_id);
    cells.push_back(row.product_id);
    cells.insert(cells.end(), row.dimension_values.begin(), row.dimension_values.end());
    cells.resize(std::max(columns.size(), first_measure));
    for (const MeasureValue& value : row.values) cells[place[value.column]] = FormatMicros(value.micros);
    rows.push_back(std::move(cells));
  }
  return absl::StrCat(RenderTable(columns, rows), WithThousands(static_cast<int64_t>(rows.size())),
                      rows.size() == 1 ? " row\n" : " rows\n");
}

}  // namespace onhand::cli
