#include "service/cli/mapping/mapping.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/cli/mapping/opening_stock.h"
#include "service/cli/mapping/record_mapper.h"
#include "service/cli/mapping/template.h"

namespace onhand::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Message(const absl::Status& status) {
  return std::string(status.message().data(), status.message().size());
}

TEST(TemplateTest, Fills) {
  const std::vector<std::string> heading = {"Invoice", "Code"};
  const std::vector<std::string> fields = {"536365", "85123A"};
  const struct {
    std::string text;
    std::string filled;
  } cases[] = {
      {"", ""},
      {"constant", "constant"},
      {"{Invoice}", "536365"},
      {"{Invoice}-{#ordinal}/{Code}", "536365-3/85123A"},
      {"line {#line}", "line 17"},
      {"{{{Code}}}", "{85123A}"},
  };
  for (const auto& test : cases) {
    absl::StatusOr<Template> parsed = Template::Parse(test.text);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    ASSERT_TRUE(parsed->Bind(heading).ok());
    EXPECT_EQ(parsed->Fill({fields, 17, 3}), test.filled);
  }
}

TEST(TemplateTest, Errors) {
  EXPECT_THAT(Message(Template::Parse("{Code").status()), HasSubstr("'{' without its other half"));
  EXPECT_THAT(Message(Template::Parse("Code}").status()), HasSubstr("'}' without its other half"));
  EXPECT_THAT(Message(Template::Parse("a{}").status()), HasSubstr("empty {}"));
  EXPECT_THAT(Message(Template::Parse("{#number}").status()), HasSubstr("there is no {#number}"));
  Template code = Template::OfColumn("Stockcode");
  EXPECT_EQ(Message(code.Bind({"Invoice", "StockCode"})),
            "the file has no column \"Stockcode\"; did you mean \"StockCode\"?");
  EXPECT_EQ(Message(code.Bind({"A", "B"})), "the file has no column \"Stockcode\"; it has A, B");
}

// "path: message" of each issue.
std::vector<std::string> IssuesOf(const std::string& json) {
  std::vector<std::string> issues;
  for (const Issue& issue : DecodeMapping(json).issues) issues.push_back(issue.path + ": " + issue.message);
  return issues;
}

constexpr char kSales[] = R"({
  // lines of invoices
  "id": "{Invoice}-{#ordinal}", "ordinalWithin": "{Invoice}",
  "organizationId": "shop", "productId": "{Code}",
  "dimensions": {"siteId": "1", "locationId": "{Country}"},
  "quantities": [
    {"from": "{Quantity}", "sign": "positive", "measure": "pos.outbound"},
    {"from": "{Quantity}", "sign": "negative", "measure": "pos.inbound"},
  ],
  "skipZero": true,
  "openingStock": {"in": ["pos.inbound"], "out": ["pos.outbound"], "post": "pos.inbound", "roundUpTo": 2.5},
})";

TEST(MappingTest, DecodesAWholeOne) {
  const DecodedMapping decoded = DecodeMapping(kSales);
  ASSERT_TRUE(decoded.issues.empty()) << decoded.issues[0].path << decoded.issues[0].message;
  const Mapping& mapping = decoded.mapping;
  EXPECT_EQ(mapping.dimensions.size(), 2u);
  EXPECT_EQ(mapping.quantities.size(), 2u);
  EXPECT_EQ(mapping.quantities[1].sign, QuantityRule::Sign::kNegative);
  EXPECT_TRUE(mapping.skip_zero);
  EXPECT_FALSE(mapping.empty_is_none);
  ASSERT_TRUE(mapping.opening_stock.has_value());
  EXPECT_EQ(mapping.opening_stock->round_up_to_micros, 2'500'000);
}

TEST(MappingTest, IssuesPointAtThePlace) {
  EXPECT_THAT(IssuesOf("[]"), ElementsAre(": must be an object, not an array"));
  EXPECT_THAT(IssuesOf("{\"id\": 1,"), ElementsAre(HasSubstr("line 1")));
  EXPECT_THAT(IssuesOf(R"({"productID": "x", "id": "a", "organizationId": "o", "quantitys": []})"),
              ElementsAre("/quantitys: there is no such member; did you mean \"quantities\"?",
                          HasSubstr("\"quantities\" is missing")));
  EXPECT_THAT(
      IssuesOf(R"({"id": "{#ordinal}", "organizationId": 5, "productId": "", "delimiter": "ab", "trim": 1,
                   "columns": ["a", "a"], "dimensions": {"site/Id": "{"}, "skipZero": "no",
                   "quantities": [{"from": "{Q}", "sign": "minus", "measure": "inbound"}, {"form": "x"}, 7],
                   "openingStock": {"in": "pos.inbound", "out": ["x"], "roundUpTo": 0}})"),
      ElementsAre("/delimiter: must be one character, such as \",\", \";\" or \"\\t\"",
                  "/columns/1: \"a\" is there twice", "/trim: must be true or false",
                  "/skipZero: must be true or false", "/organizationId: must be a string, not a number",
                  "/productId: must not be empty", HasSubstr("/id: uses {#ordinal}"),
                  HasSubstr("/dimensions/site~1Id: \"{\" has a '{'"),
                  "/quantities/0/sign: must be \"positive\", \"negative\" or \"any\"",
                  HasSubstr("/quantities/0/measure: \"inbound\" must be data source, a point"),
                  "/quantities/1/form: there is no such member; did you mean \"from\"?",
                  HasSubstr("/quantities/1: the member \"from\" is missing"),
                  HasSubstr("/quantities/1: the member \"measure\" is missing"),
                  "/quantities/2: must be an object, not a number", HasSubstr("/openingStock/in: must be an array"),
                  HasSubstr("/openingStock/out/0: \"x\" must be"), HasSubstr("/openingStock: the member \"post\""),
                  HasSubstr("/openingStock/roundUpTo: must be a number above 0")));
}

