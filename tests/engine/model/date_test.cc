#include "engine/model/date.h"

#include "gtest/gtest.h"

namespace onhand {
namespace {

TEST(Date, ReadsTheFormsOfTheApi) {
  EXPECT_EQ(ParseDate("1970-01-01"), 0);
  EXPECT_EQ(ParseDate("2022-02-01"), 19024);
  EXPECT_EQ(ParseDate("2022-02-01T00:00:00"), 19024);
  EXPECT_EQ(ParseDate("2022-02-01T00:00:00Z"), 19024);
  EXPECT_EQ(ParseDate("2024-02-29"), 19782);
  EXPECT_EQ(ParseDate("9999-12-31"), kDayMax);
}

TEST(Date, RefusesEverythingElse) {
  for (const char* text : {"", "2022-02-1", "2022-2-01", "2022-02-30", "2023-02-29", "2022-13-01", "2022-00-10",
                           "2022-02-01T00:00:01", "2022-02-01T00:00:00+01:00", "2022-02-01 ", " 2022-02-01",
                           "1969-12-31", "2022/02/01", "20220201", "-022-02-01", "2022-02-01T00:00:00z"}) {
    EXPECT_EQ(ParseDate(text), std::nullopt) << text;
  }
}

TEST(Date, WritesWhatItReads) {
  for (int32_t day : {0, 58, 59, 60, 19024, 19782, kDayMax}) EXPECT_EQ(ParseDate(FormatDate(day)), day);
}

}  // namespace
}  // namespace onhand
