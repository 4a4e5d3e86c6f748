// Queries as the REST interface shows them: spec 1.12–1.16, decisions R2–R13, E9, N1.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/http/gateway_fixture.h"

namespace onhand {
namespace {

using ::testing::HasSubstr;

class GatewayQueriesTest : public GatewayFixture {
 protected:
  void Stock(const std::string& product, const std::string& site, const std::string& location, const std::string& color,
             int inbound, const std::string& organization = "usmf") {
    const std::string n = std::to_string(++events_);
    const HttpResponse response = Post(
        "/onhand", R"({"id":"e)" + n + R"(","organizationId":")" + organization + R"(","productId":")" + product +
                       R"(","dimensions":{"siteId":")" + site + R"(","locationId":")" + location + R"(","colorId":")" +
                       color + R"("},"quantities":{"erp":{"unrestricted":)" + std::to_string(inbound) + "}}}");
    ASSERT_THAT(response.body, HasSubstr("\"success\""));
  }
  static std::string Row(const std::string& product, const std::string& dimensions, int quantity) {
    return R"({"productId":")" + product + R"(","dimensions":{)" + dimensions +
           R"(},"quantities":{"erp":{"unrestricted":)" + std::to_string(quantity) + "}}}";
  }
  static std::string Row2(const std::string& product, const std::string& organization, const std::string& dimensions,
                          int quantity) {
    return R"({"productId":")" + product + R"(","organizationId":")" + organization + R"(","dimensions":{)" +
           dimensions + R"(},"quantities":{"erp":{"unrestricted":)" + std::to_string(quantity) + "}}}";
  }
  void ExpectProblem(const HttpResponse& response, int status, const std::string& part) {
    EXPECT_EQ(response.status, status) << response.body;
    EXPECT_THAT(response.body, HasSubstr("\"status\":" + std::to_string(status) + ","));
    EXPECT_THAT(response.body, HasSubstr(part));
  }

  const HttpHeaders v2_ = {{"Api-Version", "2.0"}};
  int events_ = 0;
};

TEST_F(GatewayQueriesTest, GroupsAndFilters) {
  Stock("Bike", "1", "11", "red", 5);
  Stock("Bike", "1", "11", "blue", 7);
  Stock("Bike", "1", "12", "red", 1);
  EXPECT_EQ(Post("/onhand/IndexQuery/", R"({"filters":{"organizationId":["usmf"],"productid":["Bike"],"SiteId":["1"],
                "locationId":["11"]},"groupByValues":["colorid"]})")
                .body,
            "[" + Row("Bike", R"("siteid":"1","locationid":"11","ColorId":"blue")", 7) + "," +
                Row("Bike", R"("siteid":"1","locationid":"11","ColorId":"red")", 5) + "]");
  EXPECT_EQ(
      Post("/onhand/indexquery", R"({"filters":{"organizationId":["usmf"],"productId":["Bike"],"colorId":["red"]}})")
          .body,
      "[" + Row("Bike", R"("siteid":"1","locationid":"11")", 5) + "," +
          Row("Bike", R"("siteid":"1","locationid":"12")", 1) + "]");
  EXPECT_EQ(Post("/onhand/indexquery", R"({"filters":{"organizationId":["usmf"],"productId":["Car"]}})").body, "[]");
}

