// One test a line of the order of precedence, then what an event that applies leaves behind.

#include "engine/plan/plan_event.h"

#include <memory>
#include <optional>
#include <string>

#include "engine/model/quantity.h"
#include "engine/plan/receipt_result.h"
#include "engine/plan/working_set.h"
#include "engine/sums/derived_sums.h"
#include "gtest/gtest.h"
#include "storage/keys/row_key.h"
#include "tests/engine/compiled_default.h"

namespace onhand {
namespace {

constexpr int64_t kNowUs = 1'000'000'000;

class PlanEventTest : public testing::Test {
 protected:
  PlanEventTest() {
    record_.sequence = 7;
    record_.committed_at_us = kNowUs;
    event_.id = "e";
    event_.identity = {.organization = "usmf", .product = "p", .site = "1", .location = "11", .dimensions = {}};
    event_.row_key = storage::RowKey(event_.identity);
    event_.quantities = {{3, 5}};
    event_.content_hash = {1};
    working_set_.rows.resize(1);
    working_set_.rows[0].row_key = event_.row_key;
    working_set_.receipts.resize(1);
  }

  absl::StatusOr<Outcome> TryPlan(bool system_role = false) {
    return PlanEvent(event_, {.configuration = configuration_.get(), .now_us = kNowUs, .system_role = system_role},
                     slots_, &working_set_, &record_);
  }
  Outcome Plan(bool system_role = false) {
    absl::StatusOr<Outcome> outcome = TryPlan(system_role);
    EXPECT_TRUE(outcome.ok());
    return *outcome;
  }

  void MakeSet(std::optional<int64_t> modified_at_us) {
    event_.kind = storage::EntryKind::kSet;
    event_.body = SetBody{.modified_at_us = modified_at_us, .expected = {}};
  }
  storage::Row& row() { return working_set_.rows[0].row; }
  std::optional<storage::Receipt>& receipt() { return working_set_.receipts[0].receipt; }

  void ExpectNothingChanged() const {
    EXPECT_TRUE(record_.entries.empty());
    EXPECT_FALSE(working_set_.rows[0].changed);
  }

