// File: kill_case.h
//
// One case of crashes: a child makes, restores and deletes backups and is killed in the middle, at a failpoint or at
// any moment; then everything that it reported done is there and whole, and nothing half.
#ifndef ONHAND_TESTS_PROOF_BACKUP_KILL_CASE_H_
#define ONHAND_TESTS_PROOF_BACKUP_KILL_CASE_H_

#include <cstdint>
#include <string>

#include "tests/proof/support/proof_report.h"

namespace onhand::proof {

struct KillCase {
  uint64_t seed = 0;
  std::string dir;  // empty, or absent
  int kills = 8;
};

struct KillCounts {
  int64_t kills = 0;
  int64_t at_failpoints = 0;
};

// "" or what is wrong.
std::string RunKillCase(const KillCase& kill_case, ProofReport* report, KillCounts* counts);

// The child's whole program; returns its exit status.
int RunChild(const std::string& dir, uint64_t seed);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_BACKUP_KILL_CASE_H_
