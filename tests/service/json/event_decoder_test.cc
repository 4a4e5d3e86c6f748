#include "service/json/event_decoder.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/json/decoder_fixture.h"

namespace onhand {
namespace {

using ::testing::HasSubstr;

class EventDecoderTest : public DecoderFixture {
 protected:
  std::string Refusal(std::string_view text) { return DecoderFixture::Refusal(text, &set_, DecodeSetEvent); }

  SetEvent set_;
};

TEST_F(EventDecoderTest, ReadsAWholeEventWithNamesInAnyCase) {
  ChangeEvent event;
  Issue issue;
  ASSERT_TRUE(DecodeChangeEvent(Read(R"({"ID":"Test\u0032","organizationid":"usmf","ProductId":"T-shirt",
      "dimensionDataSource":"pos","dimensions":{"siteId":"1","posMachineId":"0001","colorId":""},
      "quantities":{"pos":{"inbound":1.5,"Outbound":"-2e1"},"iv":{"ordered":0}},"note":{"x":[1]}})"),
                                &event, &issue));
  EXPECT_EQ(event.id, "Test2");
  EXPECT_EQ(event.organization_id, "usmf");
  EXPECT_EQ(event.product_id, "T-shirt");
  EXPECT_EQ(event.dimension_data_source, "pos");
  ASSERT_EQ(event.dimensions.size(), 3u);
  EXPECT_EQ(event.dimensions[1].name, "posMachineId");
  EXPECT_EQ(event.dimensions[1].value, "0001");
  EXPECT_EQ(event.dimensions[2].value, "");
  ASSERT_EQ(event.quantities.size(), 3u);
  EXPECT_EQ(event.quantities[0].data_source, "pos");
  EXPECT_EQ(event.quantities[0].measure, "inbound");
  EXPECT_EQ(event.quantities[0].quantity.micros, 1'500'000);
  EXPECT_EQ(event.quantities[1].measure, "Outbound");
  EXPECT_EQ(event.quantities[1].quantity.micros, -20'000'000);
  EXPECT_EQ(event.quantities[2].data_source, "iv");
}

TEST_F(EventDecoderTest, TakesNullForAbsent) {
  EXPECT_EQ(Refusal(R"({"id":"a","organizationId":"o","productId":"p","dimensionDataSource":null,
      "dimensions":{"siteId":null,"locationId":"1"},"quantities":{},"modifiedDateTimeUTC":null})"),
            "");
  EXPECT_EQ(set_.dimensions.size(), 1u);
  EXPECT_FALSE(set_.modified_at_us.has_value());
  EXPECT_EQ(Refusal(R"({"id":"a","organizationId":"o","productId":"p","dimensions":null,"quantities":{}})"), "");
}

