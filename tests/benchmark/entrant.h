// File: entrant.h
//
// One subject doing one workload, from the making of its rows to its audit.
#ifndef ONHAND_TESTS_BENCHMARK_ENTRANT_H_
#define ONHAND_TESTS_BENCHMARK_ENTRANT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/benchmark/caller.h"
#include "tests/benchmark/load.h"
#include "tests/benchmark/results.h"
#include "tests/benchmark/subject.h"
#include "tests/benchmark/workload.h"

namespace onhand::benchmark {

// Not thread-safe.
class Entrant {
 public:
  // `workload` with its dataset as it is to be made; `dir` is where the subject keeps its data.
  Entrant(std::string label, Role role, Workload workload, std::string dir, std::unique_ptr<Subject> subject);

  const std::string& label() const { return result_.label; }
  Role role() const { return result_.role; }
  const Workload& workload() const { return workload_; }

  // Makes the rows and waits until that is settled.
  absl::Status Prepare();
  // Runs as a round does, and keeps nothing of it but what the audit needs. UNIMPLEMENTED: the subject cannot do this.
  absl::Status WarmUp(double seconds, const RowSequence& rows);
  // Both loops. open_share: see RunOptions.
  absl::Status Round(double seconds, double open_share, const RowSequence& rows);
  // Sends some ids again, then compares what the subject holds with what it acknowledged; the finding is in the result.
  absl::Status Audit();
  void LeaveOut(std::string why) { result_.left_out = std::move(why); }
  // Closes the subject and sums up.
  EntrantResult Finish();

 private:
  absl::Status OpenCallers(const RowSequence& rows);
  // What a closed loop of this workload runs through, warm-up or round.
  absl::StatusOr<LoadResult> Closed(double seconds);
  void KeepCounts();
  std::string Finding(const Totals& totals) const;

  const Workload workload_;
  const std::string dir_;
  std::unique_ptr<Subject> subject_;
  CallerPlan plan_;
  std::vector<std::unique_ptr<Caller>> callers_;  // of the last round
  uint64_t sell_outs_ = 0;
  std::string oversold_;  // what went wrong in a sell-out; "" = nothing
  CallerCounts acknowledged_;
  EntrantResult result_;
  std::vector<double> cpu_us_;
  std::vector<double> open_rates_;
  std::array<std::vector<double>, kPercentiles.size()> closed_us_;
  std::array<std::vector<double>, kPercentiles.size()> open_us_;
};

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_ENTRANT_H_
