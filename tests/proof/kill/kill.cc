// Kills the real server while callers over gRPC and REST write to it, at any point and at every failpoint, and looks at
// what the next one has.

#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/base/failpoint.h"
#include "tests/proof/kill/kill_plan.h"
#include "tests/proof/kill/kill_run.h"
#include "tests/proof/support/onhandd_process.h"
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

// All cases of one call of the program.
class Proof {
 public:
  Proof(const ProofOptions& options, ProofReport* report) : options_(options), report_(*report) {}

  void RunCase(uint64_t seed, const KillPlan& plan) {
    if (run_ == nullptr) {
      folder_ = absl::StrCat(options_.dir, "/", seed);
      run_ = std::make_unique<KillRun>(folder_, seed, options_.mutant ? Mutant(seed) : KillRun::MutantRules(), &tally_);
    }
    const int64_t kills_before = run_->kills();
    std::vector<std::string> problems;
    const bool died = run_->RunCase(plan, &problems);
    kills_ += run_->kills() - kills_before;
    if (!plan.failpoint.empty()) {
      tried_.insert(plan.failpoint);
      if (died) reached_.insert(plan.failpoint);
    }
    report_.AddOperations(tally_.operations.exchange(0));
    report_.AddAcknowledged(tally_.acknowledged.exchange(0));
    report_.AddVerified(tally_.verified.exchange(0));
    if (problems.empty()) return;
    const std::string where = plan.rule.empty() ? absl::StrCat("after ", plan.kill_after_ms, " ms") : "at " + plan.rule;
    for (const std::string& problem : problems) {
      report_.Say(absl::StrCat("seed ", seed, ", killed ", where, ": ", problem));
    }
    report_.Fail(seed, absl::StrCat("killed ", where, ": ", problems[0], "\n  the directory: ", folder_));
    run_.reset();
  }

  // Whether a server dies at a failpoint at its first passing, however slow the machine is that day.
  void TryAgain(std::string_view name) {
    for (int attempt = 0; attempt < kAttempts && !reached(name); ++attempt) {
      KillPlan plan = MakeKillPlan(SeedOf(name));
      plan.rule = plan.failpoint;
      plan.kill_after_ms = 1000;
      RunCase(SeedOf(name), plan);
    }
  }

  bool tried(std::string_view name) const { return tried_.contains(std::string(name)); }
  bool reached(std::string_view name) const { return reached_.contains(std::string(name)); }
  int64_t kills() const { return kills_; }

 private:
  static constexpr int kAttempts = 4;

  const ProofOptions& options_;
  ProofReport& report_;
  Tally tally_;
  std::unique_ptr<KillRun> run_;
  std::string folder_;
  std::set<std::string> tried_;
  std::set<std::string> reached_;
  int64_t kills_ = 0;
};

// A failpoint that was tried and never reached proves nothing.
void CheckCoverage(const Proof& proof, bool must_reach_all, int64_t seed, ProofReport* report) {
  std::string missed;
  int tried = 0;
  int reached = 0;
  for (const std::string_view name : kFailpoints) {
    tried += proof.tried(name) ? 1 : 0;
    reached += proof.reached(name) ? 1 : 0;
    if (proof.reached(name) || (!proof.tried(name) && !must_reach_all)) continue;
    absl::StrAppend(&missed, missed.empty() ? "" : ", ", std::string(name));
    if (must_reach_all) report->Fail(seed, absl::StrCat("no server ever got to failpoint ", std::string(name)));
  }
  report->Say(absl::StrCat("servers died at ", reached, " of ", std::size(kFailpoints), " failpoints, ", tried,
                           " tried", missed.empty() ? "" : "; not reached: " + missed));
  report->Field("failpoints", static_cast<int64_t>(std::size(kFailpoints)));
  report->Field("failpoints_reached", reached);
  report->Field("kills", proof.kills());
}

int Main(int argc, char** argv) {
  ProofOptions options;
  if (const std::optional<int> over = ParseProofFlags(kKind, argc, argv, &options)) return *over;
  if (const std::optional<int> over = TryOnhandd(kKind, options)) return *over;
  ProofReport report(kKind, options);
  {
    Proof proof(options, &report);
    int64_t cases = 0;
    for (uint64_t seed = static_cast<uint64_t>(options.seed); report.NextCase(); ++seed, ++cases) {
      if (options.mutant && report.failures() > 0) break;
      KillPlan plan = MakeKillPlan(seed);
      if (options.mutant) plan = KillPlan{.kill_after_ms = 500, .maintenance_ms = plan.maintenance_ms};
      proof.RunCase(seed, plan);
    }
    const bool must_reach_all = cases >= kKind.cases && !options.mutant;
    for (const std::string_view name : kFailpoints) {
      if (must_reach_all && !proof.reached(name)) proof.TryAgain(name);
    }
    CheckCoverage(proof, must_reach_all, options.seed, &report);
  }
  return report.Finish();
}

}  // namespace
}  // namespace onhand::proof

int main(int argc, char** argv) { return onhand::proof::Main(argc, argv); }
