// The API of the engine as an embedder uses it: environments, events, counts, queries, configuration, partitions,
// forgetting.

#include "engine/engine.h"

#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace onhand {
namespace {

constexpr int64_t kDayUs = 24ll * 3600 * 1'000'000;
constexpr int64_t kStartUs = 1'800'000'000'000'000;

Quantity Units(int64_t units) { return {units * kMicrosPerUnit}; }

ChangeEvent Change(std::string_view id, std::string_view color, int64_t inbound) {
  return {{.id = id,
           .organization_id = "usmf",
           .product_id = "T-shirt",
           .dimension_data_source = {},
           .dimensions = {{"siteId", "1"}, {"locationId", "11"}, {"colorId", color}}},
          {{"pos", "inbound", Units(inbound)}}};
}

IndexQuery ByColor() {
  return {.organization_ids = {"usmf"},
          .product_ids = {"T-shirt"},
          .filters = {{"siteId", {"1"}}, {"locationId", {"11"}}},
          .group_by = {"colorId"},
          .return_negative = true};
}

// "Red inbound=2 ..." a row.
std::vector<std::string> Describe(const QueryAnswer& answer) {
  std::vector<std::string> lines;
  for (const ResultRow& row : answer.rows) {
    std::string line = row.product_id;
    for (size_t i = 0; i < row.dimension_values.size(); ++i) {
      absl::StrAppend(&line, " ", std::string(answer.dimension_names[i]), "=", row.dimension_values[i]);
    }
    for (const MeasureValue& value : row.values) {
      const MeasureColumn& column = answer.columns[value.column];
      if (!column.calculated)
        absl::StrAppend(&line, " ", column.data_source, ".", column.measure, "=", FormatMicros(value.micros));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

class EngineTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override { Reopen(); }
  void TearDown() override {
    environment_.reset();
    engine_.reset();
    std::filesystem::remove_all(Directory());
  }
  static bool OnDisk() { return GetParam(); }
  static std::string Directory() { return testing::TempDir() + "/engine_test"; }

  // On disk: closes everything and opens it again. In memory: starts anew.
  void Reopen() {
    environment_.reset();
    engine_.reset();
    EngineOptions options;
    options.data_dir = OnDisk() ? Directory() : "";
    options.clock = &clock_;
    options.maintenance_interval_ms = 0;
    options.log_retention_days = 1;
    auto engine = Engine::Open(options);
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
    auto ids = engine_->ListEnvironments();
    ASSERT_TRUE(ids.ok());
    if (ids->empty()) ASSERT_TRUE(engine_->CreateEnvironment("Shop").ok());
    auto environment = engine_->Find("shop");
    ASSERT_TRUE(environment.ok()) << environment.status();
    environment_ = *std::move(environment);
  }

  std::vector<Outcome> Post(std::vector<ChangeEvent> events, Caller caller = {}) {
    EventResults results = environment_->PostChanges(events, caller);
    EXPECT_TRUE(results.status.ok()) << results.status;
    return results.outcomes;
  }

  std::vector<std::string> Ask(const IndexQuery& query) {
    auto answer = environment_->Query(query);
    EXPECT_TRUE(answer.ok()) << answer.status();
    EXPECT_TRUE(answer->issues.empty()) << answer->issues.front().message;
    return Describe(*answer);
  }

  FixedClock clock_{kStartUs};
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Environment> environment_;
};

INSTANTIATE_TEST_SUITE_P(Stores, EngineTest, testing::Bool(),
                         [](const auto& info) { return info.param ? "RocksDb" : "Memory"; });

TEST_P(EngineTest, AnEventAppliesExactlyOnce) {
  for (int i = 0; i < 3; ++i) {
    const std::vector<Outcome> outcomes = Post({Change("a", "red", 2), Change("a", "red", 2), Change("b", "black", 3)});
    for (const Outcome& outcome : outcomes) EXPECT_EQ(outcome, Outcome{});
    if (OnDisk()) Reopen();
  }
  EXPECT_EQ(Ask(ByColor()), (std::vector<std::string>{"T-shirt siteid=1 locationid=11 ColorId=black pos.inbound=3",
                                                      "T-shirt siteid=1 locationid=11 ColorId=red pos.inbound=2"}));
}

TEST_P(EngineTest, AnAnswerSaysWhichVersionItIs) {
  IndexQuery query = ByColor();
  EXPECT_EQ(environment_->Query(query)->version, QueryVersion::kV1);
  query.version = QueryVersion::kV2;
  EXPECT_EQ(environment_->Query(query)->version, QueryVersion::kV2);
}

TEST_P(EngineTest, AnIdWithOtherContentIsRefused) {
  EXPECT_EQ(Post({Change("a", "red", 2)})[0].status_code(), 200);
  const Outcome other = Post({Change("a", "red", 3)})[0];
  EXPECT_EQ(other.reason, Reason::kIdReused);
  EXPECT_EQ(other.status_code(), 409);
  EXPECT_EQ(Ask(ByColor()), (std::vector<std::string>{"T-shirt siteid=1 locationid=11 ColorId=red pos.inbound=2"}));
}

TEST_P(EngineTest, RefusedEventsLeaveTheOthersAlone) {
  ChangeEvent unknown = Change("x", "red", 1);
  unknown.quantities = {{"pos", "nothing", Units(1)}};
  const std::vector<Outcome> outcomes = Post({Change("a", "red", 1), unknown, Change("b", "red", 1)});
  EXPECT_FALSE(outcomes[0].refused());
  EXPECT_EQ(outcomes[1].reason, Reason::kUnknownMeasure);
  EXPECT_EQ(outcomes[1].path, "/quantities/pos/nothing");
  EXPECT_FALSE(outcomes[2].refused());
}

TEST_P(EngineTest, MoreThan512RecordsAreRefusedWhole) {
  std::vector<std::string> ids;
  for (int i = 0; i < 513; ++i) ids.push_back(absl::StrCat("id", i));
  std::vector<ChangeEvent> events;
  for (const std::string& id : ids) events.push_back(Change(id, "red", 1));
  const EventResults results = environment_->PostChanges(events);
  EXPECT_TRUE(results.status.ok());
  ASSERT_EQ(results.issues.size(), 1u);
  EXPECT_EQ(results.issues[0].reason, Reason::kTooManyRecords);
  EXPECT_TRUE(results.outcomes.empty());
  EXPECT_TRUE(Ask(ByColor()).empty());
  events.pop_back();
  EXPECT_TRUE(environment_->PostChanges(events).status.ok());
  EXPECT_EQ(Ask(ByColor()), (std::vector<std::string>{"T-shirt siteid=1 locationid=11 ColorId=red pos.inbound=512"}));
}

TEST_P(EngineTest, ReadOnlySourcesTakeWritesFromTheSystemAlone) {
  ChangeEvent event = Change("a", "red", 1);
  event.quantities = {{"fno", "onorder", Units(4)}};
  EXPECT_EQ(Post({event})[0].reason, Reason::kReadOnlyDataSource);
  EXPECT_EQ(Post({event}, {.system_role = true})[0].status_code(), 200);
  // The receipt comes before the role (decisions T7).
  EXPECT_EQ(Post({event})[0].status_code(), 200);
}

TEST_P(EngineTest, ASetOverwritesAndIsSupersededByNewerCounts) {
  Post({Change("a", "red", 37)});
  const auto set = [&](std::string_view id, int64_t units, std::optional<int64_t> modified) {
    const SetEvent event{Change(id, "red", units), modified, {}};
    EventResults results = environment_->SetOnHand("pos", {&event, 1});
    EXPECT_TRUE(results.status.ok());
    return results.outcomes.at(0);
  };
  EXPECT_EQ(set("s1", 100, kStartUs - 10).message, "");
  EXPECT_EQ(set("s2", 90, kStartUs - 11).message, "superseded by a newer count");
  EXPECT_EQ(set("s2", 90, kStartUs - 11).message, "superseded by a newer count");
  EXPECT_EQ(set("s3", 95, kStartUs - 10).message, "");
  EXPECT_EQ(set("s4", 1, kStartUs + 5 * 60 * 1'000'000ll + 1).reason, Reason::kTimeInFuture);
  EXPECT_EQ(Ask(ByColor()), (std::vector<std::string>{"T-shirt siteid=1 locationid=11 ColorId=red pos.inbound=95"}));
  const SetEvent event{Change("s5", "red", 1), std::nullopt, {}};
  EXPECT_EQ(environment_->SetOnHand("nobody", {&event, 1}).issues.at(0).reason, Reason::kUnknownDataSource);
  EXPECT_EQ(environment_->SetOnHand("iv", {&event, 1}).outcomes.at(0).reason, Reason::kDataSourceMismatch);
}

TEST_P(EngineTest, ANumberThatWouldOverflowRefusesTheEvent) {
  ChangeEvent event = Change("a", "red", 0);
  event.quantities[0].quantity.micros = kQuantityMicrosMax;
  EXPECT_FALSE(Post({event})[0].refused());
  EXPECT_EQ(Post({Change("b", "red", 1)})[0].reason, Reason::kQuantityOverflow);
  event.id = "c";
  event.dimensions[2].value = "black";
  EXPECT_FALSE(Post({event})[0].refused());
  IndexQuery total = ByColor();
  total.group_by = {};
  EXPECT_EQ(Ask(total), (std::vector<std::string>{"T-shirt siteid=1 locationid=11 pos.inbound=18446744073709.551614"}));
}

TEST_P(EngineTest, PartitionsAreListedAndCleanedUp) {
  ChangeEvent elsewhere = Change("b", "red", 5);
  elsewhere.dimensions[1].value = "1:2/ü";
  Post({Change("a", "red", 1), elsewhere});
  auto partitions = environment_->ListPartitions();
  ASSERT_TRUE(partitions.ok());
  EXPECT_EQ(*partitions, (std::vector<std::string>{"location:usmf:1:1%3A2%2F%C3%BC", "location:usmf:1:11"}));
  EXPECT_EQ(environment_->Statistics().rows, 2u);
  EXPECT_EQ(environment_->CleanUpPartitions(std::vector<std::string>{"nonsense"}).code(),
            absl::StatusCode::kInvalidArgument);
  ASSERT_TRUE(environment_->CleanUpPartitions(std::vector<std::string>{"location:usmf:1:11", "location:x:y:z"}).ok());
  EXPECT_TRUE(Ask(ByColor()).empty());
  EXPECT_EQ(environment_->Statistics().rows, 1u);
  // Receipts stay: what was applied once is not applied again.
  EXPECT_FALSE(Post({Change("a", "red", 1)})[0].refused());
  EXPECT_TRUE(Ask(ByColor()).empty());
  partitions = environment_->ListPartitions();
  EXPECT_EQ(*partitions, (std::vector<std::string>{"location:usmf:1:1%3A2%2F%C3%BC"}));
}

TEST_P(EngineTest, ConfigurationIsReplacedWholeOrNotAtAll) {
  Post({Change("a", "red", 1)});
  Configuration configuration = DefaultConfiguration();
  configuration.data_sources.push_back({.name = "shelf", .physical_measures = {"Received"}});
  auto result = environment_->ReplaceConfiguration(configuration);
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result->issues.empty());
  EXPECT_EQ(result->version, 2u);
  ChangeEvent shelf = Change("b", "red", 0);
  shelf.quantities = {{"SHELF", "received", Units(7)}};
  EXPECT_FALSE(Post({shelf})[0].refused());

  // Numbers are stored for it: it cannot be dropped (decisions C3).
  result = environment_->ReplaceConfiguration(DefaultConfiguration());
  ASSERT_TRUE(result.ok());
  ASSERT_EQ(result->issues.size(), 1u);
  EXPECT_EQ(result->issues[0].reason, Reason::kConfigurationConflict);
  EXPECT_EQ(environment_->configuration()->number, 2u);

  configuration.index_sets.push_back({.number = 1, .dimensions = {"nonsense"}});
  result = environment_->ReplaceConfiguration(configuration);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->issues.size(), 2u);
  EXPECT_EQ(result->issues[0].reason, Reason::kInvalidConfiguration);
  if (OnDisk()) {
    Reopen();
    EXPECT_EQ(environment_->configuration()->number, 2u);
    EXPECT_EQ(Ask(ByColor()),
              (std::vector<std::string>{"T-shirt siteid=1 locationid=11 ColorId=red pos.inbound=1 shelf.received=7"}));
  }
}

TEST_P(EngineTest, ThePartitionRuleBecomesByLocationOnlyWhenEveryRowHasAPlace) {
  Configuration by_product = DefaultConfiguration();
  by_product.partition_rule = PartitionRule::kByProduct;
  ASSERT_TRUE(environment_->ReplaceConfiguration(by_product)->issues.empty());
  ChangeEvent nowhere = Change("a", "red", 1);
  nowhere.dimensions = {{"colorId", "red"}};
  EXPECT_FALSE(Post({nowhere})[0].refused());
  auto result = environment_->ReplaceConfiguration(DefaultConfiguration());
  ASSERT_EQ(result->issues.size(), 1u);
  EXPECT_NE(result->issues[0].message.find("1 rows"), std::string::npos);
  ASSERT_TRUE(environment_->CleanUpPartitions(*environment_->ListPartitions()).ok());
  EXPECT_TRUE(environment_->ReplaceConfiguration(DefaultConfiguration())->issues.empty());
  EXPECT_EQ(Post({nowhere})[0].reason, Reason::kMissingPartitionDimension);
}

TEST_P(EngineTest, ReceiptsAreForgottenAfterTheirRetentionAndNotBefore) {
  Post({Change("a", "red", 1)});
  clock_.Advance(30 * kDayUs);
  Post({Change("keep", "red", 1)});
  ASSERT_TRUE(environment_->RunMaintenance().ok());
  EXPECT_EQ(Post({Change("a", "red", 2)})[0].reason, Reason::kIdReused);
  clock_.Advance(1);
  ASSERT_TRUE(environment_->RunMaintenance().ok());
  EXPECT_FALSE(Post({Change("a", "red", 2)})[0].refused());
  EXPECT_EQ(Post({Change("keep", "red", 2)})[0].reason, Reason::kIdReused);
  EXPECT_EQ(Ask(ByColor()), (std::vector<std::string>{"T-shirt siteid=1 locationid=11 ColorId=red pos.inbound=4"}));
}

TEST_P(EngineTest, EnvironmentsAreCreatedListedAndDeleted) {
  EXPECT_EQ(engine_->CreateEnvironment("SHOP").code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(engine_->CreateEnvironment("a/b").code(), absl::StatusCode::kInvalidArgument);
  ASSERT_TRUE(engine_->CreateEnvironment("Another One").ok());
  EXPECT_EQ(*engine_->ListEnvironments(), (std::vector<std::string>{"another one", "shop"}));
  EXPECT_EQ(engine_->Find("nobody").status().code(), absl::StatusCode::kNotFound);
  ASSERT_TRUE(engine_->DeleteEnvironment("shop").ok());
  EXPECT_EQ(engine_->DeleteEnvironment("shop").code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(engine_->Find("shop").status().code(), absl::StatusCode::kNotFound);
  const ChangeEvent event = Change("a", "red", 1);
  EXPECT_EQ(environment_->PostChanges({&event, 1}).status.code(), absl::StatusCode::kUnavailable);
  EXPECT_FALSE(environment_->Query(ByColor()).ok());
}

TEST_P(EngineTest, AnEnvironmentIsOpenedOnceHoweverManyAskForIt) {
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(engine_->CreateEnvironment(absl::StrCat("e", i)).ok());
  if (OnDisk()) Reopen();
  std::vector<std::thread> threads;
  std::vector<std::shared_ptr<Environment>> found(16);
  for (size_t t = 0; t < found.size(); ++t) {
    threads.emplace_back([&, t] {
      auto environment = engine_->Find(absl::StrCat("e", t % 4));
      ASSERT_TRUE(environment.ok()) << environment.status();
      found[t] = *environment;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (size_t t = 4; t < found.size(); ++t) EXPECT_EQ(found[t], found[t % 4]);
}

TEST_P(EngineTest, ConcurrentCallersShareWritesAndLoseNothing) {
  constexpr int kThreads = 8;
  constexpr int kCalls = 200;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kCalls; ++i) {
        const std::string id = absl::StrCat(t, "-", i);
        const ChangeEvent event = Change(id, "red", 1);
        ASSERT_FALSE(environment_->PostChanges({&event, 1}).outcomes.at(0).refused());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Ask(ByColor()), (std::vector<std::string>{absl::StrCat(
                                "T-shirt siteid=1 locationid=11 ColorId=red pos.inbound=", kThreads * kCalls)}));
}

TEST_P(EngineTest, SubmittedCallsCompleteInOrder) {
  constexpr int kCalls = 500;
  std::vector<std::string> ids;
  for (int i = 0; i < kCalls; ++i) ids.push_back(absl::StrCat(i));
  std::vector<ChangeEvent> events;
  for (const std::string& id : ids) events.push_back(Change(id, "red", 1));
  std::vector<int> order;
  for (int i = 0; i < kCalls; ++i) {
    environment_->Submit(absl::MakeConstSpan(&events[i], 1), {}, [&order, i](EventResults results) {
      EXPECT_FALSE(results.outcomes.at(0).refused());
      order.push_back(i);
    });
  }
  const ChangeEvent last = Change("last", "red", 1);
  environment_->PostChanges({&last, 1});
  ASSERT_EQ(order.size(), static_cast<size_t>(kCalls));
  for (int i = 0; i < kCalls; ++i) EXPECT_EQ(order[i], i);
}

}  // namespace
}  // namespace onhand
