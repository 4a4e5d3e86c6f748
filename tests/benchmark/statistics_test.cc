#include "tests/benchmark/statistics.h"

#include <cstdint>
#include <filesystem>
#include <vector>

#include "gtest/gtest.h"
#include "tests/benchmark/spin_check.h"

namespace onhand::benchmark {
namespace {

TEST(Statistics, MedianAndEnds) {
  const Spread odd = SpreadOf({5, 1, 9});
  EXPECT_EQ(odd.median, 5);
  EXPECT_EQ(odd.min, 1);
  EXPECT_EQ(odd.max, 9);
  EXPECT_EQ(SpreadOf({4, 1, 2, 8}).median, 3);
  EXPECT_EQ(SpreadOf({7}).median, 7);
  EXPECT_EQ(SpreadOf({}).max, 0);
}

TEST(Statistics, RatioWithNothingIsNothing) {
  EXPECT_EQ(Ratio(6, 3), 2);
  EXPECT_EQ(Ratio(6, 0), 0);
}

TEST(SpinCheck, NoiseIsTheSlowestAgainstTheFastest) {
  EXPECT_EQ(NoiseOf({}), 0);
  EXPECT_EQ(NoiseOf({100}), 0);
  EXPECT_DOUBLE_EQ(NoiseOf({100, 130, 110}), 0.3);
  EXPECT_GT(TimeSpinNs(), 0);
}

TEST(SpinCheck, SyncsAreTimedAndLeaveNoFile) {
  EXPECT_GT(TimeSyncUs(testing::TempDir()), 0);
  EXPECT_FALSE(std::filesystem::exists(testing::TempDir() + "/sync_check"));
  EXPECT_EQ(TimeSyncUs("/nowhere"), 0);
}

}  // namespace
}  // namespace onhand::benchmark
