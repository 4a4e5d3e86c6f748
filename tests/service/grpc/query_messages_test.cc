#include "service/grpc/query_messages.h"

#include <cstdint>
#include <limits>
#include <string>

#include "gtest/gtest.h"

namespace onhand {
namespace {

TEST(DecodeIndexQuery, ReadsEveryField) {
  v1::IndexQuery message;
  message.set_version(v1::QUERY_VERSION_V2);
  message.set_dimension_data_source("pos");
  message.add_organization_ids("usmf");
  message.add_product_ids("p1");
  message.add_product_ids("p2");
  v1::DimensionFilter* filter = message.add_filters();
  filter->set_name("siteId");
  filter->add_values("1");
  filter->add_values("");
  message.add_group_by("colorId");
  message.set_return_negative(true);
  message.set_page_number(3);
  message.set_page_size(0);
  message.mutable_atp()->set_from_date("2026-02-01");
  IndexQuery query;
  ASSERT_FALSE(DecodeIndexQuery(message, &query).has_value());
  EXPECT_EQ(query.version, QueryVersion::kV2);
  EXPECT_EQ(query.dimension_data_source, "pos");
  EXPECT_EQ(query.organization_ids, std::vector<std::string_view>{"usmf"});
  EXPECT_EQ(query.product_ids, (std::vector<std::string_view>{"p1", "p2"}));
  ASSERT_EQ(query.filters.size(), 1u);
  EXPECT_EQ(query.filters[0].name, "siteId");
  EXPECT_EQ(query.filters[0].values, (std::vector<std::string_view>{"1", ""}));
  EXPECT_EQ(query.group_by, std::vector<std::string_view>{"colorId"});
  EXPECT_TRUE(query.return_negative);
  EXPECT_EQ(query.page_number, 3);
  EXPECT_EQ(query.page_size, 0);  // judged by the engine
  EXPECT_TRUE(query.atp.wanted);
  EXPECT_EQ(query.atp.from, "2026-02-01");
  EXPECT_EQ(query.atp.to, "");
}

TEST(DecodeIndexQuery, AbsentIsVersionOneWithoutPages) {
  IndexQuery query;
  ASSERT_FALSE(DecodeIndexQuery(v1::IndexQuery(), &query).has_value());
  EXPECT_EQ(query.version, QueryVersion::kV1);
  EXPECT_FALSE(query.page_number.has_value());
  EXPECT_FALSE(query.page_size.has_value());
  EXPECT_FALSE(query.return_negative);
  EXPECT_FALSE(query.atp.wanted);
}

TEST(DecodeExactQuery, ReadsEveryField) {
  v1::ExactQuery message;
  message.set_version(v1::QUERY_VERSION_V1);
  message.set_dimension_data_source("pos");
  message.add_organization_ids("usmf");
  message.add_product_ids("p1");
  message.add_keys("siteId");
  message.add_keys("locationId");
  message.add_tuples()->add_values("1");
  message.mutable_tuples(0)->add_values("11");
  message.add_tuples();
  message.add_group_by("sizeId");
  message.set_return_negative(true);
  message.mutable_atp()->set_to_date("2026-02-09");
  ExactQuery query;
  ASSERT_FALSE(DecodeExactQuery(message, &query).has_value());
  EXPECT_EQ(query.version, QueryVersion::kV1);
  EXPECT_EQ(query.dimension_data_source, "pos");
  EXPECT_EQ(query.organization_ids, std::vector<std::string_view>{"usmf"});
  EXPECT_EQ(query.product_ids, std::vector<std::string_view>{"p1"});
  EXPECT_EQ(query.keys, (std::vector<std::string_view>{"siteId", "locationId"}));
  ASSERT_EQ(query.tuples.size(), 2u);
  EXPECT_EQ(query.tuples[0], (std::vector<std::string_view>{"1", "11"}));
  EXPECT_TRUE(query.tuples[1].empty());
  EXPECT_TRUE(query.atp.wanted);
  EXPECT_EQ(query.atp.from, "");
  EXPECT_EQ(query.atp.to, "2026-02-09");
  EXPECT_EQ(query.group_by, std::vector<std::string_view>{"sizeId"});
  EXPECT_TRUE(query.return_negative);
}

TEST(DecodeQuery, UnknownVersionIsRefused) {
  v1::IndexQuery index;
  index.set_version(static_cast<v1::QueryVersion>(7));
  IndexQuery index_query;
  std::optional<Issue> issue = DecodeIndexQuery(index, &index_query);
  ASSERT_TRUE(issue.has_value());
  EXPECT_EQ(issue->path, "query.version");
  v1::ExactQuery exact;
  exact.set_version(static_cast<v1::QueryVersion>(3));
  ExactQuery exact_query;
  EXPECT_TRUE(DecodeExactQuery(exact, &exact_query).has_value());
}

TEST(EncodeHeader, HasNamesColumnsAndPage) {
  QueryAnswer answer;
  answer.dimension_names = {"siteid", "ColorId"};
  answer.columns = {{"iv", "onhand", true}, {"pos", "inbound", false}};
  answer.next_page_number = 2;
  v1::QueryHeader header;
  EncodeHeader(answer, &header);
  ASSERT_EQ(header.dimension_names_size(), 2);
  EXPECT_EQ(header.dimension_names(0), "siteid");
  EXPECT_EQ(header.dimension_names(1), "ColorId");
  ASSERT_EQ(header.columns_size(), 2);
  EXPECT_EQ(header.columns(0).data_source(), "iv");
  EXPECT_EQ(header.columns(0).measure(), "onhand");
  EXPECT_TRUE(header.columns(0).calculated());
  EXPECT_FALSE(header.columns(1).calculated());
  EXPECT_EQ(header.next_page_number(), 2);
  EXPECT_FALSE(header.has_atp());
  answer.has_atp = true;
  answer.next_page_number.reset();
  header.Clear();
  EncodeHeader(answer, &header);
  EXPECT_FALSE(header.has_next_page_number());
  EXPECT_TRUE(header.has_atp());
}

TEST(EncodeRows, DaysOfSchedulesAndPromises) {
  QueryAnswer answer;
  const WideMicros wide = WideMicros{1} << 64;
  answer.rows.push_back({"usmf", "Bike", {"1"}, {{0, 5}}, {{19'782, {{0, -7}, {2, 0}}}}, {}});
  for (int32_t day = 19'782; day < 19'785; ++day)
    answer.rows[0].promises.push_back({day, {{2, day == 19'784 ? wide : 1}}});
  v1::QueryRows rows;
  EXPECT_EQ(EncodeRows(answer, 0, 10'000, &rows), 1u);
  const v1::QueryRow& row = rows.rows(0);
  ASSERT_EQ(row.values_size(), 1);
  ASSERT_EQ(row.scheduled_size(), 1);
  EXPECT_EQ(row.scheduled(0).date(), "2024-02-29");
  ASSERT_EQ(row.scheduled(0).values_size(), 2);
  EXPECT_EQ(row.scheduled(0).values(0).micros(), -7);
  EXPECT_EQ(row.scheduled(0).values(1).column(), 2u);
  EXPECT_EQ(row.scheduled(0).values(1).amount_case(), v1::MeasureValue::kMicros);
  ASSERT_EQ(row.promises_size(), 3);
  EXPECT_EQ(row.promises(1).date(), "2024-03-01");
  EXPECT_EQ(row.promises(1).values(0).micros(), 1);
  EXPECT_EQ(row.promises(2).values(0).wide_micros(), "18446744073709551616");
}

TEST(EncodeRows, NumbersOfAnyWidth) {
  const WideMicros largest = std::numeric_limits<int64_t>::max();
  const WideMicros smallest = std::numeric_limits<int64_t>::min();
  const struct {
    WideMicros micros;
    const char* wide;  // null: fits
  } kCases[] = {
      {0, nullptr},
      {-1, nullptr},
      {largest, nullptr},
      {smallest, nullptr},
      {largest + 1, "9223372036854775808"},
      {smallest - 1, "-9223372036854775809"},
      {largest * 1'000'000'000, "9223372036854775807000000000"},
      {-(WideMicros{1} << 126) * 2, "-170141183460469231731687303715884105728"},
      {~(-(WideMicros{1} << 126) * 2), "170141183460469231731687303715884105727"},
  };
  for (const auto& c : kCases) {
    QueryAnswer answer;
    answer.rows.push_back({"usmf", "p", {"1"}, {{4, c.micros}}, {}, {}});
    v1::QueryRows rows;
    EXPECT_EQ(EncodeRows(answer, 0, 1000, &rows), 1u);
    const v1::QueryRow& row = rows.rows(0);
    EXPECT_EQ(row.organization_id(), "usmf");
    EXPECT_EQ(row.product_id(), "p");
    EXPECT_EQ(row.dimension_values(0), "1");
    EXPECT_EQ(row.values(0).column(), 4u);
    if (c.wide == nullptr) {
      ASSERT_EQ(row.values(0).amount_case(), v1::MeasureValue::kMicros);
      EXPECT_EQ(row.values(0).micros(), static_cast<int64_t>(c.micros));
    } else {
      ASSERT_EQ(row.values(0).amount_case(), v1::MeasureValue::kWideMicros);
      EXPECT_EQ(row.values(0).wide_micros(), c.wide);
    }
  }
}

TEST(EncodeRows, CutsIntoChunksWithoutLosingARow) {
  QueryAnswer answer;
  for (int i = 0; i < 1000; ++i) answer.rows.push_back({"o", "product " + std::to_string(i), {}, {{0, i}}, {}, {}});
  size_t next = 0;
  int chunks = 0;
  int expected = 0;
  while (next < answer.rows.size()) {
    v1::QueryRows rows;
    const size_t before = next;
    next = EncodeRows(answer, next, 1024, &rows);
    ++chunks;
    ASSERT_EQ(rows.rows_size(), static_cast<int>(next - before));
    EXPECT_LT(rows.ByteSizeLong(), 1024u + 200u);
    for (const v1::QueryRow& row : rows.rows()) EXPECT_EQ(row.values(0).micros(), expected++);
  }
  EXPECT_EQ(expected, 1000);
  EXPECT_GT(chunks, 10);
}

TEST(EncodeRows, ALargeRowGoesAlone) {
  QueryAnswer answer;
  for (int i = 0; i < 2; ++i) answer.rows.push_back({"o", std::string(5000, 'p'), {}, {}, {}, {}});
  v1::QueryRows rows;
  EXPECT_EQ(EncodeRows(answer, 0, 1024, &rows), 1u);
  EXPECT_EQ(rows.rows_size(), 1);
}

}  // namespace
}  // namespace onhand
