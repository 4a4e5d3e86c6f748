// Many threads on one engine: nothing is lost, nothing counts twice, and every query sees one moment. Also run under
// the thread sanitizer, in memory and on disk.

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "engine/engine.h"
#include "gtest/gtest.h"
#include "tests/engine/concurrency/concurrency_fixture.h"

namespace onhand {
namespace {

constexpr int64_t kUnit = kMicrosPerUnit;

using Concurrency = ConcurrencyFixture;

// A change of pos.inbound and pos.outbound at site 1; owns its id.
struct Change {
  std::string id;
  std::string_view product = "Bike";
  std::string_view location = "11";
  int64_t inbound = 1;
  int64_t outbound = 0;

  ChangeEvent event() const {
    ChangeEvent change{{.id = id, .organization_id = "usmf", .product_id = product}};
    change.dimensions = {{"siteId", "1"}, {"locationId", location}};
    if (inbound != 0) change.quantities.push_back({"pos", "inbound", {inbound * kUnit}});
    if (outbound != 0) change.quantities.push_back({"pos", "outbound", {outbound * kUnit}});
    return change;
  }
};

// Two threads send each id, as after a lost answer; each counts once, in the environment it was sent to.
TEST_P(Concurrency, EveryEventCountsOnceInItsEnvironment) {
  constexpr int kThreads = 8;
  constexpr int kEnvironments = 3;
  constexpr int kCalls = 40;
  std::vector<std::shared_ptr<Environment>> environments;
  for (int i = 0; i < kEnvironments; ++i) environments.push_back(Create("shop" + std::to_string(i)));

  InParallel(kThreads, [&](int thread) {
    const int twin = thread / 2;
    for (int call = 0; call < kCalls; ++call) {
      std::vector<Change> changes;
      for (int i = 0; i < 1 + call % 7; ++i) {
        changes.push_back(
            {.id = std::to_string(twin) + "-" + std::to_string(call) + "-" + std::to_string(i), .inbound = 1 + i});
      }
      std::vector<ChangeEvent> events;
      for (const Change& change : changes) events.push_back(change.event());
      MustApply(environments[call % kEnvironments]->PostChanges(events));
    }
  });

  std::vector<int64_t> expected(kEnvironments, 0);
  for (int call = 0; call < kCalls; ++call) {
    for (int i = 0; i < 1 + call % 7; ++i) expected[call % kEnvironments] += (kThreads / 2) * (1 + i);
  }
  for (int i = 0; i < kEnvironments; ++i) {
    EXPECT_EQ(Total(environments[i].get(), "pos", "inbound", "Bike"), expected[i]) << i;
  }
  if (GetParam()) {
    environments.clear();
    Open();
    for (int i = 0; i < kEnvironments; ++i) {
      auto environment = engine_->Find("shop" + std::to_string(i));
      ASSERT_TRUE(environment.ok()) << environment.status();
      EXPECT_EQ(Total(environment->get(), "pos", "inbound", "Bike"), expected[i]) << i;
    }
  }
}

// An event moves the same number into two measures; a query never sees one without the other. One thread writes to
// row 11 and then, when that is acknowledged, to row 12; a query never sees 12 ahead of 11.
TEST_P(Concurrency, QueriesSeeOneMoment) {
  constexpr int kRounds = 150;
  const auto environment = Create("shop");
  std::atomic<int> acknowledged = 0;
  std::atomic<bool> done = false;

  InParallel(5, [&](int thread) {
    if (thread == 0) {
      for (int i = 0; i < kRounds; ++i) {
        for (const char* location : {"11", "12"}) {
          const Change change{.id = std::to_string(i), .location = location, .inbound = 1, .outbound = 1};
          const ChangeEvent event = change.event();
          MustApply(environment->PostChanges({&event, 1}));
          ++acknowledged;
        }
      }
      done = true;
    } else if (thread == 1) {  // another writer, to share groups with
      for (int i = 0; !done; ++i) {
        const Change change{.id = "other-" + std::to_string(i), .product = "Helmet"};
        const ChangeEvent event = change.event();
        MustApply(environment->PostChanges({&event, 1}));
      }
    } else {
      int64_t last = 0;
      while (!done) {
        const int before = acknowledged;
        IndexQuery query{.organization_ids = {"usmf"}, .product_ids = {"Bike"}, .return_negative = true};
        const auto answer = environment->Query(query);
        ASSERT_TRUE(answer.ok()) << answer.status();
        int64_t inbound[2] = {0, 0};
        int64_t outbound[2] = {0, 0};
        for (const ResultRow& row : answer->rows) {
          const int place = row.dimension_values[1] == "11" ? 0 : 1;
          for (const MeasureValue& value : row.values) {
            const MeasureColumn& column = answer->columns[value.column];
            if (column.data_source != "pos") continue;
            if (column.measure == "inbound") inbound[place] = static_cast<int64_t>(value.micros / kUnit);
            if (column.measure == "outbound") outbound[place] = static_cast<int64_t>(value.micros / kUnit);
          }
        }
        for (int place : {0, 1}) ASSERT_EQ(inbound[place], outbound[place]) << place;
        ASSERT_LE(inbound[1], inbound[0]);
        ASSERT_LE(inbound[0], inbound[1] + 1);
        const int64_t seen = inbound[0] + inbound[1];
        ASSERT_GE(seen, before) << "an acknowledged write is not seen";
        ASSERT_GE(seen, last) << "time ran backwards";
        last = seen;
      }
    }
  });
  EXPECT_EQ(Total(environment.get(), "pos", "inbound", "Bike"), 2 * kRounds);
}

// Counts with rising times from many threads: the newest wins whatever the order of arrival.
TEST_P(Concurrency, TheNewestCountWins) {
  constexpr int kThreads = 6;
  constexpr int kCounts = 40;
  const auto environment = Create("shop");
  InParallel(kThreads, [&](int thread) {
    for (int i = 0; i < kCounts; ++i) {
      const int64_t rank = static_cast<int64_t>(i) * kThreads + thread + 1;
      const Change change{.id = "count-" + std::to_string(rank), .inbound = rank};
      const SetEvent set{change.event(), kStartUs - 1'000'000 + rank};
      const EventResults results = environment->SetOnHand("pos", {&set, 1});
      ASSERT_TRUE(results.status.ok()) << results.status;
      ASSERT_FALSE(results.outcomes[0].refused()) << results.outcomes[0].message;
    }
  });
  EXPECT_EQ(Total(environment.get(), "pos", "inbound", "Bike"), kThreads * kCounts);
}

// The name `shade` stands for colour or for size, as the configuration of the moment says; each event falls wholly on
// one or the other, and none is lost.
TEST_P(Concurrency, EventsAreJudgedUnderOneConfiguration) {
  constexpr int kThreads = 4;
  constexpr int kEvents = 100;
  const auto environment = Create("shop");
  const auto with_shade = [](const char* base) {
    Configuration configuration = DefaultConfiguration();
    for (DataSource& source : configuration.data_sources) {
      if (source.name == "pos") source.dimension_mappings = {{"shade", base}};
    }
    return configuration;
  };
  ASSERT_TRUE(environment->ReplaceConfiguration(with_shade("ColorId")).ok());
  std::atomic<bool> done = false;
  std::atomic<int> running = kThreads;
  uint64_t replaced = 0;
  InParallel(kThreads + 2, [&](int thread) {
    if (thread == kThreads) {
      for (; !done; ++replaced) {
        const auto result = environment->ReplaceConfiguration(with_shade(replaced % 2 == 0 ? "SizeId" : "ColorId"));
        ASSERT_TRUE(result.ok()) << result.status();
        ASSERT_TRUE(result->issues.empty()) << result->issues[0].message;
        ASSERT_EQ(result->version, 3 + replaced);
      }
    } else if (thread == kThreads + 1) {
      while (!done) {
        const auto ids = environment->ListPartitions();
        ASSERT_TRUE(ids.ok()) << ids.status();
        ASSERT_LE(ids->size(), 1u);
        environment->Statistics();
        ASSERT_TRUE(environment->RunMaintenance().ok());
        ASSERT_GE(environment->configuration()->number, 2u);
      }
    } else {
      for (int i = 0; i < kEvents; ++i) {
        const Change change{.id = std::to_string(thread) + "-" + std::to_string(i), .inbound = 1, .outbound = 1};
        ChangeEvent event = change.event();
        event.dimension_data_source = "pos";
        event.dimensions.push_back({"shade", "dark"});
        MustApply(environment->PostChanges({&event, 1}));
      }
      if (--running == 0) done = true;
    }
  });
  IndexQuery query{.organization_ids = {"usmf"}, .product_ids = {"Bike"}, .group_by = {"ColorId", "SizeId"}};
  const auto answer = environment->Query(query);
  ASSERT_TRUE(answer.ok()) << answer.status();
  for (const ResultRow& row : answer->rows) {
    EXPECT_EQ((row.dimension_values[2] == "dark") + (row.dimension_values[3] == "dark"), 1);
  }
  EXPECT_EQ(Total(environment.get(), "pos", "inbound", "Bike"), kThreads * kEvents);
  EXPECT_EQ(Total(environment.get(), "pos", "outbound", "Bike"), kThreads * kEvents);
}

// Submitted calls are answered once each, also when the engine is closed right behind them.
TEST_P(Concurrency, SubmittedCallsAreAnsweredBeforeTheEngineIsGone) {
  constexpr int kThreads = 4;
  constexpr int kCalls = 50;
  auto environment = Create("shop");
  std::vector<std::vector<Change>> changes(kThreads);
  std::vector<std::vector<ChangeEvent>> events(kThreads);
  for (int thread = 0; thread < kThreads; ++thread) {
    for (int i = 0; i < kCalls; ++i) changes[thread].push_back({.id = std::to_string(thread * kCalls + i)});
    for (const Change& change : changes[thread]) events[thread].push_back(change.event());
  }
  std::atomic<int> answered = 0;
  std::atomic<int> applied = 0;
  InParallel(kThreads, [&](int thread) {
    for (const ChangeEvent& event : events[thread]) {
      environment->Submit(absl::Span<const ChangeEvent>(&event, 1), {}, [&](EventResults results) {
        ++answered;
        if (results.status.ok() && !results.outcomes[0].refused()) ++applied;
      });
    }
  });
  environment.reset();
  engine_.reset();
  EXPECT_EQ(answered, kThreads * kCalls);
  EXPECT_EQ(applied, kThreads * kCalls);
  if (GetParam()) {
    Open();
    auto again = engine_->Find("shop");
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(Total(again->get(), "pos", "inbound", "Bike"), kThreads * kCalls);
  }
}

// Environments come and go while others are at work.
TEST_P(Concurrency, EnvironmentsComeAndGo) {
  constexpr int kRounds = 8;
  const auto steady = Create("steady");
  InParallel(4, [&](int thread) {
    for (int round = 0; round < kRounds; ++round) {
      const std::string id = "guest-" + std::to_string(thread);
      ASSERT_TRUE(engine_->CreateEnvironment(id).ok());
      {
        auto guest = engine_->Find(id);
        ASSERT_TRUE(guest.ok()) << guest.status();
        const Change change{.id = std::to_string(round)};
        const ChangeEvent event = change.event();
        MustApply((*guest)->PostChanges({&event, 1}));
        ASSERT_EQ(Total(guest->get(), "pos", "inbound", "Bike"), 1) << "something is left of the one before";
        const Change other{.id = std::to_string(thread) + "-" + std::to_string(round)};
        const ChangeEvent steady_event = other.event();
        MustApply(steady->PostChanges({&steady_event, 1}));
      }
      ASSERT_TRUE(engine_->ListEnvironments().ok());
      for (const auto& open : engine_->OpenEnvironments()) open->Statistics();
      const absl::Status status = engine_->DeleteEnvironment(id);
      ASSERT_TRUE(status.ok()) << status;
    }
  });
  EXPECT_EQ(Total(steady.get(), "pos", "inbound", "Bike"), 4 * kRounds);
  const auto left = engine_->ListEnvironments();
  ASSERT_TRUE(left.ok());
  EXPECT_EQ(*left, std::vector<std::string>{"steady"});
}

INSTANTIATE_TEST_SUITE_P(, Concurrency, testing::Bool(), DiskName);

}  // namespace
}  // namespace onhand
