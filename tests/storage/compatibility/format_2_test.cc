// The database of format 2, schema 2, opened by today's engine: rows and receipts, which have since learned to follow
// the log, and all that lies beside them are what they were, and everything goes on.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/adjustment_book.h"
#include "engine/engine.h"
#include "engine/product_catalog.h"
#include "storage/keys/meta_key.h"
#include "storage/ledger/ledger.h"
#include "tests/storage/compatibility/old_environment.h"
#include "tests/storage/ledger/ledger_driver.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand {
namespace {

using storage::ValueOf;

class Format2Test : public OldEnvironmentTest {
 protected:
  Format2Test() : OldEnvironmentTest(2) {}

  static void NameShirt(EventKey* event, std::string_view id) {
    event->id = id;
    event->organization_id = "usmf";
    event->product_id = "T-shirt";
    event->dimensions = {{"siteId", "1"}, {"locationId", "11"}, {"colorId", "Red"}};
  }
  template <typename AnyEvent>
  Outcome Apply(const AnyEvent& event) {
    const EventResults results = shop_->Apply(absl::Span<const AnyEvent>(&event, 1), {});
    EXPECT_TRUE(results.status.ok()) << results.status;
    return results.outcomes.at(0);
  }
  // A line for each bucket of the shirt.
  std::string Allocations() {
    AllocationQuery query;
    query.organization_id = "usmf";
    query.product_id = "T-shirt";
    query.dimensions = {{"siteId", "1"}, {"locationId", "11"}, {"colorId", "Red"}};
    const AllocationAnswer answer = ValueOf(shop_->Query(query));
    EXPECT_TRUE(answer.issues.empty());
    std::string line;
    for (const AllocationBucket& bucket : answer.buckets) {
      for (const NamedValue& group : bucket.groups) absl::StrAppend(&line, group.value, "/");
      absl::StrAppend(&line, " ", FormatMicros(bucket.allocated_micros), " allocated, ",
                      FormatMicros(bucket.consumed_micros), " consumed\n");
    }
    return line;
  }

  static constexpr const char* kShirt =
      "@iv.@allocated=2 @iv.@consumed=1 @iv.@cumulative_allocated=3 @iv.@cumulative_consumed=1 "
      "iv.ordered=-0.000001 iv.softreserved=1.1 pos.inbound=11.5 pos.outbound=4.5";
};

TEST_F(Format2Test, QueriesAnswerAsBefore) {
  EXPECT_EQ(Totals("T-shirt"), kShirt);
  EXPECT_EQ(Totals("Bike"), "pos.inbound=4 pos.outbound=0.5");
  EXPECT_EQ(Totals("Lamp"), "pos.inbound=0.000001 web.returned=4.25");
  EXPECT_EQ(Totals("Gone"), "");
  EXPECT_EQ(Allocations(), "Online/VIP/ 2 allocated, 1 consumed\n");
}

TEST_F(Format2Test, BooksAreAsBefore) {
  EXPECT_EQ(shop_->products().count(), 2u);
  const ListedAdjustments lines = ValueOf(shop_->adjustments().ListLines({}, std::nullopt));
  EXPECT_EQ(lines.lines.size(), 3u);
}

TEST_F(Format2Test, RepetitionsGetTheirFirstAnswer) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Post(Sale2(1)), Outcome());
    EXPECT_EQ(Post(Sale2(2)).status_code(), 409);
    ReserveEvent reserve;
    NameShirt(&reserve, "soft-1");
    reserve.quantities = {{"iv", "softreserved", {500'000}}};
    EXPECT_FALSE(Apply(reserve).refused());
    EXPECT_EQ(Totals("T-shirt"), kShirt);
    ASSERT_TRUE(shop_->RunMaintenance().ok());
    Reopen();
  }
}

TEST_F(Format2Test, ItGoesOn) {
  ChangeEvent sale = Sale2(2);
  sale.id = "sale-4";
  EXPECT_EQ(Post(sale), Outcome());
  Reopen();
  EXPECT_EQ(Totals("T-shirt").substr(Totals("T-shirt").find("pos.out")), "pos.outbound=6.5");
  ASSERT_TRUE(shop_->RunMaintenance().ok());
  Reopen();
  EXPECT_EQ(Post(sale), Outcome());
  EXPECT_EQ(Totals("T-shirt").substr(Totals("T-shirt").find("pos.out")), "pos.outbound=6.5");
}

// The tables, the log behind them and their base must go on agreeing, whichever of them was written by whom.
TEST_F(Format2Test, TablesAndLogAgreeBeforeAndAfter) {
  Close();
  storage::LedgerDriver driver(storage::RoomySetup(storage::StoreKind::kRocks), database_.OpenDisk());
  driver.ExpectConsistent();
  EXPECT_EQ(*ValueOf(driver.ledger().OpenView()->snapshot().Get(storage::kSchemaKey)), "\x02");
  ONHAND_ASSERT_OK(driver.Post({storage::Change("new-1", driver.Rows().begin()->first, 5)}, kStartUs + 41 * kDayUs));
  driver.ExpectConsistent();
  driver.Reopen();
  EXPECT_EQ(*ValueOf(driver.ledger().OpenView()->snapshot().Get(storage::kSchemaKey)), "\x03");
  driver.ExpectConsistent();
}

}  // namespace
}  // namespace onhand
