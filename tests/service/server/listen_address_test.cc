#include "service/server/listen_address.h"

#include <string_view>

#include "gtest/gtest.h"

namespace onhand {
namespace {

TEST(ParseListenAddress, TakesNumericAddresses) {
  const struct {
    const char* text;
    const char* host;
    int port;
    const char* formatted;
    bool loopback;
  } kCases[] = {
      {"127.0.0.1:8080", "127.0.0.1", 8080, "127.0.0.1:8080", true},
      {"127.8.9.10:0", "127.8.9.10", 0, "127.8.9.10:0", true},
      {"localhost:65535", "127.0.0.1", 65535, "127.0.0.1:65535", true},
      {"[::1]:50051", "::1", 50051, "[::1]:50051", true},
      {"0.0.0.0:80", "0.0.0.0", 80, "0.0.0.0:80", false},
      {"192.168.1.1:80", "192.168.1.1", 80, "192.168.1.1:80", false},
      {"128.0.0.1:80", "128.0.0.1", 80, "128.0.0.1:80", false},
      {"[::]:80", "::", 80, "[::]:80", false},
      {"[fe80::1]:80", "fe80::1", 80, "[fe80::1]:80", false},
  };
  for (const auto& c : kCases) {
    const absl::StatusOr<ListenAddress> address = ParseListenAddress(c.text);
    ASSERT_TRUE(address.ok()) << c.text;
    EXPECT_EQ(address->host, c.host);
    EXPECT_EQ(address->port, c.port);
    EXPECT_EQ(FormatListenAddress(*address), c.formatted);
    EXPECT_EQ(IsLoopback(*address), c.loopback) << c.text;
  }
}

// Nothing behind a zero byte was looked at.
TEST(ParseListenAddress, RefusesZeroBytes) {
  EXPECT_FALSE(ParseListenAddress(std::string_view("127.0.0.1\0x:80", 14)).ok());
  EXPECT_FALSE(ParseListenAddress(std::string_view("[::1\0]:80", 9)).ok());
}

TEST(ParseListenAddress, RefusesTheRest) {
  for (const char* text : {"",
                           ":",
                           ":8080",
                           "127.0.0.1",
                           "127.0.0.1:",
                           "127.0.0.1:65536",
                           "127.0.0.1:-1",
                           "127.0.0.1:+1",
                           "127.0.0.1:80x",
                           "127.0.0.1: 80",
                           "127.0.0.1:000080",
                           "127.0.0.256:80",
                           "127.1:80",
                           "::1:80",
                           "[::1]",
                           "[::1]80",
                           "[]:80",
                           "[127.0.0.1]:80",
                           "example.com:80",
                           "8080"}) {
    const absl::StatusOr<ListenAddress> address = ParseListenAddress(text);
    ASSERT_FALSE(address.ok()) << text;
    EXPECT_NE(address.status().message().find(text), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace onhand
