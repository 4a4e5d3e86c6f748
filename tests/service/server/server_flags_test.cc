#include "service/server/server_flags.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace onhand {
namespace {

using Arguments = std::vector<std::string>;

TEST(ParseServerFlags, Defaults) {
  const absl::StatusOr<ServerOptions> options = ParseServerFlags(Arguments{"--data_dir=/d"});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->data_dir, "/d");
  EXPECT_EQ(options->http_listen, (ListenAddress{"127.0.0.1", 8080}));
  EXPECT_EQ(options->grpc_listen, (ListenAddress{"127.0.0.1", 50051}));
  EXPECT_TRUE(options->create_environments.empty());
  EXPECT_FALSE(options->grant_system);
  EXPECT_FALSE(options->fixed_time_us.has_value());
  EXPECT_EQ(options->clock_speed, 1);
  EXPECT_EQ(options->block_cache_bytes, 64u << 20);
  EXPECT_EQ(options->write_buffer_bytes, 64u << 20);
  EXPECT_EQ(options->row_cache_bytes, 448u << 20);
  EXPECT_EQ(options->write_back_bytes, 64u << 20);
  EXPECT_EQ(options->grace_period, absl::Seconds(10));
  EXPECT_EQ(options->adjustment_push_minutes, 5);
  EXPECT_EQ(options->maintenance_interval_ms, 60'000);
  EXPECT_EQ(options->log_retention_days, 30);
}

TEST(ParseServerFlags, EveryFlag) {
  const absl::StatusOr<ServerOptions> options = ParseServerFlags(
      Arguments{"--data_dir", "/d", "--http_listen=localhost:0", "--grpc_listen=[::1]:7", "--create_environment=a",
                "--create_environment", "b", "--auth=off", "--fixed_time=2024-02-01T12:00:00.5Z", "--grant_system",
                "--block_cache=1", "--write_buffer=4", "--row_cache=5", "--write_back=6", "--grace_period=0",
                "--adjustment_push_minutes=0", "--maintenance_interval_ms=200", "--log_retention_days=1"});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->http_listen, (ListenAddress{"127.0.0.1", 0}));
  EXPECT_EQ(options->grpc_listen, (ListenAddress{"::1", 7}));
  EXPECT_EQ(options->create_environments, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(options->grant_system);
  EXPECT_EQ(options->fixed_time_us, 1'706'788'800'500'000);
  EXPECT_EQ(options->block_cache_bytes, 1u << 20);
  EXPECT_EQ(options->write_buffer_bytes, 4u << 20);
  EXPECT_EQ(options->row_cache_bytes, 5u << 20);
  EXPECT_EQ(options->write_back_bytes, 6u << 20);
  EXPECT_EQ(options->grace_period, absl::ZeroDuration());
  EXPECT_EQ(options->adjustment_push_minutes, 0);
  EXPECT_EQ(options->maintenance_interval_ms, 200);
  EXPECT_EQ(options->log_retention_days, 1);
}

TEST(ParseServerFlags, ErrorsNameTheFlagAndWhatIsAllowed) {
  const struct {
    Arguments arguments;
    const char* flag;
    const char* allowed;
  } kCases[] = {
      {{}, "--data_dir", "--data_dir=DIR"},
      {{"--data_dir=/d", "--auth=token"}, "--auth", "off"},
      {{"--data_dir=/d", "--auth="}, "--auth", "off"},
      {{"--data_dir=/d", "--http_listen=0.0.0.0:80"}, "--http_listen", "loopback"},
      {{"--data_dir=/d", "--grpc_listen=[::]:80", "--auth=off"}, "--grpc_listen", "loopback"},
      {{"--data_dir=/d", "--http_listen=8080"}, "--http_listen", "HOST:PORT"},
      {{"--data_dir=/d", "--grpc_listen=localhost:99999"}, "--grpc_listen", "65535"},
      {{"--data_dir=/d", "--http_listen=127.0.0.1:1", "--grpc_listen=localhost:1"}, "--grpc_listen", "--http_listen"},
      {{"--data_dir=/d", "--fixed_time=yesterday"}, "--fixed_time", "RFC 3339"},
      {{"--data_dir=/d", "--clock_speed=0"}, "--clock_speed", "1"},
      {{"--data_dir=/d", "--clock_speed=2", "--fixed_time=2024-02-01T12:00:00Z"}, "--clock_speed", "--fixed_time"},
      {{"--data_dir=/d", "--fixed_time=2024-02-30T00:00:00Z"}, "--fixed_time", "RFC 3339"},
      {{"--data_dir=/d", "--block_cache=0"}, "--block_cache", "from 1"},
      {{"--data_dir=/d", "--write_buffer=lots"}, "--write_buffer", "whole number"},
      {{"--data_dir=/d", "--grace_period=-1"}, "--grace_period", "0 to 3600"},
      {{"--data_dir=/d", "--adjustment_push_minutes=1441"}, "--adjustment_push_minutes", "0 to 1440"},
      {{"--data_dir=/d", "--grant_system=perhaps"}, "--grant_system", "switch"},
      {{"--data_dir=/d", "--unheard"}, "--unheard", "unknown flag"},
      {{"--data_dir=/d", "--create_enviroment=x"}, "--create_enviroment", "--create_environment"},
      {{"--data_dir=/d", "surplus"}, "surplus", "--help"},
      {{"--data_dir=/d", "--data_dir=/e"}, "--data_dir", "twice"},
      {{"--data_dir"}, "--data_dir", "needs a value"},
  };
  for (const auto& c : kCases) {
    const absl::StatusOr<ServerOptions> options = ParseServerFlags(c.arguments);
    ASSERT_FALSE(options.ok()) << c.flag;
    const std::string message(options.status().message());
    EXPECT_NE(message.find(c.flag), std::string::npos) << message;
    EXPECT_NE(message.find(c.allowed), std::string::npos) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
}

TEST(ServerHelp, NamesEveryFlag) {
  const std::string help = ServerHelp();
  for (const char* flag : {"--data_dir", "--http_listen", "--grpc_listen", "--create_environment", "--auth",
                           "--fixed_time", "--grant_system", "--block_cache", "--write_buffer", "--grace_period",
                           "--adjustment_push_minutes", "--version", "--help"}) {
    EXPECT_NE(help.find(flag), std::string::npos) << flag;
  }
}

}  // namespace
}  // namespace onhand
