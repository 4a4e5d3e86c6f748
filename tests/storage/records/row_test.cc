#include "storage/records/row.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "tests/storage/testing/bytes.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

Row Example() {
  Row row;
  row.sequence = 1000;
  row.cells = {{0, 5'000'000}, {3, -1}, {65535, std::numeric_limits<int64_t>::min()}};
  row.count_times = {{3, 1'700'000'000'000'000}, {4, -5}};
  return row;
}

std::string Encoded(const Row& row) {
  std::string out = "before";
  EncodeRow(row, &out);
  EXPECT_EQ(out.substr(0, 6), "before");
  return out.substr(6);
}

TEST(RowTest, ComesBack) {
  EXPECT_EQ(ValueOf(DecodeRow(Encoded(Row()))), Row());
  EXPECT_EQ(ValueOf(DecodeRow(Encoded(Example()))), Example());
  Row wide;
  for (int i = 0; i < 300; ++i) wide.cells.push_back({static_cast<MeasureNumber>(i * 7), i});
  EXPECT_EQ(ValueOf(DecodeRow(Encoded(wide))), wide);
}

// What nothing holds is written as it always was.
TEST(RowTest, HeldPartsComeBackInAVersionOfTheirOwn) {
  Row row = Example();
  EXPECT_EQ(Encoded(row)[0], 1);
  row.held = {{0, 2'000'000}, {65535, -3}};
  EXPECT_EQ(Encoded(row)[0], 2);
  EXPECT_EQ(ValueOf(DecodeRow(Encoded(row))), row);
  ForEachTruncation(Encoded(row), [](std::string_view cut) {
    EXPECT_EQ(DecodeRow(cut).status().code(), absl::StatusCode::kDataLoss) << ToHex(cut);
  });
  ForEachDamage(Encoded(row), [](std::string_view damaged) {
    const absl::StatusOr<Row> back = DecodeRow(damaged);
    if (back.ok()) EXPECT_EQ(ValueOf(DecodeRow(Encoded(*back))), *back);
  });
}

TEST(RowTest, HeldPartsAddUpAndGoAtZero) {
  Row row;
  EXPECT_EQ(row.HeldMicros(3), 0);
  EXPECT_TRUE(row.AddHeld(3, 5));
  EXPECT_TRUE(row.AddHeld(1, 7));
  EXPECT_TRUE(row.AddHeld(9, 0));
  EXPECT_TRUE(row.AddHeld(3, 6));
  EXPECT_EQ(row.held, (decltype(row.held){{1, 7}, {3, 11}}));
  EXPECT_EQ(row.HeldMicros(3), 11);
  EXPECT_TRUE(row.AddHeld(1, -7));
  EXPECT_EQ(row.held, (decltype(row.held){{3, 11}}));
  EXPECT_FALSE(row.AddHeld(3, std::numeric_limits<int64_t>::max()));
  EXPECT_EQ(row.held, (decltype(row.held){{3, 11}}));
  EXPECT_TRUE(row.cells.empty());
}

TEST(RowTest, FindsAndInsertsInOrder) {
  Row row;
  row.FindOrInsert(5).quantity_micros = 50;
  row.FindOrInsert(1).quantity_micros = 10;
  row.FindOrInsert(9).quantity_micros = 90;
  row.FindOrInsert(5).quantity_micros += 1;
  EXPECT_EQ(row.cells, (decltype(row.cells){{1, 10}, {5, 51}, {9, 90}}));
  EXPECT_EQ(row.Find(9)->quantity_micros, 90);
  EXPECT_EQ(row.Find(0), nullptr);
  EXPECT_EQ(row.Find(10), nullptr);
  row.SetCount(5, 2);
  row.SetCount(1, 1);
  row.SetCount(5, 3);
  EXPECT_EQ(row.count_times, (decltype(row.count_times){{1, 1}, {5, 3}}));
  EXPECT_EQ(row.FindCount(5)->time_us, 3);
  EXPECT_EQ(row.FindCount(2), nullptr);
}

TEST(RowTest, DamageNeverCrashesAndCutsAreSeen) {
  const std::string bytes = Encoded(Example());
  ForEachTruncation(bytes, [](std::string_view cut) {
    EXPECT_EQ(DecodeRow(cut).status().code(), absl::StatusCode::kDataLoss) << ToHex(cut);
  });
  ForEachDamage(bytes, [](std::string_view damaged) {
    const absl::StatusOr<Row> row = DecodeRow(damaged);
    // What is accepted must at least be a row that can be written again.
    if (row.ok()) EXPECT_EQ(ValueOf(DecodeRow(Encoded(*row))), *row);
  });
}

TEST(RowTest, SaysWhatIsWrong) {
  const auto wrong = [](const char* hex, const char* text) {
    ONHAND_EXPECT_STATUS(DecodeRow(FromHex(hex)), absl::StatusCode::kDataLoss, text);
  };
  wrong("", "empty");
  wrong("03 01 00 00", "unknown version");
  wrong("01 01 00", "cut off");
  wrong("01 01 00 00 00", "too many");
  wrong("01 01 02 05 02 00 02 00", "out of order");
  wrong("01 01 01 80 80 04 02 00", "out of order");        // measure 65536
  wrong("01 01 02 05 02 fb ff 03 02 00", "out of order");  // 5 + 65531
  wrong("01 01 00 02 05 02 00 02", "count times out of order");
  wrong("01 01 ff ff ff ff 0f 00", "cut off");
  wrong("02 01 00 00", "cut off");
  wrong("02 01 00 00 00", "no held parts");
  wrong("02 01 00 00 01 05 00", "held part of nothing");
  wrong("02 01 00 00 02 05 02 00 02", "held parts out of order");
  wrong("02 01 00 00 01 05 02 00", "too many");
  wrong("01 01 00 00 01 05 02", "too many");
}

}  // namespace
}  // namespace onhand::storage
