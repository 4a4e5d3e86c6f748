// The server over real sockets: what clients may send, and what they should not.
#include "service/http/http_server.h"

#include <atomic>
#include <future>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/http/raw_client.h"

namespace onhand {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Answers with what it was asked; "/slow" after a while and from another thread, "/hold" when told.
class Echo : public HttpHandler {
 public:
  ~Echo() override {
    for (std::thread& thread : threads_) thread.join();
  }

  void Handle(HttpRequest request, Respond respond) override {
    ++requests_;
    HttpResponse response{
        200, {{"Content-Type", "text/plain"}}, request.method + " " + request.target + " " + request.body};
    if (request.target == "/large") response.body = std::string(32 << 20, 'x');
    if (request.target == "/slow") {
      threads_.emplace_back([respond = std::move(respond), response = std::move(response)]() mutable {
        absl::SleepFor(absl::Milliseconds(100));
        std::move(respond)(std::move(response));
      });
    } else if (request.target == "/hold") {
      held_.emplace_back(std::move(respond));
      holding_ = true;
    } else {
      std::move(respond)(std::move(response));
    }
  }

  void AwaitHeld() {
    while (!holding_) absl::SleepFor(absl::Milliseconds(1));
  }
  void Release() {
    for (Respond& respond : held_) std::move(respond)({200, {}, "released"});
    held_.clear();
  }
  int requests() const { return requests_; }

