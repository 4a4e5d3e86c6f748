// File: fault_case.h
//
// One load on a disk with one fault: an environment is made, used, closed and opened again, and at some moment an
// operation fails, once or from then on. Then the disk is well again, and everything goes on.
#ifndef ONHAND_TESTS_PROOF_DISK_FAULTS_FAULT_CASE_H_
#define ONHAND_TESTS_PROOF_DISK_FAULTS_FAULT_CASE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tests/proof/file_system/disk_terms.h"

namespace onhand::proof {

struct FaultCase {
  uint64_t seed = 1;
  int steps = 150;
  // Nothing: the disk is well, or full from some moment on.
  std::optional<DiskFaultRule> rule;
  bool full_disk = false;
};

// How often each operation on each kind of file is done.
using OperationCounts = std::array<std::array<int64_t, kFileKinds>, kDiskOperations>;

struct FaultResult {
  std::string failure;       // "" = all is well
  int64_t hits = 0;          // operations that failed
  int64_t refused = 0;       // steps that were told so
  int64_t reopened = 0;      // recoveries of an environment within the process
  int64_t operations = 0;    // events and other steps
  int64_t acknowledged = 0;  // events that were applied
  int64_t verified = 0;
  OperationCounts counts{};
};

FaultResult RunFaultCase(const FaultCase& fault_case);

// To hand a result over from one process to another.
std::string Encode(const FaultResult& result);
std::optional<FaultResult> Decode(std::string_view text);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_DISK_FAULTS_FAULT_CASE_H_
