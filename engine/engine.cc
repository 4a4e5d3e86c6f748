#include "engine/engine.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <set>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "engine/backups/engine_backups.h"
#include "engine/environment/environment.h"
#include "engine/jobs/job_runner.h"
#include "storage/base/failpoint.h"
#include "storage/base/mutex.h"
#include "storage/base/worker_pool.h"
#include "storage/cache/memory_budget.h"
#include "storage/directory/data_directory.h"
#include "storage/kv/disk.h"
#include "storage/kv/memory_store.h"
#include "storage/kv/store.h"
#include "storage/ledger/ledger.h"

namespace onhand {
namespace {

using storage::DataDirectory;
using SteadyTime = std::chrono::steady_clock::time_point;

// Between two attempts to open an environment anew whose disk refused a write.
constexpr std::chrono::milliseconds kBetweenReopenings{100};

absl::Status CheckOptions(const EngineOptions& options) {
  if (options.clock == nullptr) return absl::InvalidArgumentError("clock must not be null");
  if (options.background_threads < 1) return absl::InvalidArgumentError("background_threads must be 1 or more");
  if (options.write_back_bytes < 1) return absl::InvalidArgumentError("write_back_bytes must be 1 or more");
  if (options.submit_threads < 1) return absl::InvalidArgumentError("submit_threads must be 1 or more");
  if (options.log_retention_days < 1) return absl::InvalidArgumentError("log_retention_days must be 1 or more");
  if (options.maintenance_interval_ms < 0) {
    return absl::InvalidArgumentError("maintenance_interval_ms must be 0 (none) or more");
  }
  if (options.adjustment_push_minutes < 0) {
    return absl::InvalidArgumentError("adjustment_push_minutes must be 0 (none) or more");
  }
  return absl::OkStatus();
}

absl::Status NotFound(const std::string& id) { return absl::NotFoundError("there is no environment '" + id + "'"); }

class EngineImpl : public Engine {
 public:
  EngineImpl(EngineOptions options, std::unique_ptr<DataDirectory> directory)
      : options_(std::move(options)),
        directory_(std::move(directory)),
        budget_(std::make_shared<storage::MemoryBudget>(options_.row_cache_bytes)),
        pool_(options_.submit_threads) {
    if (directory_ != nullptr) backups_ = OpenBackups();
    if (options_.maintenance_interval_ms > 0 || options_.adjustment_push_minutes > 0) {
      maintenance_ = std::thread([this] { Maintain(); });
    }
  }

  ~EngineImpl() override {
    std::map<std::string, std::shared_ptr<LedgerEnvironment>> open;
    {
      MutexLock lock(&mutex_);
      closing_ = true;
      open.swap(open_);
    }
    changed_.SignalAll();
    if (maintenance_.joinable()) maintenance_.join();
    for (auto& [id, environment] : open) environment->Close();
  }

  absl::Status CreateEnvironment(std::string_view id) override {
    absl::StatusOr<std::string> folded = DataDirectory::FoldEnvironmentId(id);
    if (!folded.ok()) return folded.status();
    {
      MutexLock lock(&mutex_);
      if (directory_ != nullptr) {
        if (absl::Status status = directory_->Create(*folded); !status.ok()) return status;
      } else if (!in_memory_.insert(*folded).second) {
        return absl::AlreadyExistsError("environment '" + *folded + "' already exists");
      }
    }
    PassFailpoint("engine.create.folder_made");
    // Opening writes the default configuration, so that a created environment is complete.
    return Find(*folded).status();
  }

  absl::Status DeleteEnvironment(std::string_view id) override {
    absl::StatusOr<std::string> folded = DataDirectory::FoldEnvironmentId(id);
    if (!folded.ok()) return folded.status();
    std::shared_ptr<LedgerEnvironment> open;
    {
      MutexLock lock(&mutex_);
      if (!deleting_.insert(*folded).second) return NotFound(*folded);
      while (opening_.contains(*folded)) changed_.Wait(&mutex_);
      if (const auto it = open_.find(*folded); it != open_.end()) {
        open = std::move(it->second);
        open_.erase(it);
      }
    }
    // Outside the lock: calls under way may need the engine to finish.
    if (open != nullptr) open->Close();
    PassFailpoint("engine.delete.closed");
    MutexLock lock(&mutex_);
    deleting_.erase(*folded);
    if (directory_ != nullptr) return directory_->Delete(*folded);
    return in_memory_.erase(*folded) == 1 ? absl::OkStatus() : NotFound(*folded);
  }

