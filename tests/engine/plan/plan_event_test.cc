// One test a line of the order of precedence, then what an event that applies leaves behind.

#include "engine/plan/plan_event.h"

#include <string>

#include "engine/model/quantity.h"
#include "engine/plan/receipt_result.h"
#include "gtest/gtest.h"

namespace onhand {
namespace {

constexpr int64_t kNowUs = 1'000'000'000;

class PlanEventTest : public testing::Test {
 protected:
  PlanEventTest() {
    record_.sequence = 7;
    event_.id = "e";
    event_.row_key = "row";
    event_.quantities = {{3, 5}};
    event_.content_hash = {1};
  }

  Outcome Plan(bool system_role = false) {
    absl::StatusOr<Outcome> outcome =
        PlanEvent(event_, {.now_us = kNowUs, .system_role = system_role}, &row_, &receipt_, &record_);
    EXPECT_TRUE(outcome.ok());
    return *outcome;
  }

  void ExpectNothingChanged() const {
    EXPECT_TRUE(record_.entries.empty());
    EXPECT_FALSE(row_.changed);
  }

  ValidEvent event_;
  WorkingRow row_;
  WorkingReceipt receipt_;
  storage::LogRecord record_;
};

TEST_F(PlanEventTest, AReceiptComesBeforeEverything) {
  receipt_.receipt = storage::Receipt{.content_hash = {1}, .result = std::string(kResultSuperseded)};
  event_.read_only_source = "fno";
  EXPECT_EQ(Plan().message, "superseded by a newer count");
  ExpectNothingChanged();
  event_.content_hash = {2};
  EXPECT_EQ(Plan().reason, Reason::kIdReused);
  ExpectNothingChanged();
}

TEST_F(PlanEventTest, AReadOnlySourceComesBeforeTheTime) {
  event_.kind = storage::EntryKind::kSet;
  event_.modified_at_us = kNowUs + kFutureToleranceUs + 1;
  event_.read_only_source = "fno";
  EXPECT_EQ(Plan().reason, Reason::kReadOnlyDataSource);
  EXPECT_EQ(Plan(/*system_role=*/true).reason, Reason::kTimeInFuture);
  ExpectNothingChanged();
  event_.modified_at_us = kNowUs + kFutureToleranceUs;
  EXPECT_EQ(Plan(/*system_role=*/true), Outcome{});
}

TEST_F(PlanEventTest, OverflowChangesNothing) {
  row_.row.FindOrInsert(3).quantity_micros = kQuantityMicrosMax - 4;
  event_.quantities = {{2, 1}, {3, 5}};
  EXPECT_EQ(Plan().reason, Reason::kQuantityOverflow);
  ExpectNothingChanged();
  EXPECT_EQ(row_.row.Find(2), nullptr);
}

TEST_F(PlanEventTest, AChangeAddsLogsAndLeavesAReceipt) {
  row_.row.FindOrInsert(3).quantity_micros = -2;
  EXPECT_EQ(Plan(), Outcome{});
  EXPECT_EQ(row_.row.Find(3)->quantity_micros, 3);
  EXPECT_TRUE(row_.changed);
  ASSERT_EQ(record_.entries.size(), 1u);
  EXPECT_EQ(record_.entries[0].id, "e");
  ASSERT_TRUE(receipt_.receipt.has_value());
  EXPECT_EQ(receipt_.receipt->sequence, 7u);
  EXPECT_EQ(receipt_.receipt->committed_at_us, kNowUs);
  // The same event later in the same group.
  EXPECT_EQ(Plan(), Outcome{});
  EXPECT_EQ(record_.entries.size(), 1u);
  EXPECT_EQ(row_.row.Find(3)->quantity_micros, 3);
}

TEST_F(PlanEventTest, ZeroIsAQuantityToo) {
  event_.quantities = {{3, 0}};
  EXPECT_EQ(Plan(), Outcome{});
  ASSERT_NE(row_.row.Find(3), nullptr);
}

TEST_F(PlanEventTest, ASetOverwritesWhatItListsAndNoMore) {
  row_.row.FindOrInsert(3).quantity_micros = 100;
  row_.row.FindOrInsert(4).quantity_micros = 50;
  event_.kind = storage::EntryKind::kSet;
  EXPECT_EQ(Plan(), Outcome{});
  EXPECT_EQ(row_.row.Find(3)->quantity_micros, 5);
  EXPECT_EQ(row_.row.Find(4)->quantity_micros, 50);
  EXPECT_EQ(row_.row.FindCount(3)->time_us, kNowUs);
  EXPECT_EQ(row_.row.FindCount(4), nullptr);
}

TEST_F(PlanEventTest, AnOlderSetChangesNothingButIsRemembered) {
  row_.row.FindOrInsert(3).quantity_micros = 100;
  row_.row.SetCount(3, kNowUs - 10);
  event_.kind = storage::EntryKind::kSet;
  event_.quantities = {{2, 1}, {3, 5}};
  event_.modified_at_us = kNowUs - 11;
  const Outcome outcome = Plan();
  EXPECT_EQ(outcome.status, ProcessingStatus::kSuccess);
  EXPECT_EQ(outcome.message, "superseded by a newer count");
  EXPECT_FALSE(row_.changed);
  EXPECT_EQ(row_.row.Find(2), nullptr);
  ASSERT_EQ(record_.entries.size(), 1u);
  EXPECT_TRUE(record_.entries[0].effects.empty());
  EXPECT_TRUE(receipt_.receipt.has_value());
}

TEST_F(PlanEventTest, AnEqualTimeApplies) {
  row_.row.SetCount(3, kNowUs - 10);
  event_.kind = storage::EntryKind::kSet;
  event_.modified_at_us = kNowUs - 10;
  EXPECT_EQ(Plan().message, "");
  EXPECT_EQ(row_.row.Find(3)->quantity_micros, 5);
}

TEST_F(PlanEventTest, ADamagedReceiptIsAFailureNotAnAnswer) {
  receipt_.receipt = storage::Receipt{.content_hash = {1}, .result = "garbage"};
  EXPECT_EQ(PlanEvent(event_, {}, &row_, &receipt_, &record_).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace onhand
