// File: json_report.h
//
// A report for programs.
#ifndef ONHAND_TESTS_BENCHMARK_JSON_REPORT_H_
#define ONHAND_TESTS_BENCHMARK_JSON_REPORT_H_

#include <string>
#include <vector>

#include "tests/benchmark/json_writer.h"
#include "tests/benchmark/results.h"

namespace onhand::benchmark {

// Everything there is to tell, with line breaks; a document of its own.
std::string FullJson(const WorkloadReport& report);

// One line: {"workload": …, "transport": …, "onhand": {…}, "peers": {name: {…}}, "ratios": {name: {…}}, "sound": true}.
// Ratios are onhand's figure through the other's: of throughput more is better, of p50 and p99 less.
std::string SummaryJson(const WorkloadReport& report);

// Writes the member "targets": [{…}].
void WriteVerdicts(const std::vector<Verdict>& verdicts, JsonWriter* json);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_JSON_REPORT_H_
