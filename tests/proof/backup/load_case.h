// File: load_case.h
//
// One case under load: backups are made and restored while callers write; then every copy is held against what the
// callers were told, against the log of the original, and against itself by an audit.
#ifndef ONHAND_TESTS_PROOF_BACKUP_LOAD_CASE_H_
#define ONHAND_TESTS_PROOF_BACKUP_LOAD_CASE_H_

#include <cstdint>
#include <string>

#include "tests/proof/support/proof_report.h"

namespace onhand::proof {

struct LoadCase {
  uint64_t seed = 0;
  std::string dir;      // empty, or absent
  bool mutant = false;  // backups are not what they are said to be
  int callers = 4;
  int backups = 3;
};

// "" or what is wrong.
std::string RunLoadCase(const LoadCase& load_case, ProofReport* report);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_BACKUP_LOAD_CASE_H_
