#include "service/cli/commands/explanation_text.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/model/date.h"
#include "engine/model/quantity.h"
#include "service/cli/commands/allocation_table.h"
#include "service/cli/terminal/table.h"
#include "service/json/time_text.h"

namespace onhand::cli {
namespace {

using Cells = std::vector<std::vector<std::string>>;

std::string MeasureName(const MeasureColumn& measure) {
  return absl::StrCat(measure.data_source, ".", measure.measure);
}

std::string TimeText(int64_t time_us) {
  std::string text;
  AppendTime(time_us, &text);
  return text;
}

// A heading and a table below it, moved to the right.
void AppendIndented(std::string_view heading, const std::string& table, std::string* out) {
  absl::StrAppend(out, "  ", std::string(heading), "\n");
  size_t start = 0;
  while (start < table.size()) {
    const size_t end = table.find('\n', start) + 1;
    out->append("    ").append(table, start, end - start);
    start = end;
  }
}

std::string MeasureTable(const std::vector<ExplainedMeasure>& measures) {
  bool any_held = false;
  bool any_counted = false;
  bool any_reserved = false;
  for (const ExplainedMeasure& measure : measures) {
    any_held |= measure.held_micros != 0;
    any_counted |= measure.counted_at_us.has_value();
    any_reserved |= !measure.reservation_id.empty();
  }
  std::vector<TableColumn> columns = {{"measure"}, {"value", true}};
  if (any_held) columns.push_back({"held of it", true});
  if (any_counted) columns.push_back({"counted"});
  if (any_reserved) columns.push_back({"reservation"});
  Cells rows;
  for (const ExplainedMeasure& measure : measures) {
    std::vector<std::string> cells = {MeasureName(measure.measure), FormatMicros(measure.micros)};
    if (any_held) cells.push_back(measure.held_micros == 0 ? "" : FormatMicros(measure.held_micros));
    if (any_counted) cells.push_back(measure.counted_at_us.has_value() ? TimeText(*measure.counted_at_us) : "");
    if (any_reserved) cells.push_back(measure.reservation_id);
    rows.push_back(std::move(cells));
  }
  return RenderTable(columns, rows);
}

std::string HoldTable(const std::vector<ExplainedHold>& holds) {
  Cells rows;
  for (const ExplainedHold& hold : holds) {
    rows.push_back({MeasureName(hold.measure), FormatMicros(hold.remaining_micros), TimeText(hold.ends_at_us),
                    hold.reservation_id});
  }
  return RenderTable({{"measure"}, {"held", true}, {"ends"}, {"reservation"}}, rows);
}

std::string ScheduleTable(const std::vector<ExplainedSchedule>& schedules) {
  Cells rows;
  for (const ExplainedSchedule& schedule : schedules) {
    rows.push_back({FormatDate(schedule.day), MeasureName(schedule.measure), FormatMicros(schedule.micros)});
  }
  return RenderTable({{"day"}, {"measure"}, {"change", true}}, rows);
}

void AppendRow(const ExplainedRow& row, std::string* out) {
  out->append("row");
  for (const NamedValue& dimension : row.dimensions) {
    absl::StrAppend(out, &dimension == &row.dimensions.front() ? " " : ", ", dimension.name, " ",
                    dimension.value.empty() ? "(none)" : dimension.value);
  }
  if (row.sequence == 0) {
    out->append(": only schedules\n");
  } else {
    absl::StrAppend(out, ": changed last by record ", row.sequence, " of the commit log\n");
  }
  if (!row.measures.empty()) AppendIndented("measures", MeasureTable(row.measures), out);
  if (!row.holds.empty()) AppendIndented("holds", HoldTable(row.holds), out);
  if (!row.buckets.empty()) AppendIndented("allocation", AllocationTable(row.buckets), out);
  if (!row.schedules.empty()) AppendIndented("schedules", ScheduleTable(row.schedules), out);
  out->push_back('\n');
}

// A name and a number, both aligned.
void AppendSummand(std::string_view name, size_t name_width, WideMicros micros, size_t number_width, std::string* out) {
  const std::string number = FormatMicros(micros);
  out->append(name).append(name_width - DisplayWidth(name) + 2, ' ');
  out->append(number_width - number.size(), ' ').append(number).push_back('\n');
}

void AppendNeverPosted(const ExplainedFormula& formula, std::string* out) {
  constexpr size_t kWidth = 100;
  constexpr std::string_view kIndent = "\n        ";
  std::string line = "    never posted:";
  size_t width = line.size();
  bool any = false;
  for (const ExplainedOperand& operand : formula.operands) {
    if (operand.posted) continue;
    const std::string name = absl::StrCat(operand.subtract ? "- " : "+ ", MeasureName(operand.measure));
    if (width + 1 + DisplayWidth(name) > kWidth) {
      line.append(kIndent);
      width = kIndent.size() - 1;
    } else {
      line.push_back(' ');
      ++width;
    }
    line.append(name);
    width += DisplayWidth(name);
    any = true;
  }
  if (any) out->append(line).push_back('\n');
}

void AppendFormulas(const Explanation& explanation, std::string* out) {
  absl::StrAppend(
      out, "calculated measures over ",
      explanation.row_count == 1 ? std::string("the row") : absl::StrCat("all ", explanation.row_count, " rows"), "\n");
  size_t name_width = 0;
  size_t number_width = 0;
  for (const ExplainedFormula& formula : explanation.formulas) {
    name_width = std::max(name_width, DisplayWidth(MeasureName(formula.measure)) + 2);
    number_width = std::max(number_width, FormatMicros(formula.micros).size());
    for (const ExplainedOperand& operand : formula.operands) {
      name_width = std::max(name_width, DisplayWidth(MeasureName(operand.measure)) + 6);
      number_width = std::max(number_width, FormatMicros(operand.micros).size());
    }
  }
  for (const ExplainedFormula& formula : explanation.formulas) {
    AppendSummand(absl::StrCat("  ", MeasureName(formula.measure)), name_width, formula.micros, number_width, out);
    for (const ExplainedOperand& operand : formula.operands) {
      if (!operand.posted) continue;
      AppendSummand(absl::StrCat("    ", operand.subtract ? "- " : "+ ", MeasureName(operand.measure)), name_width,
                    operand.micros, number_width, out);
    }
    AppendNeverPosted(formula, out);
  }
}

}  // namespace

std::string ExplanationText(const Explanation& explanation) {
  std::string out;
  for (const ExplainedRow& row : explanation.rows) AppendRow(row, &out);
  if (explanation.row_count > explanation.rows.size()) {
    absl::StrAppend(&out, "… and ", explanation.row_count - explanation.rows.size(),
                    " more rows: name more dimensions to see them\n\n");
  }
  if (explanation.row_count == 0) return "0 rows: nothing was ever posted there\n";
  if (!explanation.formulas.empty()) AppendFormulas(explanation, &out);
  return out;
}

}  // namespace onhand::cli
