#include "engine/query/evaluate.h"

#include <algorithm>

#include "storage/records/cell_sums.h"

namespace onhand {

std::optional<WideMicros> EvaluateColumn(const CompiledColumn& column, const Group& group) {
  WideMicros value = 0;
  bool posted = false;
  const auto add = [&](const std::vector<MeasureNumber>& measures, int sign) {
    for (MeasureNumber measure : measures) {
      const storage::CellSum* sum = FindSum(group.sums, measure);
      if (sum == nullptr) continue;
      posted = true;
      value += sign * sum->quantity_micros;
    }
  };
  add(column.additions, 1);
  add(column.subtractions, -1);
  if (!posted) return std::nullopt;
  return value;
}

std::vector<MeasureValue> ColumnEvaluator::Evaluate(const Group& group) {
  constexpr uint32_t kNone = UINT32_MAX;
  if (values_.empty()) values_.resize(configuration_.columns().size(), {.column = kNone, .micros = 0});
  for (const storage::CellSum& sum : group.sums) {
    // Posted under a configuration that is newer than this one.
    if (sum.measure >= configuration_.measure_count()) continue;
    for (const MeasureUse& use : configuration_.uses_of(sum.measure)) {
      MeasureValue& value = values_[use.column];
      if (value.column == kNone) {
        value = {.column = use.column, .micros = 0};
        valued_.push_back(use.column);
      }
      value.micros += use.sign * sum.quantity_micros;
    }
  }
  std::sort(valued_.begin(), valued_.end());
  std::vector<MeasureValue> values;
  values.reserve(valued_.size());
  for (uint32_t column : valued_) {
    values.push_back(values_[column]);
    values_[column].column = kNone;
  }
  valued_.clear();
  return values;
}

}  // namespace onhand