// Decisions R11, E9: GET is the same query.
TEST_F(GatewayQueriesTest, AnswersGetLikePost) {
  Stock("Bike", "1", "11", "red", 5);
  Stock("Bike", "1", "11", "", 2);
  Stock("Bike", "2", "12", "blue", 7);
  Stock("A,B", "1", "11", "red", 3);
  Stock("A B", "1", "11", "red", 4);
  const std::string red = Row("Bike", R"("siteid":"1","locationid":"11","ColorId":"red")", 5);
  const std::string none = Row("Bike", R"("siteid":"1","locationid":"11","ColorId":"")", 2);
  const std::string blue = Row("Bike", R"("siteid":"2","locationid":"12","ColorId":"blue")", 7);
  EXPECT_EQ(Get("/onhand?organizationId=usmf&productId=Bike&groupBy=colorId").body,
            "[" + none + "," + red + "," + blue + "]");
  EXPECT_EQ(Get("/OnHand/?ORGANIZATIONID=usmf&productId=Bike&groupByValues=ColorId&colorId=red,blue").body,
            "[" + red + "," + blue + "]");
  EXPECT_EQ(Get("/onhand?organizationId=usmf&productId=Bike&groupBy=ColorId&colorId=red&COLORID=blue&siteId=1,2").body,
            "[" + red + "," + blue + "]");
  EXPECT_EQ(Get("/onhand?organizationId=usmf&productId=Bike&groupBy=colorId&colorId=").body, "[" + none + "]");
  EXPECT_EQ(Get("/onhand?organizationId=usmf&productId=A%2CB").body,
            "[" + Row("A,B", R"("siteid":"1","locationid":"11")", 3) + "]");
  EXPECT_EQ(Get("/onhand?organizationId=usmf&productId=A+B").body,
            "[" + Row("A B", R"("siteid":"1","locationid":"11")", 4) + "]");
  EXPECT_EQ(Get("/onhand?organizationId=usmf&productId=&siteId=2&locationId=12&groupBy=&returnNegative=TRUE").body,
            "[" + Row("Bike", R"("siteid":"2","locationid":"12")", 7) + "]");
  ExpectProblem(Get("/onhand?organizationId=usmf&productId=Bike&colour=red"), 400, "colour");
  ExpectProblem(Get("/onhand?organizationId=usmf,other&productId=Bike"), 400, "\"errors\":[{");
  ExpectProblem(Get("/onhand?organizationId=usmf&productId=Bike&returnNegative=yes"), 400,
                R"({"path":"/returnNegative")");
  ExpectProblem(Get("/onhand?organizationId=usmf&productId=Bike&QueryATP=1"), 400, "/QueryATP");
  ExpectProblem(Get("/onhand?organizationId=usmf&productId=B%2"), 400, "hexadecimal");
  // Version 2.0 has no GET: it behaves as 1.0 (decisions T2).
  EXPECT_EQ(Get("/onhand?organizationId=usmf&productId=Bike&siteId=2", v2_).body,
            "[" + Row("Bike", R"("siteid":"2","locationid":"12")", 7) + "]");
}

TEST_F(GatewayQueriesTest, DropsNegativeRowsUnlessAskedFor) {
  Stock("Bike", "1", "11", "red", -5);
  const std::string filters = R"({"filters":{"organizationId":["usmf"],"productId":["Bike"]})";
  EXPECT_EQ(Post("/onhand/indexquery", filters + "}").body, "[]");
  EXPECT_EQ(Post("/onhand/indexquery", filters + ",\"returnNegative\":true}").body,
            "[" + Row("Bike", R"("siteid":"1","locationid":"11")", -5) + "]");
}

// Spec TV-22, decisions R12.
TEST_F(GatewayQueriesTest, PagesVersion2ByWarehouse) {
  for (const char* location : {"11", "12", "13", "14", "15"}) Stock("Bike", "1", location, "red", 1);
  const std::string body = R"({"filters":{"organizationId":["usmf","other"],"productId":["Bike"]}})";
  const auto row = [](const std::string& location) {
    return Row2("Bike", "usmf", R"("siteid":"1","locationid":")" + location + "\"", 1);
  };
  EXPECT_EQ(
      Post("/onhand/indexquery?pageNumber=1&pageSize=2", body, v2_).body,
      "{\"Value\":[" + row("11") + "," + row("12") + R"(],"nextLink":"onhand/indexquery?pageNumber=2&pageSize=2"})");
  EXPECT_EQ(
      Post("/onhand/indexquery?PageNumber=2&PageSize=2", body, v2_).body,
      "{\"Value\":[" + row("13") + "," + row("14") + R"(],"nextLink":"onhand/indexquery?pageNumber=3&pageSize=2"})");
  EXPECT_EQ(Post("/onhand/indexquery?pageNumber=3&pageSize=2", body, v2_).body,
            "{\"Value\":[" + row("15") + R"(],"nextLink":""})");
  EXPECT_EQ(Post("/onhand/indexquery?pageNumber=4&pageSize=2", body, v2_).body, R"({"Value":[],"nextLink":""})");
  EXPECT_THAT(Post("/onhand/indexquery", body, v2_).body, HasSubstr(row("15") + R"(],"nextLink":""})"));
  for (const char* page : {"?pageNumber=0", "?pageSize=0", "?pageSize=-1", "?pageNumber=x",
                           "?pageSize=", "?pageSize=1.5", "?pageNumber=99999999999999999999"}) {
    ExpectProblem(Post(std::string("/onhand/indexquery") + page, body, v2_), 400, "an integer of at least 1");
  }
  // Several organizations are for version 2.0 alone; there the parameters of pages mean nothing.
  ExpectProblem(Post("/onhand/indexquery?pageNumber=0", body), 400, "organizationId");
}

