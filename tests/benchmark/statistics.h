// File: statistics.h
//
// What several rounds come to.
#ifndef ONHAND_TESTS_BENCHMARK_STATISTICS_H_
#define ONHAND_TESTS_BENCHMARK_STATISTICS_H_

#include <vector>

namespace onhand::benchmark {

struct Spread {
  double median = 0;  // of an even number of values, the mean of the two in the middle
  double min = 0;
  double max = 0;
};

// Of no values, all zero.
Spread SpreadOf(std::vector<double> values);

// a / b, and 0 where b is 0: a figure that was not measured has no ratio.
double Ratio(double a, double b);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_STATISTICS_H_
