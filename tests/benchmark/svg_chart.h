// File: svg_chart.h
//
// A report as a picture: bars of throughput, and lines of latency percentiles on a logarithmic scale. Readable on a
// light and on a dark background; no scripts, no fonts of its own.
#ifndef ONHAND_TESTS_BENCHMARK_SVG_CHART_H_
#define ONHAND_TESTS_BENCHMARK_SVG_CHART_H_

#include <string>

#include "tests/benchmark/results.h"

namespace onhand::benchmark {

// A whole SVG document. Entrants that were left out are not in it; without an open loop there are only the bars.
std::string DrawChart(const WorkloadReport& report);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SVG_CHART_H_
