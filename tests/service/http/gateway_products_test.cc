// The product catalogue and queries with a product search over REST (spec section 6, decisions X5, C5).

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/http/gateway_fixture.h"

namespace onhand {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class GatewayProductsTest : public GatewayFixture {
 protected:
  HttpResponse Put(std::string body) { return Send("PUT", kShop + "/products/bulk", std::move(body)); }
  HttpResponse Delete(std::string body) { return Send("DELETE", kShop + "/products/bulk", std::move(body)); }
  HttpResponse Search(const std::string& search, const std::string& rest) {
    return Post("/onhand/productsearch/indexquery", "{\"productSearch\":" + search + "," + rest + "}");
  }
  static std::string Named(const std::string& op, const std::string& value) {
    return R"({"productFilter":{"conditions":[{"conditionOperator":")" + op + R"(","productName":[")" + value +
           R"("]}]}})";
  }

  void PutSamples() {
    const HttpResponse response = Put(R"([
      {"itemNumber": "M0030", "productName": "Speaker cable 10", "productType": "Item",
       "attributes": [{"attributeName": "Weight Limit", "attributeTypeName": "PoundDomain", "value": "370"}]},
      {"itemNumber": "M0031", "productName": "Lamp"}])");
    ASSERT_EQ(response.status, 200) << response.body;
    for (
        const char* event :
        {R"({"id":"1","organizationId":"usmf","productId":"M0030","dimensions":{"siteId":"1","locationId":"13","colorId":"White"},"quantities":{"pos":{"inbound":20}}})",
         R"({"id":"2","organizationId":"usmf","productId":"M0030","dimensions":{"siteId":"1","locationId":"13","colorId":"Black"},"quantities":{"pos":{"inbound":3}}})",
         R"({"id":"3","organizationId":"usmf","productId":"M0031","dimensions":{"siteId":"1","locationId":"13"},"quantities":{"pos":{"inbound":7}}})"}) {
      ASSERT_THAT(Post("/onhand", event).body, HasSubstr("\"success\""));
    }
  }

  static constexpr const char* kPlace =
      R"("filters":{"organizationId":["usmf"],"siteId":["1"],"locationId":["13"]},"groupByValues":["colorid"],"returnNegative":true)";
};

// The requests of the documented page as they are printed.
TEST_F(GatewayProductsTest, QueriesSearchForProducts) {
  PutSamples();
  const HttpResponse index = Post("/onhand/productsearch/indexquery", R"({
    "productSearch": {
        "productFilter": { "conditions": [ { "conditionOperator": "contains",
                                              "productName": [ "speaker cable" ], }, ], },
    },
    "returnNegative": true,
    "filters": { "organizationId": ["usmf"], "siteId": ["1"], "locationId": ["13"], },
    "groupByValues": ["colorid"],
})");
  ASSERT_EQ(index.status, 200) << index.body;
  EXPECT_THAT(index.body, HasSubstr("\"M0030\""));
  EXPECT_THAT(index.body, HasSubstr("\"White\""));
  EXPECT_THAT(index.body, HasSubstr("\"Black\""));
  EXPECT_THAT(index.body, Not(HasSubstr("M0031")));
  const HttpResponse exact = Post("/onhand/productsearch/exactquery", R"({
    "productSearch": {
        "productFilter": { "conditions": [ { "conditionOperator": "contains",
                                              "productName": [ "speaker cable" ], }, ], },
    },
    "filters": { "organizationId": ["usmf"], "dimensions": ["siteId", "locationId", "colorid"],
                 "values" : [ ["1", "13", "Black"], ] },
    "groupByValues": [],
    "returnNegative": true
})");
  ASSERT_EQ(exact.status, 200) << exact.body;
  EXPECT_THAT(exact.body, HasSubstr("\"Black\""));
  EXPECT_THAT(exact.body, Not(HasSubstr("White")));
  // Version 2.0 of an endpoint that has 1.0 alone behaves as 1.0.
  EXPECT_EQ(Send("POST", kShop + "/onhand/ProductSearch/IndexQuery/",
                 "{\"productSearch\":" + Named("Contains", "cable") + "," + kPlace + "}", {{"Api-Version", "2.0"}})
                .body,
            index.body);
}

