// Dated changes and available to promise: endpoints 9 and 10, QueryATP of 11–13; spec section 5, decisions P, E7, C5.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/http/gateway_fixture.h"

namespace onhand {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr int64_t kDayUs = 86'400'000'000;
const std::string kPlace = R"("dimensions":{"siteId":"1","locationId":"11","colorId":"Red","sizeId":"Big"})";

class GatewaySchedulesTest : public GatewayFixture {
 protected:
  // The clock of the documented example: 2022-02-01, with a period of 7 days.
  GatewaySchedulesTest() {
    clock_.Set(1'643'673'600'000'000 + kDayUs / 2);
    Reconfigure("\"schedulePeriodInDays\": 180", "\"schedulePeriodInDays\": 7");
    Post("/onhand", Record("stock", R"("quantities":{"pos":{"inbound":10,"outbound":0}})"));
  }

  static std::string Record(const std::string& id, const std::string& members) {
    return R"({"id":")" + id + R"(","organizationId":"usmf","productId":"Bike",)" + kPlace + "," + members + "}";
  }
  static std::string Success(const std::string& id) {
    return R"({"id":")" + id + R"(","processingStatus":"success","message":"","statusCode":200})";
  }
  std::string Schedule(const std::string& id, const std::string& dates) {
    const HttpResponse response = Post("/onhand/changeschedule", Record(id, R"("quantitiesByDate":)" + dates));
    EXPECT_EQ(response.status, 200) << response.body;
    return response.body;
  }
  HttpResponse Query(const std::string& members) {
    return Post("/onhand/indexquery", R"({"filters":{"organizationId":["usmf"],"productId":["Bike"],"siteId":["1"],
        "locationId":["11"],"colorId":["Red"],"sizeId":["Big"]},"groupByValues":["ColorId","SizeId"],)" +
                                          members + "}");
  }
};

// TV-4: the documented reply, in the order of its members.
TEST_F(GatewaySchedulesTest, AnswerAvailableToPromise) {
  EXPECT_EQ(Schedule("s1", R"({"2022-02-02":{"pos":{"outbound":5}}})"), Success("s1"));
  EXPECT_EQ(Schedule("s1", R"({"2022-02-02T00:00:00Z":{"POS":{"Outbound":"5.0"}}})"), Success("s1"));
  EXPECT_EQ(Post("/onhand/changeschedule/bulk",
                 "[" + Record("s2", R"("quantitiesByDate":{"2022-02-06T00:00:00":{"pos":{"inbound":7}}})") + "]")
                .body,
            "[" + Success("s2") + "]");
  const std::string row = R"("productId":"Bike","dimensions":{"siteid":"1","locationid":"11","ColorId":"Red",)"
                          R"("SizeId":"Big"},"quantities":{"@iv":{"@available_to_allocate":10},)"
                          R"("iv":{"availabletoreserve":10,"onhand":10},)"
                          R"("pos":{"availquantity":10,"inbound":10,"outbound":0}}})";
  std::string promises;
  for (int day = 1; day <= 7; ++day) {
    promises += (day > 1 ? "," : "") + ("\"2022-02-0" + std::to_string(day)) + R"(T00:00:00Z":{"iv":{"onhand":)" +
                (day < 6 ? "5" : "12") + "}}";
  }
  const std::string expected =
      R"([{"quantitiesByDate":{"2022-02-02T00:00:00":{"iv":{"onhand":-5},"pos":{"inbound":0,"outbound":5}},)"
      R"("2022-02-06T00:00:00":{"iv":{"onhand":7},"pos":{"inbound":7,"outbound":0}}},"atpQuantities":{)" +
      promises + "}," + row + "]";
  for (const char* negative : {"true", "false"}) {
    EXPECT_EQ(Query(R"("QueryATP":true,"ATPFromDate":"2022-02-01","ATPToDate":"2022-02-10","returnNegative":)" +
                    std::string(negative))
                  .body,
              expected);
  }
  EXPECT_EQ(Post("/onhand/exactquery", R"({"filters":{"organizationId":["usmf"],"productId":["Bike"],"dimensions":
      ["siteId","locationId","ColorId","SizeId"],"values":[["1","11","Red","Big"]]},"queryatp":true})")
                .body,
            expected);
  EXPECT_EQ(Get("/onhand?organizationId=usmf&productId=Bike&siteId=1&locationId=11&groupBy=ColorId,SizeId&QueryATP=true"
                "&ATPFromDate=2022-02-01")
                .body,
            expected);
  // A date that is repeated, as a documented example does by mistake: the last one counts.
  EXPECT_EQ(Get("/onhand?organizationId=usmf&productId=Bike&groupBy=ColorId&groupBy=SizeId&QueryATP=true"
                "&ATPToDate=2022-02-01&ATPToDate=2022-02-10")
                .body,
            expected);
  // Without QueryATP nothing of it shows, whatever the dates are (decisions P3).
  EXPECT_EQ(Query(R"("ATPFromDate":"whenever","ATPToDate":5)").body, "[{" + row + "]");
  EXPECT_EQ(Query(R"("QueryATP":false)").body, "[{" + row + "]");
  EXPECT_EQ(Get("/onhand?organizationId=usmf&productId=Bike&groupBy=ColorId,SizeId&ATPToDate=x").body,
            "[{" + row + "]");
  // Version 2.0 has its organization after the product.
  const HttpResponse page = Post("/onhand/indexquery", R"({"filters":{"organizationId":["usmf"],"productId":["Bike"]},
      "QueryATP":true,"ATPFromDate":"2022-02-06","ATPToDate":"2022-02-06"})",
                                 {{"Api-Version", "2.0"}});
  EXPECT_THAT(page.body,
              StartsWith(R"({"Value":[{"quantitiesByDate":{"2022-02-06T00:00:00":{"iv":{"onhand":7},)"
                         R"("pos":{"inbound":7,"outbound":0}}},"atpQuantities":{"2022-02-06T00:00:00Z":{"iv":)"
                         R"({"onhand":12}}},"productId":"Bike","organizationId":"usmf","dimensions":{)"));
}

