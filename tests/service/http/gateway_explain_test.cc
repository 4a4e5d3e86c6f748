// POST …/onhand/explain: what makes up the numbers of a product.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/http/gateway_fixture.h"

namespace onhand {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class GatewayExplainTest : public GatewayFixture {
 protected:
  static std::string Record(const std::string& id, const std::string& members) {
    return R"({"id":")" + id + R"(","organizationId":"usmf","productId":"shirt",)" +
           R"("dimensions":{"siteId":"1","locationId":"11","colorId":"red"},)" + members + "}";
  }
};

TEST_F(GatewayExplainTest, TellsWhatMakesUpTheNumbers) {
  Post("/onhand", Record("a", R"("quantities":{"pos":{"inbound":10}})"));
  Post("/setonhand/pos/bulk", "[" + Record("b", R"("quantities":{"pos":{"outbound":1}})") + "]");
  const std::string reserve = R"("quantityDataSource":"iv","modifier":"softreserved","quantity":)";
  const std::string shared = Member(Post("/onhand/reserve", Record("c", reserve + "1")).body, "reservationId");
  const std::string hold =
      Member(Post("/onhand/reserve", Record("d", reserve + R"(2,"ttlSeconds":60)")).body, "reservationId");
  Post("/allocation/allocate", Record("e", R"("quantity":3,"groups":{"channel":"Online"})"));
  Post("/onhand/changeschedule", Record("f", R"("quantitiesByDate":{"2024-03-02":{"pos":{"inbound":4}}})"));
  const HttpResponse response = Post("/onhand/explain", R"({"organizationId":"usmf","productId":"shirt",
      "dimensions":{"siteId":"1","locationId":"11"}})");
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.body, StartsWith(R"({"rowCount":1,"formulas":[)"));
  EXPECT_THAT(
      response.body,
      AllOf(HasSubstr(R"({"dataSource":"iv","measure":"onhand","value":9,"operands":[{"dataSource":"pos",)"
                      R"("measure":"inbound","operation":"addition","value":10,"posted":true},{"dataSource":"pos",)"
                      R"("measure":"outbound","operation":"subtraction","value":1,"posted":true}]})"),
            HasSubstr(R"("measure":"availabletoreserve","value":3,)"),
            HasSubstr(R"("rows":[{"dimensions":{"siteid":"1","locationid":"11","ColorId":"red"},"sequence":)"),
            HasSubstr(R"({"dataSource":"pos","measure":"outbound","value":1,"held":0,)"
                      R"("countedAt":"2024-02-29T12:00:00Z"})"),
            HasSubstr(R"({"dataSource":"iv","measure":"softreserved","value":3,"held":2,"reservationId":")" + shared +
                      "\"}"),
            HasSubstr(R"("holds":[{"reservationId":")" + hold + R"(","dataSource":"iv","measure":"softreserved",)" +
                      R"("quantity":2,"expiresAt":"2024-02-29T12:01:00Z"}])"),
            HasSubstr(R"("allocations":[{"groups":{"channel":"Online"},"quantities":{"@iv":{"@allocated":3,)"),
            HasSubstr(R"("schedules":[{"date":"2024-03-02","dataSource":"pos","measure":"inbound","quantity":4}])")));
  clock_.Advance(60'000'000);
  EXPECT_THAT(Post("/onhand/explain", R"({"organizationId":"usmf","productId":"shirt"})").body,
              AllOf(HasSubstr(R"("measure":"softreserved","value":1,"held":0,)"), HasSubstr(R"("holds":[])")));
}

TEST_F(GatewayExplainTest, RefusesWhatItCannotRead) {
  EXPECT_EQ(Post("/onhand/explain", R"({"organizationId":"usmf","productId":"none"})").status, 200);
  EXPECT_THAT(Post("/onhand/explain", R"({"organizationId":"usmf","productId":"none"})").body,
              AllOf(StartsWith(R"({"rowCount":0,)"), HasSubstr(R"("rows":[])")));
  const struct {
    std::string body;
    std::string path;
    std::string message;
  } kCases[] = {
      {"", "", "there is no JSON at all"},
      {"[]", "", "The body must be an object, not an array."},
      {"{}", "/organizationId", "organizationId is missing."},
      {R"({"organizationId":"usmf"})", "/productId", "productId is missing."},
      {R"({"organizationId":"","productId":"p"})", "/organizationId", "organizationId is empty"},
      {R"({"organizationId":"usmf","productId":"p","dimensions":{"colour":"red"}})", "/dimensions/colour",
       "dimension 'colour' is not known"},
      {R"({"organizationId":"usmf","productId":"p","dimensionDataSource":"shop"})", "/dimensionDataSource",
       "data source 'shop' is not configured"},
  };
  for (const auto& c : kCases) {
    const HttpResponse response = Post("/onhand/explain", c.body);
    EXPECT_EQ(response.status, 400) << c.body;
    EXPECT_THAT(response.body, AllOf(HasSubstr("\"path\":\"" + c.path + "\""), HasSubstr(c.message))) << c.body;
  }
}

}  // namespace
}  // namespace onhand
