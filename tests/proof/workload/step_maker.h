// File: step_maker.h
//
// A random load over all kinds of events, with configurations, clean-ups, maintenance and time in between: the same
// seed makes the same steps. The reference model goes along and says what must come of each.
#ifndef ONHAND_TESTS_PROOF_WORKLOAD_STEP_MAKER_H_
#define ONHAND_TESTS_PROOF_WORKLOAD_STEP_MAKER_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "tests/engine/random/dice.h"
#include "tests/engine/random/generator.h"
#include "tests/proof/workload/step.h"
#include "tests/support/reference_model.h"

namespace onhand::proof {

// The clock when a load begins.
inline constexpr int64_t kLoadStartUs = 1'772'000'000'000'000;  // a day in 2026

struct LoadOptions {
  uint64_t seed = 1;
  int call_events_max = 4;
  bool reopens = true;  // whether there are steps of kReopen
};

// A model in which nothing has happened yet.
reference::Model EmptyModel();
// Moves a model on by a step; the verdicts are not needed.
void Advance(const Step& step, reference::Model* model);

class StepMaker {
 public:
  explicit StepMaker(const LoadOptions& options);

  // The first one is a configuration that is accepted.
  Step Next();

  // Days for which ids are remembered; 0 = for ever. Of the whole load.
  int retention_days() const;

 private:
  enum class Aging { kNever, kWithinRetention, kPastRetention };

  Step Configure(bool by_product);
  Step Call();
  Step CleanUp();
  Step MoveClock();

  const LoadOptions options_;
  Dice dice_;
  const Aging aging_;
  Generator generator_;
  reference::Model model_;
  int64_t now_us_ = kLoadStartUs;
  bool configured_ = false;
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_WORKLOAD_STEP_MAKER_H_
