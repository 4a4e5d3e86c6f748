// Carts and compare-and-set: decisions X2, X3, E3, E4.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/http/gateway_fixture.h"

namespace onhand {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class GatewayCartsTest : public GatewayFixture {
 protected:
  GatewayCartsTest() { Post("/onhand", Change("stock", "shirt", "10")); }

  static std::string Record(const std::string& id, const std::string& product, const std::string& members) {
    return R"({"id":")" + id + R"(","organizationId":"usmf","productId":")" + product +
           R"(","dimensions":{"siteId":"1","locationId":"11"},)" + members + "}";
  }
  static std::string Change(const std::string& id, const std::string& product, const std::string& inbound) {
    return Record(id, product, R"("quantities":{"pos":{"inbound":)" + inbound + "}}");
  }
  static std::string Reservation(const std::string& id, const std::string& product, const std::string& quantity) {
    return Record(id, product, R"("quantityDataSource":"iv","modifier":"softreserved","quantity":)" + quantity);
  }
  // The statusCode of each envelope of a bulk answer.
  static std::vector<std::string> Codes(const std::string& body) {
    std::vector<std::string> codes;
    for (size_t at = body.find("\"statusCode\":"); at != std::string::npos; at = body.find("\"statusCode\":", at + 1)) {
      codes.push_back(Member(body.substr(at), "statusCode"));
    }
    return codes;
  }
  std::string Reserve(const std::vector<std::string>& records) { return Bulk("/onhand/reserve/bulk", records); }
  std::string PostCart(const std::vector<std::string>& records) { return Bulk("/onhand/bulk", records); }

 private:
  std::string Bulk(const std::string& path, const std::vector<std::string>& records) {
    std::string body;
    for (const std::string& record : records) body += (body.empty() ? "[" : ",") + record;
    const HttpResponse response = Post(path + "?Atomic=TRUE", body + "]");
    EXPECT_EQ(response.status, 200) << response.body;
    return response.body;
  }
};

TEST_F(GatewayCartsTest, ApplyAllRecordsOrNone) {
  EXPECT_THAT(Codes(PostCart({Change("a", "shirt", "1"), Change("b", "hat", "2")})), ElementsAre("200", "200"));
  EXPECT_EQ(Measure("shirt", "inbound"), "11");
  EXPECT_EQ(Measure("hat", "inbound"), "2");
  // The lines see each other: the hat's second line finds nothing left.
  const std::string refused = Reserve({Reservation("c", "shirt", "1"), Reservation("d", "hat", "2"),
                                       Reservation("e", "hat", "1"), Reservation("f", "shirt", "1000")});
  EXPECT_THAT(Codes(refused), ElementsAre("424", "424", "500", "424"));
  EXPECT_THAT(refused, AllOf(HasSubstr("less than the 1 asked for"),
                             HasSubstr("nothing of the cart was applied: its record 2 was refused")));
  EXPECT_EQ(Measure("shirt", "softreserved"), "none");
  EXPECT_EQ(Measure("hat", "softreserved"), "none");
  // Nothing of it is remembered either (decisions I3).
  EXPECT_THAT(Codes(Reserve({Reservation("c", "shirt", "2"), Reservation("d", "hat", "1")})),
              ElementsAre("200", "200"));
  // Sent again, it answers as it did.
  EXPECT_THAT(Codes(Reserve({Reservation("c", "shirt", "2"), Reservation("d", "hat", "1")})),
              ElementsAre("200", "200"));
  EXPECT_EQ(Measure("shirt", "softreserved"), "2");
}

TEST_F(GatewayCartsTest, JudgesRecordsThatAreNoneInTheirPlace) {
  const std::string broken = R"({"id":"z","organizationId":"usmf","productId":"shirt","quantity":[]})";
  // Refused for its quantity before the broken one is looked at.
  EXPECT_THAT(Codes(Reserve({Reservation("a", "shirt", "11"), broken})), ElementsAre("500", "424"));
  const std::string second = Reserve({Reservation("a", "shirt", "1"), broken, Reservation("b", "shirt", "11")});
  EXPECT_THAT(Codes(second), ElementsAre("424", "400", "424"));
  EXPECT_THAT(second, AllOf(HasSubstr(R"("id":"ohre~z","processingStatus":"failure","message":"quantity must be a )"),
                            HasSubstr("its record 1 was refused")));
  EXPECT_THAT(Codes(Reserve({broken, broken, R"({"id":5})"})), ElementsAre("400", "424", "424"));
  EXPECT_THAT(Codes(PostCart({"{}", Change("a", "shirt", "1")})), ElementsAre("400", "424"));
  EXPECT_THAT(Codes(PostCart({Change("a", "shirt", "1"), R"({"id":"q","organizationId":[]})"})),
              ElementsAre("424", "400"));
  // All of them wrong in a way that only the configuration shows.
  EXPECT_THAT(Codes(PostCart({Record("a", "shirt", R"("quantities":{"pos":{"sold":1}})"),
                              Record("b", "shirt", R"("quantities":{"pos":{"sold":1}})")})),
              ElementsAre("400", "424"));
  EXPECT_EQ(Measure("shirt", "inbound"), "10");
  EXPECT_EQ(Measure("shirt", "softreserved"), "none");
}