  absl::StatusOr<std::vector<std::string>> ListEnvironments() const override {
    MutexLock lock(&mutex_);
    if (directory_ != nullptr) return directory_->List();
    return std::vector<std::string>(in_memory_.begin(), in_memory_.end());
  }

  absl::StatusOr<std::shared_ptr<Environment>> Find(std::string_view id) override {
    absl::StatusOr<std::string> folded = DataDirectory::FoldEnvironmentId(id);
    if (!folded.ok()) return NotFound(std::string(id));
    std::shared_ptr<LedgerEnvironment> refusing;
    {
      MutexLock lock(&mutex_);
      while (opening_.contains(*folded)) changed_.Wait(&mutex_);
      if (closing_) return absl::UnavailableError("the engine is closing");
      if (deleting_.contains(*folded)) return NotFound(*folded);
      if (const auto it = open_.find(*folded); it != open_.end()) {
        if (!it->second->refuses_writes() || !IsReopeningDue(*folded)) return std::shared_ptr<Environment>(it->second);
        refusing = it->second;
      }
      if (directory_ == nullptr && !in_memory_.contains(*folded)) return NotFound(*folded);
      opening_.insert(*folded);
    }
    // Outside the lock: a database that takes long to open keeps nobody else waiting.
    if (refusing != nullptr && !CloseToReopen(*folded, refusing.get())) return std::shared_ptr<Environment>(refusing);
    refusing.reset();
    absl::StatusOr<std::shared_ptr<LedgerEnvironment>> environment = OpenEnvironment(*folded);
    MutexLock lock(&mutex_);
    opening_.erase(*folded);
    changed_.SignalAll();
    if (!environment.ok()) return WithAdvice(environment.status(), *folded);
    open_.emplace(*folded, *environment);
    return std::shared_ptr<Environment>(*std::move(environment));
  }

  Backups* backups() override { return backups_.get(); }

  std::vector<std::shared_ptr<Environment>> OpenEnvironments() const override {
    MutexLock lock(&mutex_);
    std::vector<std::shared_ptr<Environment>> environments;
    for (const auto& [id, environment] : open_) environments.push_back(environment);
    return environments;
  }

 private:
  // Of damage: what to do about it.
  absl::Status WithAdvice(const absl::Status& status, const std::string& id) const {
    if (!absl::IsDataLoss(status)) return status;
    return absl::DataLossError(absl::StrCat(status.message(), ". Next: `onhand verify --data_dir=", options_.data_dir,
                                            " --environment=", id,
                                            "` says what else is damaged, `onhand backup restore` makes the "
                                            "environment from a backup (docs/damage.md)"));
  }

  absl::StatusOr<std::shared_ptr<LedgerEnvironment>> OpenEnvironment(const std::string& id) {
    std::unique_ptr<storage::Store> store;
    if (directory_ == nullptr) {
      store = storage::NewMemoryStore();
    } else {
      absl::StatusOr<std::unique_ptr<storage::Store>> opened = directory_->OpenStore(id);
      if (!opened.ok()) return opened.status();
      store = *std::move(opened);
    }
    absl::StatusOr<std::unique_ptr<storage::Ledger>> ledger =
        storage::Ledger::Open(std::move(store), {.write_back_bytes = options_.write_back_bytes,
                                                 .receipt_filter_bytes = options_.row_cache_bytes / 4,
                                                 .budget = budget_,
                                                 .pool = &write_back_pool_});
    if (!ledger.ok()) return ledger.status();
    return LedgerEnvironment::Open(id, *std::move(ledger), {&options_, &pool_, &job_runner_});
  }

  bool IsReopeningDue(const std::string& id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const SteadyTime now = std::chrono::steady_clock::now();
    SteadyTime& due = reopening_due_[id];
    if (now < due) return false;
    due = now + kBetweenReopenings;
    return true;
  }