TEST_F(GatewaySchedulesTest, ForgetsDaysThatHavePassed) {
  Schedule("s1", R"({"2022-02-01":{"pos":{"outbound":3}},"2022-02-02":{"pos":{"inbound":1}}})");
  EXPECT_THAT(Query("\"QueryATP\":true").body, HasSubstr("2022-02-01T00:00:00\":{"));
  clock_.Advance(kDayUs);
  EXPECT_THAT(Query("\"QueryATP\":true").body,
              AllOf(Not(HasSubstr("2022-02-01T")), HasSubstr(R"("2022-02-08T00:00:00Z":{"iv":{"onhand":11}})")));
  // Scheduled, then posted and taken off the schedule (TV-5).
  Post("/onhand", Record("arrived", R"("quantities":{"pos":{"inbound":1}})"));
  Schedule("s2", R"({"2022-02-02":{"pos":{"inbound":-1}}})");
  EXPECT_THAT(Query("\"QueryATP\":true").body,
              AllOf(HasSubstr(R"("2022-02-02T00:00:00":{"iv":{"onhand":0},"pos":{"inbound":0,"outbound":0}})"),
                    HasSubstr(R"("2022-02-08T00:00:00Z":{"iv":{"onhand":11}})")));
}

// Decisions P3, E7.
TEST_F(GatewaySchedulesTest, ShowWhatIsOnlyScheduled) {
  EXPECT_EQ(Post("/onhand/changeschedule", R"({"id":"x","organizationId":"usmf","productId":"Boat",)" + kPlace +
                                               R"(,"quantitiesByDate":{"2022-02-03":{"pos":{"inbound":2}}}})")
                .body,
            Success("x"));
  const std::string query = R"({"filters":{"organizationId":["usmf"],"productId":["Boat"]},"QueryATP":)";
  EXPECT_EQ(Post("/onhand/indexquery", query + "false}").body, "[]");
  EXPECT_THAT(Post("/onhand/indexquery", query + "true}").body,
              AllOf(HasSubstr(R"("2022-02-03T00:00:00Z":{"iv":{"onhand":2}})"),
                    HasSubstr(R"("quantities":{"iv":{"onhand":0},"pos":{"inbound":0,"outbound":0}}})")));
}