  const std::shared_ptr<const CompiledConfiguration> configuration_ = CompileDefault();
  DerivedSums sums_{1000};
  WorkingSet working_set_{&sums_, /*by_location=*/true};
  ValidEvent event_;
  EventSlots slots_;
  storage::LogRecord record_;
};

TEST_F(PlanEventTest, AReceiptComesBeforeEverything) {
  receipt() = storage::Receipt{.content_hash = {1}, .result = std::string(kResultSuperseded)};
  event_.read_only_source = "fno";
  EXPECT_EQ(Plan().message, "superseded by a newer count");
  ExpectNothingChanged();
  event_.content_hash = {2};
  EXPECT_EQ(Plan().reason, Reason::kIdReused);
  ExpectNothingChanged();
}

TEST_F(PlanEventTest, AReadOnlySourceComesBeforeTheTime) {
  MakeSet(kNowUs + kFutureToleranceUs + 1);
  event_.read_only_source = "fno";
  EXPECT_EQ(Plan().reason, Reason::kReadOnlyDataSource);
  EXPECT_EQ(Plan(/*system_role=*/true).reason, Reason::kTimeInFuture);
  ExpectNothingChanged();
  MakeSet(kNowUs + kFutureToleranceUs);
  EXPECT_EQ(Plan(/*system_role=*/true), Outcome{});
}

TEST_F(PlanEventTest, OverflowChangesNothing) {
  row().FindOrInsert(3).quantity_micros = kQuantityMicrosMax - 4;
  event_.quantities = {{2, 1}, {3, 5}};
  EXPECT_EQ(Plan().reason, Reason::kQuantityOverflow);
  ExpectNothingChanged();
  EXPECT_EQ(row().Find(2), nullptr);
}

TEST_F(PlanEventTest, AChangeAddsLogsAndLeavesAReceipt) {
  row().FindOrInsert(3).quantity_micros = -2;
  EXPECT_EQ(Plan(), Outcome{});
  EXPECT_EQ(row().Find(3)->quantity_micros, 3);
  EXPECT_TRUE(working_set_.rows[0].changed);
  ASSERT_EQ(record_.entries.size(), 1u);
  EXPECT_EQ(record_.entries[0].id, "e");
  ASSERT_TRUE(receipt().has_value());
  EXPECT_EQ(receipt()->sequence, 7u);
  EXPECT_EQ(receipt()->committed_at_us, kNowUs);
  // The same event later in the same group.
  EXPECT_EQ(Plan(), Outcome{});
  EXPECT_EQ(record_.entries.size(), 1u);
  EXPECT_EQ(row().Find(3)->quantity_micros, 3);
}

TEST_F(PlanEventTest, ZeroIsAQuantityToo) {
  event_.quantities = {{3, 0}};
  EXPECT_EQ(Plan(), Outcome{});
  ASSERT_NE(row().Find(3), nullptr);
}

TEST_F(PlanEventTest, ASetOverwritesWhatItListsAndNoMore) {
  row().FindOrInsert(3).quantity_micros = 100;
  row().FindOrInsert(4).quantity_micros = 50;
  MakeSet(std::nullopt);
  EXPECT_EQ(Plan(), Outcome{});
  EXPECT_EQ(row().Find(3)->quantity_micros, 5);
  EXPECT_EQ(row().Find(4)->quantity_micros, 50);
  EXPECT_EQ(row().FindCount(3)->time_us, kNowUs);
  EXPECT_EQ(row().FindCount(4), nullptr);
}

TEST_F(PlanEventTest, AnOlderSetChangesNothingButIsRemembered) {
  row().FindOrInsert(3).quantity_micros = 100;
  row().SetCount(3, kNowUs - 10);
  event_.quantities = {{2, 1}, {3, 5}};
  MakeSet(kNowUs - 11);
  const Outcome outcome = Plan();
  EXPECT_EQ(outcome.status, ProcessingStatus::kSuccess);
  EXPECT_EQ(outcome.message, "superseded by a newer count");
  EXPECT_FALSE(working_set_.rows[0].changed);
  EXPECT_EQ(row().Find(2), nullptr);
  ASSERT_EQ(record_.entries.size(), 1u);
  EXPECT_TRUE(record_.entries[0].effects.empty());
  EXPECT_TRUE(receipt().has_value());
}

TEST_F(PlanEventTest, AnEqualTimeApplies) {
  row().SetCount(3, kNowUs - 10);
  MakeSet(kNowUs - 10);
  EXPECT_EQ(Plan().message, "");
  EXPECT_EQ(row().Find(3)->quantity_micros, 5);
}

TEST_F(PlanEventTest, ADamagedReceiptIsAFailureNotAnAnswer) {
  receipt() = storage::Receipt{.content_hash = {1}, .result = "garbage"};
  EXPECT_EQ(TryPlan().status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(PlanEventTest, AnExpectationComesBeforeTheTime) {
  row().FindOrInsert(3).quantity_micros = 2 * kMicrosPerUnit;
  event_.kind = storage::EntryKind::kSet;
  event_.body = SetBody{.modified_at_us = kNowUs + kFutureToleranceUs + 1, .expected = {{2, 0}, {3, kMicrosPerUnit}}};
  const Outcome outcome = Plan();
  EXPECT_EQ(outcome.reason, Reason::kUnexpectedQuantity);
  EXPECT_EQ(outcome.status_code(), 409);
  ASSERT_EQ(outcome.present_quantities.size(), 2u);
  EXPECT_EQ(outcome.present_quantities[0].micros, 0);
  EXPECT_EQ(outcome.present_quantities[1].micros, 2 * kMicrosPerUnit);
  ExpectNothingChanged();
}

// Also while its end is still to be carried out.
TEST_F(PlanEventTest, AHoldIsOverAtItsLastMoment) {
  event_.kind = storage::EntryKind::kUnreserve;
  event_.quantities.clear();
  event_.body = UnreserveBody{.reservation_id = "h", .offset_micros = 2};
  row().FindOrInsert(3).quantity_micros = 5;
  row().AddHeld(3, 5);
  slots_.hold = 0;
  WorkingHold& hold = working_set_.holds.emplace_back();
  hold.row_key = event_.row_key;
  hold.hold = storage::Hold{.measure = 3, .remaining_micros = 5, .ends_at_us = kNowUs};
  EXPECT_EQ(Plan(/*system_role=*/true).reason, Reason::kUnknownReservation);
  ExpectNothingChanged();
  working_set_.holds[0].hold->ends_at_us = kNowUs + 1;
  EXPECT_EQ(Plan(/*system_role=*/true).reason, Reason::kNone);
  EXPECT_EQ(row().Find(3)->quantity_micros, 3);
}

// A cart that is taken back leaves the working set as it was, sums included.
TEST_F(PlanEventTest, ACartIsTakenBackWhole) {
  const auto no_rows = [](std::string_view, const DerivedSums::RowVisitor&) { return absl::OkStatus(); };
  const std::string partition(PartitionOfRowKey(event_.row_key, true));
  ASSERT_TRUE(sums_.Load(no_rows, partition, {LevelMask{0}}).ok());
  const CompiledColumn column{.name = {}, .additions = {3}, .subtractions = {}};
  row().FindOrInsert(4).quantity_micros = 9;
  const storage::Row before = row();
  working_set_.BeginCart();
  EXPECT_EQ(Plan(), Outcome{});
  EXPECT_TRUE(sums_.Evaluate(partition, 0, "", column) == 5);
  event_.id = "f";
  EXPECT_EQ(Plan(), Outcome{}) << "the receipt is another event's, with the same content";
  working_set_.EndCart(/*keep=*/false);
  EXPECT_EQ(row(), before);
  EXPECT_FALSE(working_set_.rows[0].changed);
  EXPECT_FALSE(receipt().has_value());
  EXPECT_TRUE(sums_.Evaluate(partition, 0, "", column) == 0);
}

}  // namespace
}  // namespace onhand
