#include "tests/benchmark/latency_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>

namespace onhand::benchmark {
namespace {

// Values below 2^kExactBits have a bucket each; each doubling above is divided into 2^(kExactBits - 1) buckets.
constexpr int kExactBits = 7;
constexpr uint64_t kHalf = uint64_t{1} << (kExactBits - 1);
constexpr int kBitsMax = 40;
constexpr uint64_t kValueMax = (uint64_t{1} << kBitsMax) - 1;

size_t BucketOf(uint64_t value) {
  value = std::min(value, kValueMax);
  const int shift = std::max(0, static_cast<int>(std::bit_width(value)) - kExactBits);
  return static_cast<size_t>(shift * kHalf + (value >> shift));
}

// The middle of a bucket.
uint64_t ValueOf(size_t bucket) {
  if (bucket < 2 * kHalf) return bucket;
  const uint64_t shift = bucket / kHalf - 1;
  const uint64_t first = (bucket - shift * kHalf) << shift;
  return first + (uint64_t{1} << shift) / 2;
}

}  // namespace

LatencyHistogram::LatencyHistogram() : buckets_(BucketOf(kValueMax) + 1) {}

void LatencyHistogram::Record(int64_t duration_ns) {
  const int64_t value = std::max<int64_t>(duration_ns, 0);
  ++buckets_[BucketOf(static_cast<uint64_t>(value))];
  ++count_;
  max_ns_ = std::max(max_ns_, value);
}

void LatencyHistogram::Merge(const LatencyHistogram& other) {
  for (size_t i = 0; i < buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
  count_ += other.count_;
  max_ns_ = std::max(max_ns_, other.max_ns_);
}

int64_t LatencyHistogram::PercentileNs(double share) const {
  const auto wanted = static_cast<uint64_t>(std::ceil(share * static_cast<double>(count_)));
  if (wanted >= count_) return max_ns_;
  uint64_t seen = 0;
  for (size_t i = 0; i < buckets_.size(); ++i) {
    seen += buckets_[i];
    if (seen >= wanted && seen > 0) return std::min(static_cast<int64_t>(ValueOf(i)), max_ns_);
  }
  return max_ns_;
}

}  // namespace onhand::benchmark
