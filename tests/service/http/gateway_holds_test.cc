// Holds: decisions X1, E2.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/http/gateway_fixture.h"

namespace onhand {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int64_t kMinuteUs = 60'000'000;

class GatewayHoldsTest : public GatewayFixture {
 protected:
  GatewayHoldsTest() { Post("/onhand", Record("stock", R"("quantities":{"pos":{"inbound":10}})")); }

  static std::string Record(const std::string& id, const std::string& members) {
    return R"({"id":")" + id + R"(","organizationId":"usmf","productId":"shirt",)" +
           R"("dimensions":{"siteId":"1","locationId":"11"},)" + members + "}";
  }
  std::string Reserve(const std::string& id, const std::string& members) {
    return Post("/onhand/reserve", Record(id, R"("quantityDataSource":"iv","modifier":"softreserved",)" + members))
        .body;
  }
  std::string Unreserve(const std::string& id, const std::string& reservation, const std::string& offset) {
    return Post("/onhand/unreserve", Record(id, R"("reservationId":")" + reservation + R"(","OffsetQty":)" + offset))
        .body;
  }
  std::string Extend(const std::string& id, const std::string& reservation, const std::string& end) {
    return Post("/onhand/reserve/extend", Record(id, R"("reservationId":")" + reservation + "\"," + end)).body;
  }
  std::string Reserved() { return Measure("shirt", "softreserved"); }
};

TEST_F(GatewayHoldsTest, EndExactlyAtTheirTime) {
  const std::string shared = Member(Reserve("s", R"("quantity":1)"), "reservationId");
  const std::string body = Reserve("h", R"("quantity":4,"ttlSeconds":60)");
  const std::string hold = Member(body, "reservationId");
  EXPECT_EQ(body, R"({"reservationId":")" + hold +
                      R"(","id":"ohre~h","processingStatus":"success","message":"","statusCode":200})");
  EXPECT_NE(hold, shared);
  const std::string other =
      Member(Reserve("h2", R"("quantity":2,"expiresAt":"2024-02-29T13:02:00+01:00")"), "reservationId");
  EXPECT_NE(other, hold);
  EXPECT_EQ(Reserved(), "7");
  clock_.Advance(kMinuteUs - 1);
  EXPECT_EQ(Reserved(), "7");
  EXPECT_THAT(Reserve("full", R"("quantity":4)"), HasSubstr("\"statusCode\":500"));
  clock_.Advance(1);
  EXPECT_EQ(Reserved(), "3");
  EXPECT_THAT(Reserve("full", R"("quantity":7)"), HasSubstr("\"statusCode\":200"));
  clock_.Advance(kMinuteUs);
  EXPECT_EQ(Reserved(), "8");
  // The same event sent again answers as it did, though its hold is gone (decisions I2).
  EXPECT_EQ(Reserve("h", R"("quantity":4,"ttlSeconds":60)"), body);
  EXPECT_THAT(Reserve("h", R"("quantity":4,"ttlSeconds":61)"), HasSubstr("\"statusCode\":409"));
  EXPECT_EQ(Reserved(), "8");
}

TEST_F(GatewayHoldsTest, AreReleasedByTheirOwnId) {
  const std::string shared = Member(Reserve("s", R"("quantity":1)"), "reservationId");
  const std::string hold = Member(Reserve("h", R"("quantity":4,"ttlSeconds":60)"), "reservationId");
  EXPECT_THAT(Unreserve("u1", hold, "1.5"), HasSubstr(R"("processingStatus":"success")"));
  EXPECT_EQ(Reserved(), "3.5");
  // The shared id never touches it.
  EXPECT_THAT(Unreserve("u2", shared, "3"), HasSubstr(R"("totalInvalidOffsetQtyByReservId":2,)"));
  EXPECT_EQ(Reserved(), "2.5");
  EXPECT_THAT(Unreserve("u3", hold, "3"),
              AllOf(HasSubstr(R"("totalInvalidOffsetQtyByReservId":0.5,)"), HasSubstr("\"partialSuccess\"")));
  EXPECT_EQ(Reserved(), "0");
  clock_.Advance(kMinuteUs);
  EXPECT_EQ(Reserved(), "0");
  EXPECT_THAT(Unreserve("u4", hold, "3"),
              AllOf(HasSubstr(R"("totalInvalidOffsetQtyByReservId":3,)"), HasSubstr("\"statusCode\":404")));
}

