#include "service/json/log_extract_decoder.h"

#include <memory>
#include <string>
#include <vector>

#include "engine/model/outcome.h"
#include "gtest/gtest.h"
#include "service/json/json_reader.h"

namespace onhand {
namespace {

constexpr int64_t kDayUs = 24ll * 3600 * 1'000'000;
constexpr int64_t kAugust23Us = 19'592 * kDayUs;  // 2023-08-23

std::vector<Issue> Decode(const std::string& text, LogExtract* extract) {
  JsonError error;
  const std::unique_ptr<JsonDocument> document = JsonDocument::Read(text, {}, &error);
  EXPECT_NE(document, nullptr) << error.message;
  return DecodeLogExtractBody(document->top(), extract);
}

TEST(ExtractTimeTest, BothEndsAreIncluded) {
  for (const char* text : {"2023/8/23", "2023/08/23", "2023-08-23", "2023-8-23"}) {
    int64_t time_us = 0;
    ASSERT_TRUE(ParseExtractTime(text, /*is_end=*/false, &time_us)) << text;
    EXPECT_EQ(time_us, kAugust23Us) << text;
    ASSERT_TRUE(ParseExtractTime(text, /*is_end=*/true, &time_us)) << text;
    EXPECT_EQ(time_us, kAugust23Us + kDayUs) << text;
  }
  int64_t time_us = 0;
  ASSERT_TRUE(ParseExtractTime("2023-08-23T02:00:00+02:00", /*is_end=*/false, &time_us));
  EXPECT_EQ(time_us, kAugust23Us);
  ASSERT_TRUE(ParseExtractTime("2023-08-23 00:00:00", /*is_end=*/true, &time_us));
  EXPECT_EQ(time_us, kAugust23Us + 1);
  ASSERT_TRUE(ParseExtractTime("9999/12/31", /*is_end=*/true, &time_us));
}

TEST(ExtractTimeTest, OtherTextsAreNoTime) {
  for (const char* text : {"", "2023", "2023/8", "2023/8/", "2023/8/32", "2023/2/29", "2023/13/1", "2023/0/1",
                           "0000/1/1", "23/8/23", "2023/8/23 ", "2023/8-23", "2023-8/23", "2023/008/23", "+2023/8/23",
                           "2023/8/23T00:00:00Z", "2023-08-23T", "yesterday"}) {
    int64_t time_us = -7;
    EXPECT_FALSE(ParseExtractTime(text, false, &time_us)) << text;
    EXPECT_EQ(time_us, -7) << text;
  }
}

TEST(LogExtractDecoderTest, EveryMemberInAnyCase) {
  LogExtract extract;
  EXPECT_TRUE(Decode(R"({"ID": 5, "organizationid": "usmf", "utcFromDate": "2023/8/23", "UTCTODATE": "2023/8/23",
                         "productId": "T-shirt", "dimensions": {"SiteId": "1", "locationid": "11"}, "more": []})",
                     &extract)
                  .empty());
  EXPECT_EQ(extract.organization_id, "usmf");
  EXPECT_EQ(extract.from_us, kAugust23Us);
  EXPECT_EQ(extract.until_us, kAugust23Us + kDayUs);
  EXPECT_EQ(extract.product_id, "T-shirt");
  EXPECT_EQ(extract.site_id, "1");
  EXPECT_EQ(extract.location_id, "11");
}

TEST(LogExtractDecoderTest, WhatIsAbsentNullOrEmptyMeansAll) {
  for (const char* rest : {"", R"(, "productId": null, "dimensions": null)",
                           R"(, "productId": "", "dimensions": {"siteId": "", "locationId": null})"}) {
    LogExtract extract;
    EXPECT_TRUE(
        Decode(std::string(R"({"organizationId": "usmf", "UtcFromDate": "2023/8/23", "UtcToDate": "2023/8/24")") +
                   rest + "}",
               &extract)
            .empty());
    EXPECT_EQ(extract.product_id, std::nullopt);
    EXPECT_EQ(extract.site_id, std::nullopt);
    EXPECT_EQ(extract.location_id, std::nullopt);
  }
}

TEST(LogExtractDecoderTest, SaysEverythingThatIsWrong) {
  LogExtract extract;
  const std::vector<Issue> issues = Decode(
      R"({"UtcFromDate": "soon", "UtcToDate": 20230823, "productId": 5, "dimensions": {"siteId": [], "colorId": "red"}})",
      &extract);
  const std::vector<Issue> expected = {
      {Reason::kMalformed, "/organizationId", "organizationId is missing."},
      {Reason::kInvalidDate, "/UtcFromDate",
       "UtcFromDate must be a date like 2023/8/23 or 2023-08-23, or a time as in RFC 3339, not \"soon\"."},
      {Reason::kMalformed, "/UtcToDate", "UtcToDate must be a string, not a number."},
      {Reason::kMalformed, "/productId", "productId must be a string, not a number."},
      {Reason::kMalformed, "/dimensions/siteId", "dimensions/siteId must be a string, not an array."},
      {Reason::kUnknownDimension, "/dimensions/colorId",
       "dimension 'colorId' does not narrow an extract of the log; siteId and locationId do."},
  };
  EXPECT_EQ(issues, expected);
}

TEST(LogExtractDecoderTest, AnEndBeforeItsBeginningIsRefused) {
  LogExtract extract;
  const std::vector<Issue> issues =
      Decode(R"({"organizationId": "usmf", "UtcFromDate": "2023/8/24", "UtcToDate": "2023/8/23"})", &extract);
  ASSERT_EQ(issues.size(), 1u);
  EXPECT_EQ(issues[0].reason, Reason::kInvalidDateRange);
  EXPECT_EQ(issues[0].path, "/UtcToDate");
}

TEST(LogExtractDecoderTest, DimensionsAreAnObject) {
  LogExtract extract;
  const std::vector<Issue> issues =
      Decode(R"({"organizationId": "usmf", "UtcFromDate": "2023/8/23", "UtcToDate": "2023/8/23", "dimensions": "1"})",
             &extract);
  ASSERT_EQ(issues.size(), 1u);
  EXPECT_EQ(issues[0].path, "/dimensions");
}

}  // namespace
}  // namespace onhand
