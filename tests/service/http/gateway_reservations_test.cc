// Soft reservations: endpoints 4–7, decisions T5–T7, V, E1, E6, C5 as the REST interface shows them.
#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/http/gateway_fixture.h"

namespace onhand {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class GatewayReservationsTest : public GatewayFixture {
 protected:
  GatewayReservationsTest() { Stock("stock", "10"); }

  void Stock(const std::string& id, const std::string& inbound) {
    EXPECT_THAT(Post("/onhand", Record(id, R"("quantities":{"pos":{"inbound":)" + inbound + "}}")).body,
                HasSubstr("\"success\""));
  }
  // Of the shirt at 1/11; a member given again in `members` must not be one of these.
  static std::string Record(const std::string& id, const std::string& members) {
    return R"({"id":")" + id + R"(","organizationId":"usmf","productId":"shirt",)" +
           R"("dimensions":{"siteId":"1","locationId":"11"},)" + members + "}";
  }
  std::string Reserve(const std::string& id, const std::string& members) {
    return Post("/onhand/reserve", Record(id, R"("quantityDataSource":"iv","modifier":"softReserved",)" + members))
        .body;
  }
  std::string Unreserve(const std::string& id, const std::string& reservation, const std::string& offset) {
    return Post("/onhand/unreserve", Record(id, R"("reservationId":")" + reservation + R"(","OffsetQty":)" + offset))
        .body;
  }
  std::string Reserved() { return Measure("shirt", "softreserved"); }
  std::string Available() { return Measure("shirt", "availabletoreserve"); }
};

TEST_F(GatewayReservationsTest, AnswersTheDocumentedEnvelopes) {
  const HttpResponse response =
      Post("/onhand/reserve", Record("r-1", R"("quantity":3,"quantityDataSource":"iv","modifier":"SoftReserved")"));
  EXPECT_EQ(response.status, 200);
  const std::string reservation = Member(response.body, "reservationId");
  EXPECT_FALSE(reservation.empty());
  EXPECT_EQ(response.body, R"({"reservationId":")" + reservation +
                               R"(","id":"ohre~r-1","processingStatus":"success","message":"","statusCode":200})");
  EXPECT_EQ(Reserved(), "3");
  EXPECT_EQ(Available(), "7");
  // Equal reservations share their id (decisions V1); the same event answers its envelope again.
  EXPECT_EQ(Member(Reserve("r-2", R"("quantity":"4")"), "reservationId"), reservation);
  EXPECT_EQ(Reserve("r-1", R"("quantity":3.0)"), response.body);
  EXPECT_EQ(Reserved(), "7");
  EXPECT_EQ(Unreserve("u-1", reservation, "5"), R"({"reservationId":")" + reservation +
                                                    R"(","totalInvalidOffsetQtyByReservId":0,"id":"ohoe~u-1",)" +
                                                    R"("processingStatus":"success","message":"","statusCode":200})");
  EXPECT_EQ(Reserved(), "2");
  EXPECT_EQ(Available(), "8");
}

// TV-12.
TEST_F(GatewayReservationsTest, ReleasesWhatThereIs) {
  const std::string reservation = Member(Reserve("r", R"("quantity":10)"), "reservationId");
  const std::string partial = Unreserve("u", reservation, "12.5");
  EXPECT_THAT(partial, AllOf(HasSubstr(R"("totalInvalidOffsetQtyByReservId":2.5,"id":"ohoe~u",)"),
                             HasSubstr(R"("processingStatus":"partialSuccess")"), HasSubstr("\"statusCode\":200}")));
  EXPECT_EQ(Reserved(), "0");
  EXPECT_EQ(Unreserve("u", reservation, "12.5"), partial);
  EXPECT_THAT(Unreserve("u2", reservation, "1"), HasSubstr(R"("totalInvalidOffsetQtyByReservId":1,)"));
}

