// What the server answers, the client reads: queries and answers there and back.
#include "service/cli/backend/client_query_messages.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "service/grpc/allocation_messages.h"
#include "service/grpc/explanation_messages.h"
#include "service/grpc/query_messages.h"
#include "service/json/explanation_encoder.h"

namespace onhand::cli {
namespace {

constexpr WideMicros kWide = static_cast<WideMicros>(kQuantityMicrosMax) * 1000;

TEST(ClientQueryMessagesTest, IndexQueriesWithAtp) {
  IndexQuery query;
  query.version = QueryVersion::kV2;
  query.organization_ids = {"usmf", "usrt"};
  query.filters = {{"siteId", {"1", ""}}};
  query.group_by = {"colorId"};
  query.page_number = 2;
  query.page_size = 5;
  query.atp = {.wanted = true, .from = "2026-02-01", .to = ""};
  v1::IndexQuery message;
  EncodeQuery(query, &message);
  IndexQuery back;
  ASSERT_FALSE(DecodeIndexQuery(message, &back).has_value());
  EXPECT_EQ(back.version, QueryVersion::kV2);
  EXPECT_EQ(back.organization_ids, query.organization_ids);
  ASSERT_EQ(back.filters.size(), 1u);
  EXPECT_EQ(back.filters[0].values, query.filters[0].values);
  EXPECT_EQ(back.page_number, 2);
  EXPECT_EQ(back.page_size, 5);
  EXPECT_TRUE(back.atp.wanted);
  EXPECT_EQ(back.atp.from, "2026-02-01");
  EXPECT_EQ(back.atp.to, "");

  query.atp.wanted = false;
  v1::IndexQuery without;
  EncodeQuery(query, &without);
  IndexQuery plain;
  ASSERT_FALSE(DecodeIndexQuery(without, &plain).has_value());
  EXPECT_FALSE(plain.atp.wanted);
}

TEST(ClientQueryMessagesTest, ExactQueriesWithAtp) {
  ExactQuery query;
  query.organization_ids = {"usmf"};
  query.keys = {"siteId", "colorId"};
  query.tuples = {{"1", "red"}, {"2", ""}};
  query.return_negative = true;
  query.atp = {.wanted = true, .from = "", .to = "2026-03-01"};
  v1::ExactQuery message;
  EncodeQuery(query, &message);
  ExactQuery back;
  ASSERT_FALSE(DecodeExactQuery(message, &back).has_value());
  EXPECT_EQ(back.keys, query.keys);
  EXPECT_EQ(back.tuples, query.tuples);
  EXPECT_TRUE(back.return_negative);
  EXPECT_EQ(back.atp.to, "2026-03-01");
}

TEST(ClientQueryMessagesTest, AnswersWithAtp) {
  QueryAnswer answer;
  answer.dimension_names = {"siteid", "ColorId"};
  answer.columns = {{"iv", "onhand", true}, {"pos", "inbound", false}};
  answer.next_page_number = 3;
  answer.has_atp = true;
  ResultRow row;
  row.organization_id = "usmf";
  row.product_id = "Bike";
  row.dimension_values = {"1", ""};
  row.values = {{0, -5}, {1, kWide}};
  row.scheduled = {{20'000, {{0, 7}, {1, 7}}}};
  row.promises = {{19'999, {{0, 0}}}, {20'000, {{0, -kWide}}}};
  answer.rows = {row};

  v1::QueryHeader header;
  EncodeHeader(answer, &header);
  v1::QueryRows rows;
  EncodeRows(answer, 0, 1 << 20, &rows);
  QueryAnswer back;
  ASSERT_TRUE(DecodeHeader(header, &back).ok());
  ASSERT_TRUE(DecodeRows(rows, &back).ok());
  EXPECT_EQ(back.dimension_names, answer.dimension_names);
  EXPECT_EQ(back.columns, answer.columns);
  EXPECT_EQ(back.next_page_number, 3);
  EXPECT_TRUE(back.has_atp);
  EXPECT_EQ(back.rows, answer.rows);
}

TEST(ClientQueryMessagesTest, AnswersThatMakeNoSense) {
  v1::QueryHeader header;
  header.add_dimension_names("smell");
  QueryAnswer answer;
  EXPECT_TRUE(absl::IsInternal(DecodeHeader(header, &answer)));

  QueryAnswer begun;
  begun.columns = {{"pos", "inbound", false}};
  v1::QueryRows column;
  column.add_rows()->add_values()->set_column(1);
  EXPECT_TRUE(absl::IsInternal(DecodeRows(column, &begun)));
  v1::QueryRows number;
  number.add_rows()->add_values()->set_wide_micros("many");
  EXPECT_TRUE(absl::IsInternal(DecodeRows(number, &begun)));
  v1::QueryRows date;
  date.add_rows()->add_promises()->set_date("tomorrow");
  EXPECT_TRUE(absl::IsInternal(DecodeRows(date, &begun)));
  v1::QueryRows dimensions;
  dimensions.add_rows()->add_dimension_values("1");
  EXPECT_TRUE(absl::IsInternal(DecodeRows(dimensions, &begun)));

  Explanation explanation;
  v1::ExplainedRow continued;
  continued.set_continued(true);
  EXPECT_TRUE(absl::IsInternal(DecodeExplainedRow(continued, &explanation)));
  v1::ExplainedRow time;
  time.add_holds()->mutable_expires_at()->set_nanos(-1);
  EXPECT_TRUE(absl::IsInternal(DecodeExplainedRow(time, &explanation)));
}

TEST(ClientQueryMessagesTest, Allocations) {
  AllocationQuery query;
  query.organization_id = "usmf";
  query.product_id = "Bike";
  query.dimension_data_source = "pos";
  query.dimensions = {{"colorId", "red"}, {"siteId", "1"}};
  query.groups = {{"channel", "Web"}};
  v1::AllocationQuery message;
  EncodeQuery(query, &message);
  const AllocationQuery asked = DecodeAllocationQuery(message);
  EXPECT_EQ(asked.organization_id, "usmf");
  EXPECT_EQ(asked.dimension_data_source, "pos");
  ASSERT_EQ(asked.dimensions.size(), 2u);
  EXPECT_EQ(asked.dimensions[1].value, "1");
  ASSERT_EQ(asked.groups.size(), 1u);
  EXPECT_EQ(asked.groups[0].value, "Web");

  AllocationAnswer answer;
  answer.organization_id = "usmf";
  answer.product_id = "Bike";
  answer.dimensions = {{"siteid", "1"}};
  answer.buckets = {{{{"channel", "Web"}}, 1, 2, 3, 4}, {{{"channel", "Web"}, {"region", "EU"}}, 5, 6, 7, 8}};
  v1::AllocationHeader header;
  EncodeAllocationHeader(answer, &header);
  AllocationAnswer back;
  DecodeAllocationHeader(header, &back);
  for (size_t next = 0; next < answer.buckets.size();) {  // a bucket a message
    v1::AllocationBuckets buckets;
    next = EncodeBuckets(answer, next, 1, &buckets);
    DecodeBuckets(buckets, &back);
  }
  EXPECT_EQ(back.organization_id, "usmf");
  EXPECT_EQ(back.product_id, "Bike");
  EXPECT_EQ(back.dimensions, answer.dimensions);
  EXPECT_EQ(back.buckets, answer.buckets);
}

TEST(ClientQueryMessagesTest, ExplanationsInPieces) {
  Explanation explanation;
  explanation.row_count = 2;
  explanation.formulas = {
      {{"iv", "onhand", true},
       {{{"pos", "inbound", false}, false, kWide, true}, {{"pos", "outbound", false}, true, 0, false}},
       kWide}};
  ExplainedRow row;
  row.dimensions = {{"siteid", "1"}, {"locationid", "11"}};
  row.sequence = 42;
  row.measures = {{{"pos", "inbound", false}, 12, 0, 1'700'000'000'000'001, ""},
                  {{"iv", "softreservordered", false}, 5, 2, std::nullopt, "R1"}};
  row.holds = {{"H1", {"iv", "softreservordered", false}, 2, 1'700'000'000'500'000}};
  row.buckets = {{{{"channel", "Web"}}, 1, 2, 3, 4}};
  row.schedules = {{20'000, {"pos", "inbound", false}, -3}};
  ExplainedRow planned;
  planned.dimensions = {{"siteid", "1"}, {"locationid", "12"}};
  planned.schedules = row.schedules;
  explanation.rows = {row, planned};

  v1::ExplainQuery message;
  EncodeQuery(ExplainQuery{"usmf", "Bike", "pos", {{"siteId", "1"}}}, &message);
  const ExplainQuery asked = DecodeExplainQuery(message);
  EXPECT_EQ(asked.product_id, "Bike");
  ASSERT_EQ(asked.dimensions.size(), 1u);
  EXPECT_EQ(asked.dimensions[0].name, "siteId");

  v1::ExplanationHeader header;
  EncodeExplanationHeader(explanation, &header);
  Explanation back;
  ASSERT_TRUE(DecodeExplanationHeader(header, &back).ok());
  int pieces = 0;
  for (ExplanationPosition position; position.row < explanation.rows.size(); ++pieces) {
    v1::ExplainedRow piece;
    EncodeExplainedRow(explanation, 1, &position, &piece);
    ASSERT_TRUE(DecodeExplainedRow(piece, &back).ok());
  }
  EXPECT_EQ(pieces, 6);  // an element of a row each
  EXPECT_EQ(EncodeExplanation(back), EncodeExplanation(explanation));
  EXPECT_EQ(back.rows[0].measures[0].counted_at_us, 1'700'000'000'000'001);
}

}  // namespace
}  // namespace onhand::cli