TEST_F(GatewayProductsTest, AttributesAndNoMatch) {
  PutSamples();
  const HttpResponse heavy = Search(
      R"({"attributeFilter":{"conditions":[{"attributeName":"weight limit","attributeArea":" ProductAttribute",
          "attributeValues":["300"],"conditionOperator":"GreaterEqual"}]}})",
      kPlace);
  EXPECT_THAT(heavy.body, HasSubstr("M0030"));
  EXPECT_THAT(heavy.body, Not(HasSubstr("M0031")));
  const HttpResponse none = Search(Named("Contains", "piano"), kPlace);
  EXPECT_EQ(none.status, 200);
  EXPECT_EQ(none.body, "[]");
  EXPECT_THAT(Search("{}", kPlace).body, HasSubstr("M0031"));
}

// A search counts as product ids given: By product it is enough, By location sites and locations may be left out.
TEST_F(GatewayProductsTest, ASearchCountsAsProducts) {
  PutSamples();
  const std::string anywhere = R"("filters":{"organizationId":["usmf"]},"returnNegative":true)";
  EXPECT_THAT(Search(Named("Contains", "lamp"), anywhere).body, HasSubstr("M0031"));
  Reconfigure("\"useDimensions\": true", "\"useDimensions\": false");
  EXPECT_THAT(Search(Named("Contains", "lamp"), anywhere).body, HasSubstr("M0031"));
  EXPECT_EQ(Search(Named("Contains", "piano"), anywhere).body, "[]");
}

TEST_F(GatewayProductsTest, WrongSearchesAreNamed) {
  PutSamples();
  const struct {
    std::string search;
    const char* path;
    const char* message;
  } kCases[] = {
      {Named("Like", "x"), "/productSearch/productFilter/conditions/0/conditionOperator", "Like"},
      {Named("Contains", ""), "/productSearch/productFilter/conditions/0/productName/0", "is empty"},
      {Named("Between", "a"), "/productSearch/productFilter/conditions/0/productName", "exactly two values, not 1"},
      {R"({"attributeFilter":{"conditions":[{"attributeName":"","attributeValues":["a"],"conditionOperator":"IsNot"}]}})",
       "/productSearch/attributeFilter/conditions/0/attributeName", "attributeName is empty"},
      {"[]", "/productSearch", "must be an object"},
  };
  for (const auto& test : kCases) {
    const HttpResponse response = Search(test.search, kPlace);
    EXPECT_EQ(response.status, 400) << response.body;
    EXPECT_THAT(response.body, HasSubstr("\"path\":\"" + std::string(test.path) + "\""));
    EXPECT_THAT(response.body, HasSubstr(test.message));
  }
  const HttpResponse missing = Post("/onhand/productsearch/indexquery", std::string("{") + kPlace + "}");
  EXPECT_EQ(missing.status, 400);
  EXPECT_THAT(missing.body, HasSubstr("/productSearch"));
  EXPECT_EQ(Post("/onhand/productsearch/exactquery", "[]").status, 400);
  EXPECT_EQ(Post("/onhand/productsearch/exactquery", "{").status, 400);
  const HttpResponse both =
      Search(Named("Contains", "cable"),
             R"("filters":{"organizationId":["usmf"],"productId":["M0030"],"siteId":["1"],"locationId":["13"]})");
  EXPECT_EQ(both.status, 400);
  EXPECT_THAT(both.body, HasSubstr("/filters/productId"));
  // What is wrong with the search and with the rest is told together.
  const HttpResponse all = Search(Named("Between", "a"), R"("filters":{},"groupByValues":["shade"])");
  EXPECT_EQ(all.status, 400);
  EXPECT_THAT(all.body, HasSubstr("/productSearch/"));
  EXPECT_THAT(all.body, HasSubstr("/filters/organizationId"));
  EXPECT_THAT(all.body, HasSubstr("/groupByValues/0"));
}

TEST_F(GatewayProductsTest, MoreProductsThanAQueryTakes) {
  std::string body = "[";
  for (int i = 0; i < 5'001; ++i) {
    body += (body.size() > 1 ? "," : "") + std::string("{\"itemNumber\":\"p") + std::to_string(i) +
            "\",\"productName\":\"many\"}";
    if (i % 500 != 499 && i < 5'000) continue;
    ASSERT_EQ(Put(body + "]").status, 200);
    body = "[";
  }
  const HttpResponse response = Search(Named("IsExactly", "many"), kPlace);
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("/productSearch"));
  EXPECT_THAT(response.body, HasSubstr("more than 5000 products"));
  Delete("[\"p17\"]");
  EXPECT_EQ(Search(Named("IsExactly", "many"), kPlace).body, "[]");
}

