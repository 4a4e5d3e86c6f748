#include "tests/proof/disk_faults/fault_case.h"

#include <chrono>
#include <memory>
#include <sstream>
#include <thread>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "engine/model/clock.h"
#include "tests/engine/random/dice.h"
#include "tests/proof/file_system/simulated_disk.h"
#include "tests/proof/workload/step_maker.h"
#include "tests/proof/workload/step_runner.h"
#include "tests/support/audit_problem.h"

namespace onhand::proof {
namespace {

constexpr char kEnvironment[] = "faulty";
// How long an environment may take to be well again on a disk that is.
constexpr std::chrono::seconds kRecoveryMax{20};
constexpr std::chrono::milliseconds kBetweenAttempts{5};

bool Writes(DiskOperation operation) {
  switch (operation) {
    case DiskOperation::kCreate:
    case DiskOperation::kAppend:
    case DiskOperation::kPutZeros:
    case DiskOperation::kSync:
    case DiskOperation::kRename:
    case DiskOperation::kLink:
    case DiskOperation::kDelete:
    case DiskOperation::kMakeFolder:
    case DiskOperation::kDeleteFolder:
    case DiskOperation::kSyncFolder:
      return true;
    case DiskOperation::kOpen:
    case DiskOperation::kRead:
    case DiskOperation::kSize:
    case DiskOperation::kList:
    case DiskOperation::kLock:
      return false;
  }
  return false;
}

EngineOptions Options(const SimulatedDisk& disk, const Clock* clock) {
  EngineOptions options;
  options.data_dir = "/data";
  options.disk = disk.disk();
  options.clock = clock;
  options.block_cache_bytes = 64 << 10;
  options.write_buffer_bytes = 256 << 10;
  options.row_cache_bytes = 256 << 10;
  options.write_back_bytes = 6 << 10;
  options.file_bulk_bytes = 3 << 10;
  options.log_retention_days = 3;
  options.maintenance_interval_ms = 0;
  options.adjustment_push_minutes = 0;
  options.submit_threads = 1;
  return options;
}

class Run {
 public:
  explicit Run(const FaultCase& fault_case)
      : case_(fault_case),
        dice_(fault_case.seed * 7919 + 17),
        maker_({.seed = fault_case.seed}),
        runner_(maker_.retention_days()),
        model_(EmptyModel()) {}

