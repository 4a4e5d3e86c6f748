// What a cart did to rows, receipts, buckets, schedules and holds is there when it is kept, and gone when it is not.

#include "engine/plan/working_set.h"

#include <optional>
#include <string>

#include "engine/sums/derived_sums.h"
#include "gtest/gtest.h"

namespace onhand {
namespace {

const std::string kRowKey("usmf\0Bike\0001\00011\0", 16);

// One slot of each kind, and a cart that changes all of them.
class WorkingSetTest : public testing::Test {
 protected:
  WorkingSetTest() {
    set_.rows.push_back({.row_key = kRowKey, .row = {}, .existed = true, .changed = false});
    set_.receipts.emplace_back();
    set_.buckets.push_back({.row_key = kRowKey, .path = {}, .bucket = std::nullopt, .changed = false});
    set_.schedules.push_back({.row_key = kRowKey, .schedule = {}});
    set_.holds.push_back({.row_key = kRowKey, .hold_id = {}, .before = kBefore, .hold = kBefore});
  }

  void ChangeEverything() {
    storage::RowEffect effect;
    effect.changes.push_back({storage::ChangeOp::kAdd, 1, 5});
    set_.ApplyToRow(0, effect, 7);
    set_.PutReceipt(0, {.content_hash = {}, .sequence = 7, .committed_at_us = 1, .result = "r"});
    set_.ApplyToBucket(0, {.allocated_micros = 3});
    set_.ApplyToSchedule(0, {{.day = 9, .measure = 1, .quantity_micros = 4}}, 2);
    set_.PutHold(0, std::nullopt);
  }
  void ExpectChanged(int64_t times) {
    ASSERT_NE(set_.rows[0].row.Find(1), nullptr);
    EXPECT_EQ(set_.rows[0].row.Find(1)->quantity_micros, 5 * times);
    EXPECT_EQ(set_.rows[0].row.sequence, 7u);
    EXPECT_TRUE(set_.rows[0].changed);
    EXPECT_TRUE(set_.receipts[0].receipt.has_value());
    ASSERT_TRUE(set_.buckets[0].bucket.has_value());
    EXPECT_EQ(set_.buckets[0].bucket->allocated_micros, 3 * times);
    EXPECT_TRUE(set_.buckets[0].changed);
    ASSERT_EQ(set_.schedules[0].schedule.cells.size(), 1u);
    EXPECT_EQ(set_.schedules[0].schedule.cells[0].quantity_micros, 4 * times);
    EXPECT_TRUE(set_.schedules[0].changed);
    EXPECT_FALSE(set_.holds[0].hold.has_value());
  }

  static constexpr storage::Hold kBefore{.measure = 1, .remaining_micros = 8, .ends_at_us = 3};
  DerivedSums sums_{100};
  WorkingSet set_{&sums_, true};
};

TEST_F(WorkingSetTest, ACartThatIsKeptStays) {
  set_.BeginCart();
  ChangeEverything();
  set_.EndCart(true);
  ExpectChanged(1);
  // A later one does not take back what an earlier one did.
  set_.BeginCart();
  set_.EndCart(false);
  ExpectChanged(1);
}

TEST_F(WorkingSetTest, ACartThatIsNotKeptLeavesNothingBehind) {
  set_.BeginCart();
  ChangeEverything();
  ChangeEverything();
  set_.EndCart(false);
  EXPECT_EQ(set_.rows[0].row, storage::Row());
  EXPECT_FALSE(set_.rows[0].changed);
  EXPECT_FALSE(set_.receipts[0].receipt.has_value());
  EXPECT_FALSE(set_.buckets[0].bucket.has_value());
  EXPECT_FALSE(set_.buckets[0].changed);
  EXPECT_TRUE(set_.schedules[0].schedule.cells.empty());
  EXPECT_FALSE(set_.schedules[0].changed);
  EXPECT_EQ(set_.holds[0].hold, kBefore);
}

TEST_F(WorkingSetTest, ChangesOutsideACartAreNotTakenBack) {
  ChangeEverything();
  set_.BeginCart();
  ChangeEverything();
  set_.EndCart(false);
  ExpectChanged(1);
}

}  // namespace
}  // namespace onhand