// Decisions T3, Q1: numbers or strings that hold exactly a JSON number, judged by value.
TEST_F(EventDecoderTest, ReadsQuantities) {
  const struct {
    std::string_view number;
    int64_t micros;
  } kGood[] = {
      {"1", 1'000'000},
      {"\"10\"", 10'000'000},
      {"1e3", 1'000'000'000},
      {"1.0000000", 1'000'000},
      {"-0.000001", -1},
      {"9223372036854.775807", 9'223'372'036'854'775'807},
      {"\"-9223372036854.775807\"", -9'223'372'036'854'775'807},
      {"0e99999999999", 0},
      {"12.5e-1", 1'250'000},
      {"-0", 0},
  };
  for (const auto& c : kGood) {
    const std::string record = R"({"id":"a","organizationId":"o","productId":"p","quantities":{"pos":{"inbound":)" +
                               std::string(c.number) + "}}}";
    EXPECT_EQ(Refusal(record), "") << c.number;
    ASSERT_EQ(set_.quantities.size(), 1u);
    EXPECT_EQ(set_.quantities[0].quantity.micros, c.micros) << c.number;
  }
  const struct {
    std::string_view number;
    std::string_view refusal;
  } kBad[] = {
      {"0.1234567", "INVALID_QUANTITY: quantities/pos/inbound: \"0.1234567\" has more than 6 fraction digits"},
      {"1e-7", "more than 6 fraction digits"},
      {"9223372036854.775808", "is beyond 9223372036854.775807"},
      {"1e99999999999", "is beyond 9223372036854.775807"},
      {"1e-99999999999", "more than 6 fraction digits"},
      {"\"\"", "is not a number"},
      {"\" 1\"", "is not a number"},
      {"\"1 \"", "is not a number"},
      {"\"+1\"", "is not a number"},
      {"\"0x1\"", "is not a number"},
      {"\"NaN\"", "is not a number"},
      {"\"1,5\"", "is not a number"},
      {"true", "MALFORMED: quantities/pos/inbound must be a number, not a boolean"},
      {"null", "MALFORMED: quantities/pos/inbound must be a number, not null"},
      {"[1]", "must be a number, not an array"},
      {"{}", "must be a number, not an object"},
  };
  for (const auto& c : kBad) {
    const std::string record = R"({"id":"a","organizationId":"o","productId":"p","quantities":{"pos":{"inbound":)" +
                               std::string(c.number) + "}}}";
    EXPECT_THAT(Refusal(record), HasSubstr("/quantities/pos/inbound "));
    EXPECT_THAT(Refusal(record), HasSubstr(std::string(c.refusal)));
    EXPECT_EQ(set_.id, "a");
  }
}

TEST_F(EventDecoderTest, RefusesMissingAndMistypedFields) {
  const struct {
    std::string_view record;
    std::string_view refusal;
  } kCases[] = {
      {"{}", "/id MALFORMED: id is missing."},
      {R"({"id":7})", "/id MALFORMED: id must be a string, not a number."},
      {R"({"id":null})", "/id MALFORMED: id is missing."},
      {R"({"id":"a"})", "/organizationId MALFORMED: organizationId is missing."},
      {R"({"id":"a","organizationId":["o"]})",
       "/organizationId MALFORMED: organizationId must be a string, not an array."},
      {R"({"id":"a","organizationId":"o"})", "/productId MALFORMED: productId is missing."},
      {R"({"id":"a","organizationId":"o","productId":true})", "/productId MALFORMED: productId must be a string"},
      {R"({"id":"a","organizationId":"o","productId":"p"})", "/quantities NO_QUANTITY: quantities is missing"},
      {R"({"id":"a","organizationId":"o","productId":"p","quantities":[]})",
       "/quantities MALFORMED: quantities must be an object"},
      {R"({"id":"a","organizationId":"o","productId":"p","quantities":{"pos":1}})", "/quantities/pos MALFORMED: "},
      {R"({"id":"a","organizationId":"o","productId":"p","dimensions":[],"quantities":{}})", "/dimensions MALFORMED: "},
      {R"({"id":"a","organizationId":"o","productId":"p","dimensions":{"siteId":1},"quantities":{}})",
       "/dimensions/siteId MALFORMED: dimensions/siteId must be a string, not a number."},
      {R"({"id":"a","organizationId":"o","productId":"p","dimensionDataSource":5,"quantities":{}})",
       "/dimensionDataSource MALFORMED: "},
      {R"({"id":"a","organizationId":"o","productId":"p","quantities":{},"modifiedDateTimeUTC":5})",
       "/modifiedDateTimeUTC MALFORMED: modifiedDateTimeUTC must be a string"},
      {R"({"id":"a","organizationId":"o","productId":"p","quantities":{},"modifiedDateTimeUTC":"yesterday"})",
       "/modifiedDateTimeUTC MALFORMED: modifiedDateTimeUTC must be a time as in RFC 3339"},
  };
  for (const auto& c : kCases) EXPECT_THAT(Refusal(c.record), HasSubstr(std::string(c.refusal))) << c.record;
}

TEST_F(EventDecoderTest, KeepsTheIdOfARefusedRecordWhereItCanBeRead) {
  Refusal(R"({"productId":7,"id":"kept"})");
  EXPECT_EQ(set_.id, "kept");
  Refusal(R"({"productId":"p","id":7})");
  EXPECT_EQ(set_.id, "");
}

// Decisions X3.
TEST_F(EventDecoderTest, ReadsWhatACountExpects) {
  EXPECT_EQ(Refusal(Record(R"("quantities":{"pos":{"inbound":5}},
                              "ExpectedQuantities":{"pos":{"inbound":"3","outbound":0}})")),
            "");
  ASSERT_EQ(set_.expected_quantities.size(), 2u);
  EXPECT_EQ(set_.expected_quantities[0].measure, "inbound");
  EXPECT_EQ(set_.expected_quantities[0].quantity.micros, 3'000'000);
  EXPECT_EQ(set_.expected_quantities[1].measure, "outbound");
  ASSERT_EQ(set_.quantities.size(), 1u);
  EXPECT_EQ(Refusal(Record(R"("quantities":{},"expectedQuantities":{})")), "");
  EXPECT_EQ(Refusal(Record(R"("quantities":{},"expectedQuantities":null)")), "");
  EXPECT_THAT(Refusal(Record(R"("quantities":{},"expectedQuantities":3)")),
              HasSubstr("/expectedQuantities MALFORMED: expectedQuantities must be an object"));
  EXPECT_THAT(Refusal(Record(R"("quantities":{},"expectedQuantities":{"pos":{"inbound":"x"}})")),
              HasSubstr("/expectedQuantities/pos/inbound INVALID_QUANTITY: "));
}

TEST_F(EventDecoderTest, ReadsTheTimeOfACount) {
  EXPECT_EQ(Refusal(R"({"id":"a","organizationId":"o","productId":"p","quantities":{},
                        "modifiedDateTimeUTC":"2024-02-29T12:00:00"})"),
            "");
  EXPECT_EQ(set_.modified_at_us, 1'709'208'000'000'000);
}

}  // namespace
}  // namespace onhand
