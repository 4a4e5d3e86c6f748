// Reservations, holds, carts, allocation and schedules through the engine's API, over both stores and across a reopen.

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "engine/model/date.h"
#include "gtest/gtest.h"

namespace onhand {
namespace {

constexpr int64_t kSecondUs = 1'000'000;
constexpr int64_t kDayUs = 24 * 3600 * kSecondUs;
constexpr int64_t kStartUs = 19024 * kDayUs + 8 * 3600 * kSecondUs;  // 2022-02-01, 08:00

Quantity Units(int64_t units) { return {units * kMicrosPerUnit}; }

EventKey Key(std::string_view id, std::string_view color = "") {
  EventKey key{.id = id,
               .organization_id = "usmf",
               .product_id = "Bike",
               .dimension_data_source = {},
               .dimensions = {{"siteId", "1"}, {"locationId", "11"}}};
  if (!color.empty()) key.dimensions.push_back({"colorId", color});
  return key;
}

class PromisesTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override { Reopen(); }
  void TearDown() override {
    environment_.reset();
    engine_.reset();
    std::filesystem::remove_all(Directory());
  }
  static bool OnDisk() { return GetParam(); }
  static std::string Directory() { return testing::TempDir() + "/promises_test"; }

  void Reopen() {
    environment_.reset();
    engine_.reset();
    EngineOptions options;
    options.data_dir = OnDisk() ? Directory() : "";
    options.clock = &clock_;
    options.maintenance_interval_ms = 0;
    auto engine = Engine::Open(options);
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
    auto ids = engine_->ListEnvironments();
    ASSERT_TRUE(ids.ok());
    if (ids->empty()) ASSERT_TRUE(engine_->CreateEnvironment("shop").ok());
    auto environment = engine_->Find("shop");
    ASSERT_TRUE(environment.ok()) << environment.status();
    environment_ = *std::move(environment);
  }

  template <typename Event>
  Outcome Apply(const Event& event) {
    EventResults results = environment_->Apply(absl::MakeConstSpan(&event, 1), {});
    EXPECT_TRUE(results.answered()) << results.status;
    return results.outcomes.at(0);
  }

  Outcome Receive(std::string_view id, int64_t units, std::string_view color = "") {
    return Apply(ChangeEvent{Key(id, color), {{"pos", "inbound", Units(units)}}});
  }

  static ReserveEvent Reservation(std::string_view id, int64_t units, std::string_view color = "", bool check = true) {
    ReserveEvent event{Key(id, color)};
    event.quantity_data_source = "iv";
    event.modifier = "softReservOrdered";
    event.quantity = Units(units);
    event.check_available = check;
    return event;
  }
  Outcome Reserve(std::string_view id, int64_t units, std::string_view color = "", bool check = true) {
    return Apply(Reservation(id, units, color, check));
  }
  Outcome Hold(std::string_view id, int64_t units, int64_t seconds) {
    ReserveEvent event = Reservation(id, units);
    event.ttl_seconds = seconds;
    return Apply(event);
  }
  Outcome Unreserve(std::string_view id, std::string_view reservation, int64_t units, std::string_view color = "") {
    return Apply(UnreserveEvent{Key(id, color), reservation, Units(units)});
  }
  Outcome Allocate(std::string_view id, AllocationOperation operation, int64_t units,
                   std::vector<std::string_view> path, std::vector<std::string_view> source = {}) {
    AllocationEvent event{Key(id, "red")};
    event.operation = operation;
    event.quantity = Units(units);
    static constexpr std::string_view kGroups[] = {"channel", "customerGroup", "region", "orderType"};
    for (size_t i = 0; i < path.size(); ++i) event.groups.push_back({kGroups[i], path[i]});
    for (size_t i = 0; i < source.size(); ++i) event.source_groups.push_back({kGroups[i], source[i]});
    return Apply(event);
  }

