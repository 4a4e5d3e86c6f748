// Killing and coming back, see process_workloads.h.

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "tests/benchmark/crash_child.h"
#include "tests/benchmark/page_cache.h"
#include "tests/benchmark/process_workloads.h"
#include "tests/benchmark/subjects/engine_subject.h"
#include "tests/benchmark/table_report.h"
#include "tests/benchmark/targets.h"

namespace onhand::benchmark {
namespace {

constexpr uint64_t kRows = 10'000'000;
constexpr uint64_t kReceipts = 100'000'000;
constexpr uint64_t kQuickDivisor = 100;
constexpr uint64_t kNumbersPerRound = 10'000'000'000;
constexpr double kGateSeconds = 2;
constexpr double kStretchSeconds = 0.5;
constexpr char kProduct[] = "product-0000000";
constexpr char kLocation[] = "store-0000";

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

// Of one round.
struct Comeback {
  double open_s = 0;  // all from the same start
  double post_s = 0;
  double question_s = 0;
};

// One sale of one unit.
absl::Status Post(Environment* environment, const std::string& id) {
  ChangeEvent sale{{.id = id, .organization_id = kOrganization, .product_id = kProduct},
                   {{"pos", "outbound", {kMicrosPerUnit}}}};
  sale.dimensions = {{"siteId", kSite}, {"locationId", kLocation}};
  const EventResults results = environment->PostChanges({&sale, 1});
  if (!results.status.ok()) return results.status;
  if (!results.answered() || results.outcomes[0].refused()) return absl::InternalError("the first post was refused");
  return absl::OkStatus();
}

absl::Status Ask(Environment* environment) {
  IndexQuery query;
  query.organization_ids = {kOrganization};
  query.product_ids = {kProduct};
  query.filters = {{"siteId", {kSite}}, {"locationId", {kLocation}}};
  query.return_negative = true;
  const absl::StatusOr<QueryAnswer> answer = environment->Query(query);
  if (!answer.ok()) return answer.status();
  return answer->rows.size() == 1 ? absl::OkStatus() : absl::DataLossError("the first question found no row");
}

absl::StatusOr<Comeback> ComeBack(const std::string& data_dir, int round) {
  Comeback comeback;
  const Clock::time_point begin = Clock::now();
  absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(BenchmarkEngineOptions({.dir = data_dir}));
  if (!engine.ok()) return engine.status();
  absl::StatusOr<std::shared_ptr<Environment>> environment = (*engine)->Find(kBenchmarkEnvironment);
  if (!environment.ok()) return environment.status();
  comeback.open_s = SecondsSince(begin);
  absl::Status status = Post(environment->get(), absl::StrCat("first-", round));
  comeback.post_s = SecondsSince(begin);
  if (status.ok()) status = Ask(environment->get());
  comeback.question_s = SecondsSince(begin);
  environment->reset();
  if (!status.ok()) return status;
  return comeback;
}

// What is in the books after `rounds` kills, of which each may have left what was under way, and as many first posts.
absl::Status Audit(const std::string& data_dir, uint64_t rows, uint64_t acknowledged, int rounds,
                   std::vector<std::string>* faults) {
  const std::unique_ptr<Subject> subject = NewEngineSubject(
      {.engine = BenchmarkEngineOptions({.dir = data_dir}), .configuration = BenchmarkConfiguration({})});
  const Dataset dataset{
      .products = static_cast<uint32_t>(rows / kCrashLocations), .locations = kCrashLocations, .stock_units = 1000};
  const absl::Status opened = subject->Prepare(dataset, 1);
  if (!opened.ok()) return opened;
  const absl::StatusOr<Totals> totals = subject->Audit();
  if (!totals.ok()) return totals.status();
  const auto sold = static_cast<uint64_t>(totals->sold_units);
  const uint64_t least = acknowledged + static_cast<uint64_t>(rounds);
  const uint64_t most = least + static_cast<uint64_t>(rounds) * kCrashUnderWay;
  if (sold < least || sold > most) {
    faults->push_back(absl::StrCat(sold, " units are in the books, not between ", least, " and ", most));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ProcessReport> RunRecovery(const ProcessOptions& options, const SubjectRegistry&, Progress* progress) {
  const uint64_t divisor = options.quick ? kQuickDivisor : 1;
  const uint64_t rows = std::max<uint64_t>(options.rows > 0 ? options.rows : kRows / divisor, kCrashLocations);
  const uint64_t receipts = std::max(options.receipts > 0 ? options.receipts : kReceipts / divisor, rows);
  const std::string folder = options.dir + "/run";
  const std::string data_dir = folder + "/onhand";
  if (absl::Status status = MakeEmptyFolder(folder); !status.ok()) return status;
  const std::string counter = folder + "/acknowledged";
  absl::Status status = MakeCounter(counter);
  if (!status.ok()) return status;

  ProcessReport report{.workload = "recovery", .help = "coming back after SIGKILL at full load"};
  std::vector<double> opens;
  std::vector<double> posts;
  std::vector<double> questions;
  uint64_t acknowledged = 0;
  std::string dropped;
  for (int round = 1; round <= options.rounds; ++round) {
    progress->Step(absl::StrCat("recovery: round ", round, " of ", options.rounds,
                                round == 1 ? ", making rows and receipts" : ", posting"));
    // Ids of an earlier round, acknowledged or not, must not come again.
    const uint64_t first_number = static_cast<uint64_t>(round) * kNumbersPerRound;
    absl::StatusOr<std::unique_ptr<CrashChild>> child = CrashChild::Start({.dir = data_dir,
                                                                           .counter_path = counter,
                                                                           .rows = rows,
                                                                           .first_number = first_number,
                                                                           .events = round == 1 ? receipts - rows : 0});
    if (!child.ok()) return child.status();
    status = (*child)->WaitUntilReady();
    if (!status.ok()) return status;
    std::this_thread::sleep_for(std::chrono::duration<double>(options.seconds));
    (*child)->Kill();
    acknowledged = (*child)->Acknowledged();
    dropped = DropPageCache(folder);
    progress->Step(absl::StrCat("recovery: round ", round, " of ", options.rounds, ", coming back"));
    const absl::StatusOr<Comeback> comeback = ComeBack(data_dir, round);
    if (!comeback.ok()) return comeback.status();
    opens.push_back(comeback->open_s);
    posts.push_back(comeback->post_s);
    questions.push_back(comeback->question_s);
  }
  progress->Step("recovery: auditing");
  status = Audit(data_dir, rows, acknowledged, options.rounds, &report.faults);
  if (!status.ok()) return status;
  report.setting = absl::StrCat(FormatFigure(static_cast<double>(rows)), " rows, ",
                                FormatFigure(static_cast<double>(rows + acknowledged)), " receipts, ",
                                FormatFigure(static_cast<double>(FolderBytes(data_dir) >> 20)),
                                " MiB on disk; page cache emptied by ", dropped, "; ", options.rounds, " rounds");
  report.figures = {{"opened", "s", SpreadOf(opens)},
                    {"first post answered", "s", SpreadOf(posts)},
                    {"first question answered", "s", SpreadOf(questions)}};
  report.verdicts = {MakeVerdict("seconds until post and question are answered", SpreadOf(questions).median,
                                 kGateSeconds, kStretchSeconds, true)};
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return report;
}

}  // namespace onhand::benchmark
