// File: soak_load.h
//
// Callers of a server who do everything, with ids of their own and on products of their own, and know what must be on
// hand of them.
#ifndef ONHAND_TESTS_PROOF_SOAK_SOAK_LOAD_H_
#define ONHAND_TESTS_PROOF_SOAK_SOAK_LOAD_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/support/scenario_client.h"

namespace onhand::proof {

struct SoakCounts {
  std::atomic<int64_t> calls = 0;
  std::atomic<int64_t> events = 0;
  std::atomic<int64_t> acknowledged = 0;  // events that were answered with success
  std::atomic<int64_t> verified = 0;      // answers compared with what they must be
};

// One caller. Not thread-safe.
class SoakCaller {
 public:
  // All of them of one number share nothing with those of another.
  SoakCaller(int number, uint64_t seed, std::unique_ptr<ScenarioClient> client, SoakCounts* counts);

  // One call of a random kind. "" or what is wrong.
  std::string Step();
  // Compares all products with what must be there.
  std::string CheckAll();

 private:
  std::string Apply(const ScenarioCall& call, const std::vector<ScenarioEvent>& events,
                    std::vector<ScenarioOutcome>* outcomes);
  std::string Post();
  std::string Count();
  std::string Reserve();
  std::string Allocate();
  std::string Check(int product);
  ScenarioEvent NewEvent(int product);
  int Roll(int end) { return static_cast<int>(dice_() % static_cast<uint64_t>(end)); }

  const std::string organization_;
  std::mt19937_64 dice_;
  const std::unique_ptr<ScenarioClient> client_;
  SoakCounts* const counts_;
  int64_t next_id_ = 0;
  std::vector<std::map<int, int64_t>> units_;  // by product, by location
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_SOAK_SOAK_LOAD_H_