TEST_F(GatewayCartsTest, AreForOneOrganization) {
  const std::string other = R"({"id":"o","organizationId":"dat","productId":"shirt","dimensions":{"siteId":"1",
      "locationId":"11"},"quantities":{"pos":{"inbound":1}}})";
  const HttpResponse response = Post("/onhand/bulk?atomic=true", "[" + Change("a", "shirt", "1") + "," + other + "]");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, AllOf(HasSubstr("a cart is for one organization"), HasSubstr("/1/organizationId")));
  EXPECT_EQ(Measure("shirt", "inbound"), "10");
  EXPECT_EQ(Post("/onhand/bulk?atomic=false", "[" + Change("a", "shirt", "1") + "," + other + "]").status, 200);
  EXPECT_EQ(Measure("shirt", "inbound"), "11");
}

TEST_F(GatewayCartsTest, ReadTheFlag) {
  EXPECT_EQ(Post("/onhand/bulk?atomic=true", "[]").body, "[]");
  for (const char* value : {"", "1", "yes", "true,false"}) {
    const HttpResponse response = Post(std::string("/onhand/bulk?atomic=") + value, "[]");
    EXPECT_EQ(response.status, 400) << value;
    EXPECT_THAT(response.body, AllOf(HasSubstr("atomic must be true or false"), HasSubstr("\"path\":\"/atomic\"")));
  }
  for (const char* path : {"/onhand/unreserve/bulk", "/onhand/changeschedule/bulk", "/setonhand/pos/bulk"}) {
    const HttpResponse response = Post(std::string(path) + "?atomic=true", "[]");
    EXPECT_EQ(response.status, 400) << path;
    EXPECT_THAT(response.body, HasSubstr("this endpoint has no carts"));
    EXPECT_EQ(Post(std::string(path) + "?atomic=false", "[]").status, 200);
  }
  // One record is all or nothing anyway.
  EXPECT_THAT(Post("/onhand?atomic=true", Change("a", "shirt", "1")).body, HasSubstr("success"));
}

TEST_F(GatewayCartsTest, SetsOnlyWhatTheCallerSaw) {
  const auto count = [](const std::string& id, const std::string& inbound, const std::string& expected) {
    return "[" +
           Record(id, "shirt",
                  R"("quantities":{"pos":{"inbound":)" + inbound + R"(}},"expectedQuantities":)" + expected) +
           "]";
  };
  EXPECT_THAT(Post("/setonhand/pos/bulk", count("a", "12", R"({"pos":{"inbound":"10","outbound":0}})")).body,
              HasSubstr("\"statusCode\":200}"));
  const std::string refused =
      Post("/setonhand/pos/bulk", count("b", "5", R"({"pos":{"outbound":0,"Inbound":11},"iv":{"ordered":1}})")).body;
  EXPECT_THAT(refused, AllOf(HasSubstr(R"("id":"b","processingStatus":"failure","message":")"),
                             HasSubstr(R"("statusCode":409,"presentQuantities":{)"), HasSubstr("\"inbound\":12"),
                             HasSubstr(R"("iv":{"ordered":0})")));
  EXPECT_EQ(Measure("shirt", "inbound"), "12");
  // Not remembered: judged afresh.
  EXPECT_THAT(Post("/setonhand/pos/bulk", count("b", "5", R"({"pos":{"inbound":12}})")).body,
              HasSubstr("\"statusCode\":200}"));
  EXPECT_EQ(Measure("shirt", "inbound"), "5");
  EXPECT_THAT(Post("/setonhand/pos/bulk", count("c", "5", R"({"pos":{"inbound":[]}})")).body,
              HasSubstr("expectedQuantities/pos/inbound must be a number"));
  EXPECT_THAT(Post("/setonhand/pos/bulk", count("c", "5", R"({"pos":{"sold":1}})")).body,
              HasSubstr("measure 'pos.sold' is not configured"));
  EXPECT_THAT(Post("/setonhand/pos/bulk", count("c", "6", "{}")).body, HasSubstr("\"statusCode\":200}"));
  EXPECT_EQ(Measure("shirt", "inbound"), "6");
}

}  // namespace
}  // namespace onhand
