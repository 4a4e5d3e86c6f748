// Bytes on disk, see process_workloads.h.

#include <algorithm>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/benchmark/caller.h"
#include "tests/benchmark/page_cache.h"
#include "tests/benchmark/process_workloads.h"
#include "tests/benchmark/row_sequence.h"
#include "tests/benchmark/table_report.h"
#include "tests/benchmark/workload.h"

namespace onhand::benchmark {
namespace {

constexpr uint64_t kRows = 1'000'000;
constexpr uint64_t kEventsPerRow = 10;
constexpr size_t kDraws = 1 << 22;

// What a subject's folder takes after its rows are made, and after so many sales besides.
struct Footprint {
  double with_rows = 0;
  double with_sales = 0;
};

absl::StatusOr<Footprint> Weigh(const std::string& name, const std::string& dir, const Dataset& dataset, uint64_t sales,
                                const SubjectRegistry& registry, std::vector<std::string>* faults) {
  if (absl::Status status = MakeEmptyFolder(dir); !status.ok()) return status;
  absl::StatusOr<std::unique_ptr<Subject>> subject = registry.MakeSubject(name, {.dir = dir});
  if (!subject.ok()) return subject.status();
  absl::Status status = (*subject)->Prepare(dataset, 1);
  if (status.ok()) status = (*subject)->Drain();
  if (!status.ok()) return status;
  Footprint footprint;
  footprint.with_rows = static_cast<double>(FolderBytes(dir));
  const RowSequence rows(static_cast<uint32_t>(dataset.row_count()), Skew::kZipf, 1, kDraws);
  const CallerPlan plan{.load = {.operation = Operation::kApplyBatch}, .dataset = dataset, .rows = &rows};
  absl::StatusOr<std::unique_ptr<Session>> session = (*subject)->OpenSession();
  if (!session.ok()) return session.status();
  Caller caller(&plan, 0, *std::move(session));
  while (status.ok() && caller.counts().sold < sales) status = caller.Step();
  if (status.ok()) status = (*subject)->Drain();
  if (!status.ok()) return status;
  footprint.with_sales = static_cast<double>(FolderBytes(dir));
  const absl::StatusOr<Totals> totals = (*subject)->Audit();
  if (!totals.ok()) return totals.status();
  if (totals->sold_units != static_cast<int64_t>(caller.counts().sold)) {
    faults->push_back(absl::StrCat(name, ": ", caller.counts().sold, " sales were acknowledged, ", totals->sold_units,
                                   " are in the books"));
  }
  return footprint;
}

}  // namespace

absl::StatusOr<ProcessReport> RunDisk(const ProcessOptions& options, const SubjectRegistry& registry,
                                      Progress* progress) {
  Workload workload = *FindWorkload("apply-bulk");
  const Dataset dataset = Scale(workload, options.rows > 0 ? options.rows : kRows / (options.quick ? 10 : 1));
  const uint64_t rows = dataset.row_count();
  const uint64_t receipts = options.receipts > rows ? options.receipts : rows * (kEventsPerRow + 1);
  const uint64_t sales = receipts - rows;
  ProcessReport report{
      .workload = "disk",
      .help = "bytes on disk: a row came with one event; an event leaves a receipt and its log record"};
  progress->Step("disk: onhand");
  const std::string folder = options.dir + "/run";
  const absl::StatusOr<Footprint> ours = Weigh("onhand", folder + "/onhand", dataset, sales, registry, &report.faults);
  if (!ours.ok()) return ours.status();
  progress->Step("disk: rocksdb");
  const absl::StatusOr<Footprint> raw = Weigh("rocksdb", folder + "/rocksdb", dataset, sales, registry, &report.faults);
  if (!raw.ok()) return raw.status();
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);

  const auto row_count = static_cast<double>(rows);
  const double event_bytes = (ours->with_sales - ours->with_rows) / static_cast<double>(sales);
  report.setting = absl::StrCat(FormatFigure(row_count), " rows, then ", FormatFigure(static_cast<double>(sales)),
                                " sales, popular rows most; nothing purged; write-ahead logs included");
  const auto bytes = [](double value) { return SpreadOf({value}); };
  report.figures = {{"a row with its event", "bytes", bytes(ours->with_rows / row_count)},
                    {"a row alone", "bytes", bytes(std::max(0.0, ours->with_rows / row_count - event_bytes))},
                    {"an event", "bytes", bytes(event_bytes)},
                    {"raw RocksDB, a row", "bytes", bytes(raw->with_rows / row_count), true}};
  return report;
}

}  // namespace onhand::benchmark