TEST(MappingTest, BindNamesThePlace) {
  DecodedMapping decoded = DecodeMapping(kSales);
  const std::vector<Issue> issues = BindMapping({"Invoice", "code", "Country", "Qty"}, &decoded.mapping);
  ASSERT_EQ(issues.size(), 3u);
  EXPECT_EQ(issues[0].path, "/productId");
  EXPECT_THAT(issues[0].message, HasSubstr("did you mean \"code\"?"));
  EXPECT_EQ(issues[1].path, "/quantities/0/from");
}

// What becomes of one record: the event as text, "skipped", or "!reason".
std::string MapOne(RecordMapper* mapper, std::vector<std::string> fields) {
  CsvRecord record;
  record.line = 9;
  record.fields = std::move(fields);
  EventRecord event;
  std::string reason;
  switch (mapper->Map(&record, &event, &reason)) {
    case MapResult::kSkipped:
      return "skipped";
    case MapResult::kRejected:
      return "!" + reason;
    case MapResult::kEvent:
      break;
  }
  std::string text = event.id + " " + event.organization_id + " " + event.product_id;
  for (const EventRecord::Dimension& dimension : event.dimensions) text += " " + dimension.name + "=" + dimension.value;
  for (const EventRecord::Measure& measure : event.quantities) {
    text += " " + measure.data_source + "." + measure.measure + "=" + FormatQuantity(measure.quantity);
  }
  if (event.modified_at_us.has_value()) text += " at " + std::to_string(*event.modified_at_us);
  return text;
}

RecordMapper MapperOf(const std::string& json, const std::vector<std::string>& heading) {
  DecodedMapping decoded = DecodeMapping(json);
  EXPECT_TRUE(decoded.issues.empty());
  EXPECT_TRUE(BindMapping(heading, &decoded.mapping).empty());
  return RecordMapper(std::move(decoded.mapping), heading.size());
}

TEST(RecordMapperTest, SalesAndReturns) {
  RecordMapper mapper = MapperOf(kSales, {"Invoice", "Code", "Quantity", "Country"});
  EXPECT_EQ(MapOne(&mapper, {"7", "A", "3", "EIRE"}), "7-1 shop A siteId=1 locationId=EIRE pos.outbound=3");
  EXPECT_EQ(MapOne(&mapper, {"7", "A", "-2.5", "EIRE"}), "7-2 shop A siteId=1 locationId=EIRE pos.inbound=2.5");
  EXPECT_EQ(MapOne(&mapper, {"8", "A", "1", "EIRE"}), "8-1 shop A siteId=1 locationId=EIRE pos.outbound=1");
  EXPECT_EQ(MapOne(&mapper, {"7", "B", "0", "EIRE"}), "skipped");
  EXPECT_EQ(MapOne(&mapper, {"7", "B", "x", "EIRE"}),
            "!column \"Quantity\": \"x\" " + std::string(QuantityErrorText(QuantityError::kNotANumber)));
  EXPECT_EQ(MapOne(&mapper, {"7", "B", "", "EIRE"}), "!column \"Quantity\" is empty where a quantity is expected");
  EXPECT_EQ(MapOne(&mapper, {"7", "B", "1"}), "!the record has 3 fields, the heading has 4");
  // Skipped and rejected records count in their group, so that ids do not depend on what was wrong.
  EXPECT_EQ(MapOne(&mapper, {"7", "B", "1", "EIRE"}), "7-6 shop B siteId=1 locationId=EIRE pos.outbound=1");
}

