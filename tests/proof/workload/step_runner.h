// File: step_runner.h
//
// Carries out the steps of a load on a real environment, and holds everything it shows against the model.
#ifndef ONHAND_TESTS_PROOF_WORKLOAD_STEP_RUNNER_H_
#define ONHAND_TESTS_PROOF_WORKLOAD_STEP_RUNNER_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "engine/engine.h"
#include "tests/engine/random/partition_ids.h"
#include "tests/proof/workload/step.h"
#include "tests/support/model_compare.h"
#include "tests/support/reference_model.h"

namespace onhand::proof {

// What it learns of reservation ids and first answers holds for one environment, and for copies of its disk. Copyable.
// Not thread-safe.
class StepRunner {
 public:
  explicit StepRunner(int retention_days) : retention_days_(retention_days) {}

  // Does a step that is neither kClock nor kReopen. Not OK: it failed, and whether it was done is open. Otherwise
  // `difference` is "" or what came of it that should not have.
  absl::Status Do(const Step& step, Environment* environment, std::string* difference);
  // The step with reservations as Do would name them now, so that it can be sent again, word for word, later on.
  Step AsSent(Step step) const;

  // Everything that can be asked for, against the model. "" or the first difference. Counts what it looked at.
  std::string CompareAll(const reference::Model& model, Environment* environment, int64_t* compared);

 private:
  absl::Status DoCall(const Step& step, Environment* environment, std::string* difference);

  int retention_days_;
  reference::OutcomeJudge judge_;
  PartitionIds partition_ids_;
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_WORKLOAD_STEP_RUNNER_H_
