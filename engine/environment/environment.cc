#include "engine/environment/environment.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/audit/environment_audit.h"
#include "engine/catalog/stored_catalog.h"
#include "engine/commit/group.h"
#include "engine/config/conflict.h"
#include "engine/config/record.h"
#include "engine/config/stored.h"
#include "engine/environment/partition_list.h"
#include "engine/environment/stored_facts.h"
#include "engine/model/partition_id.h"
#include "engine/query/allocation.h"
#include "engine/query/execute.h"
#include "engine/query/explain.h"
#include "engine/query/resolve.h"
#include "engine/query/searched_products.h"
#include "storage/base/check.h"
#include "storage/base/failpoint.h"
#include "storage/keys/row_key.h"
#include "storage/kv/refusal.h"
#include "storage/kv/store.h"
#include "storage/kv/store_image.h"
#include "storage/records/log_record.h"
#include "storage/records/schedule.h"

namespace onhand {
namespace {

constexpr int64_t kDayUs = 24ll * 3600 * 1'000'000;
constexpr size_t kMeasuresMax = 65'535;

absl::Status ClosedError(const std::string& id) {
  return absl::UnavailableError("environment '" + id + "' has been closed or deleted");
}

}  // namespace

class LedgerEnvironment::Use {
 public:
  explicit Use(LedgerEnvironment* environment) : environment_(environment->BeginUse() ? environment : nullptr) {}
  ~Use() {
    if (environment_ != nullptr) environment_->EndUse();
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  bool ok() const { return environment_ != nullptr; }
  // The call outlives this object; EndUse is called by hand.
  void Release() { environment_ = nullptr; }

 private:
  LedgerEnvironment* environment_;
};

absl::StatusOr<std::shared_ptr<LedgerEnvironment>> LedgerEnvironment::Open(std::string id,
                                                                           std::unique_ptr<storage::Ledger> ledger,
                                                                           EnvironmentContext context) {
  std::shared_ptr<LedgerEnvironment> environment(new LedgerEnvironment(std::move(id), std::move(ledger), context));
  if (environment->ledger_->configuration().empty()) {
    if (absl::Status status = environment->InstallConfiguration(DefaultConfiguration(), 1); !status.ok()) return status;
  } else {
    absl::StatusOr<std::shared_ptr<const CompiledConfiguration>> compiled =
        CompileStoredConfiguration(environment->ledger_->configuration(), environment->ledger_->dictionary());
    if (!compiled.ok()) return compiled.status();
    MutexLock lock(&environment->mutex_);
    environment->compiled_ = *std::move(compiled);
  }
  if (absl::Status status = environment->OpenProducts(); !status.ok()) return status;
  // Last: jobs that were not finished begin at once.
  absl::StatusOr<std::unique_ptr<LedgerJobBook>> jobs =
      LedgerJobBook::Open(environment->ledger_->store(), environment.get(), context.job_runner);
  if (!jobs.ok()) return jobs.status();
  environment->jobs_ = *std::move(jobs);
  return environment;
}

absl::Status LedgerEnvironment::OpenProducts() {
  absl::StatusOr<std::unique_ptr<StoredCatalog>> catalog =
      StoredCatalog::Open(ledger_->store(), [this] { return configuration()->configuration.product_search_enabled; });
  if (!catalog.ok()) return catalog.status();
  products_ = std::make_unique<GuardedCatalog>(
      *std::move(catalog),
      GuardedCatalog::Guard{.begin = [this] { return BeginUse() ? absl::OkStatus() : ClosedError(id_); },
                            .end = [this] { EndUse(); }});
  return absl::OkStatus();
}

LedgerEnvironment::LedgerEnvironment(std::string id, std::unique_ptr<storage::Ledger> ledger,
                                     EnvironmentContext context)
    : id_(std::move(id)),
      context_(context),
      ledger_(std::move(ledger)),
      sums_(context.options->derived_sums_max),
      writer_(context.pool, context.options->pending_bytes_max,
              [this](absl::Span<WriteCall* const> calls) { ExecuteCalls(calls); }) {}

LedgerEnvironment::~LedgerEnvironment() { Close(); }

void LedgerEnvironment::Close() {
  {
    MutexLock lock(&mutex_);
    closed_ = true;
    while (uses_ > 0) unused_.Wait(&mutex_);
  }
  if (jobs_ != nullptr) jobs_->Close();
  writer_.WaitUntilIdle();
  ledger_.reset();
}

bool LedgerEnvironment::closed() const {
  MutexLock lock(&mutex_);
  return closed_;
}

bool LedgerEnvironment::BeginUse() {
  MutexLock lock(&mutex_);
  if (closed_) return false;
  ++uses_;
  return true;
}

void LedgerEnvironment::EndUse() {
  MutexLock lock(&mutex_);
  if (--uses_ == 0 && closed_) unused_.SignalAll();
}

std::shared_ptr<const CompiledConfiguration> LedgerEnvironment::compiled() const {
  MutexLock lock(&mutex_);
  return compiled_;
}

std::shared_ptr<const ConfigurationVersion> LedgerEnvironment::configuration() const { return compiled()->version(); }

bool LedgerEnvironment::Prepare(WriteCall* call) const {
  ValidateWriteCall(compiled(), ledger_->hash_seed(), call);
  // Which record of a cart refuses it is the writer's to find, also where none of them is valid.
  return call->results.answered() && (!call->valid.empty() || (call->options.atomic && call->event_count() > 0));
}

EventResults LedgerEnvironment::Apply(const EventBatch& batch, const CallOptions& options) {
  Use use(this);
  if (!use.ok()) return {ClosedError(id_), {}, {}};
  WriteCall call;
  call.batch = batch;
  call.options = options;
  if (Prepare(&call)) writer_.Run(&call);
  return std::move(call.results);
}

void LedgerEnvironment::Submit(const EventBatch& batch, const CallOptions& options, Completion done) {
  Use use(this);
  if (!use.ok()) {
    std::move(done)({ClosedError(id_), {}, {}});
    return;
  }
  auto call = std::make_unique<WriteCall>();
  call->batch = batch;
  call->options = options;
  if (!Prepare(call.get())) {
    std::move(done)(std::move(call->results));
    return;
  }
  use.Release();
  call->done = [this, done = std::move(done)](EventResults results) mutable {
    std::move(done)(std::move(results));
    EndUse();
  };
  writer_.Submit(std::move(call));
}

void LedgerEnvironment::NoteRefusal(const absl::Status& status) {
  if (storage::IsRefusal(status)) refuses_writes_.store(true, std::memory_order_relaxed);
}

absl::Status LedgerEnvironment::RunExclusive(absl::AnyInvocable<absl::Status()> work) {
  Use use(this);
  if (!use.ok()) return ClosedError(id_);
  WriteCall call;
  call.exclusive = std::move(work);
  writer_.Run(&call);
  return call.results.status;
}

void LedgerEnvironment::ExecuteCalls(absl::Span<WriteCall* const> calls) {
  if (calls.front()->exclusive != nullptr) {
    calls.front()->results.status = calls.front()->exclusive();
    NoteRefusal(calls.front()->results.status);
    return;
  }
  const GroupReport report = ExecuteGroup(compiled(), Now(), calls, writer_state());
  for (const WriteCall* call : calls) NoteRefusal(call->results.status);
  if (context_.options->observer == nullptr || report.events_applied == 0) return;
  context_.options->observer->OnCommit({.environment = id_,
                                        .calls = static_cast<int>(calls.size()),
                                        .events = report.events_applied,
                                        .commit_us = report.commit_us});
}

absl::Status LedgerEnvironment::InstallConfiguration(Configuration configuration, uint64_t number) {
  auto version = std::make_shared<const ConfigurationVersion>(ConfigurationVersion{number, std::move(configuration)});
  const std::string record = EncodeConfigurationRecord(*version);
  storage::CommitGroup group;
  group.record.sequence = ledger_->sequence() + 1;
  group.record.committed_at_us = Now();
  group.record.entries.push_back({.kind = storage::EntryKind::kConfiguration, .payload = record});
  group.configuration = record;
  group.new_measures = MissingMeasures(version->configuration, ledger_->dictionary());
  PassFailpoint("environment.configure.begin");
  if (absl::Status status = ledger_->Commit(std::move(group)); !status.ok()) return status;
  PassFailpoint("environment.configure.committed");
  auto compiled = std::make_shared<const CompiledConfiguration>(std::move(version), ledger_->dictionary());
  // The partition rule may be another one.
  sums_.Clear();
  MutexLock lock(&mutex_);
  compiled_ = std::move(compiled);
  return absl::OkStatus();
}

absl::Status LedgerEnvironment::ReplaceInWriter(Configuration configuration, ConfigurationResult* result) {
  const std::shared_ptr<const ConfigurationVersion> present = compiled()->version();
  const std::vector<std::string>& dictionary = ledger_->dictionary();
  const size_t measures = dictionary.size() + MissingMeasures(configuration, dictionary).size();
  if (measures > kMeasuresMax) {
    result->issues.push_back(
        {Reason::kInvalidConfiguration, "/inventorySystemConfigurations",
         absl::StrCat("this environment has had ", measures, " measures over time; the most is ", kMeasuresMax)});
    return absl::OkStatus();
  }
  if (NeedsStoredFacts(present->configuration, configuration, dictionary)) {
    absl::StatusOr<StoredFacts> facts =
        CollectStoredFacts(*ledger_->OpenView(), dictionary.size(), storage::DayOfMicros(Now()));
    if (!facts.ok()) return facts.status();
    result->issues = FindConflicts(present->configuration, configuration, dictionary, *facts);
    if (!result->issues.empty()) return absl::OkStatus();
  }
  result->version = present->number + 1;
  return InstallConfiguration(std::move(configuration), result->version);
}

absl::StatusOr<ConfigurationResult> LedgerEnvironment::ReplaceConfiguration(Configuration configuration) {
  ConfigurationResult result;
  result.issues = CheckConfiguration(configuration);
  if (!result.issues.empty()) return result;
  absl::Status status = RunExclusive([&] { return ReplaceInWriter(std::move(configuration), &result); });
  if (!status.ok()) return status;
  return result;
}

absl::StatusOr<std::vector<std::string>> LedgerEnvironment::ListPartitions() {
  Use use(this);
  if (!use.ok()) return ClosedError(id_);
  return ListPartitionIds(*ledger_->OpenView(), compiled()->by_location(), storage::DayOfMicros(Now()));
}

absl::Status LedgerEnvironment::CleanUpInWriter(const std::vector<std::string>& prefixes, bool by_place) {
  if (compiled()->by_location() != by_place) {
    return absl::AbortedError("the partition rule changed meanwhile; list the partitions again");
  }
  const storage::CleanUpPayload clean_up{.by_place = by_place, .prefixes = prefixes};
  const std::string payload = storage::EncodeCleanUp(clean_up);
  storage::CommitGroup group;
  group.record.sequence = ledger_->sequence() + 1;
  group.record.committed_at_us = Now();
  group.record.entries.push_back({.kind = storage::EntryKind::kCleanUp, .payload = payload});
  group.clean_up = clean_up;
  sums_.Clear();
  PassFailpoint("environment.clean_up.begin");
  return ledger_->Commit(std::move(group));
}

absl::Status LedgerEnvironment::CleanUpPartitions(absl::Span<const std::string> partition_ids) {
  const bool by_location = compiled()->by_location();
  std::vector<std::string> prefixes;
  for (const std::string& id : partition_ids) {
    const std::optional<std::vector<std::string>> parts = ParsePartitionId(by_location, id);
    if (!parts.has_value()) {
      return absl::InvalidArgumentError("'" + id + "' is not a partition id of this environment");
    }
    std::string prefix;
    for (const std::string& part : *parts) prefix += storage::KeyPrefix({part});
    prefixes.push_back(std::move(prefix));
  }
  std::sort(prefixes.begin(), prefixes.end());
  prefixes.erase(std::unique(prefixes.begin(), prefixes.end()), prefixes.end());
  if (prefixes.empty()) return absl::OkStatus();
  return RunExclusive([&] { return CleanUpInWriter(prefixes, by_location); });
}

template <typename Resolve, typename Question>
absl::StatusOr<QueryAnswer> LedgerEnvironment::Answer(Resolve resolve, const Question& query) {
  Use use(this);
  if (!use.ok()) return ClosedError(id_);
  const std::shared_ptr<const CompiledConfiguration> configuration = compiled();
  Resolution resolution = resolve(*configuration, query);
  FoundProducts found;  // the resolution's products are views of it
  if (query.product_search != nullptr) {
    absl::Status status =
        FindSearchedProducts(*configuration, *query.product_search, products_.get(), &found, &resolution);
    if (!status.ok()) return status;
  }
  if (!resolution.issues.empty()) {
    QueryAnswer answer;
    answer.issues = std::move(resolution.issues);
    answer.version = query.version;
    return answer;
  }
  absl::StatusOr<QueryMoment> moment = OpenMoment();
  if (!moment.ok()) return moment.status();
  return ExecuteQuery(*configuration, std::move(resolution.query), *moment);
}

absl::StatusOr<QueryMoment> LedgerEnvironment::OpenMoment() const { return QueryMoment::Open(*ledger_, Now()); }

absl::StatusOr<QueryAnswer> LedgerEnvironment::Query(const IndexQuery& query) {
  return Answer(ResolveIndexQuery, query);
}

absl::StatusOr<QueryAnswer> LedgerEnvironment::Query(const ExactQuery& query) {
  return Answer(ResolveExactQuery, query);
}

absl::StatusOr<AllocationAnswer> LedgerEnvironment::Query(const AllocationQuery& query) {
  Use use(this);
  if (!use.ok()) return ClosedError(id_);
  return AnswerAllocation(*compiled(), query, *ledger_->OpenView());
}

absl::StatusOr<Explanation> LedgerEnvironment::Explain(const ExplainQuery& query) {
  Use use(this);
  if (!use.ok()) return ClosedError(id_);
  absl::StatusOr<QueryMoment> moment = OpenMoment();
  if (!moment.ok()) return moment.status();
  return ExplainRows(*compiled(), query, *moment);
}

absl::Status LedgerEnvironment::RunMaintenance() {
  jobs_->ForgetOld();
  if (absl::Status status = Maintain().status(); !status.ok()) return status;
  if (absl::Status status = adjustments_.ForgetBefore(LogKeptFromUs()); !status.ok()) return status;
  return WriteBack();
}

absl::StatusOr<AuditReport> LedgerEnvironment::Audit(const AuditOptions& options) {
  Use use(this);
  if (!use.ok()) return ClosedError(id_);
  MutexLock lock(&audit_mutex_);
  // Whoever closes the environment does not wait for minutes.
  AuditOptions watched = options;
  watched.progress = [this, &options](const AuditProgress& progress) {
    return !closed() && (options.progress == nullptr || options.progress(progress));
  };
  absl::StatusOr<AuditReport> report = AuditEnvironment(
      {.ledger = ledger_.get(),
       .sums = &sums_,
       .in_writer = [this](absl::FunctionRef<absl::Status()> work) { return RunExclusive([work] { return work(); }); }},
      watched);
  if (!report.ok() && closed()) return ClosedError(id_);
  return report;
}

absl::Status LedgerEnvironment::WriteBack() {
  Use use(this);
  if (!use.ok()) return ClosedError(id_);
  const uint64_t through = ledger_->sequence();
  for (bool written = false; !written;) {
    absl::Status status = RunExclusive([&] {
      absl::StatusOr<bool> done = ledger_->AdvanceWriteBack(through);
      if (done.ok()) written = *done;
      return done.status();
    });
    if (!status.ok()) return status;
    // The writer goes on meanwhile.
    if (!written) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return absl::OkStatus();
}

int64_t LedgerEnvironment::LogKeptFromUs() const {
  const int retention_days = compiled()->version()->configuration.idempotency_retention_days;
  return std::max<int64_t>(Now() - std::max(context_.options->log_retention_days, retention_days) * kDayUs, 0);
}

absl::Status LedgerEnvironment::ReadLedger(const Read& read) {
  Use use(this);
  if (!use.ok()) return ClosedError(id_);
  // The view first: what the configuration names is then at least what the view holds.
  const std::unique_ptr<storage::LedgerView> view = ledger_->OpenView();
  return read(*compiled(), *view);
}

absl::Status LedgerEnvironment::WriteLedger(const Write& write) {
  return RunExclusive([&] { return write(*compiled(), Now(), writer_state()); });
}

absl::StatusOr<MaintenanceReport> LedgerEnvironment::Maintain() {
  MaintenanceReport report;
  absl::Status expired = RunExclusive([&] {
    const absl::StatusOr<size_t> count = ExpireHolds(*compiled(), Now(), writer_state());
    if (count.ok()) report.holds = *count;
    return count.status();
  });
  if (!expired.ok()) return expired;
  for (;;) {
    storage::PurgeStep step;
    absl::Status status = RunExclusive([&] {
      const int64_t now_us = Now();
      const int retention_days = compiled()->version()->configuration.idempotency_retention_days;
      storage::PurgeLimits limits;
      limits.receipts_before_us = retention_days == 0 ? 0 : std::max<int64_t>(now_us - retention_days * kDayUs, 0);
      limits.log_before_us = LogKeptFromUs();
      absl::StatusOr<storage::PurgeStep> done = ledger_->Purge(limits, now_us);
      if (done.ok()) step = *done;
      return done.status();
    });
    if (!status.ok()) return status;
    if (step.receipts_removed == 0 && step.records_removed == 0) return report;
    report.receipts += step.receipts_removed;
    report.log_records += step.records_removed;
    PassFailpoint("environment.maintain.purged");
  }
}

absl::Status LedgerEnvironment::ReadImage(const std::function<absl::Status(const storage::StoreImage& image)>& take) {
  Use use(this);
  if (!use.ok()) return ClosedError(id_);
  absl::StatusOr<std::shared_ptr<storage::StoreImage>> image = ledger_->store()->OpenImage();
  if (!image.ok()) return image.status();
  return take(**image);
}

bool LedgerEnvironment::closing() {
  MutexLock lock(&mutex_);
  return closed_;
}

EnvironmentStatistics LedgerEnvironment::Statistics() {
  EnvironmentStatistics statistics;
  Use use(this);
  if (!use.ok()) return statistics;
  const storage::StoreStatistics store = ledger_->Statistics();
  statistics.sequence = ledger_->sequence();
  statistics.rows = ledger_->row_count();
  statistics.disk_bytes = store.disk_bytes;
  statistics.memtable_bytes = store.memtable_bytes;
  statistics.pending_compaction_bytes = store.pending_compaction_bytes;
  statistics.running_compactions = store.running_compactions;
  statistics.check_rows_walked = sums_.rows_walked();
  statistics.receipt_reads = store.receipt_reads;
  statistics.receipt_reads_past_filter = store.receipt_reads_past_filter;
  statistics.write_stopped = store.write_stopped;
  return statistics;
}

}  // namespace onhand
