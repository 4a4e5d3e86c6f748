// File: simulation_run.h
//
// One seed: many clients, everything that can be asked of an environment, everything that can happen to its machine,
// and the reference model beside it. The same seed gives the same history, to the byte.
#ifndef ONHAND_TESTS_PROOF_SIMULATION_SIMULATION_RUN_H_
#define ONHAND_TESTS_PROOF_SIMULATION_SIMULATION_RUN_H_

#include <cstdint>
#include <string>

#include "tests/proof/simulation/coverage.h"
#include "tests/proof/simulation/mutant.h"

namespace onhand::proof {

struct SimulationOptions {
  uint64_t seed = 1;
  int operations = 300;  // events, questions and the rest together, at least
  Mutant mutant = Mutant::kNone;
  bool verbose = false;  // the history goes to standard error
};

struct SimulationResult {
  std::string failure;  // "" if all was as it should be; otherwise the first difference and how it came about
  uint64_t history_hash = 0;
  int64_t operations = 0;
  int64_t acknowledged = 0;  // events and other changes that were answered as done
  int64_t verified = 0;      // answers compared with the model's
  int64_t crashes = 0;       // and restarts
  Coverage coverage;
};

SimulationResult RunSimulation(const SimulationOptions& options);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_SIMULATION_SIMULATION_RUN_H_
