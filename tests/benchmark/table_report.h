// File: table_report.h
//
// A report for people, as text of 120 columns.
#ifndef ONHAND_TESTS_BENCHMARK_TABLE_REPORT_H_
#define ONHAND_TESTS_BENCHMARK_TABLE_REPORT_H_

#include <string>
#include <vector>

#include "tests/benchmark/results.h"

namespace onhand::benchmark {

// Throughput, latencies, targets, and whatever is to be known before believing them.
std::string FormatTable(const WorkloadReport& report);

// Targets and how they came out, with an empty line before; "" for none.
std::string FormatVerdicts(const std::vector<Verdict>& verdicts);

// Columns as wide as their widest cell: the first to the left, the others to the right. Rows may differ in length.
std::string AlignColumns(const std::vector<std::vector<std::string>>& rows);
// The same, all columns to the left.
std::string AlignToLeft(const std::vector<std::vector<std::string>>& rows);

// With as many digits as are worth reading: "3", "1.23", "45.6", "789", "1,234,567".
std::string FormatFigure(double value);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_TABLE_REPORT_H_