TEST_F(GatewayProductsTest, EnvelopesOfPutAndDelete) {
  const HttpResponse put = Put(R"([{"itemNumber":"a"},{"company":"x"},{"itemNumber":"b","company":"\u0001"},
                                   {"itemNumber":1}])");
  EXPECT_EQ(put.status, 200);
  EXPECT_EQ(
      put.body,
      R"([{"itemNumber":"a","processingStatus":"success","message":"","statusCode":200},)"
      R"({"itemNumber":"","processingStatus":"failure","message":"itemNumber is missing.","statusCode":400},)"
      R"({"itemNumber":"b","processingStatus":"failure","message":"company holds a control character","statusCode":400},)"
      R"({"itemNumber":"","processingStatus":"failure","message":"itemNumber must be a string, not a number.","statusCode":400}])");
  const HttpResponse deleted = Delete(R"(["a", "z"])");
  EXPECT_EQ(
      deleted.body,
      R"([{"itemNumber":"a","processingStatus":"success","message":"","statusCode":200},)"
      R"({"itemNumber":"z","processingStatus":"success","message":"there was no such product","statusCode":200}])");
  EXPECT_EQ(Put("[]").body, "[]");
  EXPECT_EQ(Delete("[]").body, "[]");
}

TEST_F(GatewayProductsTest, BodiesThatAreNone) {
  std::string many = "[";
  for (int i = 0; i < 513; ++i) many += (i > 0 ? "," : "") + std::string("{\"itemNumber\":\"1\"}");
  for (const std::string& body :
       {std::string(), std::string("{}"), std::string("[1]"), std::string("[[]]"), std::string("{"), many + "]"}) {
    EXPECT_EQ(Put(body).status, 400) << body.substr(0, 20);
    EXPECT_EQ(Delete(body).status, 400) << body.substr(0, 20);
  }
  EXPECT_THAT(Put(many + "]").body, HasSubstr("more than 512 records; nothing was changed"));
  EXPECT_EQ(Member(Get("/products").body, "value"), "[");
  EXPECT_THAT(Get("/products").body, HasSubstr("\"value\":[]"));
  EXPECT_EQ(Post("/products/bulk", "[]").status, 405);
}

TEST_F(GatewayProductsTest, ListsPages) {
  PutSamples();
  EXPECT_EQ(Get("/products?limit=1").body,
            R"({"value":[{"itemNumber":"M0030","productName":"Speaker cable 10","productType":"Item","attributes":)"
            R"([{"attributeName":"Weight Limit","attributeTypeName":"PoundDomain","attributeArea":"ProductAttribute",)"
            R"("value":"370"}]}],"next":"M0030"})");
  EXPECT_EQ(Get("/products?limit=1&after=M0030").body,
            R"({"value":[{"itemNumber":"M0031","productName":"Lamp"}],"next":""})");
  for (const char* limit : {"0", "1001", "x", ""}) {
    EXPECT_EQ(Get(std::string("/products?limit=") + limit).status, 400) << limit;
  }
}

TEST_F(GatewayProductsTest, TheSwitchRefusesAllOfIt) {
  PutSamples();
  const std::string on = Get("/configuration").body;
  const std::string off = "\"productSearchConfiguration\": {\"isEnabled\": false}";
  std::string document = on;
  const size_t at = document.find("\"productSearchConfiguration\"");
  if (at == std::string::npos) {
    document.insert(document.find('{') + 1, off + ",");
  } else {
    document.replace(at, document.find('}', at) + 1 - at, off);
  }
  ASSERT_EQ(Replace(document).status, 200);
  for (const HttpResponse& response :
       {Put("[]"), Put("not JSON"), Delete("[]"), Get("/products"), Search(Named("Like", "x"), kPlace),
        Post("/onhand/productsearch/exactquery", "")}) {
    EXPECT_EQ(response.status, 403) << response.body;
    EXPECT_THAT(response.body, HasSubstr("productSearchConfiguration.isEnabled"));
  }
  ASSERT_EQ(Replace(on).status, 200);
  EXPECT_THAT(Get("/products").body, HasSubstr("M0031"));
}

}  // namespace
}  // namespace onhand
