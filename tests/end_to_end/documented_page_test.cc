// Every example request of the documented public API page for these endpoints, sent as it is printed there (the two
// missing commas mended) to a real server with its default configuration, in the order of the page (decisions C4).

#include <filesystem>
#include <memory>
#include <string>

#include "boost/json.hpp"
#include "gtest/gtest.h"
#include "tests/end_to_end/http_connection.h"
#include "tests/end_to_end/launch.h"
#include "tests/service/server/server_process.h"

namespace onhand {
namespace {

namespace json = boost::json;

constexpr char kTest201[] = R"({
    "id": "Test201",
    "organizationId": "usmf",
    "productId": "T-shirt",
    "dimensionDataSource": "pos",
    "dimensions": {
        "siteId": "1",
        "locationId": "11",
        "posMachineId": "0001",
        "colorId": "red"
    },
    "quantities": {
        "pos": {
            "inbound": 1
        }
    }
})";

constexpr char kTest202[] = R"({
    "id": "Test202",
    "organizationId": "usmf",
    "productId": "T-shirt",
    "dimensions": {
        "siteId": "1",
        "locationId": "11",
        "colorId": "red"
    },
    "quantities": {
        "pos": {
            "inbound": 1
        }
    }
})";

constexpr char kBulk[] = R"([
    {
        "id": "Test203",
        "organizationId": "usmf",
        "productId": "T-shirt",
        "dimensionDataSource": "pos",
        "dimensions": {
            "SiteId": "Site1",
            "LocationId": "11",
            "posMachineId": "0001",
            "colorId": "red"
        },
        "quantities": {
            "pos": { "inbound": 1 }
        }
    },
    {
        "id": "Test204",
        "organizationId": "usmf",
        "productId": "T-shirt",
        "dimensions": {
            "siteId": "1",
            "locationId": "11",
            "colorId": "black"
        },
        "quantities": {
            "pos": { "outbound": 3 }
        }
    }
])";

constexpr char kSet[] = R"([
    {
        "id": "Test204",
        "organizationId": "usmf",
        "productId": "T-shirt",
        "dimensionDataSource": "pos",
        "dimensions": {
            "SiteId": "1",
            "LocationId": "11",
            "posMachineId": "0001",
            "colorId": "red"
        },
        "quantities": {
            "pos": {
                "inbound": 100
            }
        }
    }
])";

constexpr char kIndexQuery[] = R"({
    "dimensionDataSource": "pos",
    "filters": {
        "organizationId": ["usmf"],
        "productId": ["T-shirt"],
        "siteId": ["1"],
        "locationId": ["11","12","13"],
        "colorId": ["red"]
    },
    "groupByValues": ["colorId", "sizeId"],
    "returnNegative": true
})";

constexpr char kIndexQueryAllProducts[] = R"({
    "filters": {
        "organizationId": ["usmf"],
        "productId": [],
        "siteId": ["1"],
        "locationId": ["11"],
    },
    "groupByValues": ["colorId", "sizeId"],
    "returnNegative": true
})";

constexpr char kExactQuery[] = R"({
    "dimensionDataSource": "pos",
    "filters": {
        "organizationId": ["SCM_IV"],
        "productId": ["iv_contoso_product"],
        "dimensions": ["siteId", "locationId", "colorId"],
        "values" : [
            ["iv_contoso_site", "iv_contoso_location", "red"],
            ["iv_contoso_site", "iv_contoso_location", "blue"],
        ]
    },
    "groupByValues": ["colorId", "sizeId"],
    "returnNegative": true
})";

constexpr char kExactQueryAllProducts[] = R"({
    "filters": {
        "organizationId": ["SCM_IV"],
        "productId": [],
        "dimensions": ["siteId", "locationId"],
        "values" : [
            ["iv_contoso_site_1", "iv_contoso_location_1"],
            ["iv_contoso_site_2", "iv_contoso_location_2"],
        ]
    },
    "groupByValues": ["colorId", "sizeId"],
    "returnNegative": true
})";

class DocumentedPage : public testing::Test {
 protected:
  void SetUp() override {
    data_dir_ = std::filesystem::path(testing::TempDir()) / "documented_page";
    std::filesystem::remove_all(data_dir_);
    server_ = Launch(data_dir_.string(), {"--create_environment=" + std::string(kEnvironment)});
    ASSERT_NE(server_, nullptr);
    connection_ = std::make_unique<HttpConnection>(server_->http_port());
  }

  void TearDown() override {
    server_.reset();
    std::filesystem::remove_all(data_dir_);
  }

  // The body of a 200 answer.
  json::value Call(const std::string& method, const std::string& path, const std::string& body,
                   const std::string& version = "1.0") {
    const auto reply = connection_->Call(method, "/api/environment/" + std::string(kEnvironment) + path, body,
                                         {{"Api-Version", version}, {"Authorization", "Bearer token"}});
    EXPECT_TRUE(reply.ok()) << reply.status();
    if (!reply.ok()) return {};
    EXPECT_EQ(reply->status, 200) << path << ": " << reply->body;
    return json::parse(reply->body);
  }

