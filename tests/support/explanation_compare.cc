#include <algorithm>

#include "tests/support/model_compare.h"
#include "tests/support/model_text.h"
#include "tests/support/reference_names.h"

namespace onhand::reference {
namespace {

std::string Name(const Measure& measure) { return measure.first + "." + measure.second; }
std::string Name(const MeasureColumn& column) { return Name(Measure(column.data_source, column.measure)); }

std::string TextOf(__int128 millionths) { return Decimal{millionths}.ToString(); }

// Each as lines that do not depend on any order but that of days.
std::string RowText(const ExplainedRow& row, const ReservationIds& ids) {
  std::string text;
  for (const auto& [name, value] : row.dimensions) text += name + "='" + value + "' ";
  for (const auto& [measure, part] : row.measures) {
    text += "\n    " + Name(measure) + "=" + TextOf(part.millionths) + " held " + TextOf(part.held);
    if (part.counted_us) text += " counted at " + std::to_string(*part.counted_us);
  }
  std::set<std::string> holds;
  for (const auto& [reservation, measure, remaining, ends_us] : row.holds) {
    holds.insert("\n    hold " + ids.IdOf(reservation) + " " + Name(measure) + " " + TextOf(remaining) + " until " +
                 std::to_string(ends_us));
  }
  for (const std::string& hold : holds) text += hold;
  for (const auto& [groups, bucket] : row.buckets) text += "\n    " + ToText(groups, bucket);
  for (const auto& [day, values] : row.scheduled) {
    for (const auto& [measure, value] : values) {
      text += "\n    on " + FormatDay(day) + " " + Name(measure) + " " + value.ToString();
    }
  }
  return text;
}

std::string RowText(const onhand::ExplainedRow& row) {
  std::map<std::string, std::string> dimensions;
  for (const NamedValue& dimension : row.dimensions) dimensions[dimension.name] = dimension.value;
  std::string text;
  for (const auto& [name, value] : dimensions) text += name + "='" + value + "' ";
  std::map<Measure, std::string> measures;
  for (const ExplainedMeasure& measure : row.measures) {
    std::string& line = measures[{measure.measure.data_source, measure.measure.measure}];
    line = "\n    " + Name(measure.measure) + "=" + TextOf(measure.micros) + " held " + TextOf(measure.held_micros);
    if (measure.counted_at_us) line += " counted at " + std::to_string(*measure.counted_at_us);
  }
  for (const auto& [measure, line] : measures) text += line;
  std::set<std::string> holds;
  for (const ExplainedHold& hold : row.holds) {
    holds.insert("\n    hold " + hold.reservation_id + " " + Name(hold.measure) + " " + TextOf(hold.remaining_micros) +
                 " until " + std::to_string(hold.ends_at_us));
  }
  for (const std::string& hold : holds) text += hold;
  for (const AllocationBucket& bucket : row.buckets) {
    std::vector<Named> groups;
    for (const NamedValue& group : bucket.groups) groups.emplace_back(group.name, group.value);
    text += "\n    " + ToText(groups, {bucket.allocated_micros, bucket.consumed_micros,
                                       bucket.cumulative_allocated_micros, bucket.cumulative_consumed_micros});
  }
  std::map<std::pair<int, std::string>, int64_t> scheduled;
  for (const ExplainedSchedule& day : row.schedules) scheduled[{day.day, Name(day.measure)}] = day.micros;
  for (const auto& [key, micros] : scheduled) {
    text += "\n    on " + FormatDay(key.first) + " " + key.second + " " + TextOf(micros);
  }
  return text;
}

// The formulas of an answer; "" in place of a value that its operands do not add up to.
std::map<std::string, std::string> Formulas(const Explanation& answer) {
  std::map<std::string, std::string> formulas;
  for (const ExplainedFormula& formula : answer.formulas) {
    __int128 sum = 0;
    for (const ExplainedOperand& operand : formula.operands) sum += operand.subtract ? -operand.micros : operand.micros;
    formulas[Name(formula.measure)] = sum == formula.micros ? TextOf(sum) : "";
  }
  return formulas;
}

}  // namespace

std::string CompareExplanation(const ExplainAnswer& expected, const Explanation& answer, const ReservationIds& ids) {
  if (std::string wrong = CompareIssues(expected.reasons, answer.issues); !wrong.empty()) return wrong;
  if (answer.row_count != expected.rows.size()) {
    return "has " + std::to_string(answer.row_count) + " rows, should have " + std::to_string(expected.rows.size());
  }
  std::set<std::string> want;
  std::set<std::string> got;
  for (const ExplainedRow& row : expected.rows) want.insert(RowText(row, ids));
  for (const onhand::ExplainedRow& row : answer.rows) got.insert(RowText(row));
  if (want != got) {
    for (const std::string& row : want) {
      if (!got.contains(row)) return "should have the row\n    " + row + "\n  but has\n    " + Join(got);
    }
    return "has too many rows: " + Join(got);
  }
  std::map<std::string, std::string> formulas;
  for (const auto& [measure, value] : expected.formulas) formulas[Name(measure)] = value.ToString();
  if (formulas == Formulas(answer)) return "";
  std::string text = "formulas should be";
  for (const auto& [name, value] : formulas) text += " " + name + "=" + value;
  text += ", but are";
  for (const auto& [name, value] : Formulas(answer)) text += " " + name + "=" + value;
  return text;
}

}  // namespace onhand::reference
