// The database of format 1 through today's engine: answers, repetitions and the configuration are what they were.
#include <gtest/gtest.h>

#include <memory>

#include "engine/engine.h"
#include "tests/storage/compatibility/old_environment.h"

namespace onhand {
namespace {

class Format1EngineTest : public OldEnvironmentTest {
 protected:
  Format1EngineTest() : OldEnvironmentTest(1) {}
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
