// Records of dated changes: spec 1.11, decisions P1, E7.
#include "service/json/schedule_decoder.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/json/decoder_fixture.h"

namespace onhand {
namespace {

using ::testing::HasSubstr;

class ScheduleDecoderTest : public DecoderFixture {
 protected:
  std::string Schedule(std::string_view text) { return Refusal(text, &event_, DecodeScheduleEvent); }
  std::string Dates(std::string_view dates) { return Schedule(Record("\"quantitiesByDate\":" + std::string(dates))); }

  ScheduleEvent event_;
};

TEST_F(ScheduleDecoderTest, ReadsTheDocumentedSchedule) {
  ASSERT_EQ(Schedule(R"({"id":"id-bike-0001","organizationId":"usmf","productId":"Bike",
      "dimensions":{"SiteId":"1","LocationId":"11","ColorId":"Red","SizeId":"Small"},
      "quantitiesByDate":{"2022-02-01":{"pos":{"inbound":10}}}})"),
            "");
  EXPECT_EQ(event_.id, "id-bike-0001");
  EXPECT_EQ(event_.dimensions.size(), 4u);
  ASSERT_EQ(event_.quantities_by_date.size(), 1u);
  EXPECT_EQ(event_.quantities_by_date[0].date, "2022-02-01");
  ASSERT_EQ(event_.quantities_by_date[0].quantities.size(), 1u);
  EXPECT_EQ(event_.quantities_by_date[0].quantities[0].data_source, "pos");
  EXPECT_EQ(event_.quantities_by_date[0].quantities[0].quantity.micros, 10'000'000);
}

TEST_F(ScheduleDecoderTest, KeepsEveryDateAsItIsWritten) {
  ASSERT_EQ(Schedule(Record(R"("QuantitiesByDate":{"2022-02-01T00:00:00Z":{"pos":{"inbound":"1","outbound":2}},
      "2022-02-02":{},"whenever":null,"2022-02-03":{"iv":{}}},"quantityDataSource":"pos")")),
            "");
  ASSERT_EQ(event_.quantities_by_date.size(), 4u);
  EXPECT_EQ(event_.quantities_by_date[0].date, "2022-02-01T00:00:00Z");
  EXPECT_EQ(event_.quantities_by_date[0].quantities.size(), 2u);
  EXPECT_TRUE(event_.quantities_by_date[1].quantities.empty());
  EXPECT_EQ(event_.quantities_by_date[2].date, "whenever");
  EXPECT_TRUE(event_.quantities_by_date[3].quantities.empty());
}

TEST_F(ScheduleDecoderTest, RefusesMissingAndMistypedFields) {
  EXPECT_THAT(Schedule(Record("")), HasSubstr("/quantitiesByDate NO_QUANTITY: quantitiesByDate is missing"));
  EXPECT_THAT(Dates("[]"), HasSubstr("/quantitiesByDate MALFORMED: quantitiesByDate must be an object"));
  EXPECT_THAT(Dates(R"({"2022-02-01":5})"), HasSubstr("/quantitiesByDate/2022-02-01 MALFORMED: "));
  EXPECT_THAT(Dates(R"({"2022-02-01":{"pos":5}})"), HasSubstr("/quantitiesByDate/2022-02-01/pos MALFORMED: "));
  EXPECT_THAT(Dates(R"({"2022-02-01":{"pos":{"inbound":"ten"}}})"),
              HasSubstr("/quantitiesByDate/2022-02-01/pos/inbound INVALID_QUANTITY: "));
  EXPECT_THAT(Dates(R"({"2022/02/01":{"pos":{"inbound":null}}})"),
              HasSubstr("/quantitiesByDate/2022~102~101/pos/inbound MALFORMED: "));
  EXPECT_EQ(event_.id, "a");
  EXPECT_THAT(Schedule(R"({"quantitiesByDate":{}})"), HasSubstr("/id MALFORMED: id is missing."));
}

}  // namespace
}  // namespace onhand
