// File: latency_histogram.h
//
// Counts of durations in buckets whose width grows with the value, so that any percentile of any number of durations is
// known within 0.8 % and recording one costs a few instructions.
#ifndef ONHAND_TESTS_BENCHMARK_LATENCY_HISTOGRAM_H_
#define ONHAND_TESTS_BENCHMARK_LATENCY_HISTOGRAM_H_

#include <cstdint>
#include <vector>

namespace onhand::benchmark {

// Not thread-safe: one for each caller, merged afterwards.
class LatencyHistogram {
 public:
  LatencyHistogram();

  // Below 0 counts as 0. Above about 18 minutes the bucket is that of 18 minutes; max_ns is exact all the same.
  void Record(int64_t duration_ns);
  void Merge(const LatencyHistogram& other);

  uint64_t count() const { return count_; }
  int64_t max_ns() const { return max_ns_; }
  // The duration that `share` of all are not above: 0.5 is the median. 0 < share <= 1. 0 if nothing was recorded.
  // Never above max_ns.
  int64_t PercentileNs(double share) const;

 private:
  std::vector<uint64_t> buckets_;
  uint64_t count_ = 0;
  int64_t max_ns_ = 0;
};

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_LATENCY_HISTOGRAM_H_
