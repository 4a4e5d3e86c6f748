// The deterministic simulation as a program. Beside the flags of every proof (proof_flags.h):
//
//   --operations=N  of each seed, at least. Default: 300
//   --verbose       the history of each seed goes to standard error
//
// Seeds of --mutant take turns with its deliberate faults (mutant.h); it ends when each of them was found.
//
// Every 25th seed is run twice, and its two histories must be the same. At the full magnitude the coverage must be what
// coverage_plan.h asks for.

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/proof/simulation/coverage.h"
#include "tests/proof/simulation/mutant.h"
#include "tests/proof/simulation/simulation_run.h"
#include "tests/proof/support/proof_flags.h"
#include "tests/proof/support/proof_report.h"

namespace onhand::proof {
namespace {

constexpr int64_t kFullCases = 2'000;
constexpr int64_t kOperations = 300;
constexpr int64_t kSeedsPerTwice = 25;

constexpr ProofKind kKind = {.name = "simulation",
                             .summary = "Runs the engine on a simulated machine, beside the reference model.",
                             .cases = kFullCases};

int64_t operations = kOperations;
bool verbose = false;

void AddFlags(FlagSet* flags) {
  flags->Integer("operations", "N", "Of each seed, at least.", 1, 1'000'000, &operations);
  flags->Switch("verbose", "Print each history to standard error.", &verbose);
}

Mutant MutantOf(const ProofOptions& options, int64_t seed) {
  return options.mutant ? kMutants[static_cast<size_t>(seed) % kMutants.size()] : Mutant::kNone;
}

int Run(int argc, char** argv) {
  ProofOptions options;
  if (const std::optional<int> status = ParseProofFlags(kKind, argc, argv, &options, AddFlags)) return *status;
  const std::string more = operations == kOperations ? "" : absl::StrCat("--operations=", operations);
  ProofReport report(kKind, options);
  Coverage coverage;
  int64_t cases = 0;
  int64_t crashes = 0;
  int64_t twice = 0;
  std::set<Mutant> found;
  for (int64_t seed = options.seed; report.NextCase(); ++seed, ++cases) {
    const SimulationOptions run{.seed = static_cast<uint64_t>(seed),
                                .operations = static_cast<int>(operations),
                                .mutant = MutantOf(options, seed),
                                .verbose = verbose};
    const SimulationResult result = RunSimulation(run);
    report.AddOperations(result.operations);
    report.AddAcknowledged(result.acknowledged);
    report.AddVerified(result.verified);
    crashes += result.crashes;
    coverage.AddAll(result.coverage);
    if (!result.failure.empty()) {
      report.Fail(seed, result.failure, more);
      found.insert(run.mutant);
      // Each deliberate fault was found: what is left would only take time.
      if (options.mutant && found.size() == kMutants.size()) break;
    } else if (seed % kSeedsPerTwice == 0 || options.cases == 1) {
      ++twice;
      const SimulationResult again = RunSimulation(run);
      if (again.history_hash != result.history_hash || again.failure != result.failure) {
        report.Fail(seed, "two runs of the seed have different histories: look at both with --verbose", more);
      }
    }
  }
  report.Say(coverage.ToText());
  // Where not all of it was done, gaps say nothing.
  if (!options.mutant && cases >= kFullCases && operations >= kOperations) {
    for (const std::string& missing : coverage.Missing())
      report.Fail(options.seed, missing, absl::StrCat(more, " --cases=", cases));
  }
  report.Field("crashes", crashes);
  report.Field("run_twice", twice);
  return report.Finish();
}

}  // namespace
}  // namespace onhand::proof

int main(int argc, char** argv) { return onhand::proof::Run(argc, argv); }
