// Configuration, partitions, routing, versions, codings: decisions C1–C3a, T1, T2, T4, T7a.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/http/content_coding.h"
#include "tests/service/http/gateway_fixture.h"

namespace onhand {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class GatewayAdministrationTest : public GatewayFixture {
 protected:
  static std::string Event(const std::string& id) {
    return R"({"id":")" + id +
           R"(","organizationId":"usmf","productId":"p","dimensions":{"siteId":"1","locationId":"11"},
               "quantities":{"pos":{"inbound":1}}})";
  }
};

TEST_F(GatewayAdministrationTest, ReturnsAndReplacesTheConfiguration) {
  const std::string first = Get("/configuration").body;
  EXPECT_THAT(first, AllOf(HasSubstr("\"environmentId\": \"shop\""), HasSubstr("\"configurationVersion\": 1"),
                           HasSubstr("\"posMachineId\": \"ExtendedDimension1\"")));
  EXPECT_EQ(Replace(first).body, R"({"configurationVersion":2})");
  std::string expected = first;
  expected.replace(expected.find("Version\": 1"), 11, "Version\": 2");
  EXPECT_EQ(Get("/configuration").body, expected);
}

TEST_F(GatewayAdministrationTest, KeepsMembersOfTheConfigurationItDoesNotUse) {
  std::string document = Get("/configuration").body;
  document.insert(1, "\"isUninstalled\": false, \"finOpsConfiguration\": {\"isSetup\": 1.50},");
  EXPECT_EQ(Replace(document).status, 200);
  EXPECT_THAT(Get("/configuration").body, AllOf(HasSubstr("\"isUninstalled\": false"), HasSubstr("\"isSetup\": 1.50")));
}

TEST_F(GatewayAdministrationTest, RefusesAnInvalidConfigurationAndKeepsTheOldOne) {
  const std::string before = Get("/configuration").body;
  const auto refused = [&](const std::string& from, const std::string& to, int status, const std::string& path) {
    std::string document = before;
    const size_t at = document.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    document.replace(at, from.size(), to);
    const HttpResponse response = Replace(document);
    EXPECT_EQ(response.status, status) << response.body;
    EXPECT_THAT(response.body, HasSubstr("\"errors\":[{\"path\":\"" + path + "\""));
    EXPECT_EQ(Get("/configuration").body, before);
  };
  refused("\"inbound\", \"outbound\"", "\"inbound\", 7", 400, "/inventorySystemConfigurations/pos/physicalMeasures/1");
  refused("\"fno.availphysical\"", "\"fno.nothing\"", 400,
          "/inventorySystemConfigurations/pos/calculatedMeasures/availquantity/additionModifiers/0");
  refused("{", "{,", 400, "");
  Post("/onhand", Event("a"));
  const HttpResponse conflict = Replace(
      R"({"inventorySystemConfigurations":{"erp":{"physicalMeasures":["unrestricted"]}},
          "indexConfiguration":{"indexAttributeSets":[{"setNumber":1,"keys":["Empty"]}]}})");
  EXPECT_EQ(conflict.status, 409) << conflict.body;
  EXPECT_THAT(conflict.body, HasSubstr("\"title\":\"Conflict\""));
  EXPECT_EQ(Get("/configuration").body, before);
}

TEST_F(GatewayAdministrationTest, ListsAndCleansUpPartitions) {
  EXPECT_EQ(Get("/allpartitionids").body, "[]");
  Post("/onhand", Event("a"));
  const std::string ids = Get("/AllPartitionIds/").body;
  EXPECT_THAT(ids, StartsWith("[\""));
  for (const std::string path : {"/partitions/cleanupalldata", "/cleanupAllData"}) {
    EXPECT_EQ(Send("DELETE", kShop + path, ids).status, 200);
    EXPECT_EQ(Get("/allpartitionids").body, "[]");
    EXPECT_EQ(Send("DELETE", kShop + path, ids).status, 200);
    EXPECT_EQ(Post("/onhand", Event("after " + path)).status, 200);
  }
  EXPECT_EQ(Send("DELETE", kShop + "/cleanupalldata", "{}").status, 400);
  EXPECT_EQ(Send("DELETE", kShop + "/cleanupalldata", "[1]").status, 400);
  EXPECT_EQ(Send("DELETE", kShop + "/cleanupalldata", "[\"no such form\"]").status, 400);
  EXPECT_EQ(Send("DELETE", kShop + "/cleanupalldata", "").status, 400);
}

TEST_F(GatewayAdministrationTest, KeepsTheIdOfACopiedEnvironment) {
  for (const char* old_id : {"shop", "3fa85f64-5717-4562-b3fc-2c963f66afa6"}) {
    const HttpResponse response = Post(std::string("/updateEnvIdInConfig?oldEnvironmentId=") + old_id, "");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, R"({"environmentId":"shop","configurationVersion":1})");
  }
  EXPECT_EQ(Post("/updateenvidinconfig?OLDENVIRONMENTID=x", "").status, 200);
  for (const char* parameters : {"", "?oldEnvironmentId=", "?oldId=shop"}) {
    const HttpResponse response = Post(std::string("/updateEnvIdInConfig") + parameters, "");
    EXPECT_EQ(response.status, 400) << parameters;
    EXPECT_THAT(response.body, HasSubstr("oldEnvironmentId is missing."));
  }
  EXPECT_EQ(Send("POST", "/api/environment/other/updateEnvIdInConfig?oldEnvironmentId=shop").status, 404);
  EXPECT_EQ(Get("/updateEnvIdInConfig?oldEnvironmentId=x").status, 405);
}

