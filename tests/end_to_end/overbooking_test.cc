// Callers over REST and over gRPC together, on one real server: they never book more than there is, and all of it.

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tests/end_to_end/grpc_client.h"
#include "tests/end_to_end/launch.h"
#include "tests/end_to_end/rest_client.h"
#include "tests/service/server/server_process.h"
#include "tests/support/scenario_client.h"

namespace onhand {
namespace {

constexpr int kCallers = 12;
constexpr int kCalls = 40;
constexpr int kEventsPerCall = 5;
constexpr int kStock = kCallers * kCalls * kEventsPerCall / 2;  // half of what is asked for

class Overbooking : public testing::Test {
 protected:
  void SetUp() override {
    data_dir_ = std::filesystem::path(testing::TempDir()) / "overbooking";
    std::filesystem::remove_all(data_dir_);
    server_ = Launch(data_dir_.string(), {"--create_environment=shop"});
    ASSERT_NE(server_, nullptr);
    ScenarioEvent stock = EventOf("stock", "");
    stock.dimensions.emplace_back("sizeId", "42");
    stock.quantities = {{"pos", "inbound", std::to_string(kStock)}};
    const auto outcomes = Connect(true)->Post({stock});
    ASSERT_TRUE(outcomes.ok()) << outcomes.status();
    ASSERT_EQ((*outcomes)[0].code, 200) << (*outcomes)[0].message;
  }

  void TearDown() override {
    server_.reset();
    std::filesystem::remove_all(data_dir_);
  }

  std::unique_ptr<ScenarioClient> Connect(bool rest) const {
    if (rest) return std::make_unique<RestClient>(server_->http_port(), "shop");
    return std::make_unique<GrpcClient>(server_->grpc_address(), "shop");
  }

  static ScenarioEvent EventOf(const std::string& id, const std::string& size) {
    ScenarioEvent event{.id = id, .organization = "usmf", .product = "Sneaker"};
    event.dimensions = {{"siteId", "1"}, {"locationId", "web"}};
    if (!size.empty()) event.dimensions.emplace_back("sizeId", size);
    return event;
  }

  // Half of the callers over each protocol; how many pieces they were told they have.
  int Compete(const ScenarioCall& call, const std::function<void(ScenarioEvent*)>& complete) {
    std::atomic<int> booked = 0;
    std::vector<std::thread> threads;
    for (int caller = 0; caller < kCallers; ++caller) {
      threads.emplace_back([&, caller] {
        const auto client = Connect(caller % 2 == 0);
        for (int i = 0; i < kCalls; ++i) {
          std::vector<ScenarioEvent> events;
          for (int j = 0; j < kEventsPerCall; ++j) {
            const std::string id = std::to_string(caller) + "-" + std::to_string(i) + "-" + std::to_string(j);
            events.push_back(EventOf(id, j % 2 == 0 ? "42" : ""));
            complete(&events.back());
          }
          const auto outcomes = client->Apply(call, events);
          ASSERT_TRUE(outcomes.ok()) << outcomes.status();
          for (const ScenarioOutcome& outcome : *outcomes) {
            ASSERT_TRUE(outcome.code == 200 || outcome.code == 500) << outcome.code << " " << outcome.message;
            if (outcome.code == 200) ++booked;
          }
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    return booked;
  }

  int OnBooks(const std::string& measure) {
    const auto answer =
        Connect(true)->Query({.organizations = {"usmf"}, .products = {"Sneaker"}, .return_negative = true});
    EXPECT_TRUE(answer.ok()) << answer.status();
    if (!answer.ok() || answer->rows.size() != 1 || !answer->rows[0].quantities.contains(measure)) return -1;
    return std::stoi(answer->rows[0].quantities.at(measure));
  }

  std::filesystem::path data_dir_;
  std::unique_ptr<ServerProcess> server_;
};

TEST_F(Overbooking, ReservationsTakeExactlyWhatIsThere) {
  const int booked = Compete({.kind = ScenarioKind::kReserve}, [](ScenarioEvent* event) {
    event->quantities = {{"iv", "softreserved", "1"}};
  });
  EXPECT_EQ(booked, kStock);
  EXPECT_EQ(OnBooks("iv.softreserved"), kStock);
  EXPECT_EQ(OnBooks("iv.availabletoreserve"), 0);
}

TEST_F(Overbooking, AllocationsTakeExactlyWhatIsThere) {
  const int booked = Compete({.kind = ScenarioKind::kAllocate}, [](ScenarioEvent* event) {
    event->quantity = "1";
    event->groups = {{"channel", "Web"}};
  });
  EXPECT_EQ(booked, kStock);
  EXPECT_EQ(OnBooks("@iv.@allocated"), kStock);
  EXPECT_EQ(OnBooks("@iv.@available_to_allocate"), 0);
}

}  // namespace
}  // namespace onhand
