// Every documented example of these endpoints, in the order of the page, on the default configuration (decisions C4).
#include <fstream>
#include <iterator>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/http/gateway_fixture.h"

namespace onhand {
namespace {

using ::testing::HasSubstr;

class ExamplesTest : public GatewayFixture {
 protected:
  static std::string Example(const std::string& name) {
    std::ifstream file("tests/service/http/testdata/" + name);
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    EXPECT_FALSE(text.empty()) << name;
    return text;
  }
  static std::string Success(const std::string& id) {
    return R"({"id":")" + id + R"(","processingStatus":"success","message":"","statusCode":200})";
  }
};

TEST_F(ExamplesTest, AllAnswerAsDocumented) {
  // Stock for the reservation and query examples.
  for (const char* place :
       {R"("siteId":"iv_contoso_site","locationId":"iv_contoso_location","colorId":"red","sizeId":"small")",
        R"("siteId":"iv_contoso_site_1","locationId":"iv_contoso_location_1")",
        R"("siteId":"iv_contoso_site_2","locationId":"iv_contoso_location_2")"}) {
    EXPECT_EQ(
        Post("/onhand",
             std::string(R"({"id":"stock","organizationId":"SCM_IV","productId":"iv_contoso_product","dimensions":{)") +
                 place + R"(},"quantities":{"pos":{"inbound":10}}})")
            .body,
        Success("stock"));
  }
  EXPECT_EQ(Post("/onhand", Example("post_change_pos_dimensions.json")).body, Success("Test201"));
  EXPECT_EQ(Post("/onhand", Example("post_change_base_dimensions.json")).body, Success("Test202"));
  EXPECT_EQ(Post("/onhand/bulk", Example("post_changes.json")).body,
            "[" + Success("Test203") + "," + Success("Test204") + "]");
  EXPECT_EQ(Post("/setonhand/pos/bulk", Example("set_on_hand.json")).body, "[" + Success("Test204") + "]");

  const std::string reserved = Post("/onhand/reserve", Example("reserve.json")).body;
  const std::string reservation = Member(reserved, "reservationId");
  EXPECT_EQ(reserved, R"({"reservationId":")" + reservation +
                          R"(","id":"ohre~reserve-0","processingStatus":"success","message":"","statusCode":200})");
  std::string unreserve = Example("unreserve.json");
  unreserve.replace(unreserve.find("RESERVATION_ID"), 14, reservation);
  EXPECT_EQ(Post("/onhand/unreserve", unreserve).body,
            R"({"reservationId":")" + reservation +
                R"(","totalInvalidOffsetQtyByReservId":0,"id":"ohoe~unreserve-0",)" +
                R"("processingStatus":"success","message":"","statusCode":200})");
  const auto row = [](const std::string& product, const std::string& dimensions, const std::string& inbound) {
    return R"({"productId":")" + product + R"(","dimensions":{)" + dimensions +
           R"(},"quantities":{"@iv":{"@available_to_allocate":)" + inbound + R"(},"iv":{"availabletoreserve":)" +
           inbound + R"(,"onhand":)" + inbound + R"(},"pos":{"availquantity":)" + inbound + R"(,"inbound":)" + inbound +
           "}}}";
  };
  const std::string red = row("T-shirt", R"("siteid":"1","locationid":"11","ColorId":"red","SizeId":"")", "101");
  EXPECT_EQ(Post("/onhand/indexquery", Example("index_query.json")).body, "[" + red + "]");
  const std::string black = R"({"productId":"T-shirt","dimensions":{"siteid":"1","locationid":"11","ColorId":"black",)"
                            R"("SizeId":""},"quantities":{)"
                            R"("@iv":{"@available_to_allocate":-3},"iv":{"availabletoreserve":-3,"onhand":-3},)"
                            R"("pos":{"availquantity":-3,"outbound":3}}})";
  EXPECT_EQ(Post("/onhand/indexquery", Example("index_query_all_products.json")).body, "[" + black + "," + red + "]");

  std::string target = Example("get_index_query.txt");
  target.replace(target.find("{environmentId}"), 15, "shop");
  std::string contoso =
      row("iv_contoso_product",
          R"("siteid":"iv_contoso_site","locationid":"iv_contoso_location","ColorId":"red","SizeId":"small")", "10");
  // What was reserved and released has been there.
  const std::string onhand = "\"onhand\":10";
  contoso.insert(contoso.find(onhand) + onhand.size(), ",\"softreservordered\":0");
  EXPECT_EQ(Send("GET", target.substr(0, target.find('\n'))).body, "[" + contoso + "]");
  EXPECT_EQ(Post("/onhand/exactquery", Example("exact_query.json")).body, "[" + contoso + "]");
  const auto place = [&](const std::string& n) {
    return row("iv_contoso_product",
               R"("siteid":"iv_contoso_site_)" + n + R"(","locationid":"iv_contoso_location_)" + n +
                   R"(","ColorId":"","SizeId":"")",
               "10");
  };
  EXPECT_EQ(Post("/onhand/exactquery", Example("exact_query_all_products.json")).body,
            "[" + place("1") + "," + place("2") + "]");
  EXPECT_THAT(Post("/onhand/exactquery", Example("exact_query_v2.json"), {{"Api-Version", "2.0"}}).body,
              HasSubstr(R"([{"productId":"iv_contoso_product","organizationId":"SCM_IV",)"
                        R"("dimensions":{"siteid":"iv_contoso_site_1")"));
}

}  // namespace
}  // namespace onhand
