// Allocation: endpoints 14–18, decisions L, C5, E9 as the REST interface shows them.
#include <string>
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

const std::string kUs = R"({"channel":"Online","customerGroup":"VIP","region":"US"})";
const std::string kEu = R"({"channel":"Online","customerGroup":"VIP","region":"EU"})";

class GatewayAllocationsTest : public GatewayFixture {
 protected:
  GatewayAllocationsTest() { Post("/onhand", Record("stock", R"("quantities":{"pos":{"inbound":10}})")); }

  static std::string Record(const std::string& id, const std::string& members) {
    return R"({"id":")" + id + R"(","organizationId":"usmf","productId":"Bike",)" +
           R"("dimensions":{"siteId":"1","locationId":"11","colorId":"red"},)" + members + "}";
  }
  std::string Call(const std::string& operation, const std::string& id, const std::string& members) {
    const HttpResponse response = Post("/allocation/" + operation, Record(id, members));
    EXPECT_EQ(response.status, 200) << response.body;
    return response.body;
  }
  static std::string Success(const std::string& id) {
    return R"({"id":")" + id + R"(","processingStatus":"success","message":"","statusCode":200})";
  }
  std::string Buckets(const std::string& groups = "{}") {
    return Post("/allocation/query", R"({"productId":"Bike","organizationId":"usmf","dimensions":{"siteId":"1",
        "locationId":"11","colorId":"red"},"groups":)" +
                                         groups + "}")
        .body;
  }
  static std::string Bucket(const std::string& groups, const std::string& numbers) {
    return R"({"productId":"Bike","organizationId":"usmf","dimensions":{"siteid":"1","locationid":"11",)"
           R"("ColorId":"red"},"groups":)" +
           groups + R"(,"quantities":{"@iv":{)" + numbers + "}}}";
  }
  // What is available to allocate, allocated, consumed.
  std::string Numbers() {
    return Measure("Bike", "@available_to_allocate") + " " + Measure("Bike", "@allocated") + " " +
           Measure("Bike", "@consumed");
  }
};

// TV-16.
TEST_F(GatewayAllocationsTest, MoveQuotaBetweenPoolAndGroups) {
  EXPECT_EQ(Call("allocate", "a", R"("quantity":10,"groups":)" + kUs), Success("a"));
  EXPECT_EQ(Call("allocate", "a", R"("quantity":"10.0","targetGroups":)" + kUs), Success("a"));
  EXPECT_EQ(Numbers(), "0 10 0");
  EXPECT_EQ(Buckets(), "[" +
                           Bucket(kUs, R"("@allocated":10,"@consumed":0,"@cumulative_allocated":10,)"
                                       R"("@cumulative_consumed":0)") +
                           "]");
  EXPECT_EQ(Call("reallocate", "a", R"("quantity":2,"sourceGroups":)" + kUs + R"(,"groups":)" + kEu), Success("a"));
  EXPECT_EQ(Numbers(), "0 10 0");
  EXPECT_EQ(
      Call("consume", "a", R"("quantity":3,"physicalMeasures":{"pos":{"inbound":"Subtraction"}},"groups":)" + kUs),
      Success("a"));
  EXPECT_EQ(Numbers(), "0 7 3");
  EXPECT_EQ(Measure("Bike", "inbound"), "7");
  EXPECT_EQ(Call("unallocate", "a", R"("quantity":2,"groups":)" + kEu), Success("a"));
  EXPECT_EQ(Numbers(), "2 5 3");
  const std::string us =
      Bucket(kUs, R"("@allocated":5,"@consumed":3,"@cumulative_allocated":10,"@cumulative_consumed":3)");
  const std::string eu =
      Bucket(kEu, R"("@allocated":0,"@consumed":0,"@cumulative_allocated":0,"@cumulative_consumed":0)");
  EXPECT_EQ(Buckets(), "[" + eu + "," + us + "]");  // by group path
  EXPECT_EQ(Buckets(R"({"REGION":"US","Channel":"Online","customergroup":"VIP"})"), "[" + us + "]");
  EXPECT_EQ(Buckets(R"({"channel":"Online"})"), "[]");
}