// Decisions V6.
TEST_F(GatewayReservationsTest, TakesEitherFormOfTheQuantity) {
  const auto code = [this](const std::string& id, const std::string& members) {
    return Member(Post("/onhand/reserve", Record(id, members)).body, "statusCode");
  };
  EXPECT_EQ(code("a", R"("quantities":{"iv":{"SoftReserved":1}})"), "200");
  EXPECT_EQ(code("b", R"("quantities":{"iv":{"softreserved":"1.0"}},"quantity":1,"modifier":"softReserved")"), "200");
  EXPECT_EQ(code("c", R"("modifier":"softReservOrdered","quantity":1)"), "200");  // only iv has it
  EXPECT_EQ(Reserved(), "2");
  EXPECT_EQ(Measure("shirt", "softreservordered"), "1");
  EXPECT_EQ(code("d", R"("quantities":{"iv":{"softreserved":1}},"quantity":2)"), "400");
  EXPECT_EQ(code("e", R"("quantities":{"iv":{"softreserved":1}},"modifier":"softreservordered")"), "400");
  EXPECT_EQ(code("f", R"("quantities":{"iv":{"softreserved":1}},"quantityDataSource":"fno")"), "400");
  EXPECT_EQ(code("g", R"("quantities":{"iv":{"softreserved":1,"softreservordered":1}})"), "400");
  EXPECT_EQ(Reserved(), "2");
}

