// Adjustments over HTTP (spec 1.18).

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/http/gateway_fixture.h"

namespace onhand {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kPath[] = "/transaction/adjustment/bulk";

std::string Adjustment(const std::string& id, const std::string& quantity, const std::string& more = "") {
  return R"({"id":")" + id + R"(","organizationId":"usmf","productId":"Bike","quantityDataSource":"POS",)" +
         R"("physicalMeasure":"Inbound","dimensions":{"siteId":"1","locationId":"11"},"quantity":)" + quantity + more +
         "}";
}

class GatewayAdjustmentsTest : public GatewayFixture {};

TEST_F(GatewayAdjustmentsTest, WithSyncOnHandChangesAtOnce) {
  const std::string body = "[" + Adjustment("a", "5") + "," +
                           Adjustment("b", "\"-2\"", R"(,"costPrice":9.50,"transDate":"2024-02-29")") + "]";
  const HttpResponse first = Post(std::string(kPath) + "?createWithIVSync=True", body);
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.body, R"([{"id":"a","processingStatus":"success","message":"","statusCode":200},)"
                        R"({"id":"b","processingStatus":"success","message":"","statusCode":200}])");
  EXPECT_EQ(Measure("Bike", "inbound"), "3");
  EXPECT_EQ(Post(std::string(kPath) + "?createWithIVSync=true", body).body, first.body) << "the first envelopes again";
  EXPECT_EQ(Measure("Bike", "inbound"), "3");
}

TEST_F(GatewayAdjustmentsTest, WithoutSyncLinesAreStagedUntilThePush) {
  EXPECT_THAT(Post(kPath, "[" + Adjustment("a", "5") + "]").body, HasSubstr("\"statusCode\":200"));
  EXPECT_EQ(Measure("Bike", "inbound"), "none");
  auto environment = engine_->Find("shop");
  ASSERT_TRUE(environment.ok());
  auto report = (*environment)->adjustments().Push();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->posted, 1u);
  EXPECT_EQ(Measure("Bike", "inbound"), "5");
  ASSERT_TRUE((*environment)->adjustments().Push().ok());
  EXPECT_EQ(Measure("Bike", "inbound"), "5");
}

TEST_F(GatewayAdjustmentsTest, LinesArePushedListedAndSyncedOnwards) {
  const std::string body = "[" +
                           Adjustment("a", "5", R"(,"externalReferenceCategory":"SO","externalReferenceId":"SO-1")") +
                           "," + Adjustment("b", "-2", R"(,"fnoJournalNameId":"IMov","costPrice":"9.50")") + "]";
  ASSERT_EQ(Post(kPath, body).status, 200);
  const HttpResponse staged = Get("/transaction/adjustment/lines?status=created&organizationId=usmf");
  EXPECT_EQ(staged.status, 200);
  const std::string first = Member(staged.body, "lineId");
  const std::string subject =
      R"("organizationId":"usmf","productId":"Bike","dimensions":{"siteid":"1","locationid":"11"},)"
      R"("quantityDataSource":"pos","physicalMeasure":"inbound",)";
  const std::string time = "\"2024-02-29T12:00:00Z\"";
  EXPECT_THAT(staged.body,
              StartsWith(R"({"value":[{"lineId":")" + first + R"(","status":"Created","id":"a",)" + subject +
                         R"("quantity":5,"externalReferenceCategory":"SO","externalReferenceId":"SO-1","createdAt":)" +
                         time + ",\"changedAt\":" + time + "},{\"lineId\":"));
  EXPECT_THAT(staged.body,
              EndsWith(subject + R"("quantity":-2,"fnoJournalNameId":"IMov","costPrice":9.5,"createdAt":)" + time +
                       ",\"changedAt\":" + time + "}],\"next\":\"\"}"));
  const HttpResponse page = Get("/transaction/adjustment/lines?limit=1");
  EXPECT_THAT(page.body, AllOf(HasSubstr("\"id\":\"a\""), EndsWith("\"next\":\"" + first + "\"}")));
  EXPECT_THAT(Get("/transaction/adjustment/lines?limit=1&after=" + first).body,
              AllOf(HasSubstr("\"id\":\"b\""), EndsWith("\"next\":\"\"}")));
  EXPECT_EQ(Get("/transaction/adjustment/lines?organizationId=dat").body, R"({"value":[],"next":""})");

  EXPECT_EQ(Post("/transaction/adjustment/push", "").body, R"({"posted":2,"refused":0,"aggregated":2})");
  EXPECT_EQ(Post("/transaction/adjustment/push", "").body, R"({"posted":0,"refused":0,"aggregated":0})");
  EXPECT_EQ(Measure("Bike", "inbound"), "3");
  EXPECT_EQ(Get("/transaction/adjustment/lines?status=Created").body, R"({"value":[],"next":""})");
  EXPECT_THAT(Get("/transaction/adjustment/lines?status=Aggregated").body, HasSubstr("\"push\":1,"));
  const std::string aggregates = Get("/transaction/adjustment/aggregates?status=Created").body;
  const std::string id = Member(aggregates, "aggregateId");
  EXPECT_EQ(aggregates, R"({"value":[{"aggregateId":")" + id + R"(","push":1,"status":"Created",)" + subject +
                            R"("netQuantity":3,"lines":2,"createdAt":)" + time + ",\"changedAt\":" + time +
                            "}],\"next\":\"\"}");

  const auto tell = [&](const std::string& aggregate, const std::string& status) {
    return R"({"aggregateId":")" + aggregate + R"(","status":")" + status + R"(","message":"voucher 7"})";
  };
  const HttpResponse told = Post("/transaction/adjustment/aggregates/status",
                                 "[" + tell(id, "fnotranscreated") + "," + tell(id, "FnOSyncEnqueued") + "," +
                                     tell("7-AAAA", "FnOTransPosted") + "," + tell(id, "Lost") + "]");
  EXPECT_EQ(told.status, 200);
  EXPECT_THAT(told.body,
              StartsWith(R"([{"aggregateId":")" + id +
                         R"(","processingStatus":"success","message":"","statusCode":200},{"aggregateId":")" + id +
                         R"(","processingStatus":"failure","message":"the aggregate is FnOTransCreated)"));
  EXPECT_THAT(told.body, AllOf(HasSubstr("\"statusCode\":409}"), HasSubstr("{\"aggregateId\":\"7-AAAA\""),
                               HasSubstr("\"statusCode\":404}"), HasSubstr("status must be one of"),
                               EndsWith("\"statusCode\":400}]")));
  EXPECT_THAT(Get("/transaction/adjustment/aggregates").body,
              AllOf(HasSubstr("\"status\":\"FnOTransCreated\""), HasSubstr("\"message\":\"voucher 7\"")));
}

