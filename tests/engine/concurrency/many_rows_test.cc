// A check of availability against 10,000 rows of one product costs as much as one against 100: the rows are walked
// once, whatever the number of checks and whatever changes between them. Counted; the times are printed and decide
// nothing.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "gtest/gtest.h"
#include "tests/engine/concurrency/concurrency_fixture.h"

namespace onhand {
namespace {

constexpr int kChecks = 200;
constexpr int kColors = 100;

using ManyRows = ConcurrencyFixture;

EventKey KeyOf(std::string_view id) {
  EventKey key{.id = id, .organization_id = "usmf", .product_id = "Shirt"};
  key.dimensions = {{"siteId", "1"}, {"locationId", "11"}};
  return key;
}

// One piece each of `rows` combinations of colour and size.
void Stock(Environment* environment, int rows) {
  for (int first = 0; first < rows; first += kBulkRecordCountMax) {
    std::vector<std::string> texts;
    texts.reserve(3 * kBulkRecordCountMax);
    std::vector<ChangeEvent> events;
    for (int i = first; i < rows && i < first + kBulkRecordCountMax; ++i) {
      ChangeEvent change;
      static_cast<EventKey&>(change) = KeyOf(texts.emplace_back("in-" + std::to_string(i)));
      change.dimensions.push_back({"colorId", texts.emplace_back("c" + std::to_string(i % kColors))});
      change.dimensions.push_back({"sizeId", texts.emplace_back("s" + std::to_string(i / kColors))});
      change.quantities = {{"pos", "inbound", {kMicrosPerUnit}}};
      events.push_back(change);
    }
    MustApply(environment->PostChanges(events));
  }
}

// Microseconds for kChecks reservations of one size at three levels in turn, the stock changing in between.
int64_t Check(Environment* environment, const std::string& prefix) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < kChecks; ++i) {
    const std::string id = prefix + std::to_string(i);
    ReserveEvent reserve;
    static_cast<EventKey&>(reserve) = KeyOf(id);
    if (i % 3 > 0) reserve.dimensions.push_back({"colorId", "c7"});
    if (i % 3 > 1) reserve.dimensions.push_back({"sizeId", "s0"});
    reserve.quantity_data_source = "iv";
    reserve.modifier = "softreserved";
    reserve.quantity = Quantity{1};
    MustApply(environment->Apply(absl::Span<const ReserveEvent>(&reserve, 1), {}));
    ChangeEvent change;
    static_cast<EventKey&>(change) = KeyOf(id);
    change.dimensions.push_back({"colorId", "c7"});
    change.quantities = {{"pos", "inbound", {1}}};
    MustApply(environment->PostChanges({&change, 1}));
  }
  const auto took = std::chrono::steady_clock::now() - start;
  return std::chrono::duration_cast<std::chrono::microseconds>(took).count();
}

TEST_P(ManyRows, AreWalkedOnceForAnyNumberOfChecks) {
  int64_t took_us[2] = {0, 0};
  const int rows[2] = {100, 10'000};
  for (int i = 0; i < 2; ++i) {
    const auto environment = Create("shop" + std::to_string(i));
    Stock(environment.get(), rows[i]);
    ASSERT_EQ(environment->Statistics().rows, static_cast<uint64_t>(rows[i]));
    Check(environment.get(), "warm-");
    const uint64_t walked = environment->Statistics().check_rows_walked;
    // At most once for each of the levels: all, colour, colour and size (and size, which that asks for too).
    EXPECT_LE(walked, 4 * static_cast<uint64_t>(rows[i]) + 4) << rows[i];
    EXPECT_GE(walked, static_cast<uint64_t>(rows[i])) << rows[i];
    took_us[i] = Check(environment.get(), "check-");
    EXPECT_EQ(environment->Statistics().check_rows_walked, walked) << "rows were walked again";
  }
  std::printf("%d checks with changes between them: %ld us over 100 rows, %ld us over 10,000: ratio %.2f\n", kChecks,
              static_cast<long>(took_us[0]), static_cast<long>(took_us[1]),
              static_cast<double>(took_us[1]) / static_cast<double>(took_us[0]));

  // And the sums are right: 10,000 pieces and what came in, less what is reserved.
  const auto environment = Find("shop1");
  ReserveEvent all;
  static_cast<EventKey&>(all) = KeyOf("all");
  all.quantity_data_source = "iv";
  all.modifier = "softreserved";
  all.quantity = Quantity{10'000 * kMicrosPerUnit + 1};
  const auto reserve = [&] { return environment->Apply(absl::Span<const ReserveEvent>(&all, 1), {}).outcomes[0]; };
  EXPECT_EQ(reserve().reason, Reason::kNotAvailable);
  all.quantity = Quantity{10'000 * kMicrosPerUnit};
  EXPECT_FALSE(reserve().refused());
}

INSTANTIATE_TEST_SUITE_P(, ManyRows, testing::Bool(), DiskName);

}  // namespace
}  // namespace onhand