// One refusal of every class, with its code and message; nothing changes.
TEST_F(GatewayReservationsTest, RefusesWithCodeAndMessage) {
  Reserve("used", R"("quantity":1)");
  Stock("much", "9000000000000");
  const std::string place = R"("dimensions":{"siteId":"1","locationId":"11"})";
  const std::string soft = R"("quantityDataSource":"iv","modifier":"softreserved")";
  const auto with = [&](const std::string& members) { return place + "," + soft + "," + members; };
  const auto where = [&](const std::string& dimensions) {
    return "\"dimensions\":{\"siteId\":\"1\",\"locationId\":\"11\"," + dimensions + "}," + soft + ",\"quantity\":1";
  };
  const struct {
    std::string members;
    int code;
    std::string message;
  } kCases[] = {
      {with(R"("quantity":[])"), 400, "quantity must be a number, not an array."},
      {with(R"("quantity":"x")"), 400, "is not a number"},
      {with("\"note\":1"), 400, "the event has no quantity"},
      {place + R"(,"quantity":1)", 400, "modifier is missing"},
      {where(R"("colour":"red")"), 400, "dimension 'colour' is not known"},
      {where(R"("colorId":"\u0007")"), 400, "the value of dimension 'colorId' holds a control character"},
      {where(R"("dimensionDataSource":"x")"), 400, "dimension 'dimensionDataSource' is not known"},
      {with(R"("dimensionDataSource":"shop","quantity":1)"), 400, "data source 'shop' is not configured"},
      {where(R"("configId":"")"), 400, "dimension 'configId' is not one of the reservation dimensions"},
      {place + R"(,"quantityDataSource":"shop","modifier":"softreserved","quantity":1)", 400,
       "data source 'shop' is not configured"},
      {place + R"(,"quantityDataSource":"iv","modifier":"sold","quantity":1)", 400,
       "measure 'iv.sold' is not configured"},
      {place + R"(,"quantityDataSource":"iv","modifier":"onhand","quantity":1)", 400, "is calculated"},
      {place + R"(,"quantityDataSource":"@iv","modifier":"@allocated","quantity":1)", 400,
       "is written by allocation alone"},
      {place + R"(,"quantityDataSource":"pos","modifier":"inbound","quantity":1,"ifCheckAvailForReserv":false)", 400,
       "has no reservation mapping and cannot be reserved"},
      {place + R"(,"modifier":"softreserved","quantity":1)", 400, "belongs to several data sources"},
      {place + R"(,"modifier":"nothing","quantity":1)", 400, "'nothing' is not a physical measure"},
      {with(R"("quantity":0)"), 400, "the quantity is zero"},
      {with(R"("quantity":1,"expiresAt":"2024-02-29T13:00:00")"), 400, "expiresAt must be a time with a zone"},
      {with(R"("quantity":1,"expiresAt":"2024-02-29T13:00:00Z","ttlSeconds":5)"), 400, "exclude each other"},
      {with(R"("quantity":1,"ttlSeconds":0)"), 400, "ttlSeconds must be 1 to 31536000, is 0"},
      {with(R"("quantity":1,"ttlSeconds":31536001)"), 400, "ttlSeconds must be 1 to 31536000, is 31536001"},
      {with(R"("quantity":1,"ttlSeconds":1.5)"), 400, "ttlSeconds must be a whole number of seconds"},
      {with(R"("quantity":-1,"ttlSeconds":5,"ifCheckAvailForReserv":false)"), 400, "needs a positive quantity"},
      {with(R"("quantity":1,"expiresAt":"2024-02-29T12:00:00Z")"), 400, "expiresAt is in the past"},
      {with(R"("quantity":1,"expiresAt":"2025-03-02T12:00:00Z")"), 400, "expiresAt is more than 365 days from now"},
      {R"("dimensions":{"siteId":"1"},)" + soft + R"(,"quantity":1,"ifCheckAvailForReserv":false)", 500,
       "locationId is required"},
      {soft + R"(,"quantity":1)", 500, "siteId is required"},
      {with(R"("quantity":9223372036854,"ifCheckAvailForReserv":false)"), 400, "leaves the range of quantities"},
      {with(R"("quantity":9000000000009.000001)"), 500, "less than the 9000000000009.000001 asked for"},
      {with(R"("quantity":-1)"), 500, "needs ifCheckAvailForReserv false"},
      {with(R"("quantity":-2,"ifCheckAvailForReserv":false)"), 500, "only 1 is reserved, 2 cannot be released"},
  };
  for (const auto& c : kCases) {
    const HttpResponse response =
        Post("/onhand/reserve", R"({"id":"x","organizationId":"usmf","productId":"shirt",)" + c.members + "}");
    EXPECT_EQ(response.status, 200);
    EXPECT_THAT(response.body,
                StartsWith(R"({"reservationId":"","id":"ohre~x","processingStatus":"failure","message":")"))
        << c.members;
    EXPECT_THAT(response.body, HasSubstr("\"statusCode\":" + std::to_string(c.code) + "}")) << c.members;
    EXPECT_THAT(response.body, HasSubstr(c.message)) << c.members;
  }
  // The codes that need more than one event.
  EXPECT_THAT(Reserve("used", R"("quantity":2)"),
              AllOf(HasSubstr("was already used"), HasSubstr("\"statusCode\":409")));
  // ifCheckAvailForReserv is content (decisions I2).
  EXPECT_THAT(Reserve("used", R"("quantity":1,"ifCheckAvailForReserv":false)"), HasSubstr("\"statusCode\":409"));
  EXPECT_THAT(Post("/onhand/reserve", R"({"id":7})").body,
              HasSubstr(R"({"reservationId":"","id":"ohre~","processingStatus":"failure","message":"id must be a)"));
  EXPECT_THAT(Reserve("", R"("quantity":1)"), AllOf(HasSubstr("\"id\":\"ohre~\""), HasSubstr("id is empty")));
  EXPECT_EQ(Reserved(), "1");
  EXPECT_EQ(Available(), "9000000000009");
  // A refused event is not remembered (decisions I3).
  EXPECT_THAT(Reserve("x", R"("quantity":1)"), HasSubstr("\"statusCode\":200"));
}

TEST_F(GatewayReservationsTest, RefusesReadOnlySourcesAfterTheReceipt) {
  const std::string reservation = Member(Reserve("first", R"("quantity":1)"), "reservationId");
  Reconfigure(R"("readOnlyDataSources": ["fno"])", R"("readOnlyDataSources": ["fno", "iv"])");
  EXPECT_THAT(Reserve("new", R"("quantity":1)"), AllOf(HasSubstr("is read-only"), HasSubstr("\"statusCode\":403")));
  EXPECT_THAT(Reserve("new", R"("quantity":100)"), HasSubstr("\"statusCode\":403"));  // before the quantity
  EXPECT_THAT(Reserve("new", R"("quantity":0)"), HasSubstr("\"statusCode\":400"));    // after the form
  EXPECT_THAT(Reserve("first", R"("quantity":1)"), HasSubstr("\"statusCode\":200"));
  EXPECT_THAT(Reserve("first", R"("quantity":2)"), HasSubstr("\"statusCode\":409"));
  // A release writes to the same source.
  EXPECT_THAT(Unreserve("u", reservation, "1"),
              AllOf(StartsWith(R"({"reservationId":")" + reservation + R"(","totalInvalidOffsetQtyByReservId":1,)"),
                    HasSubstr("is read-only"), HasSubstr("\"statusCode\":403")));
  EXPECT_THAT(Unreserve("u", "nothing", "1"), HasSubstr("\"statusCode\":404"));
  EXPECT_EQ(Reserved(), "1");
}

// Decisions V3: callers together never book more than there is.
TEST_F(GatewayReservationsTest, ManyCallersBookExactlyWhatThereIs) {
  constexpr int kCallers = 8;
  constexpr int kEach = 25;
  std::atomic<int> booked = 0;
  std::atomic<int> refused = 0;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&, caller] {
      for (int i = 0; i < kEach; ++i) {
        const std::string id = std::to_string(caller) + "-" + std::to_string(i);
        const std::string code = Member(Reserve(id, R"("quantity":0.25)"), "statusCode");
        if (code == "200") ++booked;
        if (code == "500") ++refused;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(booked, 40);  // 10 are there
  EXPECT_EQ(refused, kCallers * kEach - 40);
  EXPECT_EQ(Reserved(), "10");
  EXPECT_EQ(Available(), "0");
}

// docs/reference/refusals.md: of two faults, the one that comes first there is the answer.
TEST_F(GatewayReservationsTest, RefusesInTheDocumentedOrder) {
  Reserve("used", R"("quantity":1)");
  const struct {
    std::string record;
    std::string message;
  } kCases[] = {
      {R"({"id":5,"organizationId":6})", "id must be a string"},
      {R"({"id":"","organizationId":"usmf","productId":7})", "productId must be a string"},
      {R"({"id":"a","organizationId":"usmf","productId":"p","dimensions":{"x":"y"},"quantity":{}})",
       "quantity must be a number"},
      {R"({"id":"","organizationId":"","productId":"p","dimensions":{"colour":"red"}})", "id is empty"},
      {R"({"id":"a","organizationId":"","productId":"","dimensions":{"colour":"red"}})", "organizationId is empty"},
      {R"({"id":"a","organizationId":"usmf","productId":"p","dimensionDataSource":"x","dimensions":{"colour":"red"}})",
       "data source 'x' is not configured"},
      {R"({"id":"a","organizationId":"usmf","productId":"p","dimensions":{"colour":"red"}})",
       "dimension 'colour' is not known"},
      {R"({"id":"a","organizationId":"usmf","productId":"p","dimensions":{"configId":"x"}})", "siteId is required"},
      {R"({"id":"a","organizationId":"usmf","productId":"p","dimensions":{"siteId":"1","locationId":"11",
          "configId":"x"}})",
       "dimension 'configId' is not one of the reservation dimensions"},
      {Record("a", R"("modifier":"sold","quantityDataSource":"iv","quantity":0)"), "'iv.sold' is not configured"},
      {Record("a", R"("modifier":"inbound","quantityDataSource":"pos","quantity":0)"), "no reservation mapping"},
      {Record("a", R"("modifier":"softreserved","quantityDataSource":"iv","quantity":0,"ttlSeconds":0)"),
       "the quantity is zero"},
      {Record("used", R"("modifier":"softreserved","quantityDataSource":"iv","quantity":1000,"ttlSeconds":0)"),
       "ttlSeconds must be 1"},
      {Record("used", R"("modifier":"softreserved","quantityDataSource":"iv","quantity":1000)"), "was already used"},
      {Record("a", R"("modifier":"softreserved","quantityDataSource":"iv","quantity":1000,
                      "expiresAt":"2000-01-01T00:00:00Z")"),
       "expiresAt is in the past"},
      {Record("a", R"("modifier":"softreserved","quantityDataSource":"iv","quantity":9223372036854.775807)"),
       "leaves the range of quantities"},
  };
  for (const auto& c : kCases) EXPECT_THAT(Post("/onhand/reserve", c.record).body, HasSubstr(c.message)) << c.record;
  EXPECT_EQ(Reserved(), "1");
}

