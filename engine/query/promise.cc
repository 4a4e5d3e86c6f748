#include "engine/query/promise.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "engine/query/evaluate.h"

namespace onhand {
namespace {

bool Within(const ResolvedAtp& range, int32_t day) {
  return day >= range.from_day.value_or(day) && day <= range.to_day.value_or(day);
}

// What one schedule measure has on a day.
WideMicros NetOfDay(const CompiledColumn& column, const std::vector<ScheduledSum>& scheduled, int32_t day) {
  WideMicros net = 0;
  for (const ScheduledSum& sum : scheduled) {
    if (sum.day != day) continue;
    const auto count = [&](const std::vector<MeasureNumber>& measures) {
      return std::count(measures.begin(), measures.end(), sum.measure);
    };
    net += sum.micros * (count(column.additions) - count(column.subtractions));
  }
  return net;
}

// ATP of one measure, by day from today on.
std::vector<WideMicros> Promises(const CompiledColumn& column, int period_days, int32_t today, const Group& group) {
  std::vector<WideMicros> days(static_cast<size_t>(period_days), 0);
  for (const ScheduledSum& sum : group.scheduled) {
    const int32_t offset = sum.day - today;
    if (offset < 0 || offset >= period_days) continue;
    const auto has = [&](const std::vector<MeasureNumber>& measures) {
      return std::find(measures.begin(), measures.end(), sum.measure) != measures.end();
    };
    if (has(column.additions)) days[offset] += sum.micros;
    if (has(column.subtractions)) days[offset] -= sum.micros;
  }
  WideMicros projected = EvaluateColumn(column, group).value_or(0);
  for (WideMicros& day : days) day = projected += day;
  for (size_t day = days.size() - 1; day-- > 0;) days[day] = std::min(days[day], days[day + 1]);
  return days;
}

std::vector<MeasureValue> ToValues(const std::map<uint32_t, WideMicros>& by_column) {
  std::vector<MeasureValue> values;
  for (const auto& [column, micros] : by_column) values.push_back({column, micros});
  return values;
}

// Everything that is scheduled on one day: operands, and the net of each schedule measure.
DayValues ScheduledDay(const CompiledConfiguration& configuration, int32_t today, int32_t day, const Group& group) {
  std::map<uint32_t, WideMicros> by_column;
  for (const CompiledScheduleMeasure& measure : configuration.schedule().measures) {
    if (day >= today + measure.period_days) continue;
    by_column[measure.column] = NetOfDay(configuration.columns()[measure.column], group.scheduled, day);
    for (uint32_t operand : measure.operand_columns) {
      by_column[operand] = NetOfDay(configuration.columns()[operand], group.scheduled, day);
    }
  }
  return {day, ToValues(by_column)};
}

void ShowOperands(const CompiledConfiguration& configuration, ResultRow* row) {
  std::map<uint32_t, WideMicros> by_column;
  for (const CompiledScheduleMeasure& measure : configuration.schedule().measures) {
    by_column[measure.column] = 0;
    for (uint32_t operand : measure.operand_columns) by_column[operand] = 0;
  }
  for (const MeasureValue& value : row->values) by_column[value.column] = value.micros;
  row->values = ToValues(by_column);
}

}  // namespace

void KeepCurrentCells(const CompiledConfiguration& configuration, int32_t today, storage::Schedule* schedule) {
  const std::vector<int>& period_days = configuration.schedule().period_days_of_measure;
  std::erase_if(schedule->cells, [&](const storage::ScheduleCell& cell) {
    return cell.measure >= period_days.size() || cell.day < today || cell.day >= today + period_days[cell.measure];
  });
}

void AddPromises(const CompiledConfiguration& configuration, const ResolvedAtp& range, int32_t today,
                 const Group& group, ResultRow* row) {
  const CompiledSchedule& schedule = configuration.schedule();
  if (!group.scheduled.empty()) ShowOperands(configuration, row);
  for (size_t i = 0; i < group.scheduled.size(); ++i) {
    const int32_t day = group.scheduled[i].day;
    const bool repeated = i > 0 && group.scheduled[i - 1].day == day;
    if (!repeated && Within(range, day)) row->scheduled.push_back(ScheduledDay(configuration, today, day, group));
  }
  std::map<int32_t, std::vector<MeasureValue>> promises;
  for (const CompiledScheduleMeasure& measure : schedule.measures) {
    const std::vector<WideMicros> days =
        Promises(configuration.columns()[measure.column], measure.period_days, today, group);
    for (size_t offset = 0; offset < days.size(); ++offset) {
      const int32_t day = today + static_cast<int32_t>(offset);
      if (Within(range, day)) promises[day].push_back({measure.column, days[offset]});
    }
  }
  for (auto& [day, values] : promises) row->promises.push_back({day, std::move(values)});
}

}  // namespace onhand
