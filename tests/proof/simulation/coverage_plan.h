// File: coverage_plan.h
//
// Which operation must meet which fault, and be refused for which reason, at the full magnitude.
#ifndef ONHAND_TESTS_PROOF_SIMULATION_COVERAGE_PLAN_H_
#define ONHAND_TESTS_PROOF_SIMULATION_COVERAGE_PLAN_H_

#include <cstdint>
#include <string>
#include <vector>

namespace onhand::proof {

// Cells of one column: a fault or a reason.
struct PlannedCells {
  std::string column;
  std::vector<std::string> operations;
  int64_t minimum = 0;
};

const std::vector<PlannedCells>& PlannedFaults();
const std::vector<PlannedCells>& PlannedRefusals();

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_SIMULATION_COVERAGE_PLAN_H_