TEST(RecordMapperTest, PlainFiles) {
  absl::StatusOr<Mapping> mapping = PlainMapping({"id", "OrganizationID", "productId", "siteid", "pos.inbound",
                                                  "pos.outbound", "derived:iv.x", "modifiedDateTimeUTC"});
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  ASSERT_TRUE(BindMapping({"id", "OrganizationID", "productId", "siteid", "pos.inbound", "pos.outbound", "derived:iv.x",
                           "modifiedDateTimeUTC"},
                          &*mapping)
                  .empty());
  RecordMapper mapper(*mapping, 8);
  EXPECT_EQ(MapOne(&mapper, {"1", "o", "p", "s", "0", "", "7", ""}), "1 o p siteid=s pos.inbound=0");
  EXPECT_EQ(MapOne(&mapper, {"1", "o", "p", "s", "1", "-2", "", "1970-01-01T00:00:01"}),
            "1 o p siteid=s pos.inbound=1 pos.outbound=-2 at 1000000");
  EXPECT_EQ(MapOne(&mapper, {"1", "o", "p", "s", "", "", "7", ""}), "!no rule posts anything of this record");
  EXPECT_THAT(MapOne(&mapper, {"1", "o", "p", "s", "1", "", "7", "noon"}), HasSubstr("\"noon\" is not a time"));
}

TEST(RecordMapperTest, PlainHeadingErrors) {
  EXPECT_FALSE(PlainMapping({"id", "productId", "pos.inbound"}).ok());
  EXPECT_FALSE(PlainMapping({"id", "organizationId", "productId"}).ok());
  EXPECT_FALSE(PlainMapping({"id", "organizationId", "productId", "a.b", "A.B"}).ok());
  EXPECT_FALSE(PlainMapping({"id", "organizationId", "productId", "", "a.b"}).ok());
}

TEST(ReadQuantityTest, AsPeopleWrite) {
  const struct {
    std::string text;
    std::string value;  // "" = refused
  } cases[] = {
      {"5", "5"},
      {" +5 ", "5"},
      {"007", "7"},
      {"-007.50", "-7.5"},
      {".5", "0.5"},
      {"-.5", "-0.5"},
      {"1e3", "1000"},
      {"0", "0"},
      {"00", "0"},
      {"+-5", ""},
      {"--5", ""},
      {"", ""},
      {"1,5", ""},
      {"1.", ""},
      {"5 pcs", ""},
      {"1.0000001", ""},
      {"NaN", ""},
      {"-", ""},
      {"9223372036854.775808", ""},
  };
  for (const auto& test : cases) {
    Quantity quantity;
    const bool read = ReadQuantity(test.text, &quantity) == QuantityError::kNone;
    EXPECT_EQ(read ? FormatQuantity(quantity) : "", test.value) << "\"" << test.text << "\"";
  }
}

EventRecord Line(const std::string& product, const std::string& color, const std::string& measure, int64_t units) {
  EventRecord event;
  event.id = "x";
  event.organization_id = "o";
  event.product_id = product;
  event.dimensions = {{"siteId", "1"}, {"locationId", "2"}, {"colorId", color}};
  event.quantities = {{"POS", measure, {units * kMicrosPerUnit}}};
  return event;
}

TEST(OpeningStockTest, SmallestThatNeverRunsOut) {
  OpeningStockRule rule{.in = {{"pos", "inbound"}}, .out = {{"pos", "outbound"}}, .post = {"pos", "inbound"}};
  for (const int64_t step : {0, 10}) {
    rule.round_up_to_micros = step * kMicrosPerUnit;
    OpeningStock stock(rule);
    stock.Add(Line("a", "", "Outbound", 3));
    stock.Add(Line("a", "", "outbound", 4));  // lowest: -7
    stock.Add(Line("a", "", "inbound", 100));
    stock.Add(Line("a", "", "outbound", 50));
    stock.Add(Line("a", "red", "outbound", 2));
    stock.Add(Line("b", "", "inbound", 5));  // never below zero
    stock.Add(Line("b", "", "outbound", 5));
    stock.Add(Line("b", "", "other", 99));
    const std::vector<EventRecord> events = stock.Events();
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0].id, "opening-stock");
    EXPECT_EQ(events[0].product_id, "a");
    EXPECT_EQ(events[0].quantities[0].measure, "inbound");
    EXPECT_EQ(FormatQuantity(events[0].quantities[0].quantity), step == 0 ? "7" : "10");
    EXPECT_THAT(events[1].id, HasSubstr("opening-stock-"));
    EXPECT_EQ(FormatQuantity(events[1].quantities[0].quantity), step == 0 ? "2" : "10");
    EXPECT_EQ(stock.Events(), events);
  }
}

TEST(OpeningStockTest, MoreThanAQuantityHoldsIsCut) {
  OpeningStock stock({.in = {}, .out = {{"pos", "outbound"}}, .post = {"pos", "inbound"}});
  for (int i = 0; i < 3; ++i) stock.Add(Line("a", "", "outbound", kQuantityMicrosMax / kMicrosPerUnit));
  EXPECT_EQ(stock.Events()[0].quantities[0].quantity.micros, kQuantityMicrosMax);
}

}  // namespace
}  // namespace onhand::cli
