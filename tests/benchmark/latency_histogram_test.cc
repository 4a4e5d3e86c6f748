#include "tests/benchmark/latency_histogram.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "gtest/gtest.h"
#include "service/generator/random.h"

namespace onhand::benchmark {
namespace {

TEST(LatencyHistogram, OfNothingIsZero) {
  const LatencyHistogram histogram;
  EXPECT_EQ(histogram.count(), 0u);
  EXPECT_EQ(histogram.PercentileNs(0.5), 0);
  EXPECT_EQ(histogram.PercentileNs(1), 0);
}

TEST(LatencyHistogram, SmallValuesAreExact) {
  LatencyHistogram histogram;
  for (int64_t i = 1; i <= 100; ++i) histogram.Record(i);
  EXPECT_EQ(histogram.PercentileNs(0.01), 1);
  EXPECT_EQ(histogram.PercentileNs(0.5), 50);
  EXPECT_EQ(histogram.PercentileNs(0.99), 99);
  EXPECT_EQ(histogram.PercentileNs(1), 100);
}

// Against sorting, over seven orders of magnitude.
TEST(LatencyHistogram, AnyPercentileIsWithinOnePercent) {
  Random random(7);
  LatencyHistogram histogram;
  std::vector<int64_t> values;
  for (int i = 0; i < 100'000; ++i) {
    values.push_back(static_cast<int64_t>(random.Below(uint64_t{1} << (10 + random.Below(25)))));
    histogram.Record(values.back());
  }
  std::sort(values.begin(), values.end());
  for (const double share : {0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 0.9999}) {
    const auto exact = static_cast<double>(values[static_cast<size_t>(std::ceil(share * 100'000)) - 1]);
    EXPECT_NEAR(static_cast<double>(histogram.PercentileNs(share)), exact, exact * 0.008 + 1) << share;
  }
  EXPECT_EQ(histogram.PercentileNs(1), values.back());
}

TEST(LatencyHistogram, ValuesOutOfRangeAreKept) {
  LatencyHistogram histogram;
  histogram.Record(-5);
  histogram.Record(int64_t{1} << 50);
  EXPECT_EQ(histogram.PercentileNs(0.5), 0);
  EXPECT_EQ(histogram.max_ns(), int64_t{1} << 50);
  EXPECT_EQ(histogram.PercentileNs(1), int64_t{1} << 50);
}

TEST(LatencyHistogram, MergedIsAsIfRecordedTogether) {
  LatencyHistogram all;
  LatencyHistogram odd;
  LatencyHistogram even;
  for (int64_t i = 0; i < 10'000; ++i) {
    all.Record(i * i);
    (i % 2 == 1 ? odd : even).Record(i * i);
  }
  odd.Merge(even);
  EXPECT_EQ(odd.count(), all.count());
  for (const double share : {0.01, 0.5, 0.99, 1.0}) EXPECT_EQ(odd.PercentileNs(share), all.PercentileNs(share));
}

}  // namespace
}  // namespace onhand::benchmark