TEST_F(GatewayAdjustmentsTest, ListsAndUpdatesThatCannotBeUnderstood) {
  for (const char* query : {"lines?limit=0", "lines?limit=10001", "lines?limit=many", "lines?status=DoNotSync",
                            "lines?after=here", "aggregates?status=IVPosted", "aggregates?after=here"}) {
    const HttpResponse response = Get("/transaction/adjustment/" + std::string(query));
    EXPECT_EQ(response.status, 400) << query;
    EXPECT_THAT(response.body,
                HasSubstr("\"path\":\"/" + std::string(query).substr(std::string(query).find('?') + 1, 5)))
        << response.body;
  }
  const std::string path = "/transaction/adjustment/aggregates/status";
  EXPECT_EQ(Post(path, "{}").status, 400);
  EXPECT_EQ(Post(path, "[7]").status, 400);
  EXPECT_EQ(Post(path, "nonsense").status, 400);
  EXPECT_EQ(Post(path, "[]").body, "[]");
  std::string many = "[{}";
  for (int i = 0; i < 512; ++i) many += ",{}";
  EXPECT_THAT(Post(path, many + "]").body, HasSubstr("more than 512 records"));
  EXPECT_THAT(Post(path, R"([{"status":"FnOTransPosted"}])").body, HasSubstr("aggregateId is missing"));
}

TEST_F(GatewayAdjustmentsTest, RefusalsChangeNothing) {
  const auto refused = [&](const std::string& record, int code, const std::string& message) {
    const std::string body = Post(std::string(kPath) + "?createWithIVSync=true", "[" + record + "]").body;
    EXPECT_THAT(body, HasSubstr("\"statusCode\":" + std::to_string(code))) << record;
    EXPECT_THAT(body, HasSubstr(message)) << record;
  };
  refused(R"({"id":"a","organizationId":"usmf","productId":"Bike"})", 400, "quantityDataSource is missing");
  refused(
      R"({"id":"a","organizationId":"usmf","productId":"Bike","quantityDataSource":"pos","physicalMeasure":"inbound"})",
      400, "quantity is missing");
  refused(Adjustment("a", "1.0000001"), 400, "quantity");
  refused(Adjustment("a", "1", R"(,"costPrice":"much")"), 400, "costPrice");
  refused(Adjustment("a", "1", R"(,"transDate":7)"), 400, "transDate must be a string");
  refused(
      R"({"id":"a","organizationId":"usmf","productId":"Bike","quantityDataSource":"pos","physicalMeasure":"inbound",)"
      R"("dimensions":{"siteId":"1"},"quantity":1})",
      400, "locationId is required");
  refused(
      R"({"id":"a","organizationId":"usmf","productId":"Bike","quantityDataSource":"fno","physicalMeasure":"arrived",)"
      R"("dimensions":{"siteId":"1","locationId":"11"},"quantity":1})",
      403, "read-only");
  EXPECT_EQ(Post(std::string(kPath) + "?createWithIVSync=perhaps", "[]").status, 400);
  EXPECT_EQ(Post(kPath, Adjustment("a", "1")).status, 400) << "there is only a bulk form";
  EXPECT_EQ(Measure("Bike", "inbound"), "none");
  EXPECT_THAT(Post(kPath, "[" + Adjustment("a", "1") + "]").body, HasSubstr("\"statusCode\":200"));
  refused(Adjustment("a", "2"), 409, "already used");
}

}  // namespace
}  // namespace onhand
