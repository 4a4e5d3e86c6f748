// How long the audit takes, see process_workloads.h.

#include <rocksdb/db.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "tests/benchmark/caller.h"
#include "tests/benchmark/page_cache.h"
#include "tests/benchmark/process_workloads.h"
#include "tests/benchmark/row_sequence.h"
#include "tests/benchmark/subjects/engine_subject.h"
#include "tests/benchmark/table_report.h"
#include "tests/benchmark/targets.h"
#include "tests/benchmark/workload.h"

namespace onhand::benchmark {
namespace {

constexpr uint64_t kRows = 1'000'000;
constexpr uint64_t kEventsPerRow = 1;  // besides the one that made it
constexpr size_t kDraws = 1 << 22;
// Of a million rows.
constexpr double kGateSeconds = 10;
constexpr double kStretchSeconds = 3;
constexpr double kMillion = 1e6;

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

// Makes the rows and posts the sales.
absl::Status Fill(const EngineOptions& engine, const Dataset& dataset, uint64_t sales) {
  const std::unique_ptr<Subject> subject =
      NewEngineSubject({.engine = engine, .configuration = BenchmarkConfiguration({})});
  absl::Status status = subject->Prepare(dataset, 1);
  if (!status.ok()) return status;
  const RowSequence rows(static_cast<uint32_t>(dataset.row_count()), Skew::kZipf, 1, kDraws);
  const CallerPlan plan{.load = {.operation = Operation::kApplyBatch}, .dataset = dataset, .rows = &rows};
  absl::StatusOr<std::unique_ptr<Session>> session = subject->OpenSession();
  if (!session.ok()) return session.status();
  Caller caller(&plan, 0, *std::move(session));
  while (status.ok() && caller.counts().sold < sales) status = caller.Step();
  return status.ok() ? subject->Drain() : status;
}

// Seconds of each round.
absl::StatusOr<std::vector<double>> AuditRounds(const EngineOptions& options, int rounds, uint64_t events,
                                                ProcessReport* report, Progress* progress) {
  absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(options);
  if (!engine.ok()) return engine.status();
  const absl::StatusOr<std::shared_ptr<Environment>> environment = (*engine)->Find(kBenchmarkEnvironment);
  if (!environment.ok()) return environment.status();
  std::vector<double> seconds;
  for (int round = 1; round <= rounds; ++round) {
    progress->Step(absl::StrCat("audit: round ", round, " of ", rounds));
    const Clock::time_point begin = Clock::now();
    const absl::StatusOr<AuditReport> audit = (*environment)->Audit({});
    seconds.push_back(SecondsSince(begin));
    if (!audit.ok()) return audit.status();
    for (const AuditFinding& finding : audit->findings) {
      report->faults.push_back(absl::StrCat(finding.check, ", ", finding.place, ": ", finding.what));
    }
    const auto receipts = std::find_if(audit->checks.begin(), audit->checks.end(),
                                       [](const AuditCheck& check) { return check.name == "receipts"; });
    if (receipts == audit->checks.end() || receipts->compared < events) {
      report->faults.push_back(absl::StrCat("the audit looked at fewer than ", events, " receipts"));
    }
  }
  return seconds;
}

// Reading every key and value of the same database once, as a program without any idea of them would.
absl::StatusOr<double> ReadOnce(const std::string& path) {
  const auto failed = [&path](const rocksdb::Status& status) {
    return absl::UnavailableError(absl::StrCat("cannot read ", path, ": ", status.ToString()));
  };
  const rocksdb::Options options;
  std::vector<std::string> names;
  rocksdb::Status status = rocksdb::DB::ListColumnFamilies(options, path, &names);
  if (!status.ok()) return failed(status);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : names) families.emplace_back(name, options);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  status = rocksdb::DB::OpenForReadOnly(options, path, families, &handles, &opened);
  if (!status.ok()) return failed(status);
  const std::unique_ptr<rocksdb::DB> db(opened);
  const Clock::time_point begin = Clock::now();
  uint64_t bytes = 0;
  for (rocksdb::ColumnFamilyHandle* const handle : handles) {
    const std::unique_ptr<rocksdb::Iterator> cursor(db->NewIterator(rocksdb::ReadOptions(), handle));
    for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) bytes += cursor->key().size() + cursor->value().size();
    if (status.ok()) status = cursor->status();
  }
  const double seconds = SecondsSince(begin);
  for (rocksdb::ColumnFamilyHandle* const handle : handles) db->DestroyColumnFamilyHandle(handle);
  if (!status.ok()) return failed(status);
  return bytes > 0 ? absl::StatusOr<double>(seconds) : absl::DataLossError(absl::StrCat(path, " is empty"));
}

}  // namespace

absl::StatusOr<ProcessReport> RunAudit(const ProcessOptions& options, const SubjectRegistry&, Progress* progress) {
  Workload workload = *FindWorkload("apply-bulk");
  const Dataset dataset = Scale(workload, options.rows > 0 ? options.rows : kRows / (options.quick ? 100 : 1));
  const uint64_t rows = dataset.row_count();
  const uint64_t sales = options.receipts > rows ? options.receipts - rows : rows * kEventsPerRow;
  const std::string folder = options.dir + "/run";
  const std::string data_dir = folder + "/onhand";
  if (absl::Status status = MakeEmptyFolder(folder); !status.ok()) return status;

  ProcessReport report{.workload = "audit", .help = "all books held against each other"};
  progress->Step("audit: making rows and receipts");
  const EngineOptions engine = BenchmarkEngineOptions({.dir = data_dir});
  absl::Status filled = Fill(engine, dataset, sales);
  if (!filled.ok()) return filled;
  const absl::StatusOr<std::vector<double>> seconds =
      AuditRounds(engine, options.rounds, rows + sales, &report, progress);
  if (!seconds.ok()) return seconds.status();
  progress->Step("audit: reading it with RocksDB alone");
  std::vector<double> raw;
  for (int round = 0; round < options.rounds; ++round) {
    const absl::StatusOr<double> read =
        ReadOnce(absl::StrCat(data_dir, "/environments/", kBenchmarkEnvironment, "/db"));
    if (!read.ok()) return read.status();
    raw.push_back(*read);
  }

  const Spread taken = SpreadOf(*seconds);
  const double per_million = taken.median * kMillion / static_cast<double>(rows);
  report.setting =
      absl::StrCat(FormatFigure(static_cast<double>(rows)), " rows, ", FormatFigure(static_cast<double>(rows + sales)),
                   " log entries and receipts, nothing purged; nobody else calls; ", options.rounds, " rounds");
  report.figures = {{"the audit", "s", taken},
                    {"a million rows", "s", SpreadOf({per_million})},
                    {"reading all once with RocksDB", "s", SpreadOf(raw), true}};
  report.verdicts = {MakeVerdict("seconds for a million rows", per_million, kGateSeconds, kStretchSeconds, true)};
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return report;
}

}  // namespace onhand::benchmark