// TV-11, step 7, and decisions V5.
TEST_F(GatewayReservationsTest, IgnoresUnconfiguredDimensionsWhereTheConfigurationSaysSo) {
  const std::string record = R"({"id":"x","organizationId":"usmf","productId":"shirt","quantity":1,"modifier":
      "softreserved","quantityDataSource":"iv","dimensions":{"siteId":"1","locationId":"11","configId":""}})";
  EXPECT_EQ(Member(Post("/onhand/reserve", record).body, "statusCode"), "400");
  Reconfigure("\"isReservEnabled\": true,\n    \"version\": 0", "\"isReservEnabled\": true, \"version\": 1");
  EXPECT_EQ(Member(Post("/onhand/reserve", record).body, "statusCode"), "200");
  EXPECT_EQ(Reserved(), "1");
}

TEST_F(GatewayReservationsTest, NeedsNoPlaceByProduct) {
  Reconfigure("\"useDimensions\": true", "\"useDimensions\": false");
  EXPECT_THAT(Post("/onhand/reserve", R"({"id":"x","organizationId":"usmf","productId":"shirt","quantity":10,
                                          "modifier":"softreserved","quantityDataSource":"iv"})")
                  .body,
              HasSubstr("\"statusCode\":200"));
  // What was reserved for the product as a whole is not sold again at a place (decisions V3).
  EXPECT_THAT(Reserve("y", R"("quantity":1)"), HasSubstr("\"statusCode\":500"));
}

