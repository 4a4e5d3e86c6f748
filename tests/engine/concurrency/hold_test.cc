// Holds that end at the very instant, while others wait for what they hold, and across a restart.

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

constexpr int64_t kSecondUs = 1'000'000;

EventKey KeyOf(std::string_view id) {
  EventKey key{.id = id, .organization_id = "usmf", .product_id = "Ticket"};
  key.dimensions = {{"siteId", "1"}, {"locationId", "11"}};
  return key;
}

ReserveEvent ReserveOf(std::string_view id, int64_t units) {
  ReserveEvent event;
  static_cast<EventKey&>(event) = KeyOf(id);
  event.quantity_data_source = "iv";
  event.modifier = "softreserved";
  event.quantity = Quantity{units * kMicrosPerUnit};
  return event;
}

class Holds : public ConcurrencyFixture {
 protected:
  void Stock(Environment* environment, int64_t units) {
    ChangeEvent change;
    static_cast<EventKey&>(change) = KeyOf("stock");
    change.quantities = {{"pos", "inbound", {units * kMicrosPerUnit}}};
    MustApply(environment->PostChanges({&change, 1}));
  }

  static Outcome Reserve(Environment* environment, const ReserveEvent& event) {
    EventResults results = environment->Apply(absl::Span<const ReserveEvent>(&event, 1), {});
    EXPECT_TRUE(results.answered()) << results.status;
    return results.answered() ? results.outcomes[0] : Outcome{.status = ProcessingStatus::kFailure};
  }

  std::string Hold(Environment* environment, const std::string& id, int64_t units, int64_t seconds) {
    ReserveEvent event = ReserveOf(id, units);
    event.ttl_seconds = seconds;
    const Outcome outcome = Reserve(environment, event);
    EXPECT_FALSE(outcome.refused()) << outcome.message;
    return outcome.reservation_id;
  }

  static Outcome Release(Environment* environment, const std::string& id, const std::string& reservation_id) {
    UnreserveEvent event;
    static_cast<EventKey&>(event) = KeyOf(id);
    event.reservation_id = reservation_id;
    event.offset = {kMicrosPerUnit};
    EventResults results = environment->Apply(absl::Span<const UnreserveEvent>(&event, 1), {});
    EXPECT_TRUE(results.answered()) << results.status;
    return results.outcomes[0];
  }
};

// All stock is held, one piece a second. Callers try all the time to book single pieces: by the end of second n exactly
// n are booked, none earlier, and a caller that asks after the instant gets what is free.
TEST_P(Holds, EndAtTheirInstantUnderLoad) {
  constexpr int kHolds = 40;
  constexpr int kCallers = 6;
  const auto environment = Create("shop");
  Stock(environment.get(), kHolds);
  for (int i = 0; i < kHolds; ++i) Hold(environment.get(), "hold-" + std::to_string(i), 1, i + 1);

  std::atomic<int> booked = 0;
  std::atomic<int> started = 0;
  InParallel(kCallers + 2, [&](int caller) {
    if (caller == kCallers) {  // moves the clock: to just before the end of a hold, then to its end
      for (int step = 1; step <= kHolds; ++step) {
        const int64_t end_us = kStartUs + step * kSecondUs;
        clock_.Set(end_us - 1);
        // Everybody has tried since.
        for (const int seen = started; started < seen + 2 * kCallers && !HasFailure();) std::this_thread::yield();
        ASSERT_EQ(booked, step - 1) << "a held piece was booked";
        ASSERT_EQ(Total(environment.get(), "iv", "availabletoreserve", "Ticket"), 0);
        clock_.Set(end_us);
        while (booked < step && !HasFailure()) std::this_thread::yield();
      }
      return;
    }
    if (caller == kCallers + 1) {  // the books never promise more than there is
      while (booked < kHolds && !HasFailure())
        ASSERT_LE(Total(environment.get(), "iv", "softreserved", "Ticket"), kHolds);
      return;
    }
    for (int i = 0; booked < kHolds && !HasFailure(); ++i) {
      const std::string id = std::to_string(caller) + "-" + std::to_string(i);
      ++started;
      const Outcome outcome = Reserve(environment.get(), ReserveOf(id, 1));
      if (outcome.refused()) ASSERT_EQ(outcome.reason, Reason::kNotAvailable) << outcome.message;
      if (!outcome.refused()) ++booked;
    }
  });
  EXPECT_EQ(booked, kHolds);
  EXPECT_EQ(Total(environment.get(), "iv", "softreserved", "Ticket"), kHolds);
}

// What ended while nobody ran has ended; what has not is still held, and can be released and extended.
TEST_P(Holds, OutliveARestart) {
  if (!GetParam()) GTEST_SKIP() << "in memory nothing outlives the engine";
  constexpr int kHolds = 20;
  auto environment = Create("shop");
  Stock(environment.get(), kHolds);
  std::vector<std::string> ids;
  for (int i = 0; i < kHolds; ++i) ids.push_back(Hold(environment.get(), "hold-" + std::to_string(i), 1, i + 1));

  for (int passed = 5; passed <= 15; passed += 5) {
    environment.reset();
    engine_.reset();
    clock_.Set(kStartUs + passed * kSecondUs);
    Open();
    environment = Find("shop");
    EXPECT_EQ(Total(environment.get(), "iv", "softreserved", "Ticket"), kHolds - passed);
    const std::string round = std::to_string(passed);
    const Outcome ended = Release(environment.get(), "late-" + round, ids[passed - 1]);
    EXPECT_EQ(ended.reason, Reason::kUnknownReservation) << ended.message;
    EXPECT_EQ(Reserve(environment.get(), ReserveOf("over-" + round, passed + 1)).reason, Reason::kNotAvailable);
  }
  EXPECT_FALSE(Release(environment.get(), "release", ids[15]).refused());
  EXPECT_EQ(Total(environment.get(), "iv", "softreserved", "Ticket"), 4);

  ExtendEvent extend;
  static_cast<EventKey&>(extend) = KeyOf("extend");
  extend.reservation_id = ids[16];
  extend.ttl_seconds = 100;
  EXPECT_FALSE(environment->Apply(absl::Span<const ExtendEvent>(&extend, 1), {}).outcomes[0].refused());
  clock_.Set(kStartUs + 21 * kSecondUs);
  EXPECT_EQ(Total(environment.get(), "iv", "softreserved", "Ticket"), 1);
  clock_.Set(kStartUs + 115 * kSecondUs);
  EXPECT_EQ(Total(environment.get(), "iv", "softreserved", "Ticket"), 0);
  EXPECT_FALSE(Reserve(environment.get(), ReserveOf("all", kHolds)).refused());
}

// A repeat of what made a hold gets its id also after the end, and holds nothing again.
TEST_P(Holds, ARepeatAfterTheEndHoldsNothing) {
  const auto environment = Create("shop");
  Stock(environment.get(), 2);
  const std::string id = Hold(environment.get(), "hold", 2, 10);
  clock_.Set(kStartUs + 10 * kSecondUs);
  EXPECT_EQ(Hold(environment.get(), "hold", 2, 10), id);
  EXPECT_EQ(Total(environment.get(), "iv", "availabletoreserve", "Ticket"), 2);
  EXPECT_FALSE(Reserve(environment.get(), ReserveOf("all", 2)).refused());
}

INSTANTIATE_TEST_SUITE_P(, Holds, testing::Bool(), DiskName);

}  // namespace
}  // namespace onhand
