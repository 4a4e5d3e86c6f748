#include <string>

#include "gtest/gtest.h"
#include "service/json/answer_encoder.h"
#include "service/json/envelope_encoder.h"

namespace onhand {
namespace {

TEST(EnvelopeEncoder, WritesAllFourMembers) {
  std::string out;
  AppendEnvelope("Test201", Outcome(), &out);
  EXPECT_EQ(out, R"({"id":"Test201","processingStatus":"success","message":"","statusCode":200})");
  out.clear();
  AppendEnvelope("a\"b", Outcome::Refuse({Reason::kIdReused, "/id", "was used \"before\""}), &out);
  EXPECT_EQ(out, R"({"id":"a\"b","processingStatus":"failure","message":"was used \"before\"","statusCode":409})");
}

QueryAnswer Answer(QueryVersion version) {
  QueryAnswer answer;
  answer.version = version;
  answer.dimension_names = {"siteid", "ColorId"};
  answer.columns = {
      {"@iv", "@allocated", false}, {"iv", "total \"x\"", true}, {"pos", "inbound", false}, {"pos", "outbound", false}};
  answer.rows = {{"usmf", "T-shirt", {"1", "red"}, {{0, 0}, {2, 1'500'000}, {3, -3'000'000}}},
                 {"usmf", "\xD9\x82", {"", ""}, {{1, 80'000'000}}},
                 {"usmf", "none", {"1", ""}, {}}};
  return answer;
}

constexpr std::string_view kRowsV1 =
    R"([{"productId":"T-shirt","dimensions":{"siteid":"1","ColorId":"red"},)"
    R"("quantities":{"@iv":{"@allocated":0},"pos":{"inbound":1.5,"outbound":-3}}},)"
    R"({"productId":"ق","dimensions":{"siteid":"","ColorId":""},"quantities":{"iv":{"total \"x\"":80}}},)"
    R"({"productId":"none","dimensions":{"siteid":"1","ColorId":""},"quantities":{}}])";

TEST(AnswerEncoder, WritesRowsOfVersion1) {
  EXPECT_EQ(EncodeIndexAnswer(Answer(QueryVersion::kV1), std::nullopt), kRowsV1);
  EXPECT_EQ(EncodeIndexAnswer(QueryAnswer(), std::nullopt), "[]");
}

TEST(AnswerEncoder, WrapsVersion2WithALinkToTheNextPage) {
  QueryAnswer answer = Answer(QueryVersion::kV2);
  answer.rows.resize(1);
  const std::string row =
      R"({"productId":"T-shirt","organizationId":"usmf","dimensions":{"siteid":"1","ColorId":"red"},)"
      R"("quantities":{"@iv":{"@allocated":0},"pos":{"inbound":1.5,"outbound":-3}}})";
  EXPECT_EQ(EncodeIndexAnswer(answer, std::nullopt), "{\"Value\":[" + row + "],\"nextLink\":\"\"}");
  answer.next_page_number = 3;
  EXPECT_EQ(EncodeIndexAnswer(answer, 2),
            "{\"Value\":[" + row + R"(],"nextLink":"onhand/indexquery?pageNumber=3&pageSize=2"})");
  std::string rows;
  AppendRows(answer, &rows);
  EXPECT_EQ(rows, "[" + row + "]");
}

}  // namespace
}  // namespace onhand
