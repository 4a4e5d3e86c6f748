// The gateway behind the server: what a client over TCP sees.
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/http/content_coding.h"
#include "service/http/http_server.h"
#include "tests/service/http/gateway_fixture.h"
#include "tests/service/http/raw_client.h"

namespace onhand {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class GatewayOverSocketsTest : public GatewayFixture {
 protected:
  GatewayOverSocketsTest() { server_ = HttpServer::Start({}, gateway_.get()).value(); }
  ~GatewayOverSocketsTest() override { server_.reset(); }

  static std::string Request(const std::string& method, const std::string& path, const std::string& body,
                             const std::string& headers = "") {
    return method + " /api/environment/shop" + path + " HTTP/1.1\r\nHost: shop\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  static std::string Event(const std::string& id) {
    return R"({"id":")" + id +
           R"(","organizationId":"usmf","productId":"p","dimensions":{"siteId":"1","locationId":"11"},
               "quantities":{"erp":{"unrestricted":1}}})";
  }
  std::string Total() {
    return Post("/onhand/indexquery", R"({"filters":{"organizationId":["usmf"],"productId":["p"]}})").body;
  }

  std::unique_ptr<HttpServer> server_;
};

TEST_F(GatewayOverSocketsTest, PostsAndAsksOnOneConnection) {
  RawClient client(server_->port());
  client.Send(Request("POST", "/onhand", Event("a")) + Request("POST", "/onhand/bulk", "[" + Event("b") + "]") +
              Request("GET", "/onhand?organizationId=usmf&productId=p", ""));
  EXPECT_EQ(BodyOf(client.ReadAnswer()), R"({"id":"a","processingStatus":"success","message":"","statusCode":200})");
  EXPECT_EQ(BodyOf(client.ReadAnswer()), R"([{"id":"b","processingStatus":"success","message":"","statusCode":200}])");
  EXPECT_EQ(
      BodyOf(client.ReadAnswer()),
      R"([{"productId":"p","dimensions":{"siteid":"1","locationid":"11"},"quantities":{"erp":{"unrestricted":2}}}])");
  client.Send(Request("PATCH", "/onhand", ""));
  EXPECT_THAT(client.ReadAnswer(),
              AllOf(StartsWith("HTTP/1.1 405 "), HasSubstr("Allow: POST, GET, HEAD, OPTIONS\r\n")));
  client.Send(Request("OPTIONS", "/onhand", ""));
  const std::string options = client.ReadAnswer();
  EXPECT_THAT(options, AllOf(StartsWith("HTTP/1.1 204 No Content\r\n"), Not(HasSubstr("Content-Length"))));
  client.Send(Request("HEAD", "/configuration", ""));
  EXPECT_EQ(BodyOf(client.ReadAnswer(/*head=*/true)), "");
  client.Send(Request("GET", "/nothing", ""));
  EXPECT_EQ(StatusOf(client.ReadAnswer()), 404);
}

TEST_F(GatewayOverSocketsTest, CompressesBothWays) {
  RawClient client(server_->port());
  client.Send(Request("POST", "/onhand", Gzip(Event("z")), "Content-Encoding: gzip\r\n"));
  EXPECT_THAT(client.ReadAnswer(), HasSubstr("\"success\""));
  client.Send(Request("GET", "/configuration", "", "Accept-Encoding: gzip, deflate, br\r\n"));
  const std::string answer = client.ReadAnswer();
  EXPECT_THAT(answer, HasSubstr("Content-Encoding: gzip\r\n"));
  std::string text;
  EXPECT_EQ(Gunzip(BodyOf(answer), kBodyBytesMax, &text), InflateResult::kOk);
  EXPECT_EQ(text, Get("/configuration").body);
}

TEST_F(GatewayOverSocketsTest, ServesManyConnectionsAtOnce) {
  constexpr int kClients = 16;
  constexpr int kRequests = 50;
  std::vector<std::thread> threads;
  for (int c = 0; c < kClients; ++c) {
    threads.emplace_back([this, c] {
      RawClient client(server_->port());
      for (int i = 0; i < kRequests; ++i) {
        client.Send(Request("POST", "/onhand", Event(std::to_string(c) + "-" + std::to_string(i))));
        EXPECT_THAT(client.ReadAnswer(), HasSubstr("\"success\""));
        if (i % 10 == 0) {
          client.Send(Request("GET", "/onhand?organizationId=usmf&productId=p", ""));
          EXPECT_EQ(StatusOf(client.ReadAnswer()), 200);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(Total(), HasSubstr("\"unrestricted\":" + std::to_string(kClients * kRequests) + "}"));
}

// Whatever comes as target, headers and body, there is one answer, never our own fault, and the service goes on.
TEST_F(GatewayOverSocketsTest, SurvivesRandomRequests) {
  const std::string_view pieces[] = {"/",
                                     "api",
                                     "/environment",
                                     "/shop",
                                     "/onhand",
                                     "/bulk",
                                     "/setonhand/pos",
                                     "?",
                                     "&",
                                     "=",
                                     "organizationId",
                                     "%41",
                                     "%",
                                     "indexquery",
                                     "/configuration/hardupdate",
                                     ",",
                                     "+",
                                     "//",
                                     "{",
                                     "}",
                                     "[",
                                     "]",
                                     "\"id\":",
                                     "\"a\"",
                                     "\"quantities\":",
                                     ":",
                                     "1e5",
                                     "null",
                                     "\xff",
                                     "/*"};
  std::mt19937 random(5);
  const auto text = [&](int most) {
    std::string out;
    for (int i = static_cast<int>(random() % most); i > 0; --i) out += pieces[random() % std::size(pieces)];
    return out;
  };
  const char* const methods[] = {"GET", "POST", "DELETE", "PUT", "HEAD", "OPTIONS"};
  const char* const codings[] = {"", "gzip", "identity", "zstd"};
  const char* const paths[] = {"/onhand",
                               "/onhand/bulk",
                               "/setonhand/pos/bulk",
                               "/onhand/indexquery",
                               "/onhand/exactquery",
                               "/configuration/hardupdate",
                               "/cleanupalldata"};
  for (int round = 0; round < 4000; ++round) {
    const std::string target =
        round % 2 == 0 ? text(10) : "/api/environment/shop" + std::string(paths[random() % 7]) + text(3);
    const HttpResponse response = Send(methods[random() % 6], target, text(14),
                                       {{"Content-Encoding", codings[random() % 16 < 12 ? 0 : random() % 4]}});
    ASSERT_GE(response.status, 200);
    ASSERT_LT(response.status, 500) << target << " " << response.body;
  }
  EXPECT_EQ(Post("/onhand/bulk", "[]").body, "[]");
}

}  // namespace
}  // namespace onhand
