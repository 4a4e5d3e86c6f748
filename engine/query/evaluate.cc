#include "engine/query/evaluate.h"

#include <vector>

namespace onhand {

std::optional<WideMicros> EvaluateColumn(const CompiledColumn& column, const Group& group) {
  WideMicros value = 0;
  bool posted = false;
  const auto add = [&](const std::vector<MeasureNumber>& measures, int sign) {
    for (MeasureNumber measure : measures) {
      const MeasureSum* sum = group.Find(measure);
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

}  // namespace onhand
