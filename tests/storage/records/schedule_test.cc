#include "storage/records/schedule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/storage/testing/bytes.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
constexpr int32_t kLastDay = std::numeric_limits<int32_t>::max();

Schedule Example() { return {{{0, 4, 7}, {19'700, 0, 2'500'000}, {19'700, 65535, 0}, {kLastDay, 1, -kMost}}}; }

std::string Encoded(const Schedule& schedule) {
  std::string out = "before";
  EncodeSchedule(schedule, &out);
  EXPECT_EQ(out.substr(0, 6), "before");
  return out.substr(6);
}

TEST(ScheduleTest, ComesBack) {
  EXPECT_EQ(ValueOf(DecodeSchedule(Encoded({}))), Schedule());
  EXPECT_EQ(ValueOf(DecodeSchedule(Encoded(Example()))), Example());
  Schedule full;
  for (int32_t day = 20'000; day < 20'180; ++day) {
    for (MeasureNumber measure = 0; measure < 8; ++measure) full.cells.push_back({day, measure, day * 1'000'000ll});
  }
  EXPECT_EQ(ValueOf(DecodeSchedule(Encoded(full))), full);
}

TEST(ScheduleTest, DamageNeverCrashesAndCutsAreSeen) {
  const std::string bytes = Encoded(Example());
  ForEachTruncation(bytes, [](std::string_view cut) {
    EXPECT_EQ(DecodeSchedule(cut).status().code(), absl::StatusCode::kDataLoss) << ToHex(cut);
  });
  ForEachDamage(bytes, [](std::string_view damaged) {
    const absl::StatusOr<Schedule> schedule = DecodeSchedule(damaged);
    if (schedule.ok()) EXPECT_EQ(ValueOf(DecodeSchedule(Encoded(*schedule))), *schedule);
  });
}

TEST(ScheduleTest, SaysWhatIsWrong) {
  const auto wrong = [](const char* hex, const char* text) {
    ONHAND_EXPECT_STATUS(DecodeSchedule(FromHex(hex)), absl::StatusCode::kDataLoss, text);
  };
  wrong("", "schedule is empty");
  wrong("02 00", "unknown version");
  wrong("01", "cut off");
  wrong("01 01 05 00", "cut off");
  wrong("01 00 00", "too many");
  wrong("01 ff ff ff ff 0f 00 00", "cut off");
  wrong("01 02 05 01 02 00 01 02", "out of order");  // a cell twice
  wrong("01 02 05 01 02 00 00 02", "out of order");
  wrong("01 01 05 80 80 04 02", "bad measure number");
  wrong("01 01 80 80 80 80 08 00 02", "too late");           // 2^31
  wrong("01 02 ff ff ff ff 07 00 02 01 00 02", "too late");  // 2^31 - 1, and one more
}

TEST(ScheduleTest, Finds) {
  const Schedule schedule = Example();
  ASSERT_NE(schedule.Find(19'700, 65535), nullptr);
  EXPECT_EQ(schedule.Find(19'700, 65535)->quantity_micros, 0);
  EXPECT_EQ(schedule.Find(19'700, 0)->quantity_micros, 2'500'000);
  EXPECT_EQ(schedule.Find(19'700, 1), nullptr);
  EXPECT_EQ(schedule.Find(19'699, 0), nullptr);
  EXPECT_EQ(Schedule().Find(0, 0), nullptr);
}

TEST(AddToScheduleTest, AddsAndInserts) {
  Schedule schedule = {{{10, 1, 5}, {12, 1, 5}}};
  ONHAND_ASSERT_OK(AddToSchedule({{12, 1, -5}, {11, 2, 3}, {10, 0, 1}, {11, 2, 4}}, 10, &schedule));
  EXPECT_EQ(schedule, (Schedule{{{10, 0, 1}, {10, 1, 5}, {11, 2, 7}, {12, 1, 0}}}));
}

TEST(AddToScheduleTest, DropsThePast) {
  Schedule schedule = {{{10, 1, 5}, {11, 0, 6}, {11, 65535, 7}, {12, 0, 8}}};
  ONHAND_ASSERT_OK(AddToSchedule({}, 11, &schedule));
  EXPECT_EQ(schedule, (Schedule{{{11, 0, 6}, {11, 65535, 7}, {12, 0, 8}}}));
  ONHAND_ASSERT_OK(AddToSchedule({{12, 0, 1}}, 12, &schedule));
  EXPECT_EQ(schedule, (Schedule{{{12, 0, 9}}}));
  ONHAND_ASSERT_OK(AddToSchedule({}, 13, &schedule));
  EXPECT_EQ(schedule, Schedule());
}

TEST(AddToScheduleTest, AnOverflowChangesNothing) {
  const Schedule full = {{{9, 1, 1}, {10, 1, kMost}}};
  Schedule schedule = full;
  ONHAND_EXPECT_STATUS(AddToSchedule({{11, 1, 1}, {10, 1, 1}}, 10, &schedule), absl::StatusCode::kOutOfRange,
                       "schedule leaves the range");
  EXPECT_EQ(schedule, full);
}

// Against a map, which needs no order.
TEST(AddToScheduleTest, RandomChanges) {
  for (int seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    Schedule schedule;
    std::map<std::pair<int32_t, MeasureNumber>, int64_t> wanted;
    int32_t today = 0;
    for (int step = 0; step < 40; ++step) {
      today += static_cast<int32_t>(random() % 2);
      std::erase_if(wanted, [today](const auto& cell) { return cell.first.first < today; });
      std::vector<ScheduleCell> changes;
      for (uint32_t i = random() % 5; i > 0; --i) {
        changes.push_back({today + static_cast<int32_t>(random() % 6), static_cast<MeasureNumber>(random() % 3),
                           static_cast<int64_t>(random() % 100) - 50});
        wanted[{changes.back().day, changes.back().measure}] += changes.back().quantity_micros;
      }
      ONHAND_ASSERT_OK(AddToSchedule(changes, today, &schedule));
      Schedule same;
      for (const auto& [cell, quantity] : wanted) same.cells.push_back({cell.first, cell.second, quantity});
      ASSERT_EQ(schedule, same) << "seed " << seed << " step " << step;
      ASSERT_EQ(ValueOf(DecodeSchedule(Encoded(schedule))), schedule);
    }
  }
}

TEST(DayOfMicrosTest, RoundsDown) {
  constexpr int64_t kDayUs = 86'400'000'000;
  EXPECT_EQ(DayOfMicros(0), 0);
  EXPECT_EQ(DayOfMicros(kDayUs - 1), 0);
  EXPECT_EQ(DayOfMicros(kDayUs), 1);
  EXPECT_EQ(DayOfMicros(-1), -1);
  EXPECT_EQ(DayOfMicros(-kDayUs), -1);
  EXPECT_EQ(DayOfMicros(-kDayUs - 1), -2);
  EXPECT_EQ(DayOfMicros(1'700'000'000'000'000), 19'675);  // 2023-11-14
  EXPECT_EQ(DayOfMicros(kMost), 106'751'991);
}

}  // namespace
}  // namespace onhand::storage
