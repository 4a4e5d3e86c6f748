// File: environment.h
//
// One open environment: its ledger, its compiled configuration, its writer.
#ifndef ONHAND_ENGINE_ENVIRONMENT_ENVIRONMENT_H_
#define ONHAND_ENGINE_ENVIRONMENT_ENVIRONMENT_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/adjust/adjust_host.h"
#include "engine/adjust/ledger_adjustment_book.h"
#include "engine/backups/image_source.h"
#include "engine/catalog/guarded_catalog.h"
#include "engine/commit/call.h"
#include "engine/commit/group.h"
#include "engine/commit/writer.h"
#include "engine/config/compiled.h"
#include "engine/engine.h"
#include "engine/jobs/job_host.h"
#include "engine/jobs/job_runner.h"
#include "engine/jobs/ledger_job_book.h"
#include "engine/query/moment.h"
#include "engine/sums/derived_sums.h"
#include "storage/base/mutex.h"
#include "storage/base/worker_pool.h"
#include "storage/ledger/ledger.h"

namespace onhand {

// What environments of one engine share. Not owned; outlives them.
struct EnvironmentContext {
  const EngineOptions* options = nullptr;
  WorkerPool* pool = nullptr;
  JobRunner* job_runner = nullptr;
};

class LedgerEnvironment : public Environment, public ImageSource, private JobHost, private AdjustHost {
 public:
  // Gives a new ledger the default configuration. DATA_LOSS: the stored configuration cannot be read.
  static absl::StatusOr<std::shared_ptr<LedgerEnvironment>> Open(std::string id,
                                                                 std::unique_ptr<storage::Ledger> ledger,
                                                                 EnvironmentContext context);
  ~LedgerEnvironment() override;

  // Whether its store takes no write any more until it is opened again, as far as a call was told.
  bool refuses_writes() const { return refuses_writes_.load(std::memory_order_relaxed); }

  // Refuses calls from now on, waits for those under way and closes the ledger. May be called twice.
  void Close();

  const std::string& id() const override { return id_; }
  EventResults Apply(const EventBatch& batch, const CallOptions& options) override;
  void Submit(const EventBatch& batch, const CallOptions& options, Completion done) override;
  absl::StatusOr<QueryAnswer> Query(const IndexQuery& query) override;
  absl::StatusOr<QueryAnswer> Query(const ExactQuery& query) override;
  absl::StatusOr<AllocationAnswer> Query(const AllocationQuery& query) override;
  absl::StatusOr<Explanation> Explain(const ExplainQuery& query) override;
  std::shared_ptr<const ConfigurationVersion> configuration() const override;
  absl::StatusOr<ConfigurationResult> ReplaceConfiguration(Configuration configuration) override;
  absl::StatusOr<std::vector<std::string>> ListPartitions() override;
  absl::Status CleanUpPartitions(absl::Span<const std::string> partition_ids) override;
  AdjustmentBook& adjustments() override { return adjustments_; }
  JobBook& jobs() override { return *jobs_; }
  ProductCatalog& products() override { return *products_; }
  absl::Status RunMaintenance() override;
  absl::StatusOr<AuditReport> Audit(const AuditOptions& options) override;
  EnvironmentStatistics Statistics() override;
  absl::Status ReadImage(const std::function<absl::Status(const storage::StoreImage& image)>& take) override;
  bool closing() override;
  // Calls that wait for the writer; for tests that decide which calls are written together.
  size_t waiting_calls() { return writer_.waiting(); }

 private:
  class Use;  // counts a call as under way, while it lives

  LedgerEnvironment(std::string id, std::unique_ptr<storage::Ledger> ledger, EnvironmentContext context);

  // For jobs; while the environment is open.
  int64_t NowMicros() const override { return Now(); }
  std::unique_ptr<storage::LedgerView> OpenLedgerView() const override { return ledger_->OpenView(); }
  uint64_t sequence() const override { return ledger_->sequence(); }
  absl::StatusOr<MaintenanceReport> Maintain() override;

  // For adjustments.
  absl::Status ReadLedger(const Read& read) override;
  absl::Status WriteLedger(const Write& write) override;

  std::shared_ptr<const CompiledConfiguration> compiled() const;
  int64_t Now() const { return context_.options->clock->NowMicros(); }
  // What the log, and adjustment lines with it, are kept for reaches back to here.
  int64_t LogKeptFromUs() const;
  WriterState writer_state() { return {.ledger = ledger_.get(), .sums = &sums_}; }

  // Validates on the caller's thread, so that only fetch, plan and commit are serial. True if there is something for
  // the writer to do.
  bool Prepare(WriteCall* call) const;
  // Runs `work` alone in the writer.
  absl::Status RunExclusive(absl::AnyInvocable<absl::Status()> work);

  // Within the writer.
  void ExecuteCalls(absl::Span<WriteCall* const> calls);
  void NoteRefusal(const absl::Status& status);
  absl::Status InstallConfiguration(Configuration configuration, uint64_t number);
  absl::Status ReplaceInWriter(Configuration configuration, ConfigurationResult* result);
  absl::Status CleanUpInWriter(const std::vector<std::string>& prefixes, bool by_place);

  template <typename Resolve, typename Question>
  absl::StatusOr<QueryAnswer> Answer(Resolve resolve, const Question& query);
  absl::Status OpenProducts();
  // What a reader sees: a snapshot, the time, and which holds of the snapshot have ended by then.
  absl::StatusOr<QueryMoment> OpenMoment() const;

  // Waits until the tables have what was committed before.
  absl::Status WriteBack();

  bool closed() const;
  bool BeginUse();
  void EndUse();

  const std::string id_;
  const EnvironmentContext context_;
  std::unique_ptr<storage::Ledger> ledger_;
  DerivedSums sums_;  // the writer's

  Mutex audit_mutex_;  // held by the audit that runs
  mutable Mutex mutex_;
  CondVar unused_;
  std::shared_ptr<const CompiledConfiguration> compiled_ ABSL_GUARDED_BY(mutex_);
  int uses_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::atomic<bool> refuses_writes_ = false;

  Writer writer_;
  LedgerAdjustmentBook adjustments_{this};
  std::unique_ptr<LedgerJobBook> jobs_;
  std::unique_ptr<GuardedCatalog> products_;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_ENVIRONMENT_ENVIRONMENT_H_
