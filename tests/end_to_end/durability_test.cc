// A server that is killed in the middle of its work, with callers of both protocols that send again what they do not
// know the fate of.

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "tests/end_to_end/grpc_client.h"
#include "tests/end_to_end/launch.h"
#include "tests/end_to_end/rest_client.h"
#include "tests/service/server/server_process.h"

namespace onhand {
namespace {

constexpr int kEventsPerCall = 20;

class Durability : public testing::Test {
 protected:
  void SetUp() override {
    data_dir_ = std::filesystem::path(testing::TempDir()) / "durability";
    std::filesystem::remove_all(data_dir_);
    Start();
  }

  void TearDown() override {
    server_.reset();
    std::filesystem::remove_all(data_dir_);
  }

  void Start() {
    server_ = Launch(data_dir_.string(), {"--create_environment=shop"});
    ASSERT_NE(server_, nullptr);
  }

  std::unique_ptr<ScenarioClient> Connect(bool rest) const {
    if (rest) return std::make_unique<RestClient>(server_->http_port(), "shop");
    return std::make_unique<GrpcClient>(server_->grpc_address(), "shop");
  }

  // What is on hand of a product, by the server's word.
  int64_t OnHand(const std::string& product) {
    const auto answer = Connect(true)->Query({.organizations = {"usmf"}, .products = {product}});
    EXPECT_TRUE(answer.ok()) << answer.status();
    int64_t sum = 0;
    for (const ScenarioRow& row : answer->rows) sum += std::stoll(row.quantities.at("pos.inbound"));
    return sum;
  }

  std::filesystem::path data_dir_;
  std::unique_ptr<ServerProcess> server_;
};

// One caller with a product of its own, one unit an event.
struct Caller {
  std::string product;
  bool rest = true;
  int calls_sent = 0;
  int calls_acknowledged = 0;

  static std::vector<ScenarioEvent> Events(const std::string& product, int call) {
    std::vector<ScenarioEvent> events;
    for (int i = 0; i < kEventsPerCall; ++i) {
      events.push_back(
          {.id = std::to_string(call) + "-" + std::to_string(i), .organization = "usmf", .product = product});
      events.back().dimensions = {{"siteId", "1"}, {"locationId", std::to_string(i % 3)}};
      events.back().quantities = {{"pos", "inbound", "1"}};
    }
    return events;
  }
};

TEST_F(Durability, WhatWasAcknowledgedOutlivesAKillAndNothingCountsTwice) {
  std::vector<Caller> callers = {{.product = "a"}, {.product = "b"}, {.product = "c", .rest = false}};
  for (int round = 0; round < 4; ++round) {
    std::atomic<int> acknowledged = 0;
    std::vector<std::thread> threads;
    for (Caller& caller : callers) {
      threads.emplace_back([&, client = Connect(caller.rest)] {
        while (true) {
          const auto outcomes = client->Post(Caller::Events(caller.product, caller.calls_sent));
          ++caller.calls_sent;
          if (!outcomes.ok()) return;
          for (const ScenarioOutcome& outcome : *outcomes) EXPECT_EQ(outcome.code, 200) << outcome.message;
          ++caller.calls_acknowledged;
          ++acknowledged;
        }
      });
    }
    while (acknowledged < 60) std::this_thread::yield();
    Kill(server_.get());
    for (std::thread& thread : threads) thread.join();

    Start();
    for (Caller& caller : callers) {
      const int64_t present = OnHand(caller.product);
      EXPECT_GE(present, int64_t{caller.calls_acknowledged} * kEventsPerCall) << caller.product;
      EXPECT_LE(present, int64_t{caller.calls_sent} * kEventsPerCall) << caller.product;
      // Sent again: the last one, whose answer was lost, and one that is long done.
      const auto client = Connect(!caller.rest);
      for (const int call : {caller.calls_sent - 1, 0}) {
        const auto outcomes = client->Post(Caller::Events(caller.product, call));
        ASSERT_TRUE(outcomes.ok()) << outcomes.status();
        for (const ScenarioOutcome& outcome : *outcomes) EXPECT_EQ(outcome.code, 200) << outcome.message;
      }
      caller.calls_acknowledged = caller.calls_sent;
      EXPECT_EQ(OnHand(caller.product), int64_t{caller.calls_sent} * kEventsPerCall) << caller.product;
    }
  }
}

TEST_F(Durability, AConfigurationOutlivesAKill) {
  auto client = Connect(true);
  auto configuration = client->GetConfiguration();
  ASSERT_TRUE(configuration.ok()) << configuration.status();
  configuration->data_sources.push_back({.name = "web", .physical_measures = {"sold"}});
  const auto replaced = client->Configure(*configuration);
  ASSERT_TRUE(replaced.ok()) << replaced.status();
  EXPECT_EQ(replaced->first, 2u);
  Kill(server_.get());
  Start();
  const auto again = Connect(false)->GetConfiguration();
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->data_sources.back().name, "web");
}

}  // namespace
}  // namespace onhand
