// File: coverage.h
//
// How often each operation met each fault, and how often each refusal was each operation's answer.
#ifndef ONHAND_TESTS_PROOF_SIMULATION_COVERAGE_H_
#define ONHAND_TESTS_PROOF_SIMULATION_COVERAGE_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace onhand::proof {

// Not thread-safe.
class Coverage {
 public:
  void Fault(const std::string& operation, const std::string& fault) { ++faults_[{operation, fault}]; }
  void Refusal(const std::string& operation, const std::string& reason) { ++refusals_[{operation, reason}]; }
  void AddAll(const Coverage& other);

  // Both tables, for people.
  std::string ToText() const;
  // The cells that should be reached (see coverage_plan.h) and were not often enough.
  std::vector<std::string> Missing() const;

 private:
  using Cells = std::map<std::pair<std::string, std::string>, int64_t>;
  Cells faults_;
  Cells refusals_;
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_SIMULATION_COVERAGE_H_