 private:
  std::atomic<int> requests_ = 0;
  std::atomic<bool> holding_ = false;
  std::vector<std::thread> threads_;
  std::vector<Respond> held_;
};

class HttpServerTest : public ::testing::Test {
 protected:
  void Start(HttpServerOptions options = {}) {
    auto server = HttpServer::Start(std::move(options), &handler_);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  RawClient Connect() { return RawClient(server_->port()); }
  // The status of the answer to these bytes alone; the connection must be closed after it.
  int FinalStatus(std::string_view bytes) {
    RawClient client = Connect();
    client.Send(bytes);
    const std::string all = client.ReadAll();
    EXPECT_THAT(all, AllOf(HasSubstr("Connection: close\r\n"), HasSubstr("application/problem+json"))) << bytes;
    return StatusOf(all);
  }

  Echo handler_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, KeepsConnectionsAlive) {
  Start();
  RawClient client = Connect();
  for (int i = 0; i < 3; ++i) {
    client.Send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
    const std::string answer = client.ReadAnswer();
    EXPECT_THAT(answer,
                AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("Server: onhand\r\n"), HasSubstr("\r\nDate: "),
                      HasSubstr("Content-Type: text/plain\r\n"), Not(HasSubstr("Connection: close"))));
    EXPECT_EQ(BodyOf(answer), "POST /a hi");
  }
  EXPECT_EQ(server_->connection_count(), 1u);
  client.Send("GET /last HTTP/1.1\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.ReadAll(), HasSubstr("Connection: close\r\n"));
}

TEST_F(HttpServerTest, SpeaksHttp10) {
  Start();
  RawClient client = Connect();
  client.Send("GET /old HTTP/1.0\r\n\r\n");
  EXPECT_THAT(client.ReadAll(), AllOf(StartsWith("HTTP/1.0 200 OK\r\n"), HasSubstr("GET /old ")));
  RawClient keep = Connect();
  for (int i = 0; i < 2; ++i) {
    keep.Send("GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(BodyOf(keep.ReadAnswer()), "GET /old ");
  }
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  Start();
  RawClient client = Connect();
  std::string requests;
  for (int i = 0; i < 20; ++i) {
    requests += i % 7 == 0 ? "GET /slow HTTP/1.1\r\n\r\n"
                           : "POST /" + std::to_string(i) + " HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc";
  }
  client.Send(requests);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(BodyOf(client.ReadAnswer()), i % 7 == 0 ? "GET /slow " : "POST /" + std::to_string(i) + " abc");
  }
}

TEST_F(HttpServerTest, LeavesOutTheBodyOfHead) {
  Start();
  RawClient client = Connect();
  client.Send("HEAD /h HTTP/1.1\r\n\r\nGET /g HTTP/1.1\r\n\r\n");
  EXPECT_THAT(client.ReadAnswer(/*head=*/true), HasSubstr("Content-Length: 8\r\n"));
  EXPECT_EQ(BodyOf(client.ReadAnswer()), "GET /g ");
}

TEST_F(HttpServerTest, ReadsChunkedAndSplitRequests) {
  Start();
  RawClient client = Connect();
  const std::string request =
      "POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n\r\n";
  for (const char c : request) client.Send(std::string_view(&c, 1));
  EXPECT_EQ(BodyOf(client.ReadAnswer()), "POST /c hello world");
  client.Send("\r\n\r");
  client.Send("\nGET /after HTTP/1.1\r\n\r\n");
  EXPECT_EQ(BodyOf(client.ReadAnswer()), "GET /after ");
}

TEST_F(HttpServerTest, SendsContinueWhereExpected) {
  Start();
  RawClient client = Connect();
  client.Send("POST /e HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(client.ReadAnswer(), "HTTP/1.1 100 Continue\r\n\r\n");
  client.Send("body");
  EXPECT_EQ(BodyOf(client.ReadAnswer()), "POST /e body");
  client.Send("POST /e HTTP/1.1\r\nExpect: magic\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(StatusOf(client.ReadAll()), 417);
  // Too much is refused before it is sent.
  EXPECT_EQ(FinalStatus("POST /e HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 8388609\r\n\r\n"), 413);
}

TEST_F(HttpServerTest, RefusesWhatIsNoRequest) {
  Start();
  EXPECT_EQ(FinalStatus("garbage\r\n\r\n"), 400);
  EXPECT_EQ(FinalStatus(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 TLS", 15)), 400);
  EXPECT_EQ(FinalStatus("GET / HTTP/2.0\r\n\r\n"), 505);
  EXPECT_EQ(FinalStatus("GET / HTTP/1.1\r\nno colon\r\n\r\n"), 400);
  EXPECT_EQ(FinalStatus("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n"), 400);
  EXPECT_EQ(FinalStatus("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"), 400);
  EXPECT_EQ(FinalStatus("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n"), 400);
  EXPECT_EQ(FinalStatus("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), 400);
  EXPECT_EQ(FinalStatus("GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"), 431);
  EXPECT_EQ(handler_.requests(), 0);
}

TEST_F(HttpServerTest, RefusesBodiesBeyondTheLimit) {
  Start();
  const std::string body(9 << 20, 'x');
  EXPECT_EQ(FinalStatus("POST / HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body), 413);
  EXPECT_EQ(FinalStatus("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n900000\r\n" + body + "\r\n0\r\n\r\n"),
            413);
  EXPECT_EQ(handler_.requests(), 0);
  RawClient client = Connect();
  const std::string exact(8 << 20, 'x');
  client.Send("POST / HTTP/1.1\r\nContent-Length: " + std::to_string(exact.size()) + "\r\n\r\n" + exact);
  EXPECT_EQ(BodyOf(client.ReadAnswer()).size(), exact.size() + 7);
}

TEST_F(HttpServerTest, ClosesSlowClients) {
  Start({.idle_timeout = absl::Milliseconds(400),
         .header_timeout = absl::Milliseconds(300),
         .body_timeout = absl::Milliseconds(300)});
  // Each sends a byte now and then, for longer than is allowed.
  const auto trickle = [&](std::string_view start, std::string_view rest) {
    RawClient client = Connect();
    client.Send(start);
    const absl::Time begin = absl::Now();
    for (const char c : rest) {
      absl::SleepFor(absl::Milliseconds(50));
      if (!client.Send(std::string_view(&c, 1))) break;
    }
    EXPECT_EQ(client.ReadAll(), "");
    return absl::Now() - begin;
  };
  EXPECT_LT(trickle("GET /slow-header HTTP/1.1\r\n", std::string(60, 'x')), absl::Seconds(2.5));
  EXPECT_LT(trickle("POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n", std::string(60, 'x')), absl::Seconds(2.5));
  EXPECT_LT(trickle("", ""), absl::Seconds(2.5));
  EXPECT_EQ(handler_.requests(), 0);
  RawClient client = Connect();
  client.Send("GET /fine HTTP/1.1\r\n\r\n");
  EXPECT_EQ(BodyOf(client.ReadAnswer()), "GET /fine ");
}

TEST_F(HttpServerTest, GivesUpOnClientsThatDoNotRead) {
  Start({.write_timeout = absl::Milliseconds(300)});
  RawClient client = Connect();
  client.Send("GET /large HTTP/1.1\r\n\r\n");
  const absl::Time begin = absl::Now();
  while (server_->connection_count() > 0 && absl::Now() - begin < absl::Seconds(10))
    absl::SleepFor(absl::Milliseconds(10));
  EXPECT_EQ(server_->connection_count(), 0u);
  // One that reads slowly, but reads, gets all of it.
  RawClient slow = Connect();
  slow.Send("GET /large HTTP/1.1\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(BodyOf(slow.ReadAll()).size(), 32u << 20);
}

TEST_F(HttpServerTest, AnswersClientsThatHalfClose) {
  Start();
  RawClient client = Connect();
  client.Send("GET /slow HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n");
  client.HalfClose();
  const std::string all = client.ReadAll();
  EXPECT_THAT(all, AllOf(HasSubstr("GET /slow "), HasSubstr("GET /b ")));
}

TEST_F(HttpServerTest, SurvivesClientsThatVanish) {
  Start();
  {
    RawClient client = Connect();
    client.Send("GET /hold HTTP/1.1\r\n\r\n");
    handler_.AwaitHeld();
  }
  handler_.Release();
  {
    RawClient client = Connect();
    client.Send("POST /x HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
  }
  RawClient client = Connect();
  client.Send("GET /fine HTTP/1.1\r\n\r\n");
  EXPECT_EQ(BodyOf(client.ReadAnswer()), "GET /fine ");
}

TEST_F(HttpServerTest, TurnsAwayMoreConnectionsThanAllowed) {
  Start({.connections_max = 3});
  std::vector<RawClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(Connect());
    clients.back().Send("GET /a HTTP/1.1\r\n\r\n");
    EXPECT_EQ(StatusOf(clients.back().ReadAnswer()), 200);
  }
  RawClient refused = Connect();
  EXPECT_THAT(refused.ReadAll(), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("Retry-After: 1\r\n")));
  clients.clear();
  while (server_->connection_count() > 0) absl::SleepFor(absl::Milliseconds(1));
  RawClient again = Connect();
  again.Send("GET /a HTTP/1.1\r\n\r\n");
  EXPECT_EQ(StatusOf(again.ReadAnswer()), 200);
}

TEST_F(HttpServerTest, DrainFinishesWhatHasBegunAndTakesNothingNew) {
  Start();
  RawClient idle = Connect();
  idle.Send("GET /a HTTP/1.1\r\n\r\n");
  EXPECT_EQ(StatusOf(idle.ReadAnswer()), 200);
  RawClient busy = Connect();
  busy.Send("GET /hold HTTP/1.1\r\n\r\n");
  handler_.AwaitHeld();
  const int port = server_->port();
  std::future<void> drained = std::async(std::launch::async, [this] { server_->Drain(absl::Seconds(20)); });
  EXPECT_EQ(idle.ReadAll(), "");
  EXPECT_FALSE(RawClient(port, /*may_fail=*/true).connected());
  EXPECT_EQ(drained.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  handler_.Release();
  EXPECT_THAT(busy.ReadAll(), AllOf(HasSubstr("Connection: close\r\n"), HasSubstr("released")));
  drained.get();
  EXPECT_EQ(server_->connection_count(), 0u);
}

TEST_F(HttpServerTest, DrainGivesUpAfterItsGraceAndAnswersMayComeLater) {
  Start();
  RawClient busy = Connect();
  busy.Send("GET /hold HTTP/1.1\r\n\r\n");
  handler_.AwaitHeld();
  const absl::Time begin = absl::Now();
  server_->Drain(absl::Milliseconds(100));
  EXPECT_LT(absl::Now() - begin, absl::Seconds(5));
  EXPECT_EQ(busy.ReadAll(), "");
  server_.reset();
  handler_.Release();
}

TEST_F(HttpServerTest, SurvivesRandomBytes) {
  Start({.header_timeout = absl::Milliseconds(500), .body_timeout = absl::Milliseconds(500)});
  const std::string_view pieces[] = {"GET ",
                                     "POST ",
                                     "/a",
                                     " HTTP/1.1",
                                     "\r\n",
                                     "\r\n\r\n",
                                     "Content-Length: ",
                                     "5",
                                     "Transfer-Encoding: chunked",
                                     "Expect: 100-continue",
                                     ": ",
                                     "\n",
                                     "\xff",
                                     "hello"};
  std::mt19937 random(11);
  for (int round = 0; round < 400; ++round) {
    RawClient client = Connect();
    std::string bytes;
    for (int i = static_cast<int>(random() % 12); i > 0; --i) bytes += pieces[random() % std::size(pieces)];
    client.Send(bytes);
    client.HalfClose();
    client.ReadAll();
  }
  RawClient client = Connect();
  client.Send("GET /fine HTTP/1.1\r\n\r\n");
  EXPECT_EQ(BodyOf(client.ReadAnswer()), "GET /fine ");
}

TEST_F(HttpServerTest, SaysWhyItCannotListen) {
  Start();
  EXPECT_EQ(HttpServer::Start({.port = server_->port()}, &handler_).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(HttpServer::Start({.port = server_->port()}, &handler_).status().message()),
              HasSubstr("127.0.0.1:" + std::to_string(server_->port()) + ": Address already in use"));
  EXPECT_EQ(HttpServer::Start({.host = "no such host!"}, &handler_).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(HttpServer::Start({.port = 70000}, &handler_).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(HttpServer::Start({.threads = 0}, &handler_).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace onhand