// Decisions R13.
TEST_F(GatewayQueriesTest, AnswersExactQueries) {
  Stock("Bike", "1", "A", "red", 1);
  Stock("Bike", "2", "B", "red", 2);
  Stock("Bike", "1", "B", "red", 4);
  Stock("Bike", "1", "A", "red", 8, "other");
  EXPECT_EQ(Post("/onhand/exactquery", R"({"filters":{"organizationId":["usmf"],"productId":["Bike"],
                "dimensions":["siteId","locationId"],"values":[["1","A"],["2","B"],["1","A"]]}})")
                .body,
            "[" + Row("Bike", R"("siteid":"1","locationid":"A")", 1) + "," +
                Row("Bike", R"("siteid":"2","locationid":"B")", 2) + "]");
  const std::string v2 = "[" + Row2("Bike", "usmf", R"("siteid":"1","locationid":"A")", 1) + "]";
  EXPECT_EQ(Post("/onhand/exactquery", R"({"filters":{"keys":["locationId","organizationId","siteId"],
                "values":["A","usmf","1"]}})",
                 v2_)
                .body,
            v2);
  EXPECT_EQ(Post("/onhand/exactquery", R"({"filters":{"keys":["organizationId","siteId","locationId"],
                "values":[["usmf","1","A"]]}})",
                 v2_)
                .body,
            v2);
  ExpectProblem(
      Post("/onhand/exactquery", R"({"filters":{"organizationId":["usmf"],"keys":["siteId"],"values":[["1"]]}})", v2_),
      400, R"({"path":"/filters/organizationId")");
  ExpectProblem(
      Post("/onhand/exactquery", R"({"filters":{"organizationId":["usmf"],"dimensions":["siteId","locationId"],
                "values":[["1"]]}})"),
      400, "/filters/values/0");
  ExpectProblem(Post("/onhand/exactquery", R"({"filters":{"organizationId":["usmf"],"dimensions":[],"values":[[]]}})"),
                400, "siteId");
}

TEST_F(GatewayQueriesTest, RefusesWhatCannotBeAnswered) {
  ExpectProblem(Post("/onhand/indexquery", "{\"filters\":{"), 400,
                "The body is not JSON: line 1, column 13: the text ends too early.");
  ExpectProblem(Post("/onhand/indexquery", R"({"filters":{"organizationId":"usmf"}})"), 400,
                R"({"path":"/filters/organizationId")");
  ExpectProblem(Post("/onhand/indexquery", R"({"filters":{"organizationId":["usmf"]}})"), 400, "\"errors\":[{");
  ExpectProblem(
      Post("/onhand/indexquery", R"({"filters":{"organizationId":["usmf"],"productId":["a"],"colour":["b"]}})"), 400,
      "/filters/colour");
  ExpectProblem(Post("/onhand/indexquery",
                     R"({"filters":{"organizationId":["usmf"],"productId":["a"]},"groupByValues":["colour"]})"),
                400, "/groupByValues/0");
  std::string products;
  for (int i = 0; i <= 5000; ++i) products += (i > 0 ? ",\"p" : "\"p") + std::to_string(i) + "\"";
  ExpectProblem(Post("/onhand/indexquery", R"({"filters":{"organizationId":["usmf"],"productId":[)" + products + "]}}"),
                400, "5000");
}

// Decisions R10: exactly this text, before any other fault of the query.
TEST_F(GatewayQueriesTest, RefusesEveryQueryWithoutAnIndexSet) {
  EXPECT_EQ(Replace(R"({"inventorySystemConfigurations":{"pos":{"physicalMeasures":["inbound"]}}})").body,
            R"({"configurationVersion":2})");
  for (const HttpResponse& response :
       {Post("/onhand/indexquery", R"({"filters":{"organizationId":["usmf"],"productId":["a"]}})"),
        Post("/onhand/indexquery", R"({"filters":7})"), Post("/onhand/exactquery", "{}"),
        Post("/onhand/exactquery", "{}", v2_), Get("/onhand?colour=red")}) {
    ExpectProblem(response, 400, R"("detail":"No index hierarchy has been set.")");
  }
}

}  // namespace
}  // namespace onhand