// TV-17: a consumption that becomes a soft reservation.
TEST_F(GatewayAllocationsTest, ConsumeIntoAnotherMeasure) {
  Call("allocate", "a", R"("quantity":8,"groups":)" + kUs);
  EXPECT_EQ(
      Call("consume", "c", R"("quantity":3,"physicalMeasures":{"iv":{"softReserved":"addition"}},"groups":)" + kUs),
      Success("c"));
  EXPECT_EQ(Numbers(), "2 5 3");
  EXPECT_EQ(Measure("Bike", "softreserved"), "3");
}

TEST_F(GatewayAllocationsTest, RefuseWithCodeAndMessage) {
  Call("allocate", "used", R"("quantity":4,"groups":)" + kUs);
  const struct {
    std::string operation;
    std::string members;
    int code;
    std::string message;
  } kCases[] = {
      {"allocate", R"("groups":)" + kUs, 400, "quantity is missing"},
      {"allocate", R"("quantity":{},"groups":)" + kUs, 400, "quantity must be a number"},
      {"allocate", R"("quantity":1e-9,"groups":)" + kUs, 400, "more than 6 fraction digits"},
      {"allocate", R"("quantity":1,"groups":7)", 400, "groups must be an object"},
      {"allocate", R"("quantity":1,"groups":{"a":"1"},"targetGroups":{})", 400, "both given and differ"},
      {"allocate", R"("quantity":1)", 400, "at least one allocation group is required"},
      {"allocate", R"("quantity":1,"groups":{})", 400, "at least one allocation group is required"},
      {"allocate", R"("quantity":1,"groups":{"country":"US"})", 400, "allocation group 'country' is not configured"},
      {"allocate", R"("quantity":1,"groups":{"channel":""})", 400, "the value of allocation group 'channel'"},
      {"allocate", R"("quantity":1,"groups":{"customerGroup":"VIP"})", 400,
       "allocation group 'customerGroup' is given without 'channel' above it"},
      {"allocate", R"("quantity":0,"groups":)" + kUs, 400, "the quantity must be greater than 0, is 0"},
      {"allocate", R"("quantity":-1,"groups":)" + kUs, 400, "the quantity must be greater than 0, is -1"},
      {"unallocate", R"("quantity":-1,"groups":)" + kUs, 400, "greater than 0"},
      {"reallocate", R"("quantity":1,"groups":)" + kUs, 400, "at least one allocation group is required"},
      {"reallocate", R"("quantity":1,"groups":)" + kUs + R"(,"sourceGroups":)" + kUs, 400,
       "sourceGroups and groups are the same"},
      {"consume", R"("quantity":1,"physicalMeasures":{"pos":{"inbound":"Minus"}},"groups":)" + kUs, 400,
       "must be \\\"Addition\\\" or \\\"Subtraction\\\""},
      {"consume", R"("quantity":1,"physicalMeasures":{"pos":{"sold":"Addition"}},"groups":)" + kUs, 400,
       "measure 'pos.sold' is not configured"},
      {"consume", R"("quantity":1,"physicalMeasures":{"iv":{"onhand":"Addition"}},"groups":)" + kUs, 400,
       "is calculated"},
      {"consume", R"("quantity":1,"physicalMeasures":{"fno":{"arrived":"Addition"}},"groups":)" + kUs, 403,
       "data source 'fno' is read-only"},
      {"consume", R"("quantity":100,"physicalMeasures":{"fno":{"arrived":"Addition"}},"groups":)" + kUs, 403,
       "data source 'fno' is read-only"},
      {"allocate", R"("quantity":7,"groups":)" + kEu, 500, "less than the 7 asked for"},
      {"unallocate", R"("quantity":5,"groups":)" + kUs, 500,
       "4 is allocated to these groups, less than the 5 asked for"},
      {"unallocate", R"("quantity":1,"groups":)" + kEu, 500, "0 is allocated to these groups"},
      {"reallocate", R"("quantity":4.000001,"groups":)" + kEu + R"(,"sourceGroups":)" + kUs, 500,
       "4 is allocated to these groups"},
      {"consume", R"("quantity":5,"groups":)" + kUs, 500, "4 is allocated to these groups"},
  };
  for (const auto& c : kCases) {
    const std::string body = Call(c.operation, "x", c.members);
    EXPECT_THAT(body, StartsWith(R"({"id":"x","processingStatus":"failure","message":")")) << c.operation << c.members;
    EXPECT_THAT(body, HasSubstr("\"statusCode\":" + std::to_string(c.code) + "}")) << c.operation << c.members;
    EXPECT_THAT(body, HasSubstr(c.message)) << c.operation << c.members;
  }
  EXPECT_THAT(Call("allocate", "used", R"("quantity":5,"groups":)" + kUs), HasSubstr("\"statusCode\":409"));
  EXPECT_THAT(Post("/allocation/allocate", R"({"id":"x","organizationId":"usmf","productId":"Bike","quantity":1,
                  "dimensions":{"siteId":"1"},"groups":{"channel":"a"}})")
                  .body,
              AllOf(HasSubstr("locationId is required"), HasSubstr("\"statusCode\":400")));
  EXPECT_EQ(Post("/allocation/consume", "[]").status, 400);
  EXPECT_EQ(Numbers(), "6 4 0");
}

