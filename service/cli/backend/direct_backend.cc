#include "service/cli/backend/direct_backend.h"

#include <utility>

#include "service/cli/backend/direct_adjustment_backend.h"
#include "service/cli/backend/direct_job_backend.h"
#include "service/cli/backend/direct_product_backend.h"

namespace onhand::cli {
namespace {

class DirectBackend : public Backend {
 public:
  DirectBackend(std::unique_ptr<Engine> engine, Caller caller) : engine_(std::move(engine)), caller_(caller) {}

  EventResults Apply(const std::string& environment, const EventBatch& batch, const CallOptions& options) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return {.status = found.status(), .issues = {}, .outcomes = {}};
    return (*found)->Apply(batch, {.caller = caller_, .atomic = options.atomic});
  }

  void StreamChanges(const std::string& environment, absl::Span<const ChangeEvent> events, Completion done) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) {
      std::move(done)({.status = found.status(), .issues = {}, .outcomes = {}});
      return;
    }
    (*found)->Submit(events, {.caller = caller_}, std::move(done));
  }

  absl::StatusOr<QueryAnswer> Query(const std::string& environment, const IndexQuery& query) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return (*found)->Query(query);
  }

  absl::StatusOr<QueryAnswer> Query(const std::string& environment, const ExactQuery& query) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return (*found)->Query(query);
  }

  absl::StatusOr<AllocationAnswer> Query(const std::string& environment, const AllocationQuery& query) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return (*found)->Query(query);
  }

  absl::StatusOr<Explanation> Explain(const std::string& environment, const ExplainQuery& query) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return (*found)->Explain(query);
  }

  absl::StatusOr<ConfigurationVersion> GetConfiguration(const std::string& environment) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return *(*found)->configuration();
  }

  absl::StatusOr<ConfigurationResult> ReplaceConfiguration(const std::string& environment,
                                                           Configuration configuration) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return (*found)->ReplaceConfiguration(std::move(configuration));
  }

  absl::StatusOr<std::vector<std::string>> ListPartitions(const std::string& environment) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return (*found)->ListPartitions();
  }

  absl::StatusOr<AuditReport> Audit(const std::string& environment, const AuditOptions& options) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return (*found)->Audit(options);
  }

  AdjustmentBackend* adjustments() override { return adjustments_.get(); }
  JobBackend* jobs() override { return jobs_.get(); }
  ProductBackend* products() override { return products_.get(); }
  Backups* backups() override { return engine_->backups(); }

  absl::Status CreateEnvironment(const std::string& environment) override {
    return engine_->CreateEnvironment(environment);
  }
  absl::Status DeleteEnvironment(const std::string& environment) override {
    return engine_->DeleteEnvironment(environment);
  }
  absl::StatusOr<std::vector<std::string>> ListEnvironments() override { return engine_->ListEnvironments(); }

 private:
  const std::unique_ptr<Engine> engine_;
  const std::unique_ptr<AdjustmentBackend> adjustments_ = NewDirectAdjustmentBackend(engine_.get());
  const std::unique_ptr<JobBackend> jobs_ = NewDirectJobBackend(engine_.get());
  const std::unique_ptr<ProductBackend> products_ = NewDirectProductBackend(engine_.get());
  const Caller caller_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Backend>> OpenDirectBackend(const DirectBackendOptions& options) {
  EngineOptions engine_options;
  engine_options.data_dir = options.data_dir;
  engine_options.backup_dir = options.backup_dir;
  engine_options.maintenance_interval_ms = 0;  // a command is short; the server purges
  engine_options.adjustment_push_minutes = 0;
  absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(std::move(engine_options));
  if (!engine.ok()) return engine.status();
  return std::make_unique<DirectBackend>(*std::move(engine), Caller{.system_role = options.system_role});
}

}  // namespace onhand::cli
