// File: world.h
//
// The system under test as the simulation has it: a real environment of the engine on the real ledger and RocksDB, on a
// disk in memory, on a clock that stands still, with nothing that happens by itself. Files are flushed and merged,
// tables written back and calls written when the simulation says so.
#ifndef ONHAND_TESTS_PROOF_SIMULATION_WORLD_H_
#define ONHAND_TESTS_PROOF_SIMULATION_WORLD_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "engine/engine.h"
#include "engine/environment/environment.h"
#include "engine/jobs/job_runner.h"
#include "engine/model/clock.h"
#include "storage/kv/store.h"
#include "tests/proof/file_system/simulated_disk.h"
#include "tests/proof/simulation/held_pool.h"
#include "tests/proof/simulation/mutant.h"

namespace onhand::proof {

struct WorldOptions {
  uint64_t write_back_bytes = 64ull << 20;
  uint64_t file_bulk_bytes_min = 1 << 20;
  uint64_t row_cache_bytes = 64ull << 20;
  size_t derived_sums_max = 1'000'000;
  uint64_t pending_bytes_max = 64ull << 20;
  uint64_t hash_seed = 1;
  Mutant mutant = Mutant::kNone;
};

// The days that log records stay at least.
inline constexpr int kLogRetentionDays = 40;

// Used by one thread.
class World {
 public:
  World(const WorldOptions& options, int64_t now_us);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // Opens the environment; makes it at first.
  absl::Status Open();
  // Ends the process, as it were, in good order; the disk stays. Calls under way are waited for.
  void Close();
  // The power goes out: what was not synced is lost as `cut` says. Then Open is the next thing.
  void CutPower(const PowerCut& cut);

  bool is_open() const { return environment_ != nullptr; }
  LedgerEnvironment& environment() { return *environment_; }
  FixedClock& clock() { return clock_; }
  SimulatedDisk& disk() { return *disk_; }
  HeldPool& pool() { return *pool_; }

  absl::Status Flush();
  absl::Status Compact();

 private:
  const WorldOptions options_;
  FixedClock clock_;
  EngineOptions engine_options_;
  std::unique_ptr<SimulatedDisk> disk_;
  std::unique_ptr<HeldPool> pool_;
  std::unique_ptr<JobRunner> jobs_;
  storage::Store* store_ = nullptr;  // RocksDB's; the ledger owns it
  std::shared_ptr<LedgerEnvironment> environment_;
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_SIMULATION_WORLD_H_