TEST_F(GatewayHoldsTest, CanBeExtended) {
  const std::string hold = Member(Reserve("h", R"("quantity":4,"ttlSeconds":60)"), "reservationId");
  clock_.Advance(kMinuteUs - 1);
  EXPECT_EQ(Extend("e1", hold, R"("ttlSeconds":"120")"),
            R"({"reservationId":")" + hold +
                R"(","id":"ohre~e1","processingStatus":"success","message":"","statusCode":200})");
  clock_.Advance(2 * kMinuteUs - 1);
  EXPECT_EQ(Reserved(), "4");
  // An earlier end than before is an end too.
  EXPECT_THAT(Extend("e2", hold, R"("expiresAt":"2024-02-29T12:02:59.9999991Z")"), HasSubstr("\"statusCode\":200"));
  clock_.Advance(1);
  EXPECT_EQ(Reserved(), "0");
  EXPECT_THAT(Extend("e3", hold, R"("ttlSeconds":60)"),
              AllOf(StartsWith(R"({"reservationId":")" + hold + R"(","id":"ohre~e3","processingStatus":"failure")"),
                    HasSubstr("there is no reservation"), HasSubstr("\"statusCode\":404")));
}

TEST_F(GatewayHoldsTest, RefusesExtensions) {
  const std::string shared = Member(Reserve("s", R"("quantity":1)"), "reservationId");
  const std::string hold = Member(Reserve("h", R"("quantity":4,"ttlSeconds":60)"), "reservationId");
  const struct {
    std::string reservation;
    std::string end;
    int code;
    std::string message;
  } kCases[] = {
      {hold, R"("note":1)", 400, "expiresAt or ttlSeconds is required"},
      {hold, R"("ttlSeconds":60,"expiresAt":"2024-02-29T12:30:00Z")", 400, "exclude each other"},
      {hold, R"("ttlSeconds":0)", 400, "ttlSeconds must be 1 to 31536000"},
      {hold, R"("ttlSeconds":true)", 400, "ttlSeconds must be a number"},
      {hold, R"("expiresAt":"2024-02-29T12:30:00")", 400, "with a zone"},
      {hold, R"("expiresAt":"2024-02-29T12:00:00Z")", 400, "expiresAt is in the past"},
      {hold, R"("expiresAt":"2026-02-28T12:00:00Z")", 400, "more than 365 days"},
      {shared, R"("ttlSeconds":60)", 404, "there is no reservation"},
      {"nothing", R"("ttlSeconds":60)", 404, "there is no reservation"},
      {"nothing", R"("ttlSeconds":0)", 400, "ttlSeconds must be 1"},
      {"nothing", R"("expiresAt":"2024-02-29T11:00:00Z")", 404, "there is no reservation"},
  };
  for (const auto& c : kCases) {
    const std::string body = Extend("x", c.reservation, c.end);
    EXPECT_THAT(body, StartsWith(R"({"reservationId":")" + c.reservation +
                                 R"(","id":"ohre~x","processingStatus":"failure","message":")"))
        << c.end;
    EXPECT_THAT(body, HasSubstr("\"statusCode\":" + std::to_string(c.code) + "}")) << c.end;
    EXPECT_THAT(body, HasSubstr(c.message)) << c.end;
  }
  EXPECT_THAT(Post("/onhand/reserve/extend", R"({"id":"x","organizationId":"usmf","productId":"hat","dimensions":
                  {"siteId":"1","locationId":"11"},"reservationId":")" +
                                                 hold + R"(","ttlSeconds":60})")
                  .body,
              HasSubstr("\"statusCode\":404"));
  clock_.Advance(kMinuteUs);
  EXPECT_EQ(Reserved(), "1");
}

}  // namespace
}  // namespace onhand
