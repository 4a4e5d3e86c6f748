#include "service/cli/commands/atp_text.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/model/date.h"
#include "engine/model/quantity.h"
#include "service/cli/terminal/step_chart.h"
#include "service/cli/terminal/table.h"

namespace onhand::cli {
namespace {

std::string ColumnName(const MeasureColumn& column) { return absl::StrCat(column.data_source, ".", column.measure); }

const MeasureValue* FindValue(const std::vector<MeasureValue>& values, uint32_t column) {
  const auto found = std::find_if(values.begin(), values.end(),
                                  [column](const MeasureValue& value) { return value.column == column; });
  return found == values.end() ? nullptr : &*found;
}

std::string Cell(const std::vector<MeasureValue>* values, uint32_t column) {
  const MeasureValue* value = values == nullptr ? nullptr : FindValue(*values, column);
  return value == nullptr ? "" : FormatMicros(value->micros);
}

// "T-shirt, siteid 1, locationid 11"
std::string RowTitle(const QueryAnswer& answer, const ResultRow& row) {
  std::string title = row.product_id;
  if (answer.version == QueryVersion::kV2) absl::StrAppend(&title, " of ", row.organization_id);
  for (size_t i = 0; i < answer.dimension_names.size(); ++i) {
    absl::StrAppend(&title, ", ", std::string(answer.dimension_names[i]), " ",
                    row.dimension_values[i].empty() ? "(none)" : row.dimension_values[i]);
  }
  return title;
}

// Days that make one line of the table.
struct DayRun {
  const DayValues* first = nullptr;  // of the promises
  const DayValues* last = nullptr;
  const std::vector<MeasureValue>* scheduled = nullptr;  // null: there are none
};

std::vector<DayRun> Runs(const ResultRow& row) {
  std::vector<DayRun> runs;
  auto next = row.scheduled.begin();
  for (const DayValues& day : row.promises) {
    while (next != row.scheduled.end() && next->day < day.day) ++next;
    const bool scheduled = next != row.scheduled.end() && next->day == day.day;
    if (!scheduled && !runs.empty() && runs.back().scheduled == nullptr && runs.back().last->values == day.values) {
      runs.back().last = &day;
    } else {
      runs.push_back({&day, &day, scheduled ? &next->values : nullptr});
    }
  }
  return runs;
}

std::string RunTable(const QueryAnswer& answer, const ResultRow& row, const std::set<uint32_t>& schedule_measures) {
  std::set<uint32_t> operands;
  for (const DayValues& day : row.scheduled) {
    for (const MeasureValue& value : day.values) {
      if (!answer.columns[value.column].calculated) operands.insert(value.column);
    }
  }
  std::vector<TableColumn> columns = {{"days"}};
  for (const uint32_t operand : operands) columns.push_back({ColumnName(answer.columns[operand]), true});
  for (const uint32_t measure : schedule_measures) {
    if (!row.scheduled.empty()) columns.push_back({absl::StrCat(ColumnName(answer.columns[measure]), " change"), true});
    columns.push_back({absl::StrCat(ColumnName(answer.columns[measure]), " promise"), true});
  }
  std::vector<std::vector<std::string>> lines;
  for (const DayRun& run : Runs(row)) {
    std::vector<std::string> cells = {FormatDate(run.first->day)};
    if (run.last != run.first) absl::StrAppend(&cells.front(), " – ", FormatDate(run.last->day));
    for (const uint32_t operand : operands) cells.push_back(Cell(run.scheduled, operand));
    for (const uint32_t measure : schedule_measures) {
      if (!row.scheduled.empty()) cells.push_back(Cell(run.scheduled, measure));
      cells.push_back(Cell(&run.first->values, measure));
    }
    lines.push_back(std::move(cells));
  }
  return RenderTable(columns, lines);
}

std::string MeasureChart(const QueryAnswer& answer, const ResultRow& row, uint32_t measure) {
  std::vector<WideMicros> values;
  for (const DayValues& day : row.promises) {
    const MeasureValue* value = FindValue(day.values, measure);
    values.push_back(value == nullptr ? 0 : value->micros);
  }
  const MeasureValue* on_hand = FindValue(row.values, measure);
  return absl::StrCat(
      "\n", ColumnName(answer.columns[measure]), " available to promise (on hand ",
      FormatMicros(on_hand == nullptr ? 0 : on_hand->micros), ")\n",
      RenderStepChart(values, FormatDate(row.promises.front().day), FormatDate(row.promises.back().day)));
}

}  // namespace

std::string AtpText(const QueryAnswer& answer) {
  std::string out;
  for (const ResultRow& row : answer.rows) {
    std::set<uint32_t> schedule_measures;
    for (const DayValues& day : row.promises) {
      for (const MeasureValue& value : day.values) schedule_measures.insert(value.column);
    }
    absl::StrAppend(&out, RowTitle(answer, row), "\n\n");
    if (schedule_measures.empty()) {
      out.append("nothing can be promised: the configuration has no schedule measure, or no day is asked for\n");
    } else {
      out.append(RunTable(answer, row, schedule_measures));
      for (const uint32_t measure : schedule_measures) out.append(MeasureChart(answer, row, measure));
    }
    out.push_back('\n');
  }
  absl::StrAppend(&out, WithThousands(static_cast<int64_t>(answer.rows.size())),
                  answer.rows.size() == 1 ? " row\n" : " rows\n");
  return out;
}

}  // namespace onhand::cli
