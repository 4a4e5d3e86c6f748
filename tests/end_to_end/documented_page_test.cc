// Every example request of the documented public API page, sent as it is printed there to a real server with its
// default configuration, in the order of the page, once there is stock for the reservation (decisions C4). Two missing
// commas are mended; RESERVATION_ID is the id that reserve answered. Signing in is not part of it: the server runs
// without.

#include <filesystem>
#include <memory>
#include <string>
#include <tuple>

#include "absl/time/clock.h"
#include "absl/time/time.h"
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

constexpr char kReserve[] = R"({
    "id": "reserve-0",
    "organizationId": "SCM_IV",
    "productId": "iv_contoso_product",
    "quantity": 1,
    "quantityDataSource": "iv",
    "modifier": "softReservOrdered",
    "ifCheckAvailForReserv": true,
    "dimensions": {
        "siteId": "iv_contoso_site",
        "locationId": "iv_contoso_location",
        "colorId": "red",
        "sizeId": "small"
    }
})";

constexpr char kUnreserve[] = R"({
    "id": "unreserve-0",
    "organizationId": "SCM_IV",
    "productId": "iv_contoso_product",
    "reservationId": "RESERVATION_ID",
    "dimensions": {
        "siteid":"iv_contoso_site",
        "locationid":"iv_contoso_location",
        "ColorId": "red",
        "SizeId": "small"
    },
    "OffsetQty": 1
})";

constexpr char kResync[] = R"([
        "iv",
        "pos"
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

// The sample of the contract for product search.
constexpr char kContract[] = R"({
    "productFilter": {
        "logicalOperator": "And",
        "conditions": [
            {
                "conditionOperator": "Contains",
                "productName": [
                    "Deluxe"
                ],
            },
        ],
        "subFilters": [
            {
                "conditions": [
                    {
                        "conditionOperator": "IsExactly",
                        "productType": [
                            "Item"
                        ]
                    }
                ]
            }
        ]
    },
    "attributeFilter": {
        "logicalOperator": "Or",
        "conditions": [
            {
                "attributeName": "Weight Limit",
                "attributeTypeName":"PoundDomain",
                "attributeArea": " ProductAttribute",
                "attributeValues": [
                    "370"
                ],
                "conditionOperator": "GreaterEqual"
            }
        ],
        "subFilters": [
            {
                "conditions": [
                    {
                        "attributeName": "Weight Limit",
                        "attributeTypeName":"PoundDomain",
                        "attributeArea": " ProductAttribute",
                        "attributeValues": [
                            "330"
                        ],
                        "conditionOperator": "LessEqual"
                    }
                ]
            }
        ]
    },
})";

constexpr char kProductIndexQuery[] = R"({
    "productSearch": {
        "productFilter": {
            "conditions": [
                {
                    "conditionOperator": "contains",
                    "productName": [
                        "speaker cable"
                    ],
                },
            ],
        },
    },
    "returnNegative": true,
    "filters":
    {
        "organizationId": ["usmf"],
        "siteId": ["1"],
        "locationId": ["13"],
    },
    "groupByValues": ["colorid"],
})";

constexpr char kProductExactQuery[] = R"({
    "productSearch": {
        "productFilter": {
            "conditions": [
                {
                    "conditionOperator": "contains",
                    "productName": [
                        "speaker cable"
                    ],
                },
            ],
        },
    },
    "filters": {
        "organizationId": ["usmf"],
        "dimensions": ["siteId", "locationId", "colorid"],
        "values" : [
            ["1", "13", "Black"],
        ]
    },
    "groupByValues": [],
    "returnNegative": true
})";

