// Carts under many callers: no reader ever sees half of one, and no product is sold twice.

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "gtest/gtest.h"
#include "tests/engine/concurrency/concurrency_fixture.h"

namespace onhand {
namespace {

// The two halves of a set; they lie in different partitions, under either partition rule.
struct Half {
  std::string_view product;
  std::string_view location;
};
constexpr Half kHalves[] = {{"Table", "11"}, {"Chair", "12"}};

EventKey KeyOf(std::string_view id, const Half& half) {
  EventKey key{.id = id, .organization_id = "usmf", .product_id = half.product};
  key.dimensions = {{"siteId", "1"}, {"locationId", half.location}};
  return key;
}

using Carts = ConcurrencyFixture;

// Units of a measure of both halves in one answer.
std::map<std::string, int64_t> OfBoth(Environment* environment, std::string_view source, std::string_view measure) {
  IndexQuery query{.version = QueryVersion::kV2, .organization_ids = {"usmf"}, .product_ids = {"Table", "Chair"}};
  query.return_negative = true;
  const auto answer = environment->Query(query);
  EXPECT_TRUE(answer.ok()) << answer.status();
  std::map<std::string, int64_t> units = {{"Table", 0}, {"Chair", 0}};
  for (const ResultRow& row : answer->rows) {
    for (const MeasureValue& value : row.values) {
      const MeasureColumn& column = answer->columns[value.column];
      if (column.data_source == source && column.measure == measure) {
        units[row.product_id] += static_cast<int64_t>(value.micros / kMicrosPerUnit);
      }
    }
  }
  return units;
}

// Callers book sets of one table and one chair, in either order, until the tables are gone; there are more chairs.
// Others meanwhile sell sets with change events. A reader sees as many tables as chairs, always.
TEST_P(Carts, NobodySeesHalfACart) {
  constexpr int kTables = 150;
  constexpr int kBuyers = 6;
  constexpr int kSellers = 2;
  constexpr int kReaders = 3;
  const auto environment = Create("shop");
  for (const Half& half : kHalves) {
    ChangeEvent change;
    static_cast<EventKey&>(change) = KeyOf("stock", half);
    const int64_t units = half.product == "Table" ? kTables : 2 * kTables;
    change.quantities = {{"fno", "physicalinvent", {units * kMicrosPerUnit}}};
    MustApply(environment->PostChanges({&change, 1}, {.system_role = true}));
  }

  std::atomic<int64_t> booked = 0;
  std::atomic<int64_t> sold = 0;
  std::atomic<int> buying = kBuyers;
  InParallel(kBuyers + kSellers + kReaders, [&](int caller) {
    if (caller < kBuyers) {
      for (int i = 0; booked < kTables && !HasFailure(); ++i) {
        const std::string id = std::to_string(caller) + "-" + std::to_string(i);
        std::vector<ReserveEvent> cart(2);
        for (int line = 0; line < 2; ++line) {
          static_cast<EventKey&>(cart[line]) = KeyOf(id, kHalves[(line + caller) % 2]);
          cart[line].quantity_data_source = "iv";
          cart[line].modifier = "softreserved";
          cart[line].quantity = Quantity{kMicrosPerUnit};
        }
        const EventResults results = environment->Apply(absl::Span<const ReserveEvent>(cart), {.atomic = true});
        ASSERT_TRUE(results.answered()) << results.status;
        ASSERT_EQ(results.outcomes[0].refused(), results.outcomes[1].refused());
        if (!results.outcomes[0].refused()) ++booked;
        // Sent again it books nothing more.
        if (i % 5 == 0 && !results.outcomes[0].refused()) {
          MustApply(environment->Apply(absl::Span<const ReserveEvent>(cart), {.atomic = true}));
        }
      }
      --buying;
    } else if (caller < kBuyers + kSellers) {
      for (int i = 0; buying > 0; ++i) {
        const std::string id = std::to_string(caller) + "-" + std::to_string(i);
        std::vector<ChangeEvent> cart(2);
        for (int line = 0; line < 2; ++line) {
          static_cast<EventKey&>(cart[line]) = KeyOf(id, kHalves[line]);
          // Every third cart has a line that cannot be, the first or the second.
          const bool wrong = i % 3 == 0 && line == i / 3 % 2;
          cart[line].quantities = {{"iom", wrong ? "nothing" : "onhand", {kMicrosPerUnit}}};
        }
        const EventResults results = environment->Apply(absl::Span<const ChangeEvent>(cart), {.atomic = true});
        ASSERT_TRUE(results.answered()) << results.status;
        ASSERT_EQ(results.outcomes[0].refused(), i % 3 == 0);
        ASSERT_EQ(results.outcomes[1].refused(), i % 3 == 0);
        if (i % 3 == 0) ASSERT_EQ(results.outcomes[1 - i / 3 % 2].reason, Reason::kCartRefused);
        if (i % 3 != 0) ++sold;
      }
    } else {
      while (buying > 0) {
        for (const auto& [source, measure] : {std::pair("iv", "softreserved"), std::pair("iom", "onhand")}) {
          const auto units = OfBoth(environment.get(), source, measure);
          ASSERT_EQ(units.at("Table"), units.at("Chair")) << measure;
        }
      }
    }
  });
  EXPECT_EQ(booked, kTables);
  const auto reserved = OfBoth(environment.get(), "iv", "softreserved");
  EXPECT_EQ(reserved.at("Table"), kTables);
  EXPECT_EQ(reserved.at("Chair"), kTables);
  EXPECT_EQ(OfBoth(environment.get(), "iom", "onhand").at("Chair"), sold);
}

INSTANTIATE_TEST_SUITE_P(, Carts, testing::Bool(), DiskName);

}  // namespace
}  // namespace onhand