TEST_F(GatewaySchedulesTest, RefuseWithCodeAndMessage) {
  Schedule("used", R"({"2022-02-01":{"pos":{"inbound":9000000000000}}})");
  const std::string before = Query("\"QueryATP\":true").body;
  const struct {
    std::string dates;
    int code;
    std::string message;
  } kCases[] = {
      {"null", 400, "quantitiesByDate is missing"},
      {"[]", 400, "quantitiesByDate must be an object"},
      {R"({"2022-02-01":7})", 400, "quantitiesByDate/2022-02-01 must be an object"},
      {R"({"2022-02-01":{"pos":{"inbound":"x"}}})", 400, "is not a number"},
      {"{}", 400, "the event has no quantity"},
      {R"({"2022-02-01":{}})", 400, "the event has no quantity"},
      {R"({"2022-02-30":{"pos":{"inbound":1}}})", 400, "'2022-02-30' is not a date"},
      {R"({"02/01/2022":{"pos":{"inbound":1}}})", 400, "'02/01/2022' is not a date"},
      {R"({"2022-02-01T12:00:00":{"pos":{"inbound":1}}})", 400, "'2022-02-01T12:00:00' is not a date"},
      {R"({"2022-02-02":{"pos":{"inbound":1}},"2022-02-02T00:00:00":{"pos":{"inbound":1}}})", 400,
       "the day 2022-02-02 is given twice"},
      {R"({"2022-02-01":{"shop":{"inbound":1}}})", 400, "data source 'shop' is not configured"},
      {R"({"2022-02-01":{"pos":{"sold":1}}})", 400, "measure 'pos.sold' is not configured"},
      {R"({"2022-02-01":{"iv":{"onhand":1}}})", 400, "is calculated"},
      {R"({"2022-02-01":{"iv":{"ordered":1}}})", 400, "measure 'iv.ordered' is not part of any schedule measure"},
      {R"({"2022-01-31":{"pos":{"inbound":1}}})", 400,
       "2022-01-31 is not within the schedule period, 2022-02-01 to 2022-02-07"},
      {R"({"2022-02-08":{"pos":{"inbound":1}}})", 400, "2022-02-08 is not within the schedule period"},
      {R"({"2022-02-02":{"pos":{"inbound":1}},"2022-02-08":{"pos":{"inbound":1}}})", 400, "2022-02-08 is not within"},
      {R"({"2022-02-01":{"pos":{"inbound":9000000000000}}})", 400, "leaves the range of quantities"},
  };
  for (const auto& c : kCases) {
    const std::string body = Schedule("x", c.dates);
    EXPECT_THAT(body, StartsWith(R"({"id":"x","processingStatus":"failure","message":")")) << c.dates;
    EXPECT_THAT(body, HasSubstr("\"statusCode\":" + std::to_string(c.code) + "}")) << c.dates;
    EXPECT_THAT(body, HasSubstr(c.message)) << c.dates;
  }
  EXPECT_THAT(Schedule("used", R"({"2022-02-01":{"pos":{"inbound":1}}})"), HasSubstr("\"statusCode\":409"));
  EXPECT_THAT(Post("/onhand/changeschedule", R"({"id":"x","organizationId":"usmf","productId":"Bike","quantitiesByDate":
                  {"2022-02-01":{"pos":{"inbound":1}}}})")
                  .body,
              HasSubstr("siteId is required"));
  EXPECT_EQ(Query("\"QueryATP\":true").body, before);
  // A read-only source, once it is part of a schedule measure.
  Reconfigure(R"("readOnlyDataSources": ["fno"])", R"("readOnlyDataSources": ["pos"])");
  EXPECT_THAT(Schedule("x", R"({"2022-02-01":{"pos":{"inbound":1}}})"), HasSubstr("\"statusCode\":403"));
  EXPECT_THAT(Schedule("x", R"({"2022-03-01":{"pos":{"inbound":1}}})"), HasSubstr("\"statusCode\":403"));
}

// Decisions P4, P5, C5.
TEST_F(GatewaySchedulesTest, RefuseQueriesAndEventsThatCannotBeServed) {
  const auto refused = [](const HttpResponse& response, const std::string& path, const std::string& message) {
    EXPECT_EQ(response.status, 400) << response.body;
    EXPECT_THAT(response.body, AllOf(HasSubstr("\"path\":\"" + path + "\""), HasSubstr(message)));
  };
  refused(Query(R"("QueryATP":"yes")"), "/QueryATP", "QueryATP must be true or false, not a string.");
  refused(Query(R"("QueryATP":true,"ATPFromDate":5)"), "/ATPFromDate", "ATPFromDate must be a string");
  refused(Query(R"("QueryATP":true,"ATPFromDate":"tomorrow")"), "/ATPFromDate", "tomorrow");
  refused(Query(R"("QueryATP":true,"ATPToDate":"2022-02-30")"), "/ATPToDate", "2022-02-30");
  refused(Query(R"("QueryATP":true,"ATPFromDate":"2022-02-03","ATPToDate":"2022-02-02")"), "/ATPFromDate", "2022-02-0");
  refused(Get("/onhand?organizationId=usmf&productId=Bike&QueryATP=maybe"), "/QueryATP", "must be true or false");
  refused(Get("/onhand?organizationId=usmf&productId=Bike&QueryATP=true&ATPFromDate=x"), "/ATPFromDate", "x");
  Reconfigure("\"isScheduleEnabled\": true", "\"isScheduleEnabled\": false");
  refused(Query("\"QueryATP\":true"), "/QueryATP", "scheduleConfiguration.isScheduleEnabled");
  EXPECT_EQ(Query("\"QueryATP\":false").status, 200);
  for (const auto& [path, body] :
       {std::pair<std::string, std::string>{"/onhand/changeschedule", Record("x", "\"a\":1")},
        {"/onhand/changeschedule/bulk", "[]"}}) {
    const HttpResponse response = Post(path, body);
    EXPECT_EQ(response.status, 403);
    EXPECT_THAT(response.body, HasSubstr("scheduleConfiguration.isScheduleEnabled"));
  }
}

}  // namespace
}  // namespace onhand
