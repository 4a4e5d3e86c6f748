// File: bulk_caller.h
//
// A caller that posts as many events a call as there may be, each to another product, so that the log grows quickly and
// write-backs are large.
#ifndef ONHAND_TESTS_PROOF_KILL_BULK_CALLER_H_
#define ONHAND_TESTS_PROOF_KILL_BULK_CALLER_H_

#include <atomic>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/proof/kill/caller.h"
#include "tests/support/scenario_client.h"

namespace onhand::proof {

class BulkCaller {
 public:
  void Run(ScenarioClient* client, const std::atomic<bool>& stop, Tally* tally);
  const std::string& error() const { return error_; }

  // All that was acknowledged is there once, of the call in flight each event once or not at all; then sends that
  // again, after which it is there too.
  void Check(ScenarioClient* client, Tally* tally);

  std::vector<std::string> TakeProblems() { return std::exchange(problems_, {}); }

 private:
  static constexpr int kProducts = 8192;
  static constexpr int kEvents = 512;

  std::vector<ScenarioEvent> Events() const;
  bool ReadUnits(ScenarioClient* client, std::vector<int64_t>* units);

  int calls_ = 0;  // acknowledged; the next one is in flight, or was never sent
  bool in_flight_ = false;
  std::vector<int64_t> units_ = std::vector<int64_t>(kProducts, 0);  // by product
  std::string error_;
  std::vector<std::string> problems_;
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_KILL_BULK_CALLER_H_
