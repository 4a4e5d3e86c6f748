#include "service/json/time_text.h"

#include <string>

#include "gtest/gtest.h"

namespace onhand {
namespace {

TEST(ParseTime, ReadsRfc3339WithAndWithoutZone) {
  const struct {
    std::string_view text;
    int64_t time_us;
  } kCases[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"2024-02-29T12:00:00Z", 1'709'208'000'000'000},
      {"2024-02-29T12:00:00", 1'709'208'000'000'000},
      {"2024-02-29t12:00:00z", 1'709'208'000'000'000},
      {"2024-02-29 12:00:00", 1'709'208'000'000'000},
      {"2024-02-29T13:00:00+01:00", 1'709'208'000'000'000},
      {"2024-02-29T06:30:00-05:30", 1'709'208'000'000'000},
      {"2024-02-29T12:00:00.5Z", 1'709'208'000'500'000},
      {"2024-02-29T12:00:00.1234567", 1'709'208'000'123'456},
      {"1969-12-31T23:59:59.999999Z", -1},
      {"2016-12-31T23:59:60Z", 1'483'228'800'000'000},
      {"0001-01-01T00:00:00Z", -62'135'596'800'000'000},
      {"9999-12-31T23:59:59Z", 253'402'300'799'000'000},
  };
  for (const auto& c : kCases) {
    int64_t time_us = 42;
    EXPECT_TRUE(ParseTime(c.text, &time_us)) << c.text;
    EXPECT_EQ(time_us, c.time_us) << c.text;
  }
}

TEST(ParseTime, RefusesEverythingElse) {
  for (const std::string_view text : {"",
                                      "2024",
                                      "2024-02-29",
                                      "2023-02-29T00:00:00Z",
                                      "2024-13-01T00:00:00Z",
                                      "2024-00-01T00:00:00Z",
                                      "2024-01-32T00:00:00Z",
                                      "2024-01-01T24:00:00Z",
                                      "2024-01-01T00:60:00Z",
                                      "2024-01-01T00:00:61Z",
                                      "2024-01-01T00:00Z",
                                      "2024-01-01T00:00:00.Z",
                                      "2024-01-01T00:00:00+0100",
                                      "2024-01-01T00:00:00+24:00",
                                      "2024-01-01T00:00:00ZZ",
                                      "2024-01-01T00:00:00 Z",
                                      " 2024-01-01T00:00:00Z",
                                      "24-01-01T00:00:00Z",
                                      "2024/01/01T00:00:00Z",
                                      "now"}) {
    int64_t time_us = 42;
    EXPECT_FALSE(ParseTime(text, &time_us)) << text;
    EXPECT_EQ(time_us, 42) << text;
  }
}

TEST(ParseTimeWithZone, AsksForTheZone) {
  int64_t time_us = 42;
  EXPECT_FALSE(ParseTimeWithZone("2024-02-29T12:00:00", &time_us));
  EXPECT_FALSE(ParseTimeWithZone("2024-02-29T12:00:00.5", &time_us));
  EXPECT_EQ(time_us, 42);
  EXPECT_TRUE(ParseTimeWithZone("2024-02-29T12:00:00Z", &time_us));
  EXPECT_EQ(time_us, 1'709'208'000'000'000);
  EXPECT_TRUE(ParseTimeWithZone("2024-02-29T12:00:00.25-00:30", &time_us));
  EXPECT_EQ(time_us, 1'709'209'800'250'000);
}

TEST(AppendTime, WritesUtcWithTheDigitsItNeeds) {
  const struct {
    int64_t time_us;
    std::string_view text;
  } kCases[] = {
      {0, "1970-01-01T00:00:00Z"},
      {1'709'208'000'000'000, "2024-02-29T12:00:00Z"},
      {1'709'208'000'500'000, "2024-02-29T12:00:00.5Z"},
      {1'709'208'000'000'001, "2024-02-29T12:00:00.000001Z"},
      {-1, "1969-12-31T23:59:59.999999Z"},
      {-61'404'695'999'876'544, "0024-02-29T12:00:00.123456Z"},  // a year below 1000 was written as 24
  };
  for (const auto& c : kCases) {
    std::string text = "at ";
    AppendTime(c.time_us, &text);
    EXPECT_EQ(text, "at " + std::string(c.text));
    int64_t time_us = 42;
    EXPECT_TRUE(ParseTimeWithZone(c.text, &time_us));
    EXPECT_EQ(time_us, c.time_us);
  }
}

}  // namespace
}  // namespace onhand
