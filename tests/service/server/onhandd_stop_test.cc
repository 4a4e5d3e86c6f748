// onhandd as a process: how it stops, and what is left when it had no time to.

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tests/service/server/load.h"
#include "tests/service/server/server_process.h"

namespace onhand {
namespace {

using std::chrono::milliseconds;

std::vector<std::string> Flags(const std::string& data_dir, const std::string& more = "--grace_period=30") {
  return {"--data_dir=" + data_dir, "--http_listen=127.0.0.1:0", "--grpc_listen=127.0.0.1:0",
          "--create_environment=shop", more};
}

void WaitForAcknowledged(const Load& load, int64_t count) {
  for (int i = 0; i < 1000 && load.acknowledged() < count; ++i) std::this_thread::sleep_for(milliseconds(10));
  EXPECT_GE(load.acknowledged(), count);
}

TEST(OnhanddStop, SigtermUnderLoadAnswersWhatItTook) {
  for (const int stop_signal : {SIGTERM, SIGINT}) {
    const std::string folder = NewFolder("data");
    ServerProcess server(Flags(folder));
    ASSERT_TRUE(server.WaitUntilReady());
    Load load(server.grpc_address(), server.http_port());
    WaitForAcknowledged(load, 2000);
    server.Signal(stop_signal);
    EXPECT_EQ(server.Wait(), 0) << server.standard_error();
    load.Stop();
    EXPECT_TRUE(load.complaints().empty()) << load.complaints().front();
    EXPECT_NE(server.standard_error().find("stopped"), std::string::npos);

    ServerProcess again(Flags(folder));
    ASSERT_TRUE(again.WaitUntilReady());
    // Nothing was applied whose answer did not arrive.
    EXPECT_EQ(UnitsOnHand(again.grpc_address()), load.acknowledged());
    EXPECT_TRUE(load.Repeat(again.grpc_address()));
    EXPECT_EQ(UnitsOnHand(again.grpc_address()), load.attempted());
  }
}

TEST(OnhanddStop, SigkillLosesNothingAcknowledged) {
  const std::string folder = NewFolder("data");
  int64_t before = 0;
  int64_t repeated = 0;
  for (int round = 0; round < 3; ++round) {
    ServerProcess server(Flags(folder));
    ASSERT_TRUE(server.WaitUntilReady());
    EXPECT_EQ(UnitsOnHand(server.grpc_address()), repeated);
    if (round > 0) before = repeated;
    // Ids are the same in every round: those of rounds before answer at once and add nothing.
    Load load(server.grpc_address(), server.http_port());
    WaitForAcknowledged(load, 1000 + before);
    server.Signal(SIGKILL);
    EXPECT_EQ(server.Wait(), -SIGKILL);
    load.Stop();
    EXPECT_TRUE(load.complaints().empty()) << load.complaints().front();

    ServerProcess again(Flags(folder));
    ASSERT_TRUE(again.WaitUntilReady());
    const int64_t units = UnitsOnHand(again.grpc_address());
    EXPECT_GE(units, load.acknowledged());
    EXPECT_TRUE(load.Repeat(again.grpc_address()));
    repeated = UnitsOnHand(again.grpc_address());
    EXPECT_GE(repeated, load.attempted());
    if (round == 0) {
      EXPECT_LE(units, load.attempted());
      EXPECT_EQ(repeated, load.attempted());
    }
    again.Signal(SIGTERM);
    EXPECT_EQ(again.Wait(), 0);
  }
}

// A request whose body never comes, which a drain waits for.
int BeginRequest(int port) {
  return ConnectAndSend(port, "POST /api/environment/shop/onhand HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
}

TEST(OnhanddStop, ASecondSignalEndsAtOnce) {
  ServerProcess server(Flags(NewFolder("data"), "--grace_period=600"));
  ASSERT_TRUE(server.WaitUntilReady());
  const int connection = BeginRequest(server.http_port());
  ASSERT_GE(connection, 0);
  std::this_thread::sleep_for(milliseconds(200));
  server.Signal(SIGTERM);
  std::this_thread::sleep_for(milliseconds(500));
  EXPECT_TRUE(server.Running());
  const auto start = std::chrono::steady_clock::now();
  server.Signal(SIGTERM);
  EXPECT_EQ(server.Wait(), -SIGTERM);
  EXPECT_LT(std::chrono::steady_clock::now() - start, milliseconds(5000));
  close(connection);
}

TEST(OnhanddStop, TheGracePeriodIsABound) {
  ServerProcess server(Flags(NewFolder("data"), "--grace_period=1"));
  ASSERT_TRUE(server.WaitUntilReady());
  const int connection = BeginRequest(server.http_port());
  ASSERT_GE(connection, 0);
  std::this_thread::sleep_for(milliseconds(200));
  const auto start = std::chrono::steady_clock::now();
  server.Signal(SIGTERM);
  EXPECT_EQ(server.Wait(), 0);
  const auto taken = std::chrono::steady_clock::now() - start;
  EXPECT_GE(taken, milliseconds(900));
  EXPECT_LT(taken, milliseconds(8000));
  close(connection);
}

}  // namespace
}  // namespace onhand