// Decisions L6, E9.
TEST_F(GatewayAllocationsTest, QueriesMatchDimensionsExactly) {
  Call("allocate", "a", R"("quantity":4,"groups":)" + kUs);
  const auto query = [this](const std::string& members) { return Post("/allocation/query", "{" + members + "}"); };
  const std::string key = R"("productId":"Bike","organizationId":"usmf",)";
  EXPECT_EQ(query(key + R"("dimensions":{"siteId":"1","locationId":"11"},"groups":{})").body, "[]");
  EXPECT_EQ(query(key + R"("dimensions":{"siteId":"1"})").body, "[]");
  EXPECT_EQ(query(R"("productId":"Bike","organizationId":"usmf")").body, "[]");
  EXPECT_THAT(query(key + R"("dimensions":{"siteId":"1","locationId":"11","colorId":"red"})").body,
              HasSubstr("\"@allocated\":4"));
  const struct {
    std::string members;
    std::string path;
    std::string message;
  } kCases[] = {
      {"", "/organizationId", "organizationId is missing."},
      {R"("organizationId":"usmf","productId":["Bike"])", "/productId", "productId must be a string, not an array."},
      {key + R"("dimensions":{"siteId":1})", "/dimensions/siteId", "must be a string"},
      {key + R"("groups":[])", "/groups", "groups must be an object"},
      {key + R"("dimensions":{"siteId":"1","locationId":"11","colour":"red"})", "/dimensions/colour", "is not known"},
      {key + R"("dimensions":{"siteId":"1","locationId":"11"},"groups":{"country":"US"})", "/groups/country",
       "is not configured"},
  };
  for (const auto& c : kCases) {
    const HttpResponse response = query(c.members);
    EXPECT_EQ(response.status, 400) << c.members;
    EXPECT_THAT(response.body, AllOf(HasSubstr("\"path\":\"" + c.path + "\""), HasSubstr(c.message))) << c.members;
  }
  EXPECT_EQ(Post("/allocation/query", "[]").status, 400);
  EXPECT_EQ(Post("/allocation/query", "").status, 400);
}

// Decisions C5.
TEST_F(GatewayAllocationsTest, AreRefusedWhileTheyAreSwitchedOff) {
  Reconfigure("\"isAllocationEnabled\": true", "\"isAllocationEnabled\": false");
  for (const char* operation : {"allocate", "unallocate", "reallocate", "consume", "query"}) {
    const HttpResponse response = Post(std::string("/allocation/") + operation,
                                       Record("x", R"("quantity":1,"sourceGroups":)" + kEu + R"(,"groups":)" + kUs));
    EXPECT_EQ(response.status, 403) << operation;
    EXPECT_THAT(response.body, HasSubstr("allocationConfiguration.isAllocationEnabled")) << operation;
  }
  EXPECT_EQ(Measure("Bike", "@allocated"), "none");
}

}  // namespace
}  // namespace onhand