class DocumentedPage : public testing::Test {
 protected:
  void SetUp() override {
    data_dir_ = std::filesystem::path(testing::TempDir()) / "documented_page";
    std::filesystem::remove_all(data_dir_);
    // The stock of the last samples is the ERP's own, which takes a right of its own to post.
    server_ = Launch(data_dir_.string(), {"--create_environment=" + std::string(kEnvironment), "--grant_system"});
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

  void PostStock() {
    const json::value stock = Call("POST", "/onhand/bulk",
                                   R"([{"id":"s1","organizationId":"SCM_IV","productId":"iv_contoso_product",
            "dimensions":{"siteId":"iv_contoso_site","locationId":"iv_contoso_location",
                          "colorId":"red","sizeId":"small"},
            "quantities":{"pos":{"inbound":"10"}}},
           {"id":"s2","organizationId":"SCM_IV","productId":"another",
            "dimensions":{"siteId":"iv_contoso_site_2","locationId":"iv_contoso_location_2"},
            "quantities":{"pos":{"inbound":0.1}}}])");
    ASSERT_EQ(stock.as_array().size(), 2u);
    ExpectApplied(stock.at(0), "s1");
    ExpectApplied(stock.at(1), "s2");
  }

  void PostChangesAndCounts() {
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
  }

  // 10 are there; the answers are the documented ones.
  void ReserveAndRelease() {
    const json::value reserved = Call("POST", "/onhand/reserve", kReserve);
    const json::value& id = reserved.at("reservationId");
    EXPECT_FALSE(id.as_string().empty());
    EXPECT_EQ(reserved, (json::object{{"reservationId", id},
                                      {"id", "ohre~reserve-0"},
                                      {"processingStatus", "success"},
                                      {"message", ""},
                                      {"statusCode", 200}}));
    EXPECT_EQ(Get().at(0).at("quantities").at("iv").at("availabletoreserve"), 9);
    std::string unreserve = kUnreserve;
    unreserve.replace(unreserve.find("RESERVATION_ID"), 14, std::string(id.as_string()));
    EXPECT_EQ(Call("POST", "/onhand/unreserve", unreserve), (json::object{{"reservationId", id},
                                                                          {"totalInvalidOffsetQtyByReservId", 0},
                                                                          {"id", "ohoe~unreserve-0"},
                                                                          {"processingStatus", "success"},
                                                                          {"message", ""},
                                                                          {"statusCode", 200}}));
    EXPECT_EQ(Get().at(0).at("quantities").at("iv").at("availabletoreserve"), 10);
    const json::value job = Call("POST", "/onhand/reserve/resyncjob", kResync);
    const std::string job_id(job.at("jobId").as_string());
    EXPECT_TRUE(job_id.starts_with("ReservationResyncJob:")) << job;
    EXPECT_EQ(Call("GET", "/getJobProgress?jobId=" + job_id, "").at("jobId"), job.at("jobId"));
  }

  void AskByIndex() {
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
  }

  json::value Get() {
    return Call("GET",
                "/onhand?organizationId=SCM_IV&productId=iv_contoso_product&siteId=iv_contoso_site"
                "&locationId=iv_contoso_location&colorId=red&groupBy=colorId,sizeId&returnNegative=true",
                "");
  }

  void AskByUrlAndByTuples() {
    const json::value got = Get();
    ASSERT_EQ(got.as_array().size(), 1u) << got;
    EXPECT_EQ(got.at(0).at("quantities").at("pos").at("inbound"), 10);
    EXPECT_EQ(Call("POST", "/onhand/exactquery", kExactQuery), got);
    const json::value another = Call("POST", "/onhand/exactquery", kExactQueryAllProducts);
    ASSERT_EQ(another.as_array().size(), 1u) << another;
    EXPECT_EQ(another.at(0).at("productId"), "another");
    EXPECT_EQ(another.at(0).at("quantities").at("iv").at("availabletoreserve").as_double(), 0.1);
    // Version 2.0 has keys, and the flat tuple that its text shows.
    const json::value exact2 = Call("POST", "/onhand/exactquery",
                                    R"({"filters": {"productId": [], "keys": ["organizationId", "siteId", "locationId"],
                                        "values": ["SCM_IV", "iv_contoso_site_2", "iv_contoso_location_2"]}})",
                                    "2.0");
    ASSERT_EQ(exact2.as_array().size(), 1u) << exact2;
    EXPECT_EQ(exact2.at(0).at("organizationId"), "SCM_IV");
  }

  // The products and the stock that the samples of product search tell of.
  void PostProducts() {
    Call("PUT", "/products/bulk",
         R"([{"itemNumber":"M0030","productName":"Speaker cable 10","productType":"Item"},
             {"itemNumber":"M0040","productName":"Deluxe ladder","productType":"Item","attributes":[{"attributeName":
              "Weight Limit","attributeTypeName":"PoundDomain","attributeArea":"ProductAttribute","value":"380"}]}])");
    for (const auto& [color, ordered, on_order] : {std::tuple{"White", 20, 5}, std::tuple{"Black", 3, -1}}) {
      json::object fno = {{"arrived", 0},          {"availordered", ordered}, {"ordered", ordered},
                          {"orderedsum", ordered}, {"physicalinvent", 0},     {"reservordered", 0},
                          {"reservphysical", 0},   {"softreserved", 0}};
      if (on_order >= 0) fno["onorder"] = on_order;
      const json::object iv = {
          {"ordered", 0}, {"softreserved", 0}, {"softreservphysical", 0}, {"softreservordered", 0}};
      const json::object event = {
          {"id", color},
          {"organizationId", "usmf"},
          {"productId", "M0030"},
          {"dimensions", {{"siteId", "1"}, {"locationId", "13"}, {"colorId", color}}},
          {"quantities", {{"fno", fno}, {"iv", iv}, {"pos", {{"inbound", 0}, {"outbound", 0}}}}}};
      ExpectApplied(Call("POST", "/onhand", json::serialize(event)), color);
    }
    ExpectApplied(Call("POST", "/onhand", R"({"id":"ladder","organizationId":"usmf","productId":"M0040",
                      "dimensions":{"siteId":"1","locationId":"13"},"quantities":{"pos":{"inbound":1}}})"),
                  "ladder");
  }

  // What the sample answer has of the measures that the default configuration has.
  static void ExpectRow(const json::value& row, const char* color, int ordered, bool has_on_order) {
    EXPECT_EQ(row.at("productId"), "M0030");
    EXPECT_EQ(row.at("dimensions"), (json::object{{"ColorId", color}, {"siteid", "1"}, {"locationid", "13"}}));
    const json::value& fno = row.at("quantities").at("fno");
    EXPECT_EQ(fno.at("availordered"), ordered);
    EXPECT_EQ(fno.at("orderedsum"), ordered);
    EXPECT_EQ(fno.at("softreserved"), 0);
    EXPECT_EQ(fno.as_object().contains("onorder"), has_on_order);
    const json::value& iv = row.at("quantities").at("iv");
    EXPECT_EQ(iv.at("availabletoreserve"), ordered);
    EXPECT_EQ(iv.at("totalavailable"), ordered);
    EXPECT_EQ(iv.at("softreservphysical"), 0);
    EXPECT_EQ(row.at("quantities").at("pos").at("inbound"), 0);
  }

  void SearchProducts() {
    const json::value contract = Call("POST", "/onhand/productsearch/indexquery",
                                      std::string(R"({"filters":{"organizationId":["usmf"],"siteId":["1"],)") +
                                          R"("locationId":["13"]},"productSearch":)" + kContract + "}");
    ASSERT_EQ(contract.as_array().size(), 1u) << contract;
    EXPECT_EQ(contract.at(0).at("productId"), "M0040");
    const json::value rows = Call("POST", "/onhand/productsearch/indexquery", kProductIndexQuery);
    ASSERT_EQ(rows.as_array().size(), 2u) << rows;
    ExpectRow(rows.at(0), "Black", 3, false);
    ExpectRow(rows.at(1), "White", 20, true);
    const json::value exact = Call("POST", "/onhand/productsearch/exactquery", kProductExactQuery);
    ASSERT_EQ(exact.as_array().size(), 1u) << exact;
    EXPECT_EQ(exact.at(0), rows.at(0));
  }

  static constexpr char kEnvironment[] = "3FA85F64-5717-4562-B3FC-2C963F66AFA6";
  std::filesystem::path data_dir_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<HttpConnection> connection_;
};

