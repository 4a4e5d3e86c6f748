// File: engine_batch.h
//
// A scenario's events as the engine takes them.
#ifndef ONHAND_TESTS_SUPPORT_ENGINE_BATCH_H_
#define ONHAND_TESTS_SUPPORT_ENGINE_BATCH_H_

#include <optional>
#include <vector>

#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "tests/support/scenario_client.h"

namespace onhand {

// Views into the call and the events, which must outlive it.
class ScenarioBatch {
 public:
  ScenarioBatch(const ScenarioCall& call, const std::vector<ScenarioEvent>& events);

  // Those that a decoder lets through, in order.
  EventBatch batch() const;
  // By place in the call: what a decoder refuses, or nothing.
  const std::vector<std::optional<ScenarioOutcome>>& refused() const { return refused_; }

 private:
  void Add(const ScenarioEvent& event);

  const ScenarioCall& call_;
  std::vector<std::optional<ScenarioOutcome>> refused_;
  std::vector<ChangeEvent> changes_;
  std::vector<SetEvent> sets_;
  std::vector<ReserveEvent> reserves_;
  std::vector<UnreserveEvent> unreserves_;
  std::vector<ExtendEvent> extends_;
  std::vector<AllocationEvent> allocations_;
  std::vector<ScheduleEvent> schedules_;
};

ScenarioOutcome ToScenario(const Outcome& outcome);

}  // namespace onhand

#endif  // ONHAND_TESTS_SUPPORT_ENGINE_BATCH_H_
