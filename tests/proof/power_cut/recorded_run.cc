#include "tests/proof/power_cut/recorded_run.h"

#include <algorithm>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "storage/base/mutex.h"
#include "tests/proof/workload/step_maker.h"

namespace onhand::proof {
namespace {

// Takes the images.
class Recorder {
 public:
  Recorder(const SimulatedDisk* disk, uint64_t seed) : disk_(*disk), seed_(seed) {}

  void Take(const SyncPoint& point) {
    // Until the images are taken nothing is answered, and so no second step begun.
    MutexLock lock(&mutex_);
    const uint64_t seed = seed_ * 1'000'003 + static_cast<uint64_t>(point.number);
    const PowerCut cuts[] = {
        {.bytes = PowerCut::Bytes::kDropped, .some_entries = false, .seed = seed},
        {.bytes = point.number % 2 == 0 ? PowerCut::Bytes::kTorn : PowerCut::Bytes::kGarbage,
         .some_entries = true,
         .seed = seed},
    };
    for (const PowerCut& cut : cuts) {
      Cut taken{.answered = answered_, .image = disk_.Survivors(cut)};
      taken.what = absl::StrCat(std::string(NameOf(point.operation)), " ", point.number, " of ",
                                std::string(point.path), ", unsynced bytes ",
                                cut.bytes == PowerCut::Bytes::kDropped ? "dropped"
                                : cut.bytes == PowerCut::Bytes::kTorn  ? "torn"
                                                                       : "garbage");
      cuts_.push_back(std::move(taken));
    }
  }

  void Answer() {
    MutexLock lock(&mutex_);
    ++answered_;
  }

  std::vector<Cut> Cuts() {
    MutexLock lock(&mutex_);
    std::stable_sort(cuts_.begin(), cuts_.end(),
                     [](const Cut& one, const Cut& other) { return one.answered < other.answered; });
    for (size_t i = 0; i < cuts_.size(); ++i) cuts_[i].number = static_cast<int64_t>(i);
    return std::move(cuts_);
  }

 private:
  const SimulatedDisk& disk_;
  const uint64_t seed_;
  Mutex mutex_;
  int64_t answered_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<Cut> cuts_ ABSL_GUARDED_BY(mutex_);
};

// The engine under the load.
struct Machine {
  SimulatedDisk disk;
  FixedClock clock{kLoadStartUs};
  std::unique_ptr<Engine> engine;
  std::shared_ptr<Environment> environment;

  absl::Status Open(bool create) {
    environment.reset();
    engine.reset();
    absl::StatusOr<std::unique_ptr<Engine>> opened = Engine::Open(CutEngineOptions(disk, &clock));
    if (!opened.ok()) return opened.status();
    engine = *std::move(opened);
    if (create) {
      if (absl::Status status = engine->CreateEnvironment(kCutEnvironment); !status.ok()) return status;
    }
    absl::StatusOr<std::shared_ptr<Environment>> found = engine->Find(kCutEnvironment);
    if (!found.ok()) return found.status();
    environment = *std::move(found);
    return absl::OkStatus();
  }
};

std::string Failed(const std::string& what, const absl::Status& status) {
  return absl::StrCat(what, ": ", status.ToString());
}

}  // namespace

EngineOptions CutEngineOptions(const SimulatedDisk& disk, const Clock* clock) {
  EngineOptions options;
  options.data_dir = "/data";
  options.disk = disk.disk();
  options.clock = clock;
  options.block_cache_bytes = 4 << 20;
  options.write_buffer_bytes = 2 << 20;
  options.row_cache_bytes = 8 << 20;
  options.write_back_bytes = 24 << 10;
  options.file_bulk_bytes = 12 << 10;
  options.log_retention_days = 3;
  options.maintenance_interval_ms = 0;
  options.adjustment_push_minutes = 0;
  options.submit_threads = 1;
  return options;
}

RecordedRun Record(const RunOptions& options) {
  RecordedRun run;
  StepMaker maker({.seed = options.seed});
  run.runner = StepRunner(maker.retention_days());
  Machine machine;
  Recorder recorder(&machine.disk, options.seed);
  if (options.mutant) {
    machine.disk.AddFault({.fault = DiskFault::kLie,
                           .operation = DiskOperation::kSync,
                           .kind = FileKind::kWal,
                           .first = 60,
                           .times = -1});
  }
  machine.disk.OnSync([&recorder](const SyncPoint& point) { recorder.Take(point); });
  const auto fail = [&](const std::string& what) {
    run.failure = what;
    return std::move(run);
  };
  if (absl::Status status = machine.Open(/*create=*/true); !status.ok()) return fail(Failed("creating", status));
  recorder.Answer();
  run.first_sequence = machine.environment->Statistics().sequence;

  while (run.operations < options.operations) {
    Step step = maker.Next();
    std::string difference;
    absl::Status status;
    machine.clock.Set(step.now_us);
    Step sent = run.runner.AsSent(step);
    if (step.kind == StepKind::kReopen) {
      status = machine.Open(/*create=*/false);
    } else {
      status = run.runner.Do(step, machine.environment.get(), &difference);
    }
    const std::string text = absl::StrCat("step ", run.steps.size(), ", ", ToText(step));
    if (!status.ok()) return fail(Failed(text, status));
    if (!difference.empty()) return fail(absl::StrCat(text, ": ", difference));
    recorder.Answer();
    run.operations += step.kind == StepKind::kCall ? static_cast<int64_t>(step.events.size()) : 1;
    for (const reference::Verdict& verdict : step.verdicts) run.acknowledged += verdict.reasons.empty() ? 1 : 0;
    run.steps.push_back({std::move(step), std::move(sent), machine.environment->Statistics().sequence});
  }
  machine.environment.reset();
  machine.engine.reset();
  run.cuts = recorder.Cuts();
  return run;
}

}  // namespace onhand::proof
