// File: environment.h
//
// One open environment: its ledger, its compiled configuration, its writer.
#ifndef ONHAND_ENGINE_ENVIRONMENT_ENVIRONMENT_H_
#define ONHAND_ENGINE_ENVIRONMENT_ENVIRONMENT_H_

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
#include "engine/commit/call.h"
#include "engine/commit/writer.h"
#include "engine/config/compiled.h"
#include "engine/engine.h"
#include "storage/base/mutex.h"
#include "storage/base/worker_pool.h"
#include "storage/ledger/ledger.h"

namespace onhand {

// What environments of one engine share. Not owned; outlives them.
struct EnvironmentContext {
  const EngineOptions* options = nullptr;
  WorkerPool* pool = nullptr;
};

class LedgerEnvironment : public Environment {
 public:
  // Gives a new ledger the default configuration. DATA_LOSS: the stored configuration cannot be read.
  static absl::StatusOr<std::shared_ptr<LedgerEnvironment>> Open(std::string id,
                                                                 std::unique_ptr<storage::Ledger> ledger,
                                                                 EnvironmentContext context);
  ~LedgerEnvironment() override;

  // Refuses calls from now on, waits for those under way and closes the ledger. May be called twice.
  void Close();

  const std::string& id() const override { return id_; }
  EventResults PostChanges(absl::Span<const ChangeEvent> events, Caller caller) override;
  EventResults SetOnHand(std::string_view inventory_system, absl::Span<const SetEvent> events, Caller caller) override;
  void SubmitChanges(absl::Span<const ChangeEvent> events, Caller caller, Completion done) override;
  void SubmitSetOnHand(std::string_view inventory_system, absl::Span<const SetEvent> events, Caller caller,
                       Completion done) override;
  absl::StatusOr<QueryAnswer> Query(const IndexQuery& query) override;
  absl::StatusOr<QueryAnswer> Query(const ExactQuery& query) override;
  std::shared_ptr<const ConfigurationVersion> configuration() const override;
  absl::StatusOr<ConfigurationResult> ReplaceConfiguration(Configuration configuration) override;
  absl::StatusOr<std::vector<std::string>> ListPartitions() override;
  absl::Status CleanUpPartitions(absl::Span<const std::string> partition_ids) override;
  absl::Status RunMaintenance() override;
  EnvironmentStatistics Statistics() override;

 private:
  class Use;  // counts a call as under way, while it lives

  LedgerEnvironment(std::string id, std::unique_ptr<storage::Ledger> ledger, EnvironmentContext context);

  std::shared_ptr<const CompiledConfiguration> compiled() const;
  int64_t Now() const { return context_.options->clock->NowMicros(); }

  // The way of every call with events, blocking and not.
  void Prepare(WriteCall* call) const;
  EventResults RunCall(WriteCall* call);
  void SubmitCall(std::unique_ptr<WriteCall> call);
  // Runs `work` alone in the writer.
  absl::Status RunExclusive(absl::AnyInvocable<absl::Status()> work);

  // Within the writer.
  void ExecuteCalls(absl::Span<WriteCall* const> calls);
  absl::Status InstallConfiguration(Configuration configuration, uint64_t number);
  absl::Status ReplaceInWriter(Configuration configuration, ConfigurationResult* result);
  absl::Status CleanUpInWriter(const std::vector<std::string>& prefixes, bool by_place);

  template <typename Resolve, typename Question>
  absl::StatusOr<QueryAnswer> Answer(Resolve resolve, const Question& query);

  bool BeginUse();
  void EndUse();

  const std::string id_;
  const EnvironmentContext context_;
  std::unique_ptr<storage::Ledger> ledger_;

  mutable Mutex mutex_;
  CondVar unused_;
  std::shared_ptr<const CompiledConfiguration> compiled_ ABSL_GUARDED_BY(mutex_);
  int uses_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;

  Writer writer_;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_ENVIRONMENT_ENVIRONMENT_H_
