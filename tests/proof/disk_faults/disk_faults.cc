// Proof: whatever the disk refuses, at whatever moment, is answered with a clear status, nothing is acknowledged that
// is not durable, reads go on, and so does everything else once the disk is well again.

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/proof/disk_faults/fault_case.h"
#include "tests/proof/disk_faults/fault_plan.h"
#include "tests/proof/support/proof_flags.h"
#include "tests/proof/support/proof_report.h"

namespace onhand::proof {
namespace {

// Seconds after which a case hangs.
constexpr unsigned kCaseMax = 300;
// A moment that a load did not come to is tried again at others.
constexpr int kTries = 6;

// In a process of its own: a fault must not end it either.
FaultResult RunInChild(const FaultCase& fault_case) {
  int ends[2];
  if (::pipe(ends) != 0) return {.failure = "no pipe"};
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    ::alarm(kCaseMax);
    const std::string text = Encode(RunFaultCase(fault_case));
    size_t at = 0;
    while (at < text.size()) {
      const ssize_t written = ::write(ends[1], text.data() + at, text.size() - at);
      if (written <= 0) break;
      at += static_cast<size_t>(written);
    }
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(ends[0], buffer, sizeof(buffer))) > 0;) text.append(buffer, got);
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    return {.failure = signal == SIGALRM ? absl::StrCat("hangs for ", kCaseMax, " s")
                                         : absl::StrCat("ends with signal ", signal),
            .hits = 1};
  }
  std::optional<FaultResult> result = Decode(text);
  return result.has_value() ? *std::move(result) : FaultResult{.failure = "ends without a result"};
}

int Run(int argc, char** argv) {
  constexpr ProofKind kKind{
      "disk_faults", "Makes each operation on each kind of file fail in each way. A case is one fault in one load.",
      500};
  ProofOptions options;
  if (const std::optional<int> status = ParseProofFlags(kKind, argc, argv, &options)) return *status;
  ProofReport report(kKind, options);
  const FaultResult well = RunInChild({.seed = 1});
  if (!well.failure.empty()) {
    report.Fail(options.seed, absl::StrCat("on a disk that is well: ", well.failure));
    return report.Finish();
  }
  FaultPlan plan(well.counts, options.mutant);
  int64_t reopened = 0;
  int64_t refused = 0;
  bool all = false;
  for (int64_t seed = options.seed; report.NextCase(); ++seed) {
    const int64_t number = seed - 1;
    all = all || seed - options.seed + 1 >= plan.size();
    FaultResult result;
    for (int i = 0; i < kTries && result.hits == 0 && result.failure.empty(); ++i) {
      result = RunInChild(plan.At(number, static_cast<uint64_t>(seed + i * 1'000'003)));
      report.AddOperations(result.operations);
      report.AddAcknowledged(result.acknowledged);
      report.AddVerified(result.verified);
    }
    plan.Add(number, result);
    reopened += result.reopened;
    refused += result.refused;
    if (!result.failure.empty()) report.Fail(seed, absl::StrCat(plan.Name(number), ": ", result.failure));
  }
  std::cout << plan.Table();
  for (const int64_t number : plan.NotMet()) {
    report.Fail(number + 1, absl::StrCat(plan.Name(number), " was never met"));
  }
  report.Field("faults", plan.size());
  report.Field("all_faults", all ? 1 : 0);
  report.Field("refused", refused);
  report.Field("reopened", reopened);
  return report.Finish();
}

}  // namespace
}  // namespace onhand::proof

int main(int argc, char** argv) { return onhand::proof::Run(argc, argv); }
