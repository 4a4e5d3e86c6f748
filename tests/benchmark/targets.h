// File: targets.h
//
// What onhand has to reach against whom, as a table. *Gate* must hold, *stretch* is where it is going; both are ratios
// of medians within one run on a machine of two cores.
#ifndef ONHAND_TESTS_BENCHMARK_TARGETS_H_
#define ONHAND_TESTS_BENCHMARK_TARGETS_H_

#include <vector>

#include "tests/benchmark/results.h"

namespace onhand::benchmark {

// Of the targets for the report's workload and transport, those whose opponents were measured.
std::vector<Verdict> Judge(const WorkloadReport& report);

// A verdict from its numbers: whether gate and stretch are met.
Verdict MakeVerdict(std::string what, double value, double gate, double stretch, bool at_most);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_TARGETS_H_
