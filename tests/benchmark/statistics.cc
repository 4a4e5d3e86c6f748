#include "tests/benchmark/statistics.h"

#include <algorithm>
#include <cstddef>

namespace onhand::benchmark {

Spread SpreadOf(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  const double median = values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  return {.median = median, .min = values.front(), .max = values.back()};
}

double Ratio(double a, double b) { return b == 0 ? 0 : a / b; }

}  // namespace onhand::benchmark