  // Of the whole product at the place: "iv.softreservordered=3", "" where it was never posted.
  std::string Value(std::string_view source, std::string_view measure) {
    IndexQuery query{.organization_ids = {"usmf"}, .product_ids = {"Bike"}, .return_negative = true};
    auto answer = environment_->Query(query);
    EXPECT_TRUE(answer.ok() && answer->issues.empty());
    if (answer->rows.empty()) return "";
    for (const MeasureValue& value : answer->rows[0].values) {
      const MeasureColumn& column = answer->columns[value.column];
      if (column.data_source == source && column.measure == measure) return FormatMicros(value.micros);
    }
    return "";
  }
  std::string Available() { return Value("iv", "availabletoreserve"); }

  FixedClock clock_{kStartUs};
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Environment> environment_;
};

INSTANTIATE_TEST_SUITE_P(Stores, PromisesTest, testing::Bool(),
                         [](const auto& info) { return info.param ? "RocksDb" : "Memory"; });

TEST_P(PromisesTest, AReservationTakesFromWhatIsAvailable) {
  Receive("a", 10);
  EXPECT_EQ(Reserve("r1", 11).reason, Reason::kNotAvailable);
  EXPECT_EQ(Available(), "10");
  const Outcome first = Reserve("r2", 4);
  EXPECT_EQ(first.status_code(), 200);
  EXPECT_EQ(Reserve("r3", 6).reservation_id, first.reservation_id);
  EXPECT_EQ(Available(), "0");
  EXPECT_EQ(Reserve("r4", 1).status_code(), 500);
  EXPECT_EQ(Reserve("r5", 1, "", /*check=*/false).status_code(), 200);
  EXPECT_EQ(Available(), "-1");
  EXPECT_EQ(Reserve("r2", 4), first) << "the first answer again";
  EXPECT_EQ(Reserve("r6", -1).reason, Reason::kCheckedRelease);
  EXPECT_EQ(Reserve("r7", -12, "", false).reason, Reason::kReleaseBelowZero);
  EXPECT_EQ(Reserve("r8", -1, "", false).status_code(), 200);
  EXPECT_EQ(Value("iv", "softreservordered"), "10");
}

TEST_P(PromisesTest, WhatIsReservedForTheStoreIsNotSoldAgainAsRed) {
  Receive("a", 5, "red");
  EXPECT_EQ(Reserve("r1", 4).status_code(), 200);
  const Outcome red = Reserve("r2", 2, "red");
  EXPECT_EQ(red.reason, Reason::kNotAvailable);
  EXPECT_NE(red.message.find("the location as a whole"), std::string::npos) << red.message;
  EXPECT_EQ(Reserve("r3", 1, "red").status_code(), 200);
  EXPECT_EQ(Reserve("r4", 1, "red").status_code(), 500);
}

TEST_P(PromisesTest, ReleasesEndAtWhatIsReserved) {
  Receive("a", 10);
  const std::string id = Reserve("r1", 10).reservation_id;
  EXPECT_EQ(Unreserve("u1", id, 3).status, ProcessingStatus::kSuccess);
  if (OnDisk()) Reopen();
  const Outcome partial = Unreserve("u2", id, 9);
  EXPECT_EQ(partial.status, ProcessingStatus::kPartialSuccess);
  EXPECT_EQ(partial.invalid_offset_micros, 2 * kMicrosPerUnit);
  EXPECT_EQ(partial.status_code(), 200);
  EXPECT_EQ(Unreserve("u2", id, 9), partial);
  EXPECT_EQ(Unreserve("u3", id, 1).invalid_offset_micros, kMicrosPerUnit);
  const Outcome unknown = Unreserve("u4", "nonsense", 2);
  EXPECT_EQ(unknown.status_code(), 404);
  EXPECT_EQ(unknown.reservation_id, "nonsense");
  EXPECT_EQ(unknown.invalid_offset_micros, 2 * kMicrosPerUnit);
  EXPECT_EQ(Unreserve("u5", id, 1, "red").status_code(), 404) << "other dimensions";
  EXPECT_EQ(Available(), "10");
}

TEST_P(PromisesTest, AHoldEndsAtItsInstant) {
  Receive("a", 10);
  const Outcome hold = Hold("h1", 4, 60);
  EXPECT_EQ(hold.status_code(), 200);
  const std::string shared = Reserve("r1", 2).reservation_id;
  EXPECT_NE(hold.reservation_id, shared);
  EXPECT_EQ(Available(), "4");
  EXPECT_EQ(Unreserve("u1", shared, 6).invalid_offset_micros, 4 * kMicrosPerUnit) << "the hold is not the shared id's";
  EXPECT_EQ(Unreserve("u2", hold.reservation_id, 1).status_code(), 200);
  EXPECT_EQ(Available(), "7");
  clock_.Advance(60 * kSecondUs - 1);
  EXPECT_EQ(Available(), "7");
  EXPECT_EQ(Reserve("r2", 8).status_code(), 500);
  clock_.Advance(1);
  EXPECT_EQ(Available(), "10") << "by a query, before any cleaning up";
  EXPECT_EQ(Unreserve("u3", hold.reservation_id, 1).status_code(), 404);
  EXPECT_EQ(Reserve("r3", 10).status_code(), 200);
  EXPECT_EQ(Available(), "0");
  if (OnDisk()) Reopen();
  EXPECT_EQ(Available(), "0");
}

TEST_P(PromisesTest, MoreHoldsEndAtOnceThanOneGroupTakesOff) {
  constexpr int kHolds = 1100;  // a group takes off 1,024
  Receive("a", kHolds);
  std::vector<std::string> ids;
  for (int i = 0; i < kHolds; ++i) ids.push_back(absl::StrCat("h", i));
  for (int first = 0; first < kHolds; first += 100) {
    std::vector<ReserveEvent> events;
    for (int i = first; i < first + 100; ++i) {
      events.push_back(Reservation(ids[i], 1));
      events.back().ttl_seconds = 60;
    }
    const EventResults results = environment_->Apply(absl::MakeConstSpan(events), {});
    ASSERT_TRUE(results.answered()) << results.status;
    for (const Outcome& outcome : results.outcomes) ASSERT_FALSE(outcome.refused());
  }
  EXPECT_EQ(Reserve("r1", 1).status_code(), 500);
  clock_.Advance(60 * kSecondUs);
  EXPECT_EQ(Reserve("r2", kHolds).status_code(), 200) << "every one of them counts no more";
}

TEST_P(PromisesTest, AHoldCanBeExtendedUntilItEnds) {
  Receive("a", 10);
  const Outcome hold = Hold("h1", 4, 60);
  ExtendEvent extend{Key("x1"), hold.reservation_id, std::nullopt, 120};
  clock_.Advance(59 * kSecondUs);
  EXPECT_EQ(Apply(extend).status_code(), 200);
  if (OnDisk()) Reopen();
  clock_.Advance(119 * kSecondUs);
  EXPECT_EQ(Available(), "6");
  clock_.Advance(kSecondUs);
  EXPECT_EQ(Available(), "10");
  extend.id = "x2";
  EXPECT_EQ(Apply(extend).status_code(), 404);
  ASSERT_TRUE(environment_->RunMaintenance().ok());
  EXPECT_EQ(Available(), "10");
}

TEST_P(PromisesTest, ACartAppliesWholeOrNotAtAll) {
  Receive("a", 5, "red");
  Receive("b", 5, "blue");
  std::vector<ReserveEvent> lines = {Reservation("c1", 3, "red"), Reservation("c2", 6, "blue"),
                                     Reservation("c3", 1, "red")};
  const uint64_t sequence = environment_->Statistics().sequence;
  const EventResults refused = environment_->Apply(absl::MakeConstSpan(lines), {.atomic = true});
  ASSERT_EQ(refused.outcomes.size(), 3u);
  EXPECT_EQ(refused.outcomes[0].status_code(), 424);
  EXPECT_EQ(refused.outcomes[1].reason, Reason::kNotAvailable);
  EXPECT_EQ(refused.outcomes[2].status_code(), 424);
  EXPECT_EQ(environment_->Statistics().sequence, sequence);
  EXPECT_EQ(Available(), "10");
  lines[1] = Reservation("c2", 5, "blue");
  const EventResults applied = environment_->Apply(absl::MakeConstSpan(lines), {.atomic = true});
  for (const Outcome& outcome : applied.outcomes) EXPECT_EQ(outcome.status_code(), 200);
  EXPECT_EQ(Available(), "1");
  EXPECT_EQ(environment_->Apply(absl::MakeConstSpan(lines), {.atomic = true}).outcomes, applied.outcomes);
  EXPECT_EQ(Available(), "1");
}

TEST_P(PromisesTest, AllocationRingFences) {
  using Op = AllocationOperation;
  Receive("a", 10, "red");
  EXPECT_EQ(Allocate("1", Op::kAllocate, 10, {"Online", "VIP", "US"}).status_code(), 200);
  EXPECT_EQ(Allocate("2", Op::kAllocate, 1, {"Online"}).reason, Reason::kNotAvailableToAllocate);
  EXPECT_EQ(Reserve("r", 1, "red").reason, Reason::kNotAvailable);
  EXPECT_EQ(Allocate("3", Op::kReallocate, 2, {"Online", "VIP", "EU"}, {"Online", "VIP", "US"}).status_code(), 200);
  EXPECT_EQ(Allocate("4", Op::kReallocate, 9, {"Online", "VIP", "EU"}, {"Online", "VIP", "US"}).reason,
            Reason::kNotAllocated);
  AllocationEvent consume{Key("5", "red")};
  consume.operation = Op::kConsume;
  consume.quantity = Units(3);
  consume.groups = {{"channel", "Online"}, {"CUSTOMERGROUP", "VIP"}, {"region", "US"}};
  consume.physical_measures = {{"pos", "inbound", /*subtract=*/true}};
  EXPECT_EQ(Apply(consume).status_code(), 200);
  EXPECT_EQ(Value("@iv", "@allocated"), "7");
  EXPECT_EQ(Value("@iv", "@consumed"), "3");
  EXPECT_EQ(Value("pos", "inbound"), "7");
  EXPECT_EQ(Value("@iv", "@available_to_allocate"), "0");
  EXPECT_EQ(Allocate("6", Op::kUnallocate, 2, {"Online", "VIP", "EU"}).status_code(), 200);
  EXPECT_EQ(Value("@iv", "@available_to_allocate"), "2");
  if (OnDisk()) Reopen();
  AllocationQuery query{.organization_id = "usmf", .product_id = "Bike", .dimension_data_source = {}};
  query.dimensions = {{"siteId", "1"}, {"locationId", "11"}, {"colorId", "red"}};
  auto answer = environment_->Query(query);
  ASSERT_TRUE(answer.ok());
  ASSERT_EQ(answer->buckets.size(), 2u);
  EXPECT_EQ(answer->buckets[0].groups.back().value, "EU");
  EXPECT_EQ(answer->buckets[0].allocated_micros, 0);
  EXPECT_EQ(answer->buckets[1].allocated_micros, 5 * kMicrosPerUnit);
  query.dimensions.pop_back();
  EXPECT_TRUE(environment_->Query(query)->buckets.empty()) << "dimensions are matched exactly";
}

TEST_P(PromisesTest, SchedulesPromise) {
  Receive("a", 10);
  ScheduleEvent event{Key("s1")};
  event.quantities_by_date = {{"2022-02-02", {{"pos", "outbound", Units(5)}}},
                              {"2022-02-06T00:00:00", {{"pos", "inbound", Units(7)}}}};
  EXPECT_EQ(Apply(event).status_code(), 200);
  event.id = "s2";
  event.quantities_by_date = {{"2022-01-31", {{"pos", "inbound", Units(1)}}}};
  EXPECT_EQ(Apply(event).reason, Reason::kDateOutsidePeriod);
  event.quantities_by_date = {{"2022-02-02", {{"pos", "inbound", Units(1)}}},
                              {"2022-02-02T00:00:00Z", {{"pos", "inbound", Units(1)}}}};
  EXPECT_EQ(Apply(event).reason, Reason::kInvalidDate);
  event.quantities_by_date = {{"2022-02-02", {{"iv", "ordered", Units(1)}}}};
  EXPECT_EQ(Apply(event).reason, Reason::kMeasureNotScheduled);
  if (OnDisk()) Reopen();

  IndexQuery query{.organization_ids = {"usmf"}, .product_ids = {"Bike"}};
  query.atp = {.wanted = true, .from = "2022-02-01", .to = "2022-02-07"};
  const auto promises = [&] {
    auto answer = environment_->Query(query);
    EXPECT_TRUE(answer.ok() && answer->issues.empty() && answer->has_atp);
    std::string text;
    for (const DayValues& day : answer->rows.at(0).promises) {
      absl::StrAppend(&text, FormatMicros(day.values.at(0).micros), " ");
    }
    for (const DayValues& day : answer->rows[0].scheduled) {
      absl::StrAppend(&text, FormatDate(day.day), ":");
      for (const MeasureValue& value : day.values) {
        absl::StrAppend(&text, answer->columns[value.column].measure, "=", FormatMicros(value.micros), " ");
      }
    }
    return text;
  };
  EXPECT_EQ(promises(),
            "5 5 5 5 5 12 12 2022-02-02:onhand=-5 inbound=0 outbound=5 2022-02-06:onhand=7 inbound=7 outbound=0 ");
  clock_.Advance(2 * kDayUs);
  EXPECT_EQ(promises(), "10 10 10 17 17 2022-02-06:onhand=7 inbound=7 outbound=0 ") << "what is over no longer counts";
}

TEST_P(PromisesTest, ManyCallersNeverBookMoreThanThereIs) {
  constexpr int kThreads = 16;
  constexpr int kCalls = 50;
  Receive("a", kThreads * kCalls / 2, "red");
  std::vector<std::thread> threads;
  std::atomic<int> booked = 0;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kCalls; ++i) {
        const std::string id = absl::StrCat("r", t, "-", i);
        const std::string_view color = (t + i) % 2 == 0 ? "red" : "";
        if (!Reserve(id, 1, color).refused()) ++booked;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(booked, kThreads * kCalls / 2);
  EXPECT_EQ(Available(), "0");
}

TEST_P(PromisesTest, ExplainShowsWhatMakesUpTheNumbers) {
  Receive("a", 10, "red");
  Reserve("r1", 2, "red");
  Hold("h1", 3, 60);
  Allocate("al", AllocationOperation::kAllocate, 1, {"Online"});
  auto explanation =
      environment_->Explain({.organization_id = "usmf", .product_id = "Bike", .dimension_data_source = {}});
  ASSERT_TRUE(explanation.ok());
  ASSERT_EQ(explanation->rows.size(), 2u);
  EXPECT_EQ(explanation->row_count, 2u);
  EXPECT_EQ(explanation->rows[0].holds.size(), 1u);
  EXPECT_EQ(explanation->rows[1].buckets.size(), 1u);
  for (const ExplainedRow& row : explanation->rows) {
    for (const ExplainedMeasure& measure : row.measures) {
      EXPECT_EQ(measure.reservation_id.empty(), measure.measure.measure != "softreservordered")
          << measure.measure.measure;
    }
  }
  bool found = false;
  for (const ExplainedFormula& formula : explanation->formulas) {
    if (formula.measure.measure != "availabletoreserve") continue;
    found = true;
    EXPECT_EQ(FormatMicros(formula.micros), "4");
    WideMicros sum = 0;
    for (const ExplainedOperand& operand : formula.operands) sum += operand.subtract ? -operand.micros : operand.micros;
    EXPECT_TRUE(sum == formula.micros);
  }
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace onhand