  // A disk refused a write of this environment, and whether that write is there nobody knows until it is opened again.
  // False while the disk still takes no writes; then it goes on for those who read.
  bool CloseToReopen(const std::string& id, LedgerEnvironment* refusing) {
    const bool takes_writes = directory_->Probe(id).ok();
    {
      MutexLock lock(&mutex_);
      if (takes_writes) {
        open_.erase(id);
      } else {
        opening_.erase(id);
        changed_.SignalAll();
      }
    }
    if (takes_writes) refusing->Close();
    return takes_writes;
  }

  std::unique_ptr<Backups> OpenBackups() {
    return std::make_unique<EngineBackups>(EngineBackups::Options{
        .backup_dir = options_.backup_dir.empty() ? options_.data_dir + "/backups" : options_.backup_dir,
        .disk = options_.disk != nullptr ? options_.disk : storage::Disk::System(),
        .directory = directory_.get(),
        .clock = options_.clock,
        .find = [this](std::string_view id) -> absl::StatusOr<std::shared_ptr<ImageSource>> {
          absl::StatusOr<std::shared_ptr<Environment>> found = Find(id);
          if (!found.ok()) return found.status();
          return std::static_pointer_cast<LedgerEnvironment>(*std::move(found));
        }});
  }

  // False: the engine is closing.
  bool WaitUntil(SteadyTime due) {
    MutexLock lock(&mutex_);
    while (!closing_) {
      const auto left = due - std::chrono::steady_clock::now();
      if (left <= left.zero()) return true;
      changed_.WaitFor(&mutex_, std::chrono::ceil<std::chrono::microseconds>(left));
    }
    return false;
  }

  // Purges and pushes, each in its own interval; 0 = never.
  void Maintain() {
    const std::chrono::milliseconds intervals[] = {std::chrono::milliseconds(options_.maintenance_interval_ms),
                                                   std::chrono::minutes(options_.adjustment_push_minutes)};
    SteadyTime due[] = {SteadyTime::max(), SteadyTime::max()};
    for (int i = 0; i < 2; ++i) {
      if (intervals[i].count() > 0) due[i] = std::chrono::steady_clock::now() + intervals[i];
    }
    while (WaitUntil(std::min(due[0], due[1]))) {
      const SteadyTime now = std::chrono::steady_clock::now();
      const bool purges = due[0] <= now;
      const bool pushes = due[1] <= now;
      // A failure here is met again by the next call with events, which reports it to somebody.
      for (const std::shared_ptr<Environment>& environment : OpenEnvironments()) {
        if (purges) environment->RunMaintenance().IgnoreError();
        if (pushes) environment->adjustments().Push().status().IgnoreError();
      }
      if (purges) due[0] = now + intervals[0];
      if (pushes) due[1] = now + intervals[1];
    }
  }

  const EngineOptions options_;
  const std::unique_ptr<DataDirectory> directory_;  // null = in memory
  const std::shared_ptr<storage::MemoryBudget> budget_;
  WorkerPool pool_;
  // Of its own: nobody's call waits behind a write-back.
  WorkerPool write_back_pool_{1, std::numeric_limits<size_t>::max(), WorkerPool::Priority::kBackground};
  JobRunner job_runner_;
  std::unique_ptr<Backups> backups_;  // null = in memory

  mutable Mutex mutex_;
  CondVar changed_;
  std::map<std::string, std::shared_ptr<LedgerEnvironment>> open_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> in_memory_ ABSL_GUARDED_BY(mutex_);  // ids, if there is no directory
  std::set<std::string> opening_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, SteadyTime> reopening_due_ ABSL_GUARDED_BY(mutex_);  // at the earliest
  std::set<std::string> deleting_ ABSL_GUARDED_BY(mutex_);
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread maintenance_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> Engine::Open(EngineOptions options) {
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  std::unique_ptr<DataDirectory> directory;
  if (!options.data_dir.empty()) {
    absl::StatusOr<std::unique_ptr<DataDirectory>> opened =
        DataDirectory::Open({.data_dir = options.data_dir,
                             .block_cache_bytes = options.block_cache_bytes,
                             .write_buffer_bytes = options.write_buffer_bytes,
                             .background_threads = options.background_threads,
                             .file_bulk_bytes_min = options.file_bulk_bytes,
                             .disk = options.disk});
    if (!opened.ok()) return opened.status();
    directory = *std::move(opened);
  }
  return std::unique_ptr<Engine>(new EngineImpl(std::move(options), std::move(directory)));
}

}  // namespace onhand
