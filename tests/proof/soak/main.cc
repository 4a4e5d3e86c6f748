// A real server under mixed load for minutes, or a day, on a clock that runs fast, so that what is kept for a day goes
// while it looks: its memory, its open files and its disk must stop growing, and all answers be right.

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "storage/base/mutex.h"
#include "tests/end_to_end/grpc_client.h"
#include "tests/end_to_end/launch.h"
#include "tests/end_to_end/rest_client.h"
#include "tests/proof/soak/process_use.h"
#include "tests/proof/soak/soak_load.h"
#include "tests/proof/support/onhandd_process.h"
#include "tests/proof/support/proof_flags.h"
#include "tests/proof/support/proof_report.h"
#include "tests/support/audit_problem.h"

namespace onhand::proof {
namespace {

constexpr ProofKind kKind = {
    .name = "soak",
    .summary =
        "A real server under mixed load on a clock that runs fast: memory, open files and disk stay flat, and all "
        "answers are right.\nWithout --seconds it runs for 600 s; for a day: --seconds=86400.",
    .cases = 1};
constexpr int64_t kSeconds = 600;
constexpr int kCallers = 4;
// The shortest retention is a day; it takes a twentieth of the run, but no less than two seconds.
constexpr int64_t kDaySeconds = 86'400;
int64_t ClockSpeed(int64_t seconds) { return kDaySeconds / std::max<int64_t>(2, seconds / 20); }

constexpr int64_t kMiB = 1 << 20;
// Receipts wait in two dozen runs until they are merged and what is old goes: what is on disk swings by tens of
// megabytes, once in a minute or faster. A quarter of a shorter run may lie within one swing.
constexpr int64_t kSwingSeconds = 60;
std::vector<GrowthLimit> Limits(int64_t seconds) {
  return {{"memory_bytes", &ProcessUse::memory_bytes, 1.1, 16 * kMiB},
          {"files_open", &ProcessUse::files_open, 1.0, 24},
          {"disk_bytes", &ProcessUse::disk_bytes, 1.25, (seconds / 4 < kSwingSeconds ? 64 : 8) * kMiB,
           /*follows_load=*/true}};
}

struct Soak {
  ProofOptions options;
  ProofReport* report;
  SoakCounts counts;
  Mutex mutex;
  std::string wrong ABSL_GUARDED_BY(mutex);  // the first

  void Found(const std::string& what) {
    MutexLock lock(&mutex);
    if (wrong.empty()) wrong = what;
  }
  bool Stopped() {
    if (report->TimeIsUp()) return true;
    MutexLock lock(&mutex);
    return !wrong.empty();
  }
};

std::string Configure(ScenarioClient* client, int retention_days) {
  auto configuration = client->GetConfiguration();
  if (!configuration.ok()) return configuration.status().ToString();
  configuration->idempotency_retention_days = retention_days;
  const auto replaced = client->Configure(*configuration);
  if (!replaced.ok()) return replaced.status().ToString();
  return replaced->second.empty() ? "" : replaced->second.front();
}

// The books, once the server has ended.
std::string Audit(const std::string& data_dir, Soak* soak) {
  EngineOptions options;
  options.data_dir = data_dir;
  options.maintenance_interval_ms = 0;
  auto engine = Engine::Open(options);
  if (!engine.ok()) return engine.status().ToString();
  auto environment = (*engine)->Find("shop");
  if (!environment.ok()) return environment.status().ToString();
  int64_t compared = 0;
  std::string problem = AuditProblem(environment->get(), &compared);
  soak->counts.verified += compared;
  return problem;
}

std::string Run(Soak* soak) {
  const std::string data_dir = soak->options.dir + "/data";
  const std::vector<std::string> flags = {
      "--create_environment=shop", "--block_cache=8", "--write_buffer=8", "--row_cache=16", "--write_back=2",
      "--maintenance_interval_ms=200",
      // The fault: nothing is ever forgotten, so the disk fills.
      soak->options.mutant ? "--log_retention_days=36500" : "--log_retention_days=1",
      absl::StrCat("--clock_speed=", ClockSpeed(soak->options.seconds))};
  std::unique_ptr<ServerProcess> server = Launch(data_dir, flags);
  if (server == nullptr) return "the server does not start";
  const auto connect = [&server](int number) -> std::unique_ptr<ScenarioClient> {
    if (number % 2 == 0) return std::make_unique<RestClient>(server->http_port(), "shop");
    return std::make_unique<GrpcClient>(server->grpc_address(), "shop");
  };
  if (std::string wrong = Configure(connect(0).get(), soak->options.mutant ? 0 : 1); !wrong.empty()) return wrong;

  std::vector<std::unique_ptr<SoakCaller>> callers;
  std::vector<std::thread> threads;
  for (int number = 0; number < kCallers; ++number) {
    callers.push_back(std::make_unique<SoakCaller>(number, static_cast<uint64_t>(soak->options.seed + number),
                                                   connect(number), &soak->counts));
    threads.emplace_back([soak, caller = callers.back().get()] {
      while (!soak->Stopped()) {
        if (std::string wrong = caller->Step(); !wrong.empty()) soak->Found(wrong);
      }
    });
  }
  std::vector<ProcessUse> samples;
  while (!soak->Stopped()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    std::optional<ProcessUse> use = MeasureProcess(server->pid(), data_dir);
    if (!use) {
      soak->Found("the server is gone");
      break;
    }
    use->events = soak->counts.events;
    samples.push_back(*use);
    soak->report->Progress(absl::StrCat(soak->counts.events.load(), " events, ", use->memory_bytes / kMiB,
                                        " MiB of memory, ", use->files_open, " files open, ", use->disk_bytes / kMiB,
                                        " MiB on disk"));
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::unique_ptr<SoakCaller>& caller : callers) {
    if (std::string wrong = caller->CheckAll(); !wrong.empty()) soak->Found(wrong);
  }
  {
    MutexLock lock(&soak->mutex);
    if (!soak->wrong.empty()) return soak->wrong;
  }
  if (const int status = Stop(server.get()); status != 0) {
    return absl::StrCat("the server ended with status ", status, " when it was asked to");
  }
  if (!samples.empty()) {
    soak->report->Field("memory_bytes", samples.back().memory_bytes);
    soak->report->Field("files_open", samples.back().files_open);
    soak->report->Field("disk_bytes", samples.back().disk_bytes);
  }
  if (const std::vector<std::string> grown = FindGrowth(samples, Limits(soak->options.seconds)); !grown.empty())
    return grown.front();
  return Audit(data_dir, soak);
}

}  // namespace

int Main(int argc, char** argv) {
  Soak soak;
  if (const std::optional<int> status = ParseProofFlags(kKind, argc, argv, &soak.options)) return *status;
  if (soak.options.seconds == 0) soak.options.seconds = kSeconds;
  soak.options.cases = 1;
  if (const std::optional<int> over = TryOnhandd(kKind, soak.options)) return *over;
  ProofReport report(kKind, soak.options);
  soak.report = &report;
  report.NextCase();
  const std::string wrong = Run(&soak);
  report.AddOperations(soak.counts.events);
  report.AddAcknowledged(soak.counts.acknowledged);
  report.AddVerified(soak.counts.verified);
  if (!wrong.empty()) {
    report.Fail(soak.options.seed, wrong, absl::StrCat("--seconds=", soak.options.seconds));
  }
  return report.Finish();
}

}  // namespace onhand::proof

int main(int argc, char** argv) { return onhand::proof::Main(argc, argv); }
