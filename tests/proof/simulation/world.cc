#include "tests/proof/simulation/world.h"

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "storage/base/check.h"
#include "storage/cache/memory_budget.h"
#include "storage/kv/rocks_resources.h"
#include "storage/kv/rocks_store.h"
#include "storage/ledger/ledger.h"

namespace onhand::proof {
namespace {

constexpr char kPath[] = "/db";
// The log is synced honestly so often before the mutant begins to lie.
constexpr int64_t kHonestSyncs = 10;

std::shared_ptr<storage::RocksResources> MakeResources(const SimulatedDisk& disk, uint64_t file_bulk_bytes_min) {
  return std::make_shared<storage::RocksResources>(storage::RocksLimits{.block_cache_bytes = 4 << 20,
                                                                        .write_buffer_bytes = 64 << 20,
                                                                        .background_threads = 1,
                                                                        .automatic_compactions = false,
                                                                        .file_bulk_bytes_min = file_bulk_bytes_min,
                                                                        .disk = disk.disk()});
}

// An empty database, the same for all seeds: making one takes longer than most of what a seed does with it.
const DiskImage& EmptyDatabase() {
  static const DiskImage* const image = [] {
    SimulatedDisk disk;
    const absl::Status made = storage::CreateRocksStore(kPath, MakeResources(disk, 1 << 20));
    ONHAND_CHECK(made.ok());
    // The folder that it is in is its maker's affair.
    ONHAND_CHECK(disk.disk()->SyncFolder("/").ok());
    return new DiskImage(disk.Survivors({}));
  }();
  return *image;
}

}  // namespace

World::World(const WorldOptions& options, int64_t now_us)
    : options_(options), clock_(now_us), disk_(std::make_unique<SimulatedDisk>(EmptyDatabase())) {
  engine_options_.log_retention_days = kLogRetentionDays;
  engine_options_.maintenance_interval_ms = 0;
  engine_options_.adjustment_push_minutes = 0;
  engine_options_.derived_sums_max = options.derived_sums_max;
  engine_options_.pending_bytes_max = options.pending_bytes_max;
  engine_options_.clock = &clock_;
}

World::~World() { Close(); }

absl::Status World::Open() {
  absl::StatusOr<std::unique_ptr<storage::Store>> store =
      storage::OpenRocksStore({.path = kPath,
                               .resources = MakeResources(*disk_, options_.file_bulk_bytes_min),
                               .read_only = false,
                               .keep = {}});
  if (!store.ok()) return store.status();
  storage::Store* const rocks = store->get();
  // Without a pool the writer writes back by itself, between two groups.
  absl::StatusOr<std::unique_ptr<storage::Ledger>> ledger =
      storage::Ledger::Open(Mutate(*std::move(store), options_.mutant),
                            {.write_back_bytes = options_.write_back_bytes,
                             .receipt_filter_bytes = options_.row_cache_bytes / 4,
                             .budget = std::make_shared<storage::MemoryBudget>(options_.row_cache_bytes),
                             .pool = nullptr,
                             .hash_seed = options_.hash_seed});
  if (!ledger.ok()) return ledger.status();
  pool_ = std::make_unique<HeldPool>();
  jobs_ = std::make_unique<JobRunner>();
  absl::StatusOr<std::shared_ptr<LedgerEnvironment>> environment =
      LedgerEnvironment::Open("simulation", *std::move(ledger), {&engine_options_, pool_->pool(), jobs_.get()});
  if (!environment.ok()) return environment.status();
  environment_ = *std::move(environment);
  store_ = rocks;
  if (options_.mutant == Mutant::kLyingSync) {
    disk_->AddFault({.fault = DiskFault::kLie,
                     .operation = DiskOperation::kSync,
                     .kind = FileKind::kWal,
                     .first = kHonestSyncs,
                     .times = -1});
  }
  return absl::OkStatus();
}

void World::Close() {
  if (pool_ != nullptr) pool_->Release();
  if (environment_ != nullptr) environment_->Close();
  environment_.reset();
  store_ = nullptr;
  jobs_.reset();
  pool_.reset();
}

void World::CutPower(const PowerCut& cut) {
  const DiskImage left = disk_->Survivors(cut);
  disk_->PowerOff();
  Close();
  disk_ = std::make_unique<SimulatedDisk>(left);
}

absl::Status World::Flush() { return storage::FlushRocksStore(store_); }
absl::Status World::Compact() { return storage::CompactRocksStore(store_); }

}  // namespace onhand::proof