TEST_F(DocumentedPage, EveryExampleIsAnswered) {
  PostStock();
  PostChangesAndCounts();
  ReserveAndRelease();
  AskByIndex();
  AskByUrlAndByTuples();
  PostProducts();
  SearchProducts();
}

// The samples of the pages that this one leads to: dated changes and available to promise, its dates moved into the
// window of today, and allocation.
TEST_F(DocumentedPage, ExamplesOfItsSiblingsAreAnswered) {
  const std::string today = absl::FormatTime("%Y-%m-%d", absl::Now(), absl::UTCTimeZone());
  // As printed, but for the dates.
  ExpectApplied(Call("POST", "/onhand/changeschedule",
                     R"({"id":"id-bike-0001","organizationId":"usmf","productId":"Bike",
 "dimensions":{"SiteId":"1","LocationId":"11","ColorId":"Red","SizeId":"Small"},
 "quantitiesByDate":{")" +
                         today + R"(":{"pos":{"inbound":10}}}})"),
                "id-bike-0001");
  const json::value rows = Call("POST", "/onhand/indexquery",
                                R"({"filters":{"organizationId":["usmf"],"productId":["Bike"],"siteId":["1"],
                                    "LocationId":["11"],"ColorId":["Red"],"SizeId":["Small"]},
                                    "groupByValues":["ColorId","SizeId"],"returnNegative":true,"QueryATP":true,
                                    "ATPFromDate":")" +
                                    today + R"("})");
  ASSERT_EQ(rows.as_array().size(), 1u) << rows;
  EXPECT_EQ(rows.at(0).at("quantitiesByDate").at(today + "T00:00:00").at("iv").at("onhand"), 10);
  // 180 days; the first may have passed since.
  EXPECT_GE(rows.at(0).at("atpQuantities").as_object().size(), 179u);

  ExpectApplied(Call("POST", "/onhand", R"({"id":"id-bike-0001","organizationId":"usmf","productId":"Bike",
                    "dimensions":{"siteId":"1","locationId":"11","colorId":"red"},
                    "quantities":{"pos":{"inbound":10}}})"),
                "id-bike-0001");
  const std::string us = R"({"channel":"Online","customerGroup":"VIP","region":"US"})";
  const std::string eu = R"({"channel":"Online","customerGroup":"VIP","region":"EU"})";
  const auto event = [](const std::string& members) {
    return R"({"id":"test101","productId":"Bike","dimensionDataSource":"pos","organizationId":"usmf",
               "dimensions":{"siteId":"1","locationId":"11","colorId":"red"},)" +
           members + "}";
  };
  const auto call = [&](const std::string& operation, const std::string& members) {
    ExpectApplied(Call("POST", "/allocation/" + operation, event(members)), "test101");
  };
  call("allocate", R"("quantity":10,"groups":)" + us);
  call("reallocate", R"("quantity":2,"sourceGroups":)" + us + R"(,"groups":)" + eu);
  call("consume", R"("quantity":3,"physicalMeasures":{"pos":{"inbound":"Subtraction"}},"groups":)" + us);
  call("unallocate", R"("quantity":2,"groups":)" + eu);
  const json::value buckets = Call("POST", "/allocation/query", event(R"("groups":)" + us));
  ASSERT_EQ(buckets.as_array().size(), 1u) << buckets;
  EXPECT_EQ(
      buckets.at(0).at("quantities").at("@iv"),
      (json::object{{"@allocated", 5}, {"@consumed", 3}, {"@cumulative_allocated", 10}, {"@cumulative_consumed", 3}}));
}

}  // namespace
}  // namespace onhand