TEST_F(GatewayReservationsTest, RefusesReleasesWithWhatTheyAskedFor) {
  const std::string reservation = Member(Reserve("r", R"("quantity":5)"), "reservationId");
  Unreserve("used", reservation, "1");
  const std::string key = R"("organizationId":"usmf","productId":"shirt",)";
  const std::string place = R"("dimensions":{"siteId":"1","locationId":"11"},)";
  const std::string known = R"("reservationId":")" + reservation + "\",";
  const struct {
    std::string members;
    int code;
    std::string invalid;
    std::string message;
  } kCases[] = {
      {key + place + known + R"("OffsetQty":0)", 400, "0", "OffsetQty must be greater than 0, is 0"},
      {key + place + known + R"("OffsetQty":-2.5)", 400, "-2.5", "OffsetQty must be greater than 0, is -2.5"},
      {key + place + known + R"("OffsetQty":0.0000001)", 400, "0", "has more than 6 fraction digits"},
      {key + place + known + R"("OffsetQty":{})", 400, "0", "OffsetQty must be a number"},
      {key + place + known + R"("note":1)", 400, "0", "OffsetQty is missing"},
      {place + known + R"("OffsetQty":2)", 400, "2", "organizationId is missing"},
      {key + R"("dimensions":{"colour":"red"},)" + known + R"("OffsetQty":2)", 400, "2", "'colour' is not known"},
      {key + R"("dimensions":{"siteId":"1"},)" + known + R"("OffsetQty":2)", 400, "2", "locationId is required"},
      {R"("organizationId":"other","productId":"shirt",)" + place + known + R"("OffsetQty":2)", 404, "2",
       "there is no reservation"},
      {R"("organizationId":"usmf","productId":"hat",)" + place + known + R"("OffsetQty":2)", 404, "2",
       "there is no reservation"},
      {key + R"("dimensions":{"siteId":"1","locationId":"12"},)" + known + R"("OffsetQty":2)", 404, "2",
       "there is no reservation"},
      {key + R"("dimensions":{"siteId":"1","locationId":"11","colorId":"red"},)" + known + R"("OffsetQty":2)", 404, "2",
       "there is no reservation"},
      {key + R"("dimensions":{"siteId":"1","locationId":"11","configId":"x"},)" + known + R"("OffsetQty":2)", 404, "2",
       "there is no reservation"},
  };
  for (const auto& c : kCases) {
    const HttpResponse response = Post("/onhand/unreserve", R"({"id":"x",)" + c.members + "}");
    EXPECT_EQ(response.status, 200);
    EXPECT_THAT(response.body,
                StartsWith(R"({"reservationId":")" + reservation + R"(","totalInvalidOffsetQtyByReservId":)" +
                           c.invalid + R"(,"id":"ohoe~x","processingStatus":"failure","message":")"))
        << c.members;
    EXPECT_THAT(response.body, HasSubstr("\"statusCode\":" + std::to_string(c.code) + "}")) << c.members;
    EXPECT_THAT(response.body, HasSubstr(c.message)) << c.members;
  }
  EXPECT_THAT(Unreserve("x", "nothing", "3"),
              AllOf(StartsWith(R"({"reservationId":"nothing","totalInvalidOffsetQtyByReservId":3,)"),
                    HasSubstr("\"statusCode\":404")));
  EXPECT_THAT(Unreserve("used", reservation, "2"),
              AllOf(HasSubstr(R"("totalInvalidOffsetQtyByReservId":2,)"), HasSubstr("\"statusCode\":409")));
  EXPECT_THAT(Unreserve("used", "nothing", "2"), HasSubstr("\"statusCode\":409"));  // before the 404
  EXPECT_THAT(Post("/onhand/unreserve", "{}").body,
              StartsWith(R"({"reservationId":"","totalInvalidOffsetQtyByReservId":0,"id":"ohoe~",)"));
  EXPECT_EQ(Reserved(), "4");
}

