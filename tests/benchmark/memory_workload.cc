// The memory budget, see process_workloads.h.

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/benchmark/entrant.h"
#include "tests/benchmark/page_cache.h"
#include "tests/benchmark/process_workloads.h"
#include "tests/benchmark/row_sequence.h"
#include "tests/benchmark/table_report.h"
#include "tests/benchmark/targets.h"
#include "tests/benchmark/workload.h"

namespace onhand::benchmark {
namespace {

constexpr uint64_t kBudgetBytes = 512ull << 20;
constexpr uint64_t kTimes = 10;  // as much on disk as the budget
constexpr uint64_t kReferenceRows = 1'000'000;
constexpr uint64_t kRows = 10'000'000;
constexpr size_t kDraws = 1 << 22;
constexpr double kMiB = 1 << 20;

// The highest resident set while it lives.
class ResidentPeak {
 public:
  ResidentPeak() : thread_([this] { Watch(); }) {}
  ~ResidentPeak() {
    if (thread_.joinable()) Stop();
  }
  uint64_t Stop() {
    stop_ = true;
    thread_.join();
    return peak_;
  }

 private:
  void Watch() {
    while (!stop_) {
      peak_ = std::max<uint64_t>(peak_, ResidentBytes());
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
  std::atomic<bool> stop_ = false;
  std::atomic<uint64_t> peak_ = 0;
  std::thread thread_;
};

Workload Fill(uint64_t rows) {
  Workload workload = *FindWorkload("apply-bulk");
  workload.dataset = Scale(workload, rows);
  return workload;
}

absl::StatusOr<std::unique_ptr<Entrant>> Enter(const Workload& workload, const std::string& dir, uint64_t memory_bytes,
                                               const SubjectRegistry& registry) {
  if (absl::Status status = MakeEmptyFolder(dir); !status.ok()) return status;
  absl::StatusOr<std::unique_ptr<Subject>> subject =
      registry.MakeSubject("onhand", {.dir = dir, .memory_bytes = memory_bytes});
  if (!subject.ok()) return subject.status();
  auto entrant = std::make_unique<Entrant>("onhand", Role::kOurs, workload, dir, *std::move(subject));
  const absl::Status prepared = entrant->Prepare();
  if (!prepared.ok()) return prepared;
  return entrant;
}

// Warm-up, then rounds over the same draws, then the audit.
absl::StatusOr<EntrantResult> Measure(std::unique_ptr<Entrant> entrant, const ProcessOptions& options,
                                      const RowSequence& rows, std::vector<std::string>* faults) {
  absl::Status status = entrant->WarmUp(std::min(options.seconds, 2.0), rows);
  for (int round = 0; status.ok() && round < options.rounds; ++round) status = entrant->Round(options.seconds, 0, rows);
  if (status.ok()) status = entrant->Audit();
  if (!status.ok()) return status;
  EntrantResult result = entrant->Finish();
  if (!result.sound) faults->push_back(result.audit);
  return result;
}

}  // namespace

absl::StatusOr<ProcessReport> RunMemory(const ProcessOptions& options, const SubjectRegistry& registry,
                                        Progress* progress) {
  const uint64_t budget = options.memory_bytes > 0 ? options.memory_bytes : kBudgetBytes / (options.quick ? 10 : 1);
  const Workload large = Fill(options.rows > 0 ? options.rows : kRows / (options.quick ? 100 : 1));
  const Workload small = Fill(std::min(kReferenceRows / (options.quick ? 10 : 1), large.dataset.row_count()));
  const std::string folder = options.dir + "/run";
  ProcessReport report{.workload = "memory", .help = "the resident set at a budget, with ten times that on disk"};

  progress->Step("memory: the rate where all is in memory");
  absl::StatusOr<EntrantResult> reference = [&]() -> absl::StatusOr<EntrantResult> {
    const RowSequence rows(static_cast<uint32_t>(small.dataset.row_count()), Skew::kZipf, 1, kDraws);
    absl::StatusOr<std::unique_ptr<Entrant>> entrant = Enter(small, folder + "/reference", 0, registry);
    if (!entrant.ok()) return entrant.status();
    return Measure(*std::move(entrant), options, rows, &report.faults);
  }();
  if (!reference.ok()) return reference.status();
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);

  const RowSequence rows(static_cast<uint32_t>(large.dataset.row_count()), Skew::kZipf, 1, kDraws);
  malloc_trim(0);
  const uint64_t before = ResidentBytes();  // of the benchmark itself
  ResidentPeak peak;
  const std::string data_dir = folder + "/onhand";
  progress->Step(absl::StrCat("memory: making ", large.dataset.row_count(), " rows"));
  absl::StatusOr<std::unique_ptr<Entrant>> entrant = Enter(large, data_dir, budget, registry);
  if (!entrant.ok()) return entrant.status();
  while (FolderBytes(data_dir) < kTimes * budget) {
    progress->Step(absl::StrCat("memory: ", FolderBytes(data_dir) >> 20, " of ", (kTimes * budget) >> 20, " MiB"));
    const absl::Status filled = (*entrant)->WarmUp(options.seconds, rows);
    if (!filled.ok()) return filled;
  }
  const uint64_t disk = FolderBytes(data_dir);
  progress->Step("memory: measuring");
  const absl::StatusOr<EntrantResult> result = Measure(*std::move(entrant), options, rows, &report.faults);
  if (!result.ok()) return result.status();
  const double resident = static_cast<double>(peak.Stop() - before);
  std::filesystem::remove_all(folder, ignored);

  const double share = resident / static_cast<double>(budget);
  report.setting = absl::StrCat(FormatFigure(static_cast<double>(large.dataset.row_count())), " rows, ",
                                FormatFigure(static_cast<double>(disk >> 20)), " MiB on disk, budget ",
                                FormatFigure(static_cast<double>(budget >> 20)), " MiB; popular rows sell most; ",
                                options.rounds, " rounds of ", FormatFigure(options.seconds), " s");
  report.figures = {{"resident set, highest", "MiB", SpreadOf({resident / kMiB})},
                    {"budget", "MiB", SpreadOf({static_cast<double>(budget) / kMiB}), true},
                    {"rate", "events/s", result->throughput},
                    {"rate, all in memory", "events/s", reference->throughput, true}};
  report.verdicts = {MakeVerdict("resident set against budget", share, 1.25, 1.10, true),
                     MakeVerdict("rate against all in memory",
                                 Ratio(result->throughput.median, reference->throughput.median), 0.3, 0.6, false)};
  return report;
}

}  // namespace onhand::benchmark
