#include "service/grpc/explanation_messages.h"

#include <string>

#include "gtest/gtest.h"

namespace onhand {
namespace {

ExplainedRow SomeRow(int holds) {
  ExplainedRow row;
  row.dimensions = {{"siteid", "1"}, {"locationid", "11"}};
  row.sequence = 42;
  row.measures.push_back({{"iv", "softreserved", false}, 5, 2, 1'700'000'000'500'000, "R"});
  row.measures.push_back({{"pos", "inbound", false}, 7, 0, std::nullopt, ""});
  for (int i = 0; i < holds; ++i) {
    row.holds.push_back({"H" + std::to_string(i), {"iv", "softreserved", false}, i, 1'700'000'060'000'000});
  }
  row.buckets.push_back({{{"channel", "Online"}}, 1, 2, 3, 4});
  row.schedules.push_back({19'782, {"pos", "inbound", false}, -9});
  return row;
}

TEST(DecodeExplainQuery, ReadsEveryField) {
  v1::ExplainQuery message;
  message.set_organization_id("usmf");
  message.set_product_id("Bike");
  message.set_dimension_data_source("pos");
  (*message.mutable_dimensions())["ColorId"] = "red";
  const ExplainQuery query = DecodeExplainQuery(message);
  EXPECT_EQ(query.organization_id, "usmf");
  EXPECT_EQ(query.product_id, "Bike");
  EXPECT_EQ(query.dimension_data_source, "pos");
  ASSERT_EQ(query.dimensions.size(), 1u);
  EXPECT_EQ(query.dimensions[0].name, "ColorId");
  EXPECT_EQ(query.dimensions[0].value, "red");
}

TEST(EncodeExplanationHeader, HasFormulasWithTheirOperands) {
  Explanation explanation;
  explanation.row_count = 12'345;
  ExplainedFormula formula{{"iv", "onhand", true}, {}, WideMicros{1} << 70};
  formula.operands.push_back({{"pos", "inbound", false}, false, (WideMicros{1} << 70) + 3, true});
  formula.operands.push_back({{"pos", "outbound", false}, true, 3, false});
  explanation.formulas.push_back(formula);
  v1::ExplanationHeader header;
  EncodeExplanationHeader(explanation, &header);
  EXPECT_EQ(header.row_count(), 12'345u);
  ASSERT_EQ(header.formulas_size(), 1);
  EXPECT_EQ(header.formulas(0).measure().measure(), "onhand");
  EXPECT_TRUE(header.formulas(0).measure().calculated());
  EXPECT_EQ(header.formulas(0).sum().wide_micros(), "1180591620717411303424");
  ASSERT_EQ(header.formulas(0).operands_size(), 2);
  EXPECT_EQ(header.formulas(0).operands(0).sum().wide_micros(), "1180591620717411303427");
  EXPECT_FALSE(header.formulas(0).operands(0).subtract());
  EXPECT_TRUE(header.formulas(0).operands(0).posted());
  EXPECT_EQ(header.formulas(0).operands(1).measure().data_source(), "pos");
  EXPECT_EQ(header.formulas(0).operands(1).sum().micros(), 3);
  EXPECT_TRUE(header.formulas(0).operands(1).subtract());
  EXPECT_FALSE(header.formulas(0).operands(1).posted());
}

TEST(EncodeExplainedRow, HasEverythingThatMakesUpTheRow) {
  Explanation explanation;
  explanation.rows.push_back(SomeRow(1));
  ExplanationPosition position;
  v1::ExplainedRow message;
  EncodeExplainedRow(explanation, 10'000, &position, &message);
  EXPECT_EQ(position.row, 1u);
  EXPECT_EQ(position.element, 0u);
  EXPECT_FALSE(message.continued());
  ASSERT_EQ(message.dimensions_size(), 2);
  EXPECT_EQ(message.dimensions(0).name(), "siteid");
  EXPECT_EQ(message.dimensions(1).value(), "11");
  EXPECT_EQ(message.sequence(), 42u);
  ASSERT_EQ(message.measures_size(), 2);
  EXPECT_EQ(message.measures(0).measure().measure(), "softreserved");
  EXPECT_EQ(message.measures(0).micros(), 5);
  EXPECT_EQ(message.measures(0).held_micros(), 2);
  EXPECT_EQ(message.measures(0).counted_at().seconds(), 1'700'000'000);
  EXPECT_EQ(message.measures(0).counted_at().nanos(), 500'000'000);
  EXPECT_EQ(message.measures(0).reservation_id(), "R");
  EXPECT_FALSE(message.measures(1).has_counted_at());
  EXPECT_EQ(message.measures(1).reservation_id(), "");
  ASSERT_EQ(message.holds_size(), 1);
  EXPECT_EQ(message.holds(0).reservation_id(), "H0");
  EXPECT_EQ(message.holds(0).measure().data_source(), "iv");
  EXPECT_EQ(message.holds(0).remaining_micros(), 0);
  EXPECT_EQ(message.holds(0).expires_at().seconds(), 1'700'000'060);
  ASSERT_EQ(message.buckets_size(), 1);
  EXPECT_EQ(message.buckets(0).groups(0).value(), "Online");
  EXPECT_EQ(message.buckets(0).cumulative_consumed_micros(), 4);
  ASSERT_EQ(message.schedules_size(), 1);
  EXPECT_EQ(message.schedules(0).date(), "2024-02-29");
  EXPECT_EQ(message.schedules(0).measure().measure(), "inbound");
  EXPECT_EQ(message.schedules(0).micros(), -9);
}

TEST(EncodeExplainedRow, LargeRowsComeInPiecesWithoutLosingAnElement) {
  Explanation explanation;
  explanation.rows = {SomeRow(0), SomeRow(1000), ExplainedRow{}};
  ExplanationPosition position;
  v1::ExplainedRow whole[3];
  int row = -1;
  int messages = 0;
  while (position.row < explanation.rows.size()) {
    v1::ExplainedRow message;
    EncodeExplainedRow(explanation, 1000, &position, &message);
    EXPECT_LT(message.ByteSizeLong(), 1200u);
    ++messages;
    if (!message.continued()) ++row;
    ASSERT_LT(row, 3);
    EXPECT_EQ(message.continued() && message.dimensions_size() > 0, false);
    whole[row].MergeFrom(message);
  }
  EXPECT_EQ(row, 2);
  EXPECT_GT(messages, 20);
  EXPECT_EQ(whole[0].holds_size(), 0);
  EXPECT_EQ(whole[0].schedules_size(), 1);
  ASSERT_EQ(whole[1].holds_size(), 1000);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(whole[1].holds(i).remaining_micros(), i);
  EXPECT_EQ(whole[1].dimensions_size(), 2);
  EXPECT_EQ(whole[1].measures_size(), 2);
  EXPECT_EQ(whole[1].buckets_size(), 1);
  EXPECT_EQ(whole[1].schedules_size(), 1);
  EXPECT_EQ(whole[2].ByteSizeLong(), 0u);
}

}  // namespace
}  // namespace onhand
