// 5,000 idle keep-alive connections cost under 64 KB each. Client and server are one process here, so that what is
// measured is more than what the server takes.
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "service/http/http_server.h"
#include "tests/service/http/raw_client.h"

namespace onhand {
namespace {

class Hello : public HttpHandler {
 public:
  void Handle(HttpRequest request, Respond respond) override {
    std::move(respond)({200, {}, "hello " + std::to_string(request.body.size())});
  }
};

int64_t ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  int64_t size_pages = 0;
  int64_t resident_pages = 0;
  file >> size_pages >> resident_pages;
  return resident_pages * sysconf(_SC_PAGESIZE);
}

TEST(IdleConnections, CostUnder64KilobytesEach) {
  constexpr int kConnections = 5000;
  rlimit limit = {};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  if (limit.rlim_max < 2 * kConnections + 200) {
    limit.rlim_max = 2 * kConnections + 200;  // as root
  }
  limit.rlim_cur = limit.rlim_max;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0) << "the limit of open files is too low for this test";

  Hello handler;
  auto server = HttpServer::Start({}, &handler);
  ASSERT_TRUE(server.ok()) << server.status();
  const std::string request = "POST / HTTP/1.1\r\nContent-Length: 4096\r\n\r\n" + std::string(4096, 'x');
  std::vector<RawClient> clients;
  clients.reserve(kConnections);
  int64_t before = 0;
  for (int i = 0; i < kConnections + 100; ++i) {
    if (i == 100) before = ResidentBytes();  // after the first of everything
    clients.emplace_back((*server)->port());
    ASSERT_TRUE(clients.back().Send(request));
    ASSERT_EQ(BodyOf(clients.back().ReadAnswer()), "hello 4096");
  }
  EXPECT_EQ((*server)->connection_count(), static_cast<size_t>(kConnections) + 100);
  const int64_t bytes_each = (ResidentBytes() - before) / kConnections;
  RecordProperty("bytes_each", std::to_string(bytes_each));
  std::printf("%lld bytes a connection\n", static_cast<long long>(bytes_each));
  EXPECT_LT(bytes_each, 64 * 1000);

  // They still work.
  for (int i = 0; i < kConnections; i += 500) {
    ASSERT_TRUE(clients[i].Send(request));
    EXPECT_EQ(StatusOf(clients[i].ReadAnswer()), 200);
  }
  (*server)->Drain(absl::Seconds(20));
  EXPECT_EQ((*server)->connection_count(), 0u);
}

}  // namespace
}  // namespace onhand
