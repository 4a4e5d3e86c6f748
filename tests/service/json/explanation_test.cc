// The question what makes up a number, and its answer.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/json/explain_decoder.h"
#include "service/json/explanation_encoder.h"
#include "tests/service/json/decoder_fixture.h"

namespace onhand {
namespace {

class ExplainDecoderTest : public DecoderFixture {};

TEST_F(ExplainDecoderTest, ReadsWhatTheQuestionIsAbout) {
  ExplainQuery query;
  EXPECT_EQ(Refusal(R"({"organizationId":"o","ProductId":"p","dimensionDataSource":"pos",
                        "dimensions":{"siteId":"1","colorId":"red"}})",
                    &query, DecodeExplainQuery),
            "");
  EXPECT_EQ(query.organization_id, "o");
  EXPECT_EQ(query.product_id, "p");
  EXPECT_EQ(query.dimension_data_source, "pos");
  ASSERT_EQ(query.dimensions.size(), 2u);
  EXPECT_EQ(query.dimensions[1].value, "red");
  EXPECT_EQ(Refusal(R"({"organizationId":"o","productId":"p"})", &query, DecodeExplainQuery), "");
  EXPECT_EQ(Refusal(R"({"organizationId":"o"})", &query, DecodeExplainQuery),
            "/productId MALFORMED: productId is missing.");
  EXPECT_EQ(Refusal(R"({"organizationId":"o","productId":"p","dimensions":{"siteId":1}})", &query, DecodeExplainQuery),
            "/dimensions/siteId MALFORMED: dimensions/siteId must be a string, not a number.");
}

TEST(EncodeExplanation, WritesEveryPart) {
  EXPECT_EQ(EncodeExplanation({}), R"({"rowCount":0,"formulas":[],"rows":[]})");
  Explanation explanation;
  explanation.row_count = 1001;
  explanation.formulas = {
      {.measure = {"iv", "onhand", true},
       .operands = {{{"pos", "inbound", false}, false, 2'500'000, true}, {{"pos", "outbound", false}, true, 0, false}},
       .micros = 2'500'000}};
  ExplainedRow row;
  row.dimensions = {{"siteid", "1"}, {"ColorId", "\"red\""}};
  row.sequence = 12;
  row.measures = {{{"pos", "inbound", false}, 2'500'000, 0, 1'709'208'000'500'000, ""},
                  {{"iv", "softreserved", false}, -1, 3'000'000, std::nullopt, "r1"}};
  row.holds = {{"h1", {"iv", "softreserved", false}, 3'000'000, 1'709'208'000'000'000}};
  row.buckets = {{{{"channel", "Online"}}, 4'000'000, 1, 2, 3}};
  row.schedules = {{19'782, {"pos", "outbound", false}, 7'000'000}};
  explanation.rows = {row};
  EXPECT_EQ(EncodeExplanation(explanation),
            R"({"rowCount":1001,"formulas":[{"dataSource":"iv","measure":"onhand","value":2.5,"operands":[)"
            R"({"dataSource":"pos","measure":"inbound","operation":"addition","value":2.5,"posted":true},)"
            R"({"dataSource":"pos","measure":"outbound","operation":"subtraction","value":0,"posted":false}]}],)"
            R"("rows":[{"dimensions":{"siteid":"1","ColorId":"\"red\""},"sequence":12,"measures":[)"
            R"({"dataSource":"pos","measure":"inbound","value":2.5,"held":0,"countedAt":"2024-02-29T12:00:00.5Z"},)"
            R"({"dataSource":"iv","measure":"softreserved","value":-0.000001,"held":3,"reservationId":"r1"}],)"
            R"("holds":[{"reservationId":"h1","dataSource":"iv","measure":"softreserved","quantity":3,)"
            R"("expiresAt":"2024-02-29T12:00:00Z"}],)"
            R"("allocations":[{"groups":{"channel":"Online"},"quantities":{"@iv":{"@allocated":4,"@consumed":0.000001,)"
            R"("@cumulative_allocated":0.000002,"@cumulative_consumed":0.000003}}}],)"
            R"("schedules":[{"date":"2024-02-29","dataSource":"pos","measure":"outbound","quantity":7}]}]})");
}

}  // namespace
}  // namespace onhand
