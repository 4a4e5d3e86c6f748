// Histories of concurrent clients of the real server, with kills in between, and whether there is an order of what was
// asked in which every answer is right.

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/proof/linearizability/checker.h"
#include "tests/proof/linearizability/recorder.h"
#include "tests/proof/support/onhandd_process.h"
#include "tests/proof/support/proof_flags.h"
#include "tests/proof/support/proof_report.h"

namespace onhand::proof {
namespace {

constexpr ProofKind kKind = {
    .name = "linearizability",
    .summary =
        "Records what many clients over gRPC and REST ask a real server about hot products and what they are "
        "answered,\nkills it on the way, and checks that all of it could have happened one after another.",
    .cases = 50};

int64_t operations_per_history = 10'000;
void DeclareMore(FlagSet* flags) {
  flags->Integer("operations", "N", "In each history, about.", 100, 1'000'000, &operations_per_history);
}

// For people: an operation a line, in the order of the calls. Where it is.
std::string WriteHistory(const std::string& folder, const std::string& product, History history) {
  std::sort(history.begin(), history.end(),
            [](const Operation& a, const Operation& b) { return a.invoked_ns < b.invoked_ns; });
  const std::string path = absl::StrCat(folder, "/", product, ".txt");
  std::ofstream file(path);
  for (const Operation& operation : history) file << OperationText(operation) << "\n";
  return path;
}

int Main(int argc, char** argv) {
  ProofOptions options;
  if (const std::optional<int> over = ParseProofFlags(kKind, argc, argv, &options, DeclareMore)) return *over;
  if (const std::optional<int> over = TryOnhandd(kKind, options)) return *over;
  ProofReport report(kKind, options);
  int overlap = 0;
  int64_t states = 0;
  int64_t kills = 0;
  int64_t unanswered = 0;
  for (uint64_t seed = static_cast<uint64_t>(options.seed); report.NextCase(); ++seed) {
    if (options.mutant && report.failures() > 0) break;
    RecordingOptions recording_options{.folder = absl::StrCat(options.dir, "/", seed),
                                       .seed = seed,
                                       .operations = static_cast<int>(operations_per_history)};
    // Two faults: a proxy that acknowledges what it has yet to send, and a server that forgets what it applied.
    if (options.mutant) {
      recording_options.hasty_proxy = seed % 2 == 1;
      recording_options.failpoint = seed % 2 == 1 ? "" : "ledger.find_receipts=skip";
    }
    const Recording recording = Record(recording_options);
    kills += recording.kills;
    unanswered += recording.unanswered;
    report.AddOperations(recording.operations);
    report.AddAcknowledged(recording.operations - recording.unanswered);
    const int64_t failures_before = report.failures();
    const std::string more = absl::StrCat("--operations=", operations_per_history);
    for (const std::string& problem : recording.problems) report.Fail(seed, problem, more);
    for (const auto& [product, history] : recording.products) {
      const Verdict verdict = CheckHistory(history);
      overlap = std::max(overlap, verdict.overlap);
      states += verdict.states;
      if (verdict.linearizable) {
        report.AddVerified(static_cast<int64_t>(history.size()));
        continue;
      }
      report.Fail(
          seed,
          absl::StrCat("product ", product, ", ", history.size(), " operations: ",
                       verdict.gave_up ? absl::StrCat("no order was found in ", verdict.states, " states; ")
                                       : "there is no order in which all answers are right; ",
                       verdict.why, "\n    all of them: ", WriteHistory(recording_options.folder, product, history)),
          more);
    }
    if (report.failures() == failures_before) std::filesystem::remove_all(recording_options.folder);
  }
  report.Say(
      absl::StrCat("at most ", overlap, " operations on one product under way together; ", states, " states searched"));
  report.Field("overlap", overlap);
  report.Field("states", states);
  report.Field("kills", kills);
  report.Field("unanswered", unanswered);
  return report.Finish();
}

}  // namespace
}  // namespace onhand::proof

int main(int argc, char** argv) { return onhand::proof::Main(argc, argv); }
