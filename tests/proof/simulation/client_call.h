// File: client_call.h
//
// What a client asks for, on its way: made, sent, answered or lost, perhaps sent again.
#ifndef ONHAND_TESTS_PROOF_SIMULATION_CLIENT_CALL_H_
#define ONHAND_TESTS_PROOF_SIMULATION_CLIENT_CALL_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "engine/engine.h"
#include "tests/proof/simulation/adjustment_model.h"
#include "tests/support/model_bridge.h"
#include "tests/support/reference_types.h"

namespace onhand::proof {

struct ClientCall {
  enum class What : uint8_t { kEvents, kAdjustments, kConfigure, kCleanUp };
  What what = What::kEvents;
  int client = 0;

  std::vector<reference::Event> events;
  std::vector<Adjustment> adjustments;
  bool apply_now = false;  // of adjustments
  CallOptions options;
  reference::Settings settings;                  // kConfigure
  std::vector<reference::Partition> partitions;  // kCleanUp
  std::vector<std::string> partition_ids;
  bool by_product = false;  // the rule that the ids are of

  // Since it was sent.
  std::unique_ptr<reference::EngineBatch> batch;
  std::vector<AdjustEvent> adjust_events;
  std::thread thread;  // of a client that waits for its answer
  std::atomic<bool> answered = false;
  bool at_once = false;  // answered before anything was written
  bool clock_moved = false;
  bool configuration_replaced = false;
  EventResults results;
  ConfigurationResult configured;
  absl::Status status;  // of what is no event

  int64_t sent = 0;  // how often

  bool has_events() const { return what == What::kEvents || what == What::kAdjustments; }
  size_t size() const { return what == What::kEvents ? events.size() : adjustments.size(); }
  bool ok() const { return has_events() ? results.status.ok() : status.ok(); }
  const absl::Status& outcome() const { return has_events() ? results.status : status; }
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_SIMULATION_CLIENT_CALL_H_
