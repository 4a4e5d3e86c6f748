// File: process_report.h
//
// What workloads come to that are about the process as a whole: figures that are not throughput and latency.
#ifndef ONHAND_TESTS_BENCHMARK_PROCESS_REPORT_H_
#define ONHAND_TESTS_BENCHMARK_PROCESS_REPORT_H_

#include <string>
#include <vector>

#include "tests/benchmark/results.h"
#include "tests/benchmark/statistics.h"

namespace onhand::benchmark {

struct Figure {
  std::string name;  // "first_query"
  std::string unit;  // "s", "MiB", "bytes", "events/s", "×"
  Spread value;
  bool peer = false;  // of a peer, or of something onhand is compared with; otherwise onhand's own
};

struct ProcessReport {
  std::string workload;
  std::string help;
  std::string setting;  // sizes and circumstances, one line
  std::vector<Figure> figures;
  std::vector<Verdict> verdicts;
  std::vector<std::string> faults;  // what the audit found; empty = nothing

  bool sound() const { return faults.empty(); }
};

// As their namesakes in table_report.h, json_report.h and svg_chart.h.
std::string FormatTable(const ProcessReport& report);
std::string FullJson(const ProcessReport& report);
std::string SummaryJson(const ProcessReport& report);
std::string DrawChart(const ProcessReport& report);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_PROCESS_REPORT_H_
