#include "engine/query/evaluate.h"

#include <vector>

namespace onhand {

namespace {

// `find` gives the sum of a measure, nullptr if it was never posted.
template <typename FindSum>
std::optional<WideMicros> AddUp(const CompiledColumn& column, FindSum find) {
  WideMicros value = 0;
  bool posted = false;
  const auto add = [&](const std::vector<MeasureNumber>& measures, int sign) {
    for (MeasureNumber measure : measures) {
      const MeasureSum* sum = find(measure);
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

}  // namespace

std::optional<WideMicros> EvaluateColumn(const CompiledColumn& column, const Group& group) {
  return AddUp(column, [&group](MeasureNumber measure) { return group.Find(measure); });
}

void ColumnEvaluator::Load(const Group& group) {
  for (storage::MeasureNumber measure : loaded_) by_measure_[measure] = nullptr;
  loaded_.clear();
  for (const MeasureSum& sum : group.sums) {
    if (sum.measure >= by_measure_.size()) by_measure_.resize(sum.measure + size_t{1});
    by_measure_[sum.measure] = &sum;
    loaded_.push_back(sum.measure);
  }
}

std::optional<WideMicros> ColumnEvaluator::Evaluate(const CompiledColumn& column) const {
  return AddUp(column,
               [this](MeasureNumber measure) { return measure < by_measure_.size() ? by_measure_[measure] : nullptr; });
}

}  // namespace onhand
