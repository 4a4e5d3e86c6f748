// File: cut_check.h
//
// Starts a machine again after a power cut and looks at everything: what was answered is there, nothing is half
// applied, what was in flight is there or not, and the engine goes on.
#ifndef ONHAND_TESTS_PROOF_POWER_CUT_CUT_CHECK_H_
#define ONHAND_TESTS_PROOF_POWER_CUT_CUT_CHECK_H_

#include <cstdint>
#include <string>

#include "tests/proof/power_cut/recorded_run.h"
#include "tests/proof/workload/step_runner.h"
#include "tests/support/reference_model.h"

namespace onhand::proof {

// Not thread-safe. Cuts come in the order of `answered`.
class CutChecker {
 public:
  // Not owned; outlives it.
  explicit CutChecker(const RecordedRun* run);

  // "" or what is wrong. Adds what was looked at.
  std::string Check(const Cut& cut, int64_t* verified);

 private:
  struct Machine;

  // How many steps were done for sure.
  void GoTo(size_t steps);
  std::string CheckThere(uint64_t sequence, const Cut& cut) const;
  // Sends again what was sent before the cut, and does what was in flight.
  std::string GoOn(bool in_flight_done, Machine* machine, int64_t* verified);
  int64_t NowBefore() const;

  const RecordedRun& run_;
  StepRunner runner_;
  size_t steps_ = 0;         // the models' place in the load
  reference::Model before_;  // after so many steps
  reference::Model after_;   // after the next one, too
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_POWER_CUT_CUT_CHECK_H_