  static void ExpectApplied(const json::value& envelope, const std::string& id) {
    EXPECT_EQ(envelope,
              (json::object{{"id", id}, {"processingStatus", "success"}, {"message", ""}, {"statusCode", 200}}));
  }

  static constexpr char kEnvironment[] = "3FA85F64-5717-4562-B3FC-2C963F66AFA6";
  std::filesystem::path data_dir_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<HttpConnection> connection_;
};

TEST_F(DocumentedPage, EveryExampleIsAnswered) {
  ExpectApplied(Call("POST", "/onhand", kTest201), "Test201");
  ExpectApplied(Call("POST", "/onhand", kTest202), "Test202");
  const json::value bulk = Call("POST", "/onhand/bulk", kBulk);
  ASSERT_EQ(bulk.as_array().size(), 2u);
  ExpectApplied(bulk.at(0), "Test203");
  ExpectApplied(bulk.at(1), "Test204");
  // The same id as the change event above: counts have ids of their own.
  const json::value set = Call("POST", "/setonhand/pos/bulk", kSet);
  ASSERT_EQ(set.as_array().size(), 1u);
  ExpectApplied(set.at(0), "Test204");

  const json::value red = Call("POST", "/onhand/indexquery", kIndexQuery);
  ASSERT_EQ(red.as_array().size(), 1u) << red;
  EXPECT_EQ(red.at(0).at("productId"), "T-shirt");
  EXPECT_EQ(red.at(0).at("dimensions"),
            (json::object{{"siteid", "1"}, {"locationid", "11"}, {"ColorId", "red"}, {"SizeId", ""}}));
  EXPECT_EQ(red.at(0).at("quantities").at("pos").at("inbound"), 101);  // counted 100, and one without a machine

  const json::value all = Call("POST", "/onhand/indexquery", kIndexQueryAllProducts);
  ASSERT_EQ(all.as_array().size(), 2u) << all;
  EXPECT_EQ(all.at(0).at("dimensions").at("ColorId"), "black");
  EXPECT_EQ(all.at(0).at("quantities").at("pos"), (json::object{{"availquantity", -3}, {"outbound", 3}}));
  EXPECT_EQ(all.at(1), red.at(0));

  const json::value page = Call("POST", "/onhand/indexquery?pageNumber=1&pageSize=1", kIndexQueryAllProducts, "2.0");
  ASSERT_EQ(page.at("Value").as_array().size(), 2u) << page;
  EXPECT_EQ(page.at("nextLink"), "");

  const char* const get =
      "/onhand?organizationId=SCM_IV&productId=iv_contoso_product&siteId=iv_contoso_site"
      "&locationId=iv_contoso_location&colorId=red&groupBy=colorId,sizeId&returnNegative=true";
  EXPECT_EQ(Call("GET", get, ""), json::array{});
  EXPECT_EQ(Call("POST", "/onhand/exactquery", kExactQuery), json::array{});
  EXPECT_EQ(Call("POST", "/onhand/exactquery", kExactQueryAllProducts), json::array{});

  // With stock where the examples look for it.
  Call("POST", "/onhand/bulk",
       R"([{"id":"s1","organizationId":"SCM_IV","productId":"iv_contoso_product",
            "dimensions":{"siteId":"iv_contoso_site","locationId":"iv_contoso_location",
                          "colorId":"red","sizeId":"small"},
            "quantities":{"pos":{"inbound":"10"}}},
           {"id":"s2","organizationId":"SCM_IV","productId":"another",
            "dimensions":{"siteId":"iv_contoso_site_2","locationId":"iv_contoso_location_2"},
            "quantities":{"pos":{"inbound":0.1}}}])");
  const json::value got = Call("GET", get, "");
  ASSERT_EQ(got.as_array().size(), 1u) << got;
  EXPECT_EQ(got.at(0).at("quantities").at("pos").at("inbound"), 10);
  EXPECT_EQ(Call("POST", "/onhand/exactquery", kExactQuery), got);
  const json::value another = Call("POST", "/onhand/exactquery", kExactQueryAllProducts);
  ASSERT_EQ(another.as_array().size(), 1u) << another;
  EXPECT_EQ(another.at(0).at("productId"), "another");
  EXPECT_EQ(another.at(0).at("quantities").at("iv").at("availabletoreserve").as_double(), 0.1);

  const json::value exact2 = Call("POST", "/onhand/exactquery",
                                  R"({"filters": {"productId": [], "keys": ["organizationId", "siteId", "locationId"],
                                      "values": ["SCM_IV", "iv_contoso_site_2", "iv_contoso_location_2"]}})",
                                  "2.0");
  ASSERT_EQ(exact2.as_array().size(), 1u) << exact2;
  EXPECT_EQ(exact2.at(0).at("organizationId"), "SCM_IV");
}

}  // namespace
}  // namespace onhand
