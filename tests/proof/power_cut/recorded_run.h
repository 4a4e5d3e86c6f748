// File: recorded_run.h
//
// One random load on a simulated disk, with what a power cut would have left at each sync.
#ifndef ONHAND_TESTS_PROOF_POWER_CUT_RECORDED_RUN_H_
#define ONHAND_TESTS_PROOF_POWER_CUT_RECORDED_RUN_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/model/clock.h"
#include "tests/proof/file_system/simulated_disk.h"
#include "tests/proof/workload/step.h"
#include "tests/proof/workload/step_runner.h"

namespace onhand::proof {

inline constexpr char kCutEnvironment[] = "cut";

struct RunOptions {
  uint64_t seed = 1;
  int64_t operations = 10'000;  // events, and steps of other kinds
  bool mutant = false;          // from some moment on the disk only pretends to sync the write-ahead log
};

// The power goes out just before a sync takes effect.
struct Cut {
  int64_t number = 0;  // of the run's cuts, from 0
  std::string what;    // the sync, and what becomes of what was not synced
  // What had been answered: the creation of the environment counts as one, then each step.
  int64_t answered = 0;
  DiskImage image;
};

struct RecordedStep {
  Step step;
  Step sent;              // with reservations as they were named
  uint64_t sequence = 0;  // of the environment after it
};

struct RecordedRun {
  std::string failure;  // not "": the load itself went wrong
  std::vector<RecordedStep> steps;
  uint64_t first_sequence = 0;  // after the creation
  std::vector<Cut> cuts;        // in the order of `answered`, two a sync
  int64_t operations = 0;
  int64_t acknowledged = 0;  // events that were applied
  StepRunner runner{0};      // knows the ids and answers of the run
};

// Small everything, so that flushes, merges and write-backs of both kinds come often.
EngineOptions CutEngineOptions(const SimulatedDisk& disk, const Clock* clock);

RecordedRun Record(const RunOptions& options);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_POWER_CUT_RECORDED_RUN_H_
