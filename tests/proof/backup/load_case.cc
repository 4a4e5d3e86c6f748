#include "tests/proof/backup/load_case.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/engine.h"
#include "engine/model/clock.h"
#include "storage/backup/backup_list.h"
#include "storage/directory/data_directory.h"
#include "storage/ledger/ledger.h"
#include "storage/records/log_record.h"
#include "tests/proof/backup/shop_load.h"
#include "tests/support/audit_problem.h"

namespace onhand::proof {
namespace {

constexpr int64_t kStartUs = 1'800'000'000'000'000;
constexpr int64_t kHourUs = 3600ll * 1'000'000;

std::string TargetOf(uint32_t id) { return absl::StrCat("copy-", id); }

class Case {
 public:
  Case(const LoadCase& load_case, ProofReport* report)
      : case_(load_case), report_(report), random_(load_case.seed), forgets_(load_case.seed % 2 == 0) {}

  std::string Run() {
    absl::Status status = Open();
    if (status.ok()) status = WriteAndBackUp();
    for (const BackupInfo& backup : backups_) {
      if (status.ok()) status = CheckCopy(backup);
    }
    if (status.ok()) status = AuditOne("shop");
    if (status.ok()) status = CheckOriginal();
    engine_.reset();
    for (const BackupInfo& backup : backups_) {
      if (status.ok()) status = CompareLogs(backup);
    }
    return status.ok() ? "" : std::string(status.message());
  }

 private:
  absl::Status Open() {
    EngineOptions options;
    options.data_dir = case_.dir + "/data";
    options.backup_dir = case_.dir + "/backups";
    options.clock = &clock_;
    options.maintenance_interval_ms = 20;
    options.log_retention_days = 1;
    // Tables follow the log many times a second, by files of their own.
    options.write_back_bytes = 128 << 10;
    options.file_bulk_bytes = 4 << 10;
    absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(options);
    if (!engine.ok()) return engine.status();
    engine_ = *std::move(engine);
    if (absl::Status status = engine_->CreateEnvironment(ShopLoad::kEnvironment); !status.ok()) return status;
    absl::StatusOr<std::shared_ptr<Environment>> shop = engine_->Find(ShopLoad::kEnvironment);
    if (!shop.ok()) return shop.status();
    Configuration configuration = (*shop)->configuration()->configuration;
    configuration.idempotency_retention_days = 1;
    absl::StatusOr<ConfigurationResult> result = (*shop)->ReplaceConfiguration(std::move(configuration));
    if (!result.ok()) return result.status();
    // In half of the cases days pass quickly: receipts and log records are forgotten meanwhile.
    load_ = std::make_unique<ShopLoad>(shop->get(), case_.callers, &clock_, forgets_ ? kHourUs / 4 : 1000);
    shop_ = *std::move(shop);
    return absl::OkStatus();
  }

  absl::Status WriteAndBackUp() {
    load_->Start();
    std::vector<std::thread> restores;
    std::vector<absl::Status> restored(static_cast<size_t>(case_.backups));
    absl::Status status;
    for (int i = 0; i < case_.backups && status.ok(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100 + random_() % 400));
      absl::StatusOr<BackupInfo> backup = engine_->backups()->Create(ShopLoad::kEnvironment, nullptr);
      status = backup.status();
      if (!status.ok()) break;
      backups_.push_back(*backup);
      if (case_.mutant) SpoilBackup(backups_.size() - 1);
      restores.emplace_back([this, i, id = backup->id, &restored] {
        restored[static_cast<size_t>(i)] =
            engine_->backups()->Restore(ShopLoad::kEnvironment, id, TargetOf(id), nullptr);
      });
    }
    for (std::thread& restore : restores) restore.join();
    load_->Stop();
    report_->AddOperations(load_->acknowledged() + 2 * static_cast<int64_t>(backups_.size()));
    report_->AddAcknowledged(load_->acknowledged());
    if (!load_->failure().empty()) return absl::InternalError(load_->failure());
    for (const absl::Status& one : restored) status.Update(one);
    return status;
  }

  std::string ListPath(uint32_t id) const {
    return absl::StrFormat("%s/backups/%s/backups/%06u", case_.dir, ShopLoad::kEnvironment, id);
  }

  // The deliberate faults: a backup without its write-ahead log; one that is an older state than it is said to be.
  void SpoilBackup(size_t position) {
    const uint32_t id = backups_[position].id;
    const auto read = [this](uint32_t from) {
      std::ifstream file(ListPath(from), std::ios::binary);
      return storage::DecodeBackupList(std::string(std::istreambuf_iterator<char>(file), {}));
    };
    absl::StatusOr<storage::BackupList> list = read(position == 0 ? id : backups_[position - 1].id);
    if (!list.ok()) return;
    if (position == 0) {
      if (case_.seed % 2 == 0) return;  // so that the older state is what is found
      std::erase_if(list->files, [](const storage::BackupFile& file) { return file.name.ends_with(".log"); });
    }
    list->id = id;
    std::ofstream(ListPath(id), std::ios::binary | std::ios::trunc) << storage::EncodeBackupList(*list);
  }

  absl::Status Wrong(const BackupInfo& backup, const std::string& what) const {
    return absl::InternalError(
        absl::StrCat("backup ", backup.id, ", up to record ", backup.sequence, ", restored: ", what));
  }

  absl::Status AuditOne(const std::string& id) {
    absl::StatusOr<std::shared_ptr<Environment>> environment = engine_->Find(id);
    if (!environment.ok()) return environment.status();
    int64_t compared = 0;
    const std::string problem = AuditProblem(environment->get(), &compared);
    report_->AddVerified(compared);
    return problem.empty() ? absl::OkStatus() : absl::InternalError(problem);
  }