TEST_F(GatewayReservationsTest, CarriesOutBulksInOrder) {
  const auto record = [](const std::string& id, const std::string& quantity) {
    return Record(id, R"("quantityDataSource":"iv","modifier":"softreserved","quantity":)" + quantity);
  };
  const std::string body =
      Post("/onhand/reserve/bulk", "[" + record("a", "6") + "," + record("b", "true") + "," + record("c", "5") + "," +
                                       record("d", "4") + "," + record("e", "1") + ",]")
          .body;
  const std::string reservation = Member(body, "reservationId");
  const std::vector<std::string> parts = {
      "[{\"reservationId\":\"" + reservation + "\",\"id\":\"ohre~a\",\"processingStatus\":\"success\"",
      "{\"reservationId\":\"\",\"id\":\"ohre~b\",\"processingStatus\":\"failure\"",
      "\"statusCode\":400}",
      "{\"reservationId\":\"\",\"id\":\"ohre~c\",\"processingStatus\":\"failure\"",
      "\"statusCode\":500}",
      "{\"reservationId\":\"" + reservation + "\",\"id\":\"ohre~d\",\"processingStatus\":\"success\"",
      "{\"reservationId\":\"\",\"id\":\"ohre~e\",\"processingStatus\":\"failure\"",
  };
  size_t at = 0;
  for (const std::string& part : parts) {
    at = body.find(part, at);
    ASSERT_NE(at, std::string::npos) << part << " in " << body;
  }
  EXPECT_EQ(Available(), "0");
  const auto release = [&](const std::string& id, const std::string& offset) {
    return Record(id, R"("reservationId":")" + reservation + R"(","OffsetQty":)" + offset);
  };
  EXPECT_THAT(Post("/onhand/unreserve/bulk", "[" + release("a", "9") + "," + release("b", "3") + "]").body,
              AllOf(StartsWith("[{\"reservationId\":\"" + reservation + "\",\"totalInvalidOffsetQtyByReservId\":0,"),
                    HasSubstr(R"("totalInvalidOffsetQtyByReservId":2,"id":"ohoe~b","processingStatus":"partialSuc)")));
  EXPECT_EQ(Available(), "10");
  EXPECT_EQ(Post("/onhand/reserve/bulk", "[]").body, "[]");
  EXPECT_EQ(Post("/onhand/unreserve/bulk", "[]").body, "[]");
  EXPECT_EQ(Post("/onhand/reserve/bulk", record("a", "1")).status, 400);
  EXPECT_EQ(Post("/onhand/unreserve", "[]").status, 400);
  std::string records;
  for (int i = 0; i < 513; ++i) records += (i > 0 ? "," : "") + record("r" + std::to_string(i), "0.001");
  const HttpResponse refused = Post("/onhand/reserve/bulk", "[" + records + "]");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("more than 512 records; nothing was applied"));
  EXPECT_EQ(Available(), "10");
}

// Decisions C5.
TEST_F(GatewayReservationsTest, IsRefusedWhileItIsSwitchedOff) {
  const std::string reservation = Member(Reserve("r", R"("quantity":5)"), "reservationId");
  Reconfigure("\"isReservEnabled\": true", "\"isReservEnabled\": false");
  const std::string reserve = Record("x", R"("quantityDataSource":"iv","modifier":"softreserved","quantity":1)");
  const std::string release = Record("x", R"("reservationId":")" + reservation + R"(","OffsetQty":1)");
  for (const auto& [path, body] : std::vector<std::pair<std::string, std::string>>{
           {"/onhand/reserve", reserve},
           {"/onhand/reserve", R"({"id":7})"},
           {"/onhand/reserve/bulk", "[" + reserve + "]"},
           {"/onhand/reserve/bulk", "[]"},
           {"/onhand/reserve/bulk?atomic=true", "[" + reserve + "]"},
           {"/onhand/reserve/extend", Record("x", R"("reservationId":"r","ttlSeconds":5)")},
           {"/onhand/unreserve", release},
           {"/onhand/unreserve/bulk", "[" + release + "]"}}) {
    const HttpResponse response = Post(path, body);
    EXPECT_EQ(response.status, 403) << path << body;
    EXPECT_THAT(response.body, AllOf(StartsWith(R"({"type":"about:blank","title":"Forbidden","status":403,)"),
                                     HasSubstr("reservConfiguration.isReservEnabled")));
  }
  EXPECT_EQ(Post("/onhand/reserve", "{").status, 400);
  EXPECT_EQ(Reserved(), "5");
  // Changes of the measure itself are none of the feature's.
  EXPECT_THAT(Post("/onhand", Record("c", R"("quantities":{"iv":{"softreserved":-1}})")).body, HasSubstr("success"));
}

}  // namespace
}  // namespace onhand
