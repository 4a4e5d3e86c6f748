// Bodies that come in pieces, over real sockets.
#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/http/http_message.h"
#include "service/http/http_server.h"
#include "storage/base/worker_pool.h"
#include "tests/service/http/raw_client.h"

namespace onhand {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr uint64_t kPieceBytes = 50'000;

// Pieces of letters, on this thread or the pool's; `alive` counts the sources that somebody holds.
class Letters : public BodySource, public std::enable_shared_from_this<Letters> {
 public:
  Letters(uint64_t size, WorkerPool* pool, std::atomic<int>* alive) : size_(size), pool_(pool), alive_(alive) {
    ++*alive_;
  }
  ~Letters() override { --*alive_; }
  uint64_t size() const override { return size_; }
  void Next(Done done) override {
    if (pool_ == nullptr) {
      std::move(done)(Piece());
    } else {
      pool_->Run([self = shared_from_this(), done = std::move(done)]() mutable { std::move(done)(self->Piece()); });
    }
  }

  uint64_t fails_at = ~uint64_t{0};
  uint64_t ends_at = ~uint64_t{0};

 private:
  absl::StatusOr<std::string> Piece() {
    if (given_ >= fails_at) return absl::DataLossError("damaged");
    if (given_ >= ends_at) return std::string();
    const uint64_t bytes = std::min(kPieceBytes, size_ - given_);
    std::string piece(bytes, 'a' + static_cast<char>(given_ / kPieceBytes % 26));
    given_ += bytes;
    return piece;
  }

  const uint64_t size_;
  WorkerPool* const pool_;
  std::atomic<int>* const alive_;
  uint64_t given_ = 0;
};

// What all the pieces are.
std::string Expected(uint64_t size) {
  std::string text;
  while (text.size() < size) {
    text.append(std::min(kPieceBytes, size - text.size()), 'a' + static_cast<char>(text.size() / kPieceBytes % 26));
  }
  return text;
}

class BodySourceTest : public testing::Test, public HttpHandler {
 protected:
  void SetUp() override { server_ = HttpServer::Start({}, this).value(); }

  void Handle(HttpRequest request, Respond respond) override {
    HttpResponse response;
    response.source = make_source_(request.target);
    std::move(respond)(std::move(response));
  }

  std::shared_ptr<Letters> Make(uint64_t size, bool on_pool = true) {
    return std::make_shared<Letters>(size, on_pool ? &pool_ : nullptr, &alive_);
  }
  void AwaitNoneAlive() {
    for (int i = 0; i < 10'000 && alive_ > 0; ++i) absl::SleepFor(absl::Milliseconds(1));
    EXPECT_EQ(alive_, 0);
  }

  std::atomic<int> alive_ = 0;
  std::function<std::shared_ptr<Letters>(const std::string& target)> make_source_;
  WorkerPool pool_{1};
  std::unique_ptr<HttpServer> server_;
};

TEST_F(BodySourceTest, ABodyComesWholeAndTheConnectionGoesOn) {
  make_source_ = [&](const std::string& target) { return Make(std::stoull(target.substr(1)), target.size() % 2 == 0); };
  RawClient client(server_->port());
  for (const uint64_t size : {uint64_t{0}, uint64_t{1}, kPieceBytes, kPieceBytes + 1, uint64_t{5'000'000}}) {
    client.Send("GET /" + std::to_string(size) + " HTTP/1.1\r\n\r\n");
    const std::string answer = client.ReadAnswer();
    EXPECT_THAT(answer.substr(0, answer.find("\r\n\r\n")),
                AllOf(HasSubstr("200 OK"), HasSubstr("Content-Length: " + std::to_string(size))));
    EXPECT_TRUE(BodyOf(answer) == Expected(size)) << size;
  }
  AwaitNoneAlive();
}

TEST_F(BodySourceTest, RequestsSentAheadAreAnsweredInOrder) {
  make_source_ = [&](const std::string& target) { return Make(std::stoull(target.substr(1))); };
  RawClient client(server_->port());
  client.Send("GET /60000 HTTP/1.1\r\n\r\nHEAD /70000 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(BodyOf(client.ReadAnswer()) == Expected(60'000));
  EXPECT_THAT(client.ReadAnswer(/*head=*/true), HasSubstr("Content-Length: 70000"));
  EXPECT_THAT(client.ReadAll(), HasSubstr("\r\n\r\naaa"));
  AwaitNoneAlive();
}

TEST_F(BodySourceTest, ABodyThatCannotGoOnClosesTheConnection) {
  for (const bool fails : {true, false}) {
    make_source_ = [&](const std::string&) {
      auto source = Make(200'000);
      (fails ? source->fails_at : source->ends_at) = 100'000;
      return source;
    };
    RawClient client(server_->port());
    client.Send("GET / HTTP/1.1\r\n\r\n");
    const std::string all = client.ReadAll();
    EXPECT_THAT(all.substr(0, all.find("\r\n\r\n")), HasSubstr("Content-Length: 200000"));
    EXPECT_TRUE(BodyOf(all) == Expected(100'000));
  }
  AwaitNoneAlive();
}

TEST_F(BodySourceTest, AClientThatGoesAwayEndsIt) {
  make_source_ = [&](const std::string&) { return Make(uint64_t{1} << 40); };
  {
    RawClient client(server_->port());
    client.Send("GET / HTTP/1.1\r\n\r\n");
    absl::SleepFor(absl::Milliseconds(20));
    EXPECT_EQ(alive_, 1);
  }
  AwaitNoneAlive();
}

TEST_F(BodySourceTest, DrainingLetsItFinishWithinItsGrace) {
  make_source_ = [&](const std::string&) { return Make(30'000'000); };
  RawClient client(server_->port());
  client.Send("GET / HTTP/1.1\r\n\r\n");
  absl::SleepFor(absl::Milliseconds(20));
  std::thread drain([&] { server_->Drain(absl::Seconds(20)); });
  EXPECT_EQ(BodyOf(client.ReadAll()).size(), 30'000'000u);
  drain.join();
  AwaitNoneAlive();
}

TEST_F(BodySourceTest, DrainingWithoutGraceGivesItUp) {
  make_source_ = [&](const std::string&) { return Make(uint64_t{1} << 40); };
  RawClient client(server_->port());
  client.Send("GET / HTTP/1.1\r\n\r\n");
  absl::SleepFor(absl::Milliseconds(20));
  server_->Drain(absl::ZeroDuration());
  AwaitNoneAlive();
}

}  // namespace
}  // namespace onhand
