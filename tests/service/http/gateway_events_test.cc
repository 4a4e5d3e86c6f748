// Requests with events: decisions T3–T8, S, E9, E10 as the REST interface shows them.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/http/gateway_fixture.h"

namespace onhand {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class GatewayEventsTest : public GatewayFixture {
 protected:
  static std::string Event(const std::string& id, const std::string& inbound) {
    return R"({"id":")" + id + R"(","organizationId":"usmf","productId":"T-shirt",)" +
           R"("dimensions":{"siteId":"1","locationId":"11"},"quantities":{"pos":{"inbound":)" + inbound + "}}}";
  }
  static std::string Success(const std::string& id) {
    return R"({"id":")" + id + R"(","processingStatus":"success","message":"","statusCode":200})";
  }
  // pos.inbound of the one product at its one place, as it stands in the row.
  std::string Inbound() {
    const std::string body =
        Post("/onhand/indexquery",
             R"({"filters":{"organizationId":["usmf"],"productId":["T-shirt"]},"returnNegative":true})")
            .body;
    const std::string key = "\"inbound\":";
    const size_t at = body.find(key);
    if (at == std::string::npos) return "none";
    return body.substr(at + key.size(), body.find_first_of(",}", at) - at - key.size());
  }
  // HTTP 400 with a problem body that says so.
  void ExpectBadRequest(const HttpResponse& response, const std::string& detail) {
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(FindHeader(response.headers, "Content-Type"), "application/problem+json");
    EXPECT_THAT(response.body, StartsWith(R"({"type":"about:blank","title":"Bad Request","status":400,"detail":")"));
    EXPECT_THAT(response.body, HasSubstr(detail));
  }
};

TEST_F(GatewayEventsTest, PostsOneEventAndAnswersItsEnvelope) {
  const HttpResponse response = Post("/onhand", Event("a", "2.50"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(FindHeader(response.headers, "content-type"), "application/json; charset=utf-8");
  EXPECT_EQ(response.body, Success("a"));
  EXPECT_EQ(Inbound(), "2.5");
}

TEST_F(GatewayEventsTest, AnswersARepeatWithItsFirstEnvelopeAndAReusedIdWith409) {
  Post("/onhand", Event("a", "1"));
  EXPECT_EQ(Post("/onhand", Event("a", "\"1.0\"")).body, Success("a"));
  EXPECT_EQ(Inbound(), "1");
  const HttpResponse reused = Post("/onhand", Event("a", "2"));
  EXPECT_EQ(reused.status, 200);
  EXPECT_THAT(reused.body, HasSubstr(R"({"id":"a","processingStatus":"failure","message":")"));
  EXPECT_THAT(reused.body, HasSubstr("\"statusCode\":409}"));
  EXPECT_EQ(Inbound(), "1");
}

TEST_F(GatewayEventsTest, ReturnsTheIdUnchanged) {
  EXPECT_THAT(Post("/onhand", Event("a\\u00e9 \\\"b\\\\/", "1")).body, HasSubstr(R"({"id":"aé \"b\\/","proc)"));
  EXPECT_THAT(Post("/onhand", Event("bell\\u0007", "1")).body,
              AllOf(HasSubstr(R"({"id":"bell\u0007","processingStatus":"failure")"), HasSubstr("\"statusCode\":400")));
  EXPECT_THAT(Post("/onhand", "{\"id\":7}").body,
              HasSubstr(R"({"id":"","processingStatus":"failure","message":"id must be a string, not a number.")"));
}

TEST_F(GatewayEventsTest, ReadsQuantitiesExactly) {
  for (const std::string number : {"1e3", "\"10\"", "1.0000000", "0.000001", "-0.5"}) {
    EXPECT_EQ(
        Post("/onhand", Event("n" + std::to_string(number.size()) + (number[0] == '-' ? "m" : ""), number)).status,
        200);
  }
  EXPECT_EQ(Inbound(), "1010.500001");
  EXPECT_THAT(Post("/onhand", Event("big", "9223372036854.775807")).body,
              AllOf(HasSubstr("\"statusCode\":400"), HasSubstr("\"failure\"")));
  EXPECT_THAT(Post("/onhand", Event("digits", "0.1234567")).body, HasSubstr("more than 6 fraction digits"));
  EXPECT_THAT(Post("/onhand", Event("large", "1e99999999999")).body, HasSubstr("\"statusCode\":400"));
  EXPECT_EQ(Inbound(), "1010.500001");
  EXPECT_EQ(Post("/onhand", Event("rest", "9223372035844.275806")).body, Success("rest"));
  EXPECT_EQ(Inbound(), "9223372036854.775807");
}

TEST_F(GatewayEventsTest, JudgesTheRecordsOfABulkOneByOneAndInOrder) {
  const HttpResponse response =
      Post("/onhand/bulk",
           "[" + Event("a", "1") + "," + Event("b", "true") + "," + Event("a", "1") + ",{\"id\":\"c\"}," +
               R"({"id":"d","organizationId":"usmf","productId":"T-shirt","quantities":{"pos":{"inbound":1}}},)" +
               R"({"id":"e","organizationId":"usmf","productId":"T-shirt","dimensions":{"siteId":"1",)"
               R"("locationId":"11"},"quantities":{"fno":{"arrived":1}}},)" +
               Event("f", "1") + ",]");
  EXPECT_EQ(response.status, 200);
  const std::vector<std::string> parts = {
      R"([{"id":"a","processingStatus":"success")",
      R"({"id":"b","processingStatus":"failure","message":"quantities/pos/inbound must be a number)",
      R"({"id":"a","processingStatus":"success")",
      R"({"id":"c","processingStatus":"failure","message":"organizationId is missing.")",
      R"({"id":"d","processingStatus":"failure")",
      R"({"id":"e","processingStatus":"failure")",
      R"("statusCode":403})",
      R"({"id":"f","processingStatus":"success")"};
  size_t at = 0;
  for (const std::string& part : parts) {
    at = response.body.find(part, at);
    ASSERT_NE(at, std::string::npos) << part << " in " << response.body;
  }
  EXPECT_EQ(Inbound(), "2");
}

TEST_F(GatewayEventsTest, AnswersAnEmptyBulkWithAnEmptyArray) {
  EXPECT_EQ(Post("/onhand/bulk", "[]").body, "[]");
  EXPECT_EQ(Post("/setonhand/pos/bulk", " [ ] ").body, "[]");
  EXPECT_EQ(Post("/onhand/bulk", "[]").status, 200);
}

TEST_F(GatewayEventsTest, Takes512RecordsButNot513) {
  std::string records;
  for (int i = 0; i < 512; ++i) records += (i > 0 ? "," : "") + Event("r" + std::to_string(i), "1");
  const HttpResponse refused = Post("/onhand/bulk", "[" + records + "," + Event("last", "1") + "]");
  ExpectBadRequest(refused, "more than 512 records; nothing was applied");
  EXPECT_EQ(Inbound(), "none");
  EXPECT_EQ(Post("/onhand/bulk", "[" + records + ",]").status, 200);
  EXPECT_EQ(Inbound(), "512");
}

// Decisions T4: what the request as a whole is blamed for.
TEST_F(GatewayEventsTest, RefusesABodyThatCannotBeUnderstood) {
  ExpectBadRequest(Post("/onhand", ""), "there is no JSON at all");
  ExpectBadRequest(Post("/onhand", "{\"id\":\"a\" \"x\":1}"), "line 1, column 11");
  ExpectBadRequest(Post("/onhand", "{\"id\":\"a\",\"ID\":\"b\"}"), R"("errors":[{"path":"/ID")");
  ExpectBadRequest(Post("/onhand", "[]"), "The body must be an object, not an array.");
  ExpectBadRequest(Post("/onhand", "\"x\""), "The body must be an object, not a string.");
  ExpectBadRequest(Post("/onhand/bulk", Event("a", "1")), "The body must be an array of objects, not an object.");
  ExpectBadRequest(Post("/onhand/bulk", "[" + Event("a", "1") + ",7]"),
                   "The record at /1 must be an object, not a number.");
  ExpectBadRequest(Post("/onhand/bulk", "[" + Event("a", "1") + ",{\"x\":NaN}]"), "'N' is not");
  ExpectBadRequest(Post("/onhand/bulk", "[" + Event("a", "1") + ",{\"q\":{\"A\":1,\"a\":2}}]"), R"("path":"/1/q/a")");
  ExpectBadRequest(Post("/onhand", std::string(40, '[')), "nesting is deeper than 32");
  ExpectBadRequest(Post("/onhand", "{\"id\":\"\xff\"}"), "not UTF-8");
  EXPECT_EQ(Inbound(), "none");
}

TEST_F(GatewayEventsTest, RefusesABodyOver8MiB) {
  std::string body = "[" + Event("a", "1") + "]";
  body += std::string(kBodyBytesMax - body.size(), ' ');
  EXPECT_EQ(Post("/onhand/bulk", body).status, 200);
  const HttpResponse response = Post("/onhand/bulk", body + " ");
  EXPECT_EQ(response.status, 413);
  EXPECT_THAT(response.body, HasSubstr("larger than 8388608 bytes"));
}

TEST_F(GatewayEventsTest, SetsCounts) {
  Post("/onhand", Event("a", "37"));
  const auto count = [&](const std::string& id, const std::string& inbound, const std::string& time) {
    std::string event = Event(id, inbound);
    event.pop_back();
    return "[" + event + ",\"modifiedDateTimeUTC\":" + time + "}]";
  };
  EXPECT_EQ(Post("/setonhand/pos/bulk", count("a", "100", "\"2024-02-29T12:00:00\"")).body, "[" + Success("a") + "]");
  EXPECT_EQ(Inbound(), "100");
  // Older than the newest: nothing changes (decisions S2); so names and zones matter.
  EXPECT_THAT(Post("/setonhand/POS/bulk", count("b", "5", "\"2024-02-29T12:59:59+01:00\"")).body,
              HasSubstr(R"("processingStatus":"success","message":"superseded by a newer count","statusCode":200)"));
  EXPECT_EQ(Inbound(), "100");
  EXPECT_EQ(Post("/setonhand/pos/bulk", count("c", "6", "\"2024-02-29T13:00:00.000+01:00\"")).body,
            "[" + Success("c") + "]");
  EXPECT_EQ(Inbound(), "6");
  EXPECT_THAT(Post("/setonhand/pos/bulk", count("d", "7", "\"2024-02-29T12:06:00Z\"")).body,
              HasSubstr("\"statusCode\":400"));
  EXPECT_THAT(Post("/setonhand/pos/bulk", count("e", "7", "5")).body,
              HasSubstr("modifiedDateTimeUTC must be a string"));
  EXPECT_THAT(Post("/setonhand/iv/bulk", count("f", "7", "null")).body, HasSubstr("\"statusCode\":400"));
  ExpectBadRequest(Post("/setonhand/nowhere/bulk", count("g", "7", "null")),
                   "'nowhere' is not a configured data source");
  ExpectBadRequest(Post("/setonhand/nowhere/bulk", "[]"), "'nowhere' is not a configured data source");
  ExpectBadRequest(Post("/setonhand/nowhere/bulk", "[{}]"), "'nowhere' is not a configured data source");
  EXPECT_EQ(Inbound(), "6");
}

TEST_F(GatewayEventsTest, LetsTheSystemRoleWriteToReadOnlySources) {
  const std::string event = R"({"id":"s","organizationId":"usmf","productId":"T-shirt","dimensions":{"siteId":"1",)"
                            R"("locationId":"11"},"quantities":{"fno":{"arrived":1}}})";
  EXPECT_THAT(Post("/onhand", event).body, HasSubstr("\"statusCode\":403"));
  Gateway gateway(engine_.get(), &metrics_, {.system_role = true});
  EXPECT_EQ(SendTo(&gateway, "POST", kShop + "/onhand", event).body, Success("s"));
}

TEST_F(GatewayEventsTest, CountsRequestsAndEvents) {
  Post("/onhand/bulk", "[" + Event("a", "1") + "," + Event("b", "not JSON") + "]");
  Post("/onhand/bulk", "[" + Event("a", "1") + "," + Event("b", "true") + "," + Event("a", "2") + "]");
  Post("/onhand/bulk", "[" + Event("a", "1") + "]");
  const std::string text = Send("GET", "/metrics").body;
  for (const char* line :
       {"onhand_requests_total{operation=\"post_changes\",protocol=\"http\",result=\"invalid\"} 1\n",
        "onhand_requests_total{operation=\"post_changes\",protocol=\"http\",result=\"refused\"} 1\n",
        "onhand_requests_total{operation=\"post_changes\",protocol=\"http\",result=\"ok\"} 1\n",
        "onhand_request_seconds_count{operation=\"post_changes\",protocol=\"http\"} 3\n",
        "onhand_events_total{operation=\"post_changes\",outcome=\"OK\"} 2\n",
        "onhand_events_total{operation=\"post_changes\",outcome=\"MALFORMED\"} 1\n",
        "onhand_events_total{operation=\"post_changes\",outcome=\"ID_REUSED\"} 1\n", "onhand_commit_events_count ",
        "onhand_commit_seconds_count ", "onhand_environments_open 1\n", "onhand_rows{environment=\"shop\"} "}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
  EXPECT_THAT(text, Not(HasSubstr("operation=\"\"")));
}

}  // namespace
}  // namespace onhand