// Decisions T1.
TEST_F(GatewayAdministrationTest, FindsPathsAndEnvironmentsInAnyCase) {
  EXPECT_EQ(Send("POST", "/API/Environment/SHOP/OnHand/Bulk/", "[]").body, "[]");
  EXPECT_EQ(Send("POST", "/api/environment/%73hop/onhand/bulk", "[]").body, "[]");
  EXPECT_EQ(Send("POST", "http://example.org/api/environment/shop/onhand/bulk?x=1", "[]").body, "[]");
  for (const char* target :
       {"/api", "/api/environment", "/api/environment/shop", "/api/environment/shop/onhand/x",
        "/api//environment/shop/onhand", "/nothing", "/health", "/api/environment/shop/onhand//"}) {
    EXPECT_EQ(Send("GET", target).status, 404) << target;
  }
  for (const char* environment : {"other", "", "%00", "a%2Fb", "%FF%FE", "shop%20"}) {
    const HttpResponse response = Send("GET", std::string("/api/environment/") + environment + "/configuration");
    EXPECT_EQ(response.status, 404) << environment << response.body;
  }
  EXPECT_THAT(Send("GET", "/api/environment/other/configuration").body,
              HasSubstr("There is no environment \\\"other\\\". Create it with `onhand env create other`"));
  EXPECT_EQ(Send("GET", "nothing").status, 400);
  EXPECT_EQ(Send("GET", "").status, 400);
  EXPECT_EQ(Send("GET", "/%zz").status, 400);
}

TEST_F(GatewayAdministrationTest, SaysWhichMethodsAreAllowed) {
  const HttpResponse response = Send("PUT", kShop + "/onhand", "{}");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(FindHeader(response.headers, "Allow"), "POST, GET, HEAD, OPTIONS");
  EXPECT_EQ(Send("GET", kShop + "/onhand/bulk").status, 405);
  EXPECT_EQ(Send("POST", kShop + "/cleanupalldata", "[]").status, 405);
  EXPECT_EQ(Send("FOO", "/livez").status, 405);
  const HttpResponse options = Send("OPTIONS", kShop + "/onhand/bulk");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(FindHeader(options.headers, "Allow"), "POST, OPTIONS");
  EXPECT_EQ(Send("OPTIONS", "*").status, 204);
  EXPECT_EQ(Send("HEAD", kShop + "/configuration").status, 200);
  EXPECT_EQ(Send("HEAD", "/livez").body, "ok\n");
}

// Decisions T2.
TEST_F(GatewayAdministrationTest, KnowsApiVersions) {
  for (const char* version : {"1.0", "2.0", ""}) {
    EXPECT_EQ(Post("/onhand/bulk", "[]", {{"api-version", version}}).body, "[]") << version;
  }
  for (const char* version : {"1", "2", "3.0", "1.0.0", "latest", "1.0, 2.0"}) {
    const HttpResponse response = Post("/onhand/bulk", "[]", {{"Api-Version", version}});
    EXPECT_EQ(response.status, 400) << version;
    EXPECT_THAT(response.body, HasSubstr("is unknown; 1.0 and 2.0 are served"));
  }
}

TEST_F(GatewayAdministrationTest, ReadsAndWritesGzip) {
  EXPECT_THAT(Post("/onhand", Gzip(Event("z")), {{"Content-Encoding", "gzip"}}).body, HasSubstr("\"success\""));
  EXPECT_EQ(Post("/onhand", Event("z"), {{"Content-Encoding", "gzip"}}).status, 400);
  EXPECT_EQ(Post("/onhand", "", {{"Content-Encoding", "gzip"}}).status, 400);
  EXPECT_EQ(Post("/onhand", Event("z"), {{"Content-Encoding", "identity"}}).status, 200);
  const HttpResponse unknown = Post("/onhand", Event("z"), {{"Content-Encoding", "br"}});
  EXPECT_EQ(unknown.status, 415);
  EXPECT_THAT(unknown.body, HasSubstr("\\\"br\\\" is not served"));
  // A bomb: 100 MiB in a hundred kilobytes.
  const std::string bomb = Gzip(std::string(100 << 20, ' '));
  EXPECT_LT(bomb.size(), 1u << 20);
  EXPECT_EQ(Post("/onhand", bomb, {{"Content-Encoding", "gzip"}}).status, 413);

  const std::string plain = Get("/configuration").body;
  const HttpResponse compressed = Get("/configuration", {{"Accept-Encoding", "deflate, gzip;q=0.5"}});
  EXPECT_EQ(FindHeader(compressed.headers, "Content-Encoding"), "gzip");
  EXPECT_EQ(FindHeader(compressed.headers, "Vary"), "Accept-Encoding");
  EXPECT_LT(compressed.body.size(), plain.size() / 2);
  std::string text;
  EXPECT_EQ(Gunzip(compressed.body, kBodyBytesMax, &text), InflateResult::kOk);
  EXPECT_EQ(text, plain);
  EXPECT_EQ(Get("/configuration", {{"Accept-Encoding", "gzip;q=0"}}).body, plain);
  EXPECT_EQ(Send("GET", "/livez", "", {{"Accept-Encoding", "gzip"}}).body, "ok\n");
}

TEST_F(GatewayAdministrationTest, AnswersForItself) {
  EXPECT_EQ(Send("GET", "/health/ping").status, 200);
  EXPECT_EQ(Send("GET", "/Health/Ping/").status, 200);
  EXPECT_THAT(Send("GET", "/").body, HasSubstr("/openapi.json"));
  EXPECT_EQ(Send("GET", "/readyz").status, 200);
  ready_ = false;
  const HttpResponse response = Send("GET", "/readyz");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(FindHeader(response.headers, "Retry-After"), "1");
  EXPECT_EQ(Send("GET", "/livez").status, 200);
}

}  // namespace
}  // namespace onhand
