// Proof: after a power cut at any moment everything acknowledged is there and nothing is half applied.

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/base/mutex.h"
#include "tests/proof/power_cut/cut_check.h"
#include "tests/proof/power_cut/recorded_run.h"
#include "tests/proof/support/proof_flags.h"
#include "tests/proof/support/proof_report.h"

namespace onhand::proof {
namespace {

constexpr int kThreads = 2;
constexpr int kFailuresMax = 5;
// Each goes through the whole load and looks at every so-manieth cut, so that a run that is short of time has been
// everywhere, too.
constexpr size_t kPasses = 17;  // odd, for the cuts at each sync come in pairs

int64_t operations = 10'000;
int64_t only_cut = -1;

void AddFlags(FlagSet* flags) {
  flags->Integer("operations", "N", "Events and other steps of one load.", 1, 10'000'000, &operations);
  flags->Integer("cut", "N", "Nothing but this cut of the first load; -1 = all.", -1, 1'000'000'000, &only_cut);
}

// Which of a load's cuts are looked at: all of them, or as many as are left to do, evenly spread.
std::vector<const Cut*> Choose(const RecordedRun& run, int64_t wanted) {
  std::vector<const Cut*> chosen;
  const auto count = static_cast<int64_t>(run.cuts.size());
  if (only_cut >= 0) {
    if (only_cut < count) chosen.push_back(&run.cuts[static_cast<size_t>(only_cut)]);
    return chosen;
  }
  const int64_t take = wanted == 0 ? count : std::min(wanted, count);
  for (int64_t i = 0; i < take; ++i) chosen.push_back(&run.cuts[static_cast<size_t>(i * count / take)]);
  return chosen;
}

// Of one pass, in their order.
std::vector<const Cut*> EveryNth(const std::vector<const Cut*>& cuts, size_t pass) {
  std::vector<const Cut*> chosen;
  for (size_t i = pass; i < cuts.size(); i += kPasses) chosen.push_back(cuts[i]);
  return chosen;
}

void CheckCuts(const RecordedRun& run, const std::vector<const Cut*>& cuts, int64_t seed, ProofReport* report) {
  Mutex mutex;
  size_t next = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      CutChecker checker(&run);
      for (;;) {
        const Cut* cut = nullptr;
        {
          MutexLock lock(&mutex);
          if (next == cuts.size() || report->failures() >= kFailuresMax || !report->NextCase()) return;
          cut = cuts[next++];
        }
        int64_t verified = 0;
        const std::string wrong = checker.Check(*cut, &verified);
        report->AddVerified(verified);
        if (wrong.empty()) continue;
        report->Fail(
            seed, absl::StrCat("cut ", cut->number, " before ", cut->what, ", ", cut->answered, " answered: ", wrong),
            absl::StrCat("--cut=", cut->number));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

int Run(int argc, char** argv) {
  constexpr ProofKind kKind{
      "power_cut", "Cuts the power at every sync of a load and looks at what is left. A case is a cut.", 6'400};
  ProofOptions options;
  if (const std::optional<int> status = ParseProofFlags(kKind, argc, argv, &options, &AddFlags)) return *status;
  ProofReport report(kKind, options);
  int64_t done = 0;
  int64_t syncs = 0;
  for (int64_t seed = options.seed; report.failures() == 0 && !report.TimeIsUp(); ++seed) {
    if (options.cases != 0 && done >= options.cases) break;
    const RecordedRun run =
        Record({.seed = static_cast<uint64_t>(seed), .operations = operations, .mutant = options.mutant});
    report.AddOperations(run.operations);
    report.AddAcknowledged(run.acknowledged);
    if (!run.failure.empty()) {
      report.Fail(seed, run.failure);
      break;
    }
    const std::vector<const Cut*> cuts = Choose(run, options.cases == 0 ? 0 : options.cases - done);
    report.Say(absl::StrCat("seed ", seed, ": ", run.operations, " operations, ", run.cuts.size() / 2, " syncs, ",
                            cuts.size(), " cuts to look at"));
    syncs += static_cast<int64_t>(run.cuts.size() / 2);
    for (size_t pass = 0; pass < kPasses; ++pass) CheckCuts(run, EveryNth(cuts, pass), seed, &report);
    done += static_cast<int64_t>(cuts.size());
    if (only_cut >= 0) break;
  }
  report.Field("syncs", syncs);
  return report.Finish();
}

}  // namespace
}  // namespace onhand::proof

int main(int argc, char** argv) { return onhand::proof::Run(argc, argv); }
