// File: proof_report.h
//
// What a kind of proof has done and found: progress while it runs, each failure with the command that repeats it, and
// one line of JSON at the end.
//
//   ProofReport report(kKind, options);
//   for (int64_t seed = options.seed; report.NextCase(); ++seed) {
//     report.AddOperations(300);
//     if (wrong) report.Fail(seed, "row 17 should be 3 and is 4");
//   }
//   return report.Finish();
#ifndef ONHAND_TESTS_PROOF_SUPPORT_PROOF_REPORT_H_
#define ONHAND_TESTS_PROOF_SUPPORT_PROOF_REPORT_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "storage/base/mutex.h"
#include "tests/proof/support/proof_flags.h"

namespace onhand::proof {

// Thread-safe, but for NextCase and Finish, which one thread calls.
class ProofReport {
 public:
  ProofReport(const ProofKind& kind, const ProofOptions& options);

  // Counts one more case and shows how far things are. False when there is none to do: all are through, or time is up.
  bool NextCase();
  bool TimeIsUp() const;

  void AddOperations(int64_t count) { operations_ += count; }      // done to the system
  void AddAcknowledged(int64_t count) { acknowledged_ += count; }  // of those, answered as done
  void AddVerified(int64_t count) { verified_ += count; }          // looked at afterwards: answers, rows, records

  // Prints what went wrong: expected, found, where; and how to repeat it. `more_flags` go into that command.
  void Fail(int64_t seed, std::string_view what, std::string_view more_flags = "");
  int64_t failures() const { return failures_; }

  // A further number for the JSON line. In their order; a name given again replaces what was said.
  void Field(std::string_view name, int64_t value);
  // A line on standard error that stays.
  void Say(std::string_view text);
  // A line on standard error that changes: on a terminal at once, elsewhere now and then.
  void Progress(std::string_view text);

  // Prints the JSON line. The exit status: 0 without failures, else 1. Removes the folder of the options; after
  // failures that no deliberate fault explains, what is in it stays, and a line says where.
  int Finish();

 private:
  using Clock = std::chrono::steady_clock;

  void RemoveFolder();

  const std::string kind_;
  const ProofOptions options_;
  const bool terminal_;
  const Clock::time_point begin_ = Clock::now();
  std::atomic<int64_t> cases_ = 0;
  std::atomic<int64_t> operations_ = 0;
  std::atomic<int64_t> acknowledged_ = 0;
  std::atomic<int64_t> verified_ = 0;
  std::atomic<int64_t> failures_ = 0;
  Mutex mutex_;
  Clock::time_point shown_ ABSL_GUARDED_BY(mutex_) = begin_;
  bool line_pending_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::pair<std::string, int64_t>> fields_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_SUPPORT_PROOF_REPORT_H_
