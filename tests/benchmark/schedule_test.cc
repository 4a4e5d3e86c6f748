#include "tests/benchmark/schedule.h"

#include <chrono>
#include <cstdint>
#include <set>
#include <vector>

#include "gtest/gtest.h"

namespace onhand::benchmark {
namespace {

TEST(OpenSchedule, CallersTakeTurnsAtEvenDistances) {
  std::multiset<int64_t> due;
  for (size_t index = 0; index < 3; ++index) {
    const OpenSchedule schedule(1000, 2, 3, index);
    for (uint64_t k = 0; k < schedule.count(); ++k) due.insert(schedule.DueNs(k));
  }
  ASSERT_EQ(due.size(), 2000u);
  int64_t expected = 0;
  for (const int64_t ns : due) {
    EXPECT_NEAR(static_cast<double>(ns), static_cast<double>(expected), 2);
    expected += 1'000'000;
  }
}

TEST(OpenSchedule, NothingComesDueAfterTheEnd) {
  const OpenSchedule schedule(3, 0.5, 1, 0);
  ASSERT_EQ(schedule.count(), 2u);
  EXPECT_LT(schedule.DueNs(1), 500'000'000);
  EXPECT_EQ(OpenSchedule(1, 0.5, 2, 1).count(), 0u);
}

TEST(WaitUntil, NeverReturnsEarly) {
  using Clock = std::chrono::steady_clock;
  for (const bool alone : {true, false}) {
    const Clock::time_point due = Clock::now() + std::chrono::milliseconds(2);
    EXPECT_GE(WaitUntil(due, alone), due);
    EXPECT_GE(WaitUntil(due, alone), due) << "over already";
  }
}

}  // namespace
}  // namespace onhand::benchmark
