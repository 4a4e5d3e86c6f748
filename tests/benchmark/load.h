// File: load.h
//
// Load generators. In a *closed loop* each caller sends its next operation when it has the answer to the last: what is
// found out is how much gets done. In an *open loop* operations are due at times that were fixed beforehand, and an
// operation's latency counts from when it was due, not from when its caller came round to sending it: a subject that
// stalls for a second pays for every operation that came due in that second (no coordinated omission).
#ifndef ONHAND_TESTS_BENCHMARK_LOAD_H_
#define ONHAND_TESTS_BENCHMARK_LOAD_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/benchmark/caller.h"
#include "tests/benchmark/latency_histogram.h"

namespace onhand::benchmark {

struct LoadResult {
  double seconds = 0;      // from the common start to the last answer, and through the drain where one was asked for
  double cpu_seconds = 0;  // that this process used meanwhile, all threads
  CallerCounts counts;
  LatencyHistogram latency;  // of operations; empty where a single reading of the clock would distort it
};

// Callers are distinct and used by one thread each; they go on where they were, so that ids stay unique. All start
// together. The first error of a caller ends the load and is returned.

// Ends after `seconds`, or, if operations > 0, after as many of all callers together. Then `drain`, which may be null,
// is called, and its time counts.
absl::StatusOr<LoadResult> RunClosedLoop(const std::vector<std::unique_ptr<Caller>>& callers, double seconds,
                                         uint64_t operations, const std::function<absl::Status()>& drain);

// All callers together `operations_per_s`, evenly spaced, for `seconds`; every operation that came due is carried out,
// but after three times `seconds` no more are begun: then the rate was beyond the subject and the latencies say so.
absl::StatusOr<LoadResult> RunOpenLoop(const std::vector<std::unique_ptr<Caller>>& callers, double operations_per_s,
                                       double seconds);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_LOAD_H_
