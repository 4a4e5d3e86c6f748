// The database of format 1 through today's engine: answers, repetitions and the configuration are what they were.
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "tests/storage/compatibility/old_database.h"

namespace onhand {
namespace {

constexpr int64_t kDayUs = 24ll * 3600 * 1'000'000;
constexpr int64_t kStartUs = 1'704'067'200'000'000;  // 2024-01-01T00:00:00Z

class Format1EngineTest : public ::testing::Test {
 protected:
  void SetUp() override { Reopen(); }
  void Reopen() {
    shop_.reset();
    engine_.reset();
    EngineOptions options;
    options.data_dir = database_.data_dir();
    options.clock = &clock_;
    options.maintenance_interval_ms = 0;
    auto engine = Engine::Open(options);
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
    auto shop = engine_->Find("shop");
    ASSERT_TRUE(shop.ok()) << shop.status();
    shop_ = *std::move(shop);
  }

  static ChangeEvent Event(std::string_view id, std::string_view product, std::vector<DimensionValue> dimensions,
                           std::string_view measure, int64_t units) {
    ChangeEvent event;
    event.id = id;
    event.organization_id = "usmf";
    event.product_id = product;
    event.dimensions.assign(dimensions.begin(), dimensions.end());
    event.quantities = {{"pos", measure, {units * kMicrosPerUnit}}};
    return event;
  }
  // As make_database.cc posted it on day 25, where `units` is 1.
  static ChangeEvent Sale2(int64_t units) {
    return Event("sale-2", "T-shirt", {{"siteId", "1"}, {"locationId", "11"}, {"colorId", "Red"}}, "outbound", units);
  }
  Outcome Post(const ChangeEvent& event) {
    EventResults results = shop_->PostChanges({&event, 1});
    EXPECT_TRUE(results.status.ok()) << results.status;
    return results.outcomes.at(0);
  }
  // "pos.inbound=10 pos.outbound=3.5" of one product, over everything.
  std::string Totals(const std::string& product) {
    IndexQuery query;
    query.organization_ids = {"usmf"};
    query.product_ids = {product};
    query.return_negative = true;
    auto answer = shop_->Query(query);
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::string line;
    for (const ResultRow& row : answer->rows) {
      for (const MeasureValue& value : row.values) {
        const MeasureColumn& column = answer->columns[value.column];
        if (column.calculated) continue;
        absl::StrAppend(&line, line.empty() ? "" : " ", column.data_source, ".", column.measure, "=",
                        FormatMicros(value.micros));
      }
    }
    return line;
  }

  storage::OldDatabase database_{1};
  FixedClock clock_{kStartUs + 41 * kDayUs};
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Environment> shop_;
};

TEST_F(Format1EngineTest, QueriesAnswerAsBefore) {
  EXPECT_EQ(Totals("T-shirt"), "iv.ordered=-0.000001 pos.inbound=10 pos.outbound=3.5");
  EXPECT_EQ(Totals("Bike"), "pos.inbound=4 pos.outbound=0.5");
  EXPECT_EQ(Totals("Lamp"), "pos.inbound=0.000001 web.returned=4.25");
  EXPECT_EQ(Totals("Gone"), "");
}

TEST_F(Format1EngineTest, RepetitionsGetTheirFirstAnswer) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Post(Sale2(1)), Outcome());
    EXPECT_EQ(Post(Sale2(2)).status_code(), 409);
    SetEvent set;
    static_cast<ChangeEvent&>(set) = Event(
        "count-2", "Bike", {{"siteId", "1"}, {"locationId", "13"}, {"colorId", "Red"}, {"sizeId", "L"}}, "inbound", 99);
    set.modified_at_us = kStartUs - 2 * 60'000'000;
    EventResults results = shop_->SetOnHand("pos", {&set, 1});
    ASSERT_TRUE(results.status.ok()) << results.status;
    EXPECT_EQ(results.outcomes.at(0).message, "superseded by a newer count");
    Reopen();
  }
  EXPECT_EQ(Totals("T-shirt"), "iv.ordered=-0.000001 pos.inbound=10 pos.outbound=3.5");
}

TEST_F(Format1EngineTest, TheConfigurationIsThatOfThen) {
  const std::shared_ptr<const ConfigurationVersion> version = shop_->configuration();
  EXPECT_EQ(version->number, 3u);
  EXPECT_EQ(version->configuration.partition_rule, PartitionRule::kByProduct);
  EXPECT_EQ(version->configuration.idempotency_retention_days, 20);
  EXPECT_FALSE(version->configuration.product_search_enabled);
}

TEST_F(Format1EngineTest, ItGoesOn) {
  ChangeEvent sale = Sale2(2);
  sale.id = "sale-4";
  EXPECT_EQ(Post(sale), Outcome());
  ASSERT_TRUE(shop_->RunMaintenance().ok());
  Reopen();
  EXPECT_EQ(Totals("T-shirt"), "iv.ordered=-0.000001 pos.inbound=10 pos.outbound=5.5");
  EXPECT_EQ(Post(sale), Outcome());
  EXPECT_EQ(Totals("T-shirt"), "iv.ordered=-0.000001 pos.inbound=10 pos.outbound=5.5");
}

}  // namespace
}  // namespace onhand
