#include "tests/proof/simulation/coverage_plan.h"

namespace onhand::proof {

const std::vector<PlannedCells>& PlannedFaults() {
  static const auto* const plan = new std::vector<PlannedCells>();
  return *plan;
}

const std::vector<PlannedCells>& PlannedRefusals() {
  static const auto* const plan = new std::vector<PlannedCells>();
  return *plan;
}

}  // namespace onhand::proof
