// Dated changes and available to promise.

#include <algorithm>
#include <limits>

#include "tests/support/reference_model.h"
#include "tests/support/reference_names.h"

namespace onhand::reference {
namespace {

constexpr int64_t kDayUs = 86'400'000'000;

bool Has(const std::vector<Measure>& list, const Measure& measure) {
  return std::any_of(list.begin(), list.end(), [&](const Measure& other) { return Lower(other) == measure; });
}

}  // namespace

int Model::Today() const { return static_cast<int>(now_us_ / kDayUs); }

int Model::PeriodOf(const Measure& schedule_measure) const {
  for (const auto& [measure, days] : settings_.schedule_measures) {
    if (Lower(measure) == Lower(schedule_measure)) return settings_.one_period ? settings_.period_days : days;
  }
  return 0;
}

int Model::PeriodOfOperand(const Measure& physical) const {
  int period = 0;
  for (const auto& [measure, days] : settings_.schedule_measures) {
    const Calculated& calculated = *FindCalculated(measure);
    if (Has(calculated.additions, physical) || Has(calculated.subtractions, physical)) {
      period = std::max(period, PeriodOf(measure));
    }
  }
  return period;
}

Verdict Model::Schedule(const Decoded& decoded) {
  std::set<std::string> faults;
  const auto& stored = state_.schedules[settings_.one_period];
  const auto found = stored.find(decoded.key);
  Days days = found == stored.end() ? Days() : found->second;
  for (const auto& [day, quantities] : decoded.days) {
    for (const auto& [measure, millionths] : quantities) {
      if (day < Today() || day >= Today() + PeriodOfOperand(measure)) faults.insert("DATE_OUTSIDE_PERIOD");
      const __int128 sum = static_cast<__int128>(days[day][measure]) + millionths;
      if (!IsQuantity(sum)) faults.insert("QUANTITY_OVERFLOW");
      if (IsQuantity(sum)) days[day][measure] = static_cast<int64_t>(sum);
    }
  }
  if (!faults.empty()) return {.reasons = faults};
  state_.schedules[settings_.one_period][decoded.key] = days;
  return {};
}

std::map<int, Values> Model::Scheduled(const RowKey& key) const {
  std::map<int, Values> scheduled;
  const auto variant = state_.schedules.find(settings_.one_period);
  if (variant == state_.schedules.end()) return scheduled;
  const auto found = variant->second.find(key);
  if (found == variant->second.end()) return scheduled;
  for (const auto& [day, quantities] : found->second) {
    for (const auto& [measure, millionths] : quantities) {
      if (day >= Today() && day < Today() + PeriodOfOperand(measure)) scheduled[day][measure] = Decimal{millionths};
    }
  }
  return scheduled;
}

// For each day: projected[d] = stock + the net changes up to d; promised[d] = the least projected from d on.
void Model::Promise(const Question& question, const Values& stock, const std::map<int, Values>& scheduled,
                    AnswerRow* row) const {
  const int from = question.from.empty() ? std::numeric_limits<int>::min() : *ParseDay(question.from);
  const int to = question.to.empty() ? std::numeric_limits<int>::max() : *ParseDay(question.to);
  const auto asked = [&](int day) { return day >= from && day <= to; };
  const auto on = [&](int day) {
    const auto found = scheduled.find(day);
    return found == scheduled.end() ? Values() : found->second;
  };
  for (const auto& [measure, unused] : settings_.schedule_measures) {
    const Calculated* const calculated = FindCalculated(measure);
    const int last = Today() + PeriodOf(measure) - 1;
    std::map<int, Decimal> projected;
    Decimal running = Evaluate(calculated, stock);
    for (int day = Today(); day <= last; ++day) {
      running += Evaluate(calculated, on(day));
      projected[day] = running;
    }
    Decimal least = running;
    for (int day = last; day >= Today(); --day) {
      least = std::min(least, projected[day]);
      if (asked(day)) row->promises[day][Lower(measure)] = least;
    }
    for (const auto& [day, quantities] : scheduled) {
      if (!asked(day) || day > last) continue;
      Values& values = row->scheduled[day];
      values[Lower(measure)] = Evaluate(calculated, quantities);
      for (const auto* operands : {&calculated->additions, &calculated->subtractions}) {
        for (const Measure& operand : *operands) {
          const auto found = quantities.find(Lower(operand));
          values[Lower(operand)] = found == quantities.end() ? Decimal{0} : found->second;
        }
      }
    }
  }
}

}  // namespace onhand::reference