  FaultResult Do() {
    if (case_.rule.has_value()) rule_ = disk_.AddFault(*case_.rule);
    const int64_t full_at = case_.full_disk ? dice_.Below(case_.steps) : -1;
    if (!Try([this] { return Create(); })) return Finish();
    for (int64_t i = 0; i < case_.steps && ok(); ++i) {
      if (i == full_at) disk_.SetRoom(dice_.Below(20'000));
      DoStep(maker_.Next());
    }
    Heal();
    if (ok()) Compare("at the end", environment_.get());
    if (ok()) Audit(environment_.get());
    if (ok()) CutAndCompare();
    return Finish();
  }

 private:
  bool ok() const { return result_.failure.empty(); }
  bool Fail(const std::string& what) {
    if (ok()) result_.failure = what;
    return false;
  }

  FaultResult Finish() {
    NoteHits();
    for (int operation = 0; operation < kDiskOperations; ++operation) {
      for (int kind = 0; kind < kFileKinds; ++kind) {
        result_.counts[operation][kind] =
            disk_.count(static_cast<DiskOperation>(operation), static_cast<FileKind>(kind)).operations;
      }
    }
    environment_.reset();
    engine_.reset();
    return std::move(result_);
  }

  // `failed`: something did. On a full disk nothing tells otherwise.
  void NoteHits(bool failed = false) {
    if (failed && disk_.room().has_value()) ++result_.hits;
    if (rule_.has_value()) result_.hits = std::max(result_.hits, disk_.hits(*rule_));
  }

  absl::Status Open() {
    environment_.reset();
    engine_.reset();
    absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(Options(disk_, &clock_));
    if (!engine.ok()) return engine.status();
    engine_ = *std::move(engine);
    return absl::OkStatus();
  }

  absl::Status Find() {
    absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(kEnvironment);
    if (!found.ok()) return found.status();
    environment_ = *std::move(found);
    return absl::OkStatus();
  }

  absl::Status Create() {
    if (engine_ == nullptr) {
      if (absl::Status status = Open(); !status.ok()) return status;
    }
    const absl::Status created = engine_->CreateEnvironment(kEnvironment);
    // One that failed may have been made all the same.
    if (!created.ok() && !(absl::IsAlreadyExists(created) && result_.refused > 0)) return created;
    return Find();
  }

  absl::Status Reopen() {
    if (absl::Status status = Open(); !status.ok()) return status;
    return Find();
  }

  // What an operator reads: what could not be done, to which file, and in the system's words why.
  bool CheckText(const absl::Status& status) {
    const std::string text = status.ToString();
    if (!absl::IsUnavailable(status) && !absl::IsDataLoss(status)) {
      return Fail(absl::StrCat("a fault of the disk is answered with ", text));
    }
    // In its folder, or the one that it is in.
    if (!absl::StrContains(text, "/data") && !absl::StrContains(text, " /: ")) {
      return Fail(absl::StrCat("it does not say where: ", text));
    }
    if (!absl::StrContains(text, "Input/output error") && !absl::StrContains(text, "No space left on device")) {
      return Fail(absl::StrCat("it does not say why: ", text));
    }
    return true;
  }

  void Heal() {
    NoteHits();
    disk_.ClearFaults();
    disk_.SetRoom(std::nullopt);
    rule_.reset();
  }

  // Does something that may fail for the fault; then the disk is well again, and it must succeed.
  template <typename Attempt>
  bool Try(Attempt attempt) {
    absl::Status status = attempt();
    if (status.ok()) return true;
    ++result_.refused;
    NoteHits(/*failed=*/true);
    if (result_.hits == 0) return Fail(absl::StrCat("fails on a disk that is well: ", status.ToString()));
    if (!CheckText(status)) return false;
    Heal();
    status = attempt();
    if (status.ok()) return true;
    return Fail(absl::StrCat("still fails when the disk is well again: ", status.ToString()));
  }

  void DoStep(const Step& step) {
    clock_.Set(step.now_us);
    result_.operations += step.kind == StepKind::kCall ? static_cast<int64_t>(step.events.size()) : 1;
    if (step.kind == StepKind::kReopen) {
      Try([this] { return Reopen(); });
      return;
    }
    if (step.kind == StepKind::kClock) {
      Advance(step, &model_);
      return;
    }
    std::string difference;
    const Step sent = runner_.AsSent(step);
    const uint64_t before = environment_->Statistics().sequence;
    absl::Status status = runner_.Do(sent, environment_.get(), &difference);
    if (status.ok()) {
      Done(step, difference);
      return;
    }
    ++result_.refused;
    NoteHits(/*failed=*/true);
    if (result_.hits == 0) {
      Fail(absl::StrCat("fails on a disk that is well: ", status.ToString()));
      return;
    }
    if (!CheckText(status)) return;
    Recover(step, sent, before, status);
  }

  void Done(const Step& step, const std::string& difference) {
    if (!difference.empty()) {
      Fail(absl::StrCat(ToText(step), ": ", difference));
      return;
    }
    Advance(step, &model_);
    configured_ = configured_ || step.kind == StepKind::kConfigure;
    for (const reference::Verdict& verdict : step.verdicts) result_.acknowledged += verdict.reasons.empty() ? 1 : 0;
  }

  void Recover(const Step& step, const Step& sent, uint64_t before, const absl::Status& failed) {
    // What was answered can be read on, and only that; unless reading is what fails.
    const bool reads_fail = case_.rule.has_value() && !Writes(*case_.rule->operation);
    if (!reads_fail && !Compare("while the disk refuses", environment_.get())) return;
    const bool refuses = absl::StrContains(failed.message(), "refuses writes");
    if (refuses && !CheckNothingIsAcknowledged("while the disk refuses")) return;
    Heal();
    if (refuses && !CheckNothingIsAcknowledged("on a handle whose write failed")) return;

    const auto begin = std::chrono::steady_clock::now();
    const Environment* const handle = environment_.get();
    absl::Status status;
    std::string difference;
    for (;;) {
      status = Find();
      if (status.ok() && environment_.get() != handle) {
        ++result_.reopened;
        const bool is_there = environment_->Statistics().sequence > before;
        if (is_there && !step.all_applied()) {
          // It was done; what was refused in it could be judged otherwise a second time.
          status = LearnAnswers(step, sent, &difference);
          if (!status.ok()) break;
          Done(step, difference);
          if (ok()) Compare("opened again, with what was in doubt", environment_.get());
          return;
        }
      }
      if (status.ok()) status = runner_.Do(sent, environment_.get(), &difference);
      if (status.ok() || std::chrono::steady_clock::now() - begin > kRecoveryMax) break;
      std::this_thread::sleep_for(kBetweenAttempts);
    }
    if (!status.ok()) {
      Fail(absl::StrCat("does not recover when the disk is well again: ", status.ToString(),
                        "\n  first it was: ", failed.ToString()));
      return;
    }
    Done(step, difference);
    if (ok()) Compare("after the recovery", environment_.get());
  }

  // Sends again what of a call was applied, for its answers.
  absl::Status LearnAnswers(const Step& step, const Step& sent, std::string* difference) {
    Step applied = sent;
    applied.events.clear();
    applied.verdicts.clear();
    for (size_t i = 0; i < step.verdicts.size(); ++i) {
      if (!step.verdicts[i].reasons.empty()) continue;
      applied.events.push_back(sent.events[i]);
      applied.verdicts.push_back(sent.verdicts[i]);
    }
    return applied.events.empty() ? absl::OkStatus() : runner_.Do(applied, environment_.get(), difference);
  }

  bool CheckNothingIsAcknowledged(const std::string& when) {
    ChangeEvent event;
    event.id = "must not be acknowledged";
    event.organization_id = "nobody";
    event.product_id = "nothing";
    event.dimensions = {{"siteId", "1"}, {"locationId", "1"}};
    const Configuration& configuration = environment_->configuration()->configuration;
    if (configuration.data_sources.empty() || configuration.data_sources[0].physical_measures.empty()) return true;
    event.quantities = {
        {configuration.data_sources[0].name, configuration.data_sources[0].physical_measures[0], {kMicrosPerUnit}}};
    const EventResults results = environment_->PostChanges({&event, 1}, {.system_role = true});
    ++result_.verified;
    if (!results.status.ok()) return true;
    if (!results.issues.empty() || results.outcomes[0].refused()) return true;
    return Fail(absl::StrCat("an event is acknowledged ", when));
  }

  bool Compare(const std::string& when, Environment* environment) {
    if (!configured_) return true;  // the model knows no configuration but those of the load
    const std::string wrong = runner_.CompareAll(model_, environment, &result_.verified);
    return wrong.empty() || Fail(absl::StrCat(when, ": ", wrong));
  }

  bool Audit(Environment* environment) {
    const std::string problem = AuditProblem(environment);
    return problem.empty() || Fail(problem);
  }

  // Nothing that was acknowledged depends on what was never synced.
  void CutAndCompare() {
    NoteHits();
    SimulatedDisk after(disk_.Survivors({}));
    absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(Options(after, &clock_));
    if (!engine.ok()) {
      Fail(absl::StrCat("after a power cut: ", engine.status().ToString()));
      return;
    }
    const absl::StatusOr<std::shared_ptr<Environment>> found = (*engine)->Find(kEnvironment);
    if (!found.ok()) {
      Fail(absl::StrCat("after a power cut: ", found.status().ToString()));
      return;
    }
    if (Compare("after a power cut", found->get())) Audit(found->get());
  }

  const FaultCase case_;
  Dice dice_;
  StepMaker maker_;
  StepRunner runner_;
  reference::Model model_;  // of what was answered
  FaultResult result_;
  SimulatedDisk disk_;
  std::optional<int> rule_;
  bool configured_ = false;
  FixedClock clock_{kLoadStartUs};
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Environment> environment_;
};

}  // namespace

FaultResult RunFaultCase(const FaultCase& fault_case) { return Run(fault_case).Do(); }

std::string Encode(const FaultResult& result) {
  std::string text = absl::StrCat(result.hits, " ", result.refused, " ", result.reopened, " ", result.operations, " ",
                                  result.acknowledged, " ", result.verified);
  for (const auto& row : result.counts) {
    for (const int64_t count : row) absl::StrAppend(&text, " ", count);
  }
  return absl::StrCat(text, "\n", result.failure);
}

std::optional<FaultResult> Decode(std::string_view text) {
  const size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  FaultResult result;
  std::istringstream numbers{std::string(text.substr(0, end))};
  numbers >> result.hits >> result.refused >> result.reopened >> result.operations >> result.acknowledged >>
      result.verified;
  for (auto& row : result.counts) {
    for (int64_t& count : row) numbers >> count;
  }
  if (!numbers) return std::nullopt;
  result.failure = std::string(text.substr(end + 1));
  return result;
}

}  // namespace onhand::proof
