#include <string>

#include "gtest/gtest.h"
#include "service/json/allocation_encoder.h"
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

// Spec 1.4: the members in the documented order.
TEST(EnvelopeEncoder, WritesTheReservationFirst) {
  Outcome outcome;
  outcome.reservation_id = "r\"1";
  std::string out;
  AppendEnvelope(EnvelopeKind::kReserve, "id-822", outcome, &out);
  EXPECT_EQ(out, R"({"reservationId":"r\"1","id":"ohre~id-822","processingStatus":"success","message":"",)"
                 R"("statusCode":200})");
  out.clear();
  outcome.status = ProcessingStatus::kPartialSuccess;
  outcome.invalid_offset_micros = 2'500'000;
  AppendEnvelope(EnvelopeKind::kUnreserve, "id\n", outcome, &out);
  EXPECT_EQ(out, R"({"reservationId":"r\"1","totalInvalidOffsetQtyByReservId":2.5,"id":"ohoe~id\n",)"
                 R"("processingStatus":"partialSuccess","message":"","statusCode":200})");
  out.clear();
  AppendEnvelope(EnvelopeKind::kReserve, "", Outcome::Refuse({Reason::kNotAvailable, "", "no"}), &out);
  EXPECT_EQ(out, R"({"reservationId":"","id":"ohre~","processingStatus":"failure","message":"no","statusCode":500})");
}

// Decisions E4.
TEST(EnvelopeEncoder, TellsThePresentQuantitiesBySource) {
  Outcome outcome = Outcome::Refuse({Reason::kUnexpectedQuantity, "/expectedQuantities/pos/inbound", "not 3"});
  outcome.present_quantities = {{"pos", "outbound", 0}, {"iv", "ordered", -500'000}, {"pos", "inbound", 7'000'000}};
  std::string out;
  AppendEnvelope("a", outcome, &out);
  EXPECT_EQ(out, R"({"id":"a","processingStatus":"failure","message":"not 3","statusCode":409,)"
                 R"("presentQuantities":{"iv":{"ordered":-0.5},"pos":{"inbound":7,"outbound":0}}})");
}

TEST(AllocationEncoder, WritesEachBucketWithItsRow) {
  AllocationAnswer answer;
  answer.organization_id = "usmf";
  answer.product_id = "Bike";
  EXPECT_EQ(EncodeAllocationAnswer(answer), "[]");
  answer.dimensions = {{"siteid", "1"}, {"ColorId", "red"}};
  answer.buckets = {{{{"channel", "Online"}}, 1'000'000, 0, 10'500'000, 0},
                    {{{"channel", "Online"}, {"customerGroup", "VIP"}}, 2, 3, 4, 5}};
  const std::string head =
      R"({"productId":"Bike","organizationId":"usmf","dimensions":{"siteid":"1","ColorId":"red"},)";
  EXPECT_EQ(EncodeAllocationAnswer(answer),
            "[" + head +
                R"("groups":{"channel":"Online"},"quantities":{"@iv":{"@allocated":1,"@consumed":0,)"
                R"("@cumulative_allocated":10.5,"@cumulative_consumed":0}}},)" +
                head +
                R"("groups":{"channel":"Online","customerGroup":"VIP"},"quantities":{"@iv":{)"
                R"("@allocated":0.000002,"@consumed":0.000003,"@cumulative_allocated":0.000004,)"
                R"("@cumulative_consumed":0.000005}}}])");
}

QueryAnswer Answer(QueryVersion version) {
  QueryAnswer answer;
  answer.version = version;
  answer.dimension_names = {"siteid", "ColorId"};
  answer.columns = {
      {"@iv", "@allocated", false}, {"iv", "total \"x\"", true}, {"pos", "inbound", false}, {"pos", "outbound", false}};
  answer.rows = {{"usmf", "T-shirt", {"1", "red"}, {{0, 0}, {2, 1'500'000}, {3, -3'000'000}}, {}, {}},
                 {"usmf", "\xD9\x82", {"", ""}, {{1, 80'000'000}}, {}, {}},
                 {"usmf", "none", {"1", ""}, {}, {}, {}}};
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

// Spec 5.5.
TEST(AnswerEncoder, WritesAvailableToPromiseBeforeTheRow) {
  QueryAnswer answer;
  answer.has_atp = true;
  answer.dimension_names = {"siteid", "ColorId"};
  answer.columns = {{"iv", "onhand", true}, {"pos", "inbound", false}, {"pos", "outbound", false}};
  ResultRow row = {"usmf", "Bike", {"1", "Red"}, {{0, 10'000'000}, {1, 10'000'000}}, {}, {}};
  row.scheduled = {{19'025, {{0, -5'000'000}, {1, 0}, {2, 5'000'000}}}, {19'029, {{0, 7'000'000}}}};
  row.promises = {{19'024, {{0, 5'000'000}}}, {19'025, {{0, 12'500'000}}}};
  answer.rows = {row};
  EXPECT_EQ(EncodeIndexAnswer(answer, std::nullopt),
            R"([{"quantitiesByDate":{"2022-02-02T00:00:00":{"iv":{"onhand":-5},"pos":{"inbound":0,"outbound":5}},)"
            R"("2022-02-06T00:00:00":{"iv":{"onhand":7}}},)"
            R"("atpQuantities":{"2022-02-01T00:00:00Z":{"iv":{"onhand":5}},)"
            R"("2022-02-02T00:00:00Z":{"iv":{"onhand":12.5}}},)"
            R"("productId":"Bike","dimensions":{"siteid":"1","ColorId":"Red"},)"
            R"("quantities":{"iv":{"onhand":10},"pos":{"inbound":10}}}])");
  // Also where there is nothing to promise.
  answer.rows[0].scheduled.clear();
  answer.rows[0].promises.clear();
  EXPECT_EQ(EncodeIndexAnswer(answer, std::nullopt).substr(0, 51),
            R"([{"quantitiesByDate":{},"atpQuantities":{},"product)");
}

}  // namespace
}  // namespace onhand
