// File: process_use.h
//
// What a process takes of the machine.
#ifndef ONHAND_TESTS_PROOF_SOAK_PROCESS_USE_H_
#define ONHAND_TESTS_PROOF_SOAK_PROCESS_USE_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace onhand::proof {

struct ProcessUse {
  int64_t memory_bytes = 0;  // resident
  int64_t files_open = 0;
  int64_t disk_bytes = 0;  // of all files below its data folder
  int64_t events = 0;      // that it has been sent so far; whoever sends them knows
};

// Nothing if the process is gone.
std::optional<ProcessUse> MeasureProcess(pid_t pid, const std::string& data_dir);

// Of one of the figures: what its least in the last quarter of a run may be, given its least in the second quarter.
// What comes and goes meanwhile, such as table files that wait to be merged, does not count.
struct GrowthLimit {
  const char* name;
  int64_t ProcessUse::*figure;
  double factor;   // times the second quarter's,
  int64_t margin;  // and so much more
  // Of what is kept for a time: where the last quarter had more events than the second, so much more may be there.
  bool follows_load = false;
};

// The figures that grew beyond their limits: "memory_bytes: at least 70 in the second quarter, 99 in the last".
// `samples` in the order of time; fewer than 8 say nothing.
std::vector<std::string> FindGrowth(const std::vector<ProcessUse>& samples, const std::vector<GrowthLimit>& limits);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_SOAK_PROCESS_USE_H_
