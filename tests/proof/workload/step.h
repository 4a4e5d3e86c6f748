// File: step.h
//
// One step of a random load: what is done to an environment, and what must come of it.
#ifndef ONHAND_TESTS_PROOF_WORKLOAD_STEP_H_
#define ONHAND_TESTS_PROOF_WORKLOAD_STEP_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "tests/support/reference_types.h"

namespace onhand::proof {

enum class StepKind : uint8_t { kCall, kConfigure, kCleanUp, kClock, kMaintain, kReopen };

struct Step {
  StepKind kind = StepKind::kCall;
  int64_t now_us = 0;  // the clock; of kClock the new one

  std::vector<reference::Event> events;          // kCall: of one family
  CallOptions options;                           // kCall
  reference::Settings settings;                  // kConfigure
  std::vector<reference::Partition> partitions;  // kCleanUp
  bool by_product = false;                       // kCleanUp: which kind of partition they are

  // What must come of it where nothing fails.
  std::set<std::string> faults;              // why it is refused as a whole, in the model's words
  std::vector<reference::Verdict> verdicts;  // kCall without faults: one an event

  // Whether every event of a call is applied, so that sending it again finds them all.
  bool all_applied() const {
    if (kind != StepKind::kCall || !faults.empty() || events.empty()) return false;
    for (const reference::Verdict& verdict : verdicts) {
      if (!verdict.reasons.empty()) return false;
    }
    return true;
  }
};

// In one line, for messages.
std::string ToText(const Step& step);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_WORKLOAD_STEP_H_