  // Exactly the first events of each caller are there, as many as commits up to the backup's had.
  absl::Status CheckCopy(const BackupInfo& backup) {
    if (absl::Status status = engine_->backups()->Verify(ShopLoad::kEnvironment, backup.id, nullptr); !status.ok()) {
      return status;
    }
    absl::StatusOr<std::shared_ptr<Environment>> copy = engine_->Find(TargetOf(backup.id));
    if (!copy.ok()) return copy.status();
    if (const uint64_t sequence = (*copy)->Statistics().sequence; sequence < backup.sequence) {
      return Wrong(backup, absl::StrCat("it ends with record ", sequence));
    }
    for (int caller = 0; caller < load_->callers(); ++caller) {
      absl::StatusOr<int64_t> there = ShopLoad::OnHand(copy->get(), caller);
      if (!there.ok()) return there.status();
      const Bounds bounds = load_->BoundsAt(caller, backup.sequence);
      if (*there < bounds.least || *there > bounds.most) {
        return Wrong(backup, absl::StrCat("it has ", *there, " events of caller ", caller, " and should have ",
                                          bounds.least, " to ", bounds.most));
      }
      report_->AddVerified(*there);
      if (absl::Status status = GoOn(backup, copy->get(), caller, *there); !status.ok()) return status;
    }
    return AuditOne(TargetOf(backup.id));
  }

  // What is there is known there; what is not can come.
  absl::Status GoOn(const BackupInfo& backup, Environment* copy, int caller, int64_t there) {
    // Where receipts are forgotten, an id may count anew.
    const int64_t first = forgets_ ? there : 0;
    if (absl::Status status = ShopLoad::Post(copy, caller, first, there + 20); !status.ok()) return status;
    absl::StatusOr<int64_t> after = ShopLoad::OnHand(copy, caller);
    if (!after.ok()) return after.status();
    if (*after == there + 20) return absl::OkStatus();
    return Wrong(backup, absl::StrCat("caller ", caller, " had ", there,
                                      " events there; when all were sent again, and ", "20 new ones, it had ", *after));
  }

  // Nothing of what was done to the copies shows in the original.
  absl::Status CheckOriginal() {
    for (int caller = 0; caller < load_->callers(); ++caller) {
      absl::StatusOr<int64_t> there = ShopLoad::OnHand(shop_.get(), caller);
      if (!there.ok()) return there.status();
      const int64_t posted = load_->BoundsAt(caller, UINT64_MAX).least;
      if (*there != posted) {
        return absl::InternalError(
            absl::StrCat("the original has ", *there, " events of caller ", caller, " and should have ", posted));
      }
    }
    load_.reset();
    shop_.reset();
    return absl::OkStatus();
  }

  // Encoded log records up to `last`, by what they hold.
  absl::StatusOr<std::vector<std::string>> LogOf(storage::DataDirectory* directory, const std::string& id,
                                                 uint64_t last, uint64_t* first) {
    absl::StatusOr<std::unique_ptr<storage::Store>> store = directory->OpenStore(id);
    if (!store.ok()) return store.status();
    absl::StatusOr<std::unique_ptr<storage::Ledger>> ledger = storage::Ledger::Open(*std::move(store));
    if (!ledger.ok()) return ledger.status();
    const std::unique_ptr<storage::LedgerView> view = (*ledger)->OpenView();
    absl::StatusOr<uint64_t> begin = view->log_begin();
    if (!begin.ok()) return begin.status();
    *first = *begin;
    std::vector<std::string> records;
    absl::Status status = view->ScanLog(1, [&](const storage::LogRecord& record) {
      if (record.sequence > last) return false;
      storage::EncodeLogRecord(record, &records.emplace_back());
      return true;
    });
    if (!status.ok()) return status;
    return records;
  }

  // The copy's log, as far as the backup goes, is that of the original, byte by byte.
  absl::Status CompareLogs(const BackupInfo& backup) {
    absl::StatusOr<std::unique_ptr<storage::DataDirectory>> directory =
        storage::DataDirectory::Open({.data_dir = case_.dir + "/data"});
    if (!directory.ok()) return directory.status();
    uint64_t first = 0;
    uint64_t copy_first = 0;
    absl::StatusOr<std::vector<std::string>> original =
        LogOf(directory->get(), ShopLoad::kEnvironment, backup.sequence, &first);
    if (!original.ok()) return original.status();
    absl::StatusOr<std::vector<std::string>> copy =
        LogOf(directory->get(), TargetOf(backup.id), backup.sequence, &copy_first);
    if (!copy.ok()) return copy.status();
    const uint64_t begin = std::max(first, copy_first);
    for (uint64_t sequence = begin; sequence <= backup.sequence; ++sequence) {
      const size_t at = static_cast<size_t>(sequence - first);
      const size_t copy_at = static_cast<size_t>(sequence - copy_first);
      if (at >= original->size() || copy_at >= copy->size() || (*original)[at] != (*copy)[copy_at]) {
        return Wrong(backup, absl::StrCat("record ", sequence, " of its log is not that of the original"));
      }
      report_->AddVerified(1);
    }
    return absl::OkStatus();
  }

  const LoadCase case_;
  ProofReport* const report_;
  std::mt19937_64 random_;
  const bool forgets_;
  FixedClock clock_{kStartUs};
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Environment> shop_;
  std::unique_ptr<ShopLoad> load_;
  std::vector<BackupInfo> backups_;
};

}  // namespace

std::string RunLoadCase(const LoadCase& load_case, ProofReport* report) { return Case(load_case, report).Run(); }

}  // namespace onhand::proof
