// Kills the real server while callers over gRPC and REST write to it, at any point and at every failpoint, and looks at
// what the next one has.

#include <cstdint>
#include <filesystem>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/base/failpoint.h"
#include "tests/proof/kill/kill_plan.h"
#include "tests/proof/kill/kill_run.h"
#include "tests/proof/support/proof_flags.h"
#include "tests/proof/support/proof_report.h"

namespace onhand::proof {
namespace {

constexpr ProofKind kKind = {
    .name = "kill",
    .summary =
        "Kills onhandd with SIGKILL under gRPC and REST load, at any point and at every failpoint, starts it again "
        "and\nlooks: what was acknowledged is there once, what was in flight wholly or not at all.",
    .cases = 240};

// A server that answers what it never wrote, and one that applies twice what is sent twice.
KillRun::MutantRules Mutant(uint64_t seed) {
  if (seed % 4 < 2) return {.load = "store.write=skip", .check = ""};
  return {.load = "", .check = "ledger.find_receipts=skip"};
}

// A failpoint that was tried and never reached proves nothing.
void CheckCoverage(const std::map<std::string, int>& tried, const std::map<std::string, int>& reached,
                   ProofReport* report) {
  std::string missed;
  int names = 0;
  for (const std::string_view name : kFailpoints) {
    const std::string text(name);
    if (!tried.contains(text)) continue;
    if (reached.contains(text)) {
      ++names;
    } else {
      absl::StrAppend(&missed, missed.empty() ? "" : ", ", text);
    }
  }
  report->Say(absl::StrCat("died at ", names, " of ", std::size(kFailpoints), " failpoints; ", tried.size(), " tried",
                           missed.empty() ? "" : ", not reached: " + missed));
  report->Field("failpoints", static_cast<int64_t>(std::size(kFailpoints)));
  report->Field("failpoints_reached", names);
}

int Main(int argc, char** argv) {
  ProofOptions options;
  if (const std::optional<int> over = ParseProofFlags(kKind, argc, argv, &options)) return *over;
  ProofReport report(kKind, options);
  Tally tally;
  std::unique_ptr<KillRun> run;
  std::map<std::string, int> tried;
  std::map<std::string, int> reached;
  int64_t kills = 0;
  int64_t cases = 0;
  for (uint64_t seed = static_cast<uint64_t>(options.seed); report.NextCase(); ++seed, ++cases) {
    if (options.mutant && report.failures() > 0) break;
    if (run == nullptr) {
      run = std::make_unique<KillRun>(absl::StrCat(options.dir, "/", seed), seed,
                                      options.mutant ? Mutant(seed) : KillRun::MutantRules(), &tally);
    }
    const int64_t kills_before = run->kills();
    KillPlan plan = MakeKillPlan(seed);
    if (options.mutant) plan = KillPlan{.kill_after_ms = 500, .maintenance_ms = plan.maintenance_ms};
    std::vector<std::string> problems;
    const bool died = run->RunCase(plan, &problems);
    kills += run->kills() - kills_before;
    if (!plan.failpoint.empty()) {
      ++tried[plan.failpoint];
      if (died) ++reached[plan.failpoint];
    }
    report.AddOperations(tally.operations.exchange(0));
    report.AddAcknowledged(tally.acknowledged.exchange(0));
    report.AddVerified(tally.verified.exchange(0));
    if (problems.empty()) continue;
    const std::string where = plan.rule.empty() ? absl::StrCat("after ", plan.kill_after_ms, " ms") : "at " + plan.rule;
    for (const std::string& problem : problems)
      report.Say(absl::StrCat("seed ", seed, ", killed ", where, ": ", problem));
    report.Fail(seed, absl::StrCat("killed ", where, ": ", problems[0], "\n  the directory: ", options.dir, "/", seed));
    run.reset();
  }
  run.reset();
  CheckCoverage(tried, reached, &report);
  for (const auto& [name, times] : tried) {
    if (reached.contains(name) || cases < kKind.cases || options.mutant) continue;
    report.Fail(options.seed, "failpoint " + name + " was never reached");
  }
  report.Field("kills", kills);
  if (report.failures() == 0) std::filesystem::remove_all(options.dir);
  return report.Finish();
}

}  // namespace
}  // namespace onhand::proof

int main(int argc, char** argv) { return onhand::proof::Main(argc, argv); }
