// What lies beside rows in a ledger: allocation buckets, schedules, holds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/keys/bucket_key.h"
#include "storage/keys/hold_key.h"
#include "storage/keys/row_key.h"
#include "storage/keys/schedule_key.h"
#include "storage/kv/store.h"
#include "storage/ledger/ledger.h"
#include "storage/records/schedule.h"
#include "tests/storage/ledger/ledger_driver.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/test_disk.h"

namespace onhand::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

Event Allocate(const std::string& row_key, const std::string& path, Bucket added) {
  Event event;
  event.kind = EntryKind::kAllocate;
  event.id = "allocate";
  event.row_key = row_key;
  event.path = path;
  event.bucket = added;
  return event;
}

Event Plan(const std::string& row_key, std::vector<ScheduleCell> cells,
           ScheduleVariant variant = ScheduleVariant::kPeriod) {
  Event event;
  event.kind = EntryKind::kSchedule;
  event.id = "plan";
  event.row_key = row_key;
  event.row = false;
  event.schedule = std::move(cells);
  event.variant = variant;
  return event;
}

// A hold of `remaining` that ends then; 0 = it goes.
Event HoldUntil(const std::string& row_key, uint8_t id, int64_t remaining, int64_t ends_at_us) {
  Event event;
  event.kind = EntryKind::kReserve;
  event.id = "hold";
  event.row_key = row_key;
  event.hold_id = HoldId(id);
  event.hold = {0, remaining, ends_at_us};
  return event;
}

class BooksTest : public ::testing::TestWithParam<LedgerSetup> {
 protected:
  Ledger& ledger() { return driver_.ledger(); }
  std::optional<Bucket> ReadBucket(const std::string& row_key, const std::string& path) {
    const BucketRef bucket{row_key, path};
    return ValueOf(ledger().ReadBuckets({bucket}))[0];
  }
  std::optional<Schedule> ReadSchedule(const std::string& row_key, ScheduleVariant variant) {
    const ScheduleRef schedule{row_key, variant};
    const std::optional<Schedule> found = ValueOf(ledger().ReadSchedules({schedule}))[0];
    EXPECT_EQ(ValueOf(ledger().OpenView()->ReadSchedules({schedule}))[0], found);
    return found;
  }
  std::optional<Hold> ReadHold(const std::string& row_key, uint8_t id) {
    const HoldRef hold{row_key, HoldId(id)};
    return ValueOf(ledger().ReadHolds({hold}))[0];
  }
  // Ids of the holds that ended by then, in order, by the ledger and by a view alike.
  std::vector<int> Ended(int64_t until_us, size_t count_max = 100) {
    const std::vector<FoundHold> found = ValueOf(ledger().EndedHolds(until_us, count_max));
    EXPECT_EQ(ValueOf(ledger().OpenView()->EndedHolds(until_us, count_max)), found);
    std::vector<int> ids;
    for (const FoundHold& hold : found) {
      ids.push_back(hold.hold_id[0]);
      EXPECT_LE(hold.hold.ends_at_us, until_us);
      EXPECT_EQ(ReadHold(hold.row_key, hold.hold_id[0]), hold.hold);
    }
    return ids;
  }
  // Writes below the ledger, as damage and other versions do.
  void Write(WriteBatch batch) {
    driver_.Close();
    {
      const std::unique_ptr<Store> store = driver_.disk().Open();
      const PartitionHead head = ValueOf(store->TakePartition("damage"));
      batch.Touch({"damage", head.epoch, head.sequence, head.sequence + 1});
      ONHAND_ASSERT_OK(store->Commit(batch));
    }
  }

  LedgerDriver driver_{GetParam()};
  const std::string row_ = RowAt("p", "s", "l");
  const std::string red_ = RowAt("p", "s", "l", "Red");
  const std::string online_ = BucketPath({"Online"});
  const std::string vip_ = BucketPath({"Online", "VIP"});
};

INSTANTIATE_TEST_SUITE_P(Setups, BooksTest, ::testing::ValuesIn(LedgerSetups()), SetupName);

TEST_P(BooksTest, NothingIsThereAtFirst) {
  EXPECT_EQ(ReadBucket(row_, online_), std::nullopt);
  EXPECT_EQ(ReadSchedule(row_, ScheduleVariant::kPeriod), std::nullopt);
  EXPECT_EQ(ReadHold(row_, 1), std::nullopt);
  EXPECT_THAT(Ended(kNever), IsEmpty());
  EXPECT_EQ(ledger().earliest_hold_end_us(), kNever);
  ONHAND_EXPECT_OK(ledger().OpenView()->ScanBaseBooks([](std::string_view, std::string_view) { return false; }));
}

TEST_P(BooksTest, BucketsAreKeptByRowAndPath) {
  ONHAND_ASSERT_OK(driver_.Post({Allocate(row_, vip_, {5, 0, 5, 0}), Allocate(row_, online_, {1, 0, 1, 0}),
                                 Allocate(red_, online_, {2, 0, 2, 0}), Allocate(row_, vip_, {-2, 2, 0, 2})},
                                1));
  driver_.Reopen();
  EXPECT_EQ(ReadBucket(row_, vip_), (Bucket{3, 2, 5, 2}));
  EXPECT_EQ(ReadBucket(red_, online_), (Bucket{2, 0, 2, 0}));
  EXPECT_EQ(ReadBucket(red_, vip_), std::nullopt);
  const std::unique_ptr<LedgerView> view = ledger().OpenView();
  std::vector<std::string> paths;
  ONHAND_EXPECT_OK(view->ScanBucketsOfRow(row_, [&](std::string_view path, const Bucket& bucket) {
    EXPECT_EQ(bucket, *ReadBucket(row_, std::string(path)));
    paths.emplace_back(path);
    return true;
  }));
  EXPECT_THAT(paths, ElementsAre(online_, vip_));
  const auto scanned = [&](const std::string& prefix, size_t most) {
    std::vector<std::string> keys;
    ONHAND_EXPECT_OK(view->ScanBuckets(prefix, [&](std::string_view row_key, std::string_view path, const Bucket&) {
      keys.push_back(BucketKey(row_key, path));
      return keys.size() < most;
    }));
    return keys;
  };
  const std::string first = BucketKey(row_, online_);
  EXPECT_THAT(scanned("", 9), ElementsAre(first, BucketKey(row_, vip_), BucketKey(red_, online_)));
  EXPECT_THAT(scanned(KeyPrefix({"o", "p"}), 1), ElementsAre(first));
  EXPECT_THAT(scanned(KeyPrefix({"o", "q"}), 9), IsEmpty());
  driver_.ExpectConsistent();
}

TEST_P(BooksTest, SchedulesNeedNoRowAndTheirVariantsAreApart) {
  constexpr int64_t kDayUs = 86'400'000'000;
  ONHAND_ASSERT_OK(driver_.Post({Plan(row_, {{100, 1, 5}, {101, 1, -5}}),
                                 Plan(row_, {{100, 2, 7}}, ScheduleVariant::kPerMeasure), Plan(row_, {{101, 1, 5}})},
                                100 * kDayUs));
  driver_.Reopen();
  EXPECT_EQ(ReadSchedule(row_, ScheduleVariant::kPeriod), (Schedule{{{100, 1, 5}, {101, 1, 0}}}));
  EXPECT_EQ(ReadSchedule(row_, ScheduleVariant::kPerMeasure), (Schedule{{{100, 2, 7}}}));
  EXPECT_EQ(driver_.ReadRow(row_), std::nullopt);
  EXPECT_EQ(ledger().row_count(), 0u);
  driver_.ExpectConsistent();
  // The next day drops what is past.
  ONHAND_ASSERT_OK(driver_.Post({Plan(row_, {{103, 1, 1}})}, 101 * kDayUs));
  EXPECT_EQ(ReadSchedule(row_, ScheduleVariant::kPeriod), (Schedule{{{101, 1, 0}, {103, 1, 1}}}));
  driver_.ExpectConsistent();
}

// Schedules are walked like rows, each variant for itself.
TEST_P(BooksTest, BooksAreScannedLikeRows) {
  const std::string there = RowAt("a", "1", "x");
  const std::string elsewhere = RowAt("b", "2", "y");
  Event change;
  change.id = "stock";
  change.row_key = elsewhere;
  ONHAND_ASSERT_OK(driver_.Post({change, Plan(there, {{1, 0, 1}}), Plan(elsewhere, {{1, 0, 2}}),
                                 Plan(there, {{1, 0, 3}}, ScheduleVariant::kPerMeasure)},
                                1));
  const std::unique_ptr<LedgerView> view = ledger().OpenView();
  constexpr ScheduleVariant kPeriod = ScheduleVariant::kPeriod;
  constexpr ScheduleVariant kPerMeasure = ScheduleVariant::kPerMeasure;
  std::vector<std::string> keys;
  const auto key = [&keys](std::string_view seen) {
    keys.emplace_back(seen);
    return true;
  };
  std::vector<Schedule> values;
  const auto schedule = [&](std::string_view seen, const Schedule& value) {
    values.push_back(value);
    return key(seen);
  };
  const auto seen = [&keys](const absl::Status& scanned) {
    ONHAND_EXPECT_OK(scanned);
    return std::exchange(keys, {});
  };
  const Book period = BookOf(ScheduleVariant::kPeriod);
  const Book per_measure = BookOf(ScheduleVariant::kPerMeasure);
  const std::string place = PlaceKey(*ParseRowKey(there));
  const std::string other_place = PlaceKey(*ParseRowKey(elsewhere));

  EXPECT_THAT(seen(view->ScanRowKeys("", key)), ElementsAre(elsewhere));
  EXPECT_THAT(seen(view->ScanSchedules(kPeriod, "", schedule)), ElementsAre(there, elsewhere));
  EXPECT_THAT(seen(view->ScanSchedules(kPerMeasure, "", schedule)), ElementsAre(there));
  EXPECT_THAT(seen(view->ScanSchedules(kPeriod, KeyPrefix({"o", "b"}), schedule)), ElementsAre(elsewhere));
  EXPECT_THAT(seen(view->ScanRowKeys(KeyPrefix({"o", "a"}), key, per_measure)), ElementsAre(there));
  EXPECT_THAT(seen(view->ScanPlaceKeys("", key, period)), ElementsAre(place, other_place));
  EXPECT_THAT(seen(view->ScanPlaceKeys("", key)), ElementsAre(other_place));
  EXPECT_THAT(seen(view->ScanSchedulePlaces(kPeriod, KeyPrefix({"o", "2", "y"}), schedule)), ElementsAre(elsewhere));
  EXPECT_THAT(seen(view->ScanSchedulePlaces(kPeriod, "", schedule)), ElementsAre(there, elsewhere));
  EXPECT_THAT(values,
              ElementsAre(Schedule{{{1, 0, 1}}}, Schedule{{{1, 0, 2}}}, Schedule{{{1, 0, 3}}}, Schedule{{{1, 0, 2}}},
                          Schedule{{{1, 0, 2}}}, Schedule{{{1, 0, 1}}}, Schedule{{{1, 0, 2}}}));
  values.clear();
  ONHAND_EXPECT_OK(view->ScanSchedulePlaces(kPerMeasure, KeyPrefix({"o", "1"}), schedule));
  EXPECT_THAT(values, ElementsAre(Schedule{{{1, 0, 3}}}));
  EXPECT_THAT(ValueOf(view->DistinctPrefixes(false, 2, period)),
              ElementsAre(KeyPrefix({"o", "a"}), KeyPrefix({"o", "b"})));
  EXPECT_THAT(ValueOf(view->DistinctPrefixes(true, 3, per_measure)), ElementsAre(KeyPrefix({"o", "1", "x"})));
  EXPECT_THAT(ValueOf(view->DistinctPrefixes(false, 2)), ElementsAre(KeyPrefix({"o", "b"})));
}

TEST_P(BooksTest, HoldsAreFoundByRowAndByTheirEnd) {
  ONHAND_ASSERT_OK(driver_.Post({HoldUntil(row_, 3, 5, 300), HoldUntil(row_, 1, 5, 200), HoldUntil(red_, 2, 5, 200),
                                 HoldUntil(red_, 4, 5, kNever)},
                                1));
  EXPECT_EQ(ledger().earliest_hold_end_us(), 200);
  driver_.Reopen();
  EXPECT_EQ(ledger().earliest_hold_end_us(), 200);
  EXPECT_EQ(ReadHold(row_, 3), (Hold{0, 5, 300}));
  EXPECT_EQ(ReadHold(red_, 3), std::nullopt);
  std::vector<int> of_row;
  ONHAND_EXPECT_OK(ledger().OpenView()->ScanHoldsOfRow(row_, [&](const Hash128& id, const Hold& hold) {
    of_row.push_back(id[0]);
    EXPECT_EQ(ReadHold(row_, id[0]), hold);
    return true;
  }));
  EXPECT_THAT(of_row, ElementsAre(1, 3));
  EXPECT_THAT(Ended(199), IsEmpty());
  EXPECT_THAT(Ended(200), ElementsAre(1, 2));
  EXPECT_THAT(Ended(299), ElementsAre(1, 2));
  EXPECT_THAT(Ended(300), ElementsAre(1, 2, 3));
  EXPECT_THAT(Ended(300, 1), ElementsAre(1));
  EXPECT_THAT(Ended(300, 0), IsEmpty());
  EXPECT_THAT(Ended(kNever), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(Ended(-1), IsEmpty());
  driver_.ExpectConsistent();
}

TEST_P(BooksTest, AHoldThatChangesItsEndMovesAndOneThatIsReleasedGoes) {
  ONHAND_ASSERT_OK(driver_.Post({HoldUntil(row_, 1, 5, 200), HoldUntil(row_, 2, 5, 300)}, 1));
  ONHAND_ASSERT_OK(driver_.Post({HoldUntil(row_, 1, 5, 400)}, 2));
  EXPECT_EQ(ledger().earliest_hold_end_us(), 300);
  EXPECT_THAT(Ended(399), ElementsAre(2));
  driver_.ExpectConsistent();
  // In part, to the same end.
  ONHAND_ASSERT_OK(driver_.Post({HoldUntil(row_, 2, 1, 300)}, 3));
  EXPECT_EQ(ReadHold(row_, 2), (Hold{0, 1, 300}));
  EXPECT_EQ(ledger().earliest_hold_end_us(), 300);
  driver_.ExpectConsistent();
  ONHAND_ASSERT_OK(driver_.Post({HoldUntil(row_, 2, 0, 300)}, 4));
  EXPECT_EQ(ReadHold(row_, 2), std::nullopt);
  EXPECT_EQ(ledger().earliest_hold_end_us(), 400);
  driver_.ExpectConsistent();
  ONHAND_ASSERT_OK(driver_.Post({HoldUntil(row_, 1, 0, 400)}, 5));
  EXPECT_EQ(ledger().earliest_hold_end_us(), kNever);
  EXPECT_THAT(Ended(kNever), IsEmpty());
  // Made and gone in one group.
  ONHAND_ASSERT_OK(driver_.Post({HoldUntil(row_, 7, 5, 50), HoldUntil(row_, 7, 0, 50)}, 6));
  EXPECT_EQ(ReadHold(row_, 7), std::nullopt);
  EXPECT_EQ(ledger().earliest_hold_end_us(), kNever);
  driver_.ExpectConsistent();
}

TEST_P(BooksTest, AnExpiryIsAnEntryWithoutAReceipt) {
  Event reserve = HoldUntil(row_, 1, 5, 200);
  reserve.quantity_micros = 5;
  reserve.held_micros = 5;
  ONHAND_ASSERT_OK(driver_.Post({reserve}, 1));
  EXPECT_EQ(driver_.ReadRow(row_)->HeldMicros(0), 5);
  Event expire = HoldUntil(row_, 1, 0, 200);
  expire.kind = EntryKind::kExpire;
  expire.quantity_micros = -5;
  expire.held_micros = -5;
  ONHAND_ASSERT_OK(driver_.Post({expire}, 200));
  EXPECT_EQ(driver_.ReadRow(row_)->HeldMicros(0), 0);
  EXPECT_EQ(driver_.ReadRow(row_)->Find(0)->quantity_micros, 0);
  EXPECT_EQ(ReadHold(row_, 1), std::nullopt);
  driver_.ExpectConsistent();
}

TEST_P(BooksTest, ARefusedCommitLeavesTheEarliestEndAlone) {
  ONHAND_ASSERT_OK(driver_.Post({HoldUntil(row_, 1, 5, 200)}, 1));
  driver_.Close();
  std::unique_ptr<Store> store = driver_.disk().Open();
  Store* shared = store.get();
  const std::unique_ptr<Ledger> ledger = ValueOf(Ledger::Open(std::move(store)));
  ValueOf(shared->TakePartition("main"));  // somebody else takes over
  CommitGroup group;
  group.record = {2, 2, {}};
  group.holds.push_back({row_, HoldId(2), std::nullopt, Hold{0, 5, 100}});
  group.holds.push_back({row_, HoldId(1), Hold{0, 5, 200}, std::nullopt});
  ONHAND_EXPECT_STATUS(ledger->Commit(std::move(group)), absl::StatusCode::kFailedPrecondition, "lost it");
  EXPECT_EQ(ledger->earliest_hold_end_us(), 200);
}

class BooksCleanUpTest : public BooksTest {
 protected:
  size_t Entries() { return TablesOf(*ledger().OpenView()).size(); }
  // In each of eight places: a row with two buckets and a hold; and a schedule of each variant, beside it for product
  // "a", by itself for "c".
  void SetUp() override {
    std::vector<Event> events;
    int64_t ends_at_us = 100;
    for (const char* site : {"1", "2"}) {
      for (const char* location : {"", "x"}) {
        for (const char* product : {"a", "b"}) {
          const std::string row = RowAt(product, site, location);
          events.push_back(Allocate(row, online_, {1, 0, 1, 0}));
          events.push_back(Allocate(row, vip_, {1, 0, 1, 0}));
          events.push_back(HoldUntil(row, 9, 1, ends_at_us++));
        }
        for (const char* product : {"a", "c"}) {
          events.push_back(Plan(RowAt(product, site, location), {{1, 0, 1}}));
          events.push_back(Plan(RowAt(product, site, location), {{1, 0, 1}}, ScheduleVariant::kPerMeasure));
        }
      }
    }
    ONHAND_ASSERT_OK(driver_.Post(events, 1));
    ASSERT_EQ(Entries(), 8u + 16u + 8u + 16u);
  }
};

INSTANTIATE_TEST_SUITE_P(Setups, BooksCleanUpTest, ::testing::ValuesIn(LedgerSetups()), SetupName);

TEST_P(BooksCleanUpTest, ByProduct) {
  ONHAND_ASSERT_OK(driver_.CleanUp({false, {KeyPrefix({"o", "a"})}}, 2));
  driver_.ExpectConsistent();
  EXPECT_EQ(Entries(), 4u + 8u + 4u + 8u);
  EXPECT_EQ(ReadBucket(RowAt("a", "1", ""), online_), std::nullopt);
  EXPECT_NE(ReadBucket(RowAt("b", "1", ""), online_), std::nullopt);
  EXPECT_EQ(ledger().earliest_hold_end_us(), 101);
  ONHAND_ASSERT_OK(driver_.CleanUp({false, {KeyPrefix({"o", "c"})}}, 3));  // schedules without rows
  EXPECT_EQ(Entries(), 4u + 8u + 4u);
  driver_.ExpectConsistent();
  driver_.Reopen();
  driver_.ExpectConsistent();
}

TEST_P(BooksCleanUpTest, ByPlace) {
  ONHAND_ASSERT_OK(driver_.CleanUp({true, {KeyPrefix({"o", "1", "x"}), KeyPrefix({"o", "1", ""})}}, 2));
  driver_.ExpectConsistent();
  EXPECT_EQ(Entries(), 4u + 8u + 4u + 8u);
  EXPECT_EQ(ReadSchedule(RowAt("c", "1", "x"), ScheduleVariant::kPeriod), std::nullopt);
  EXPECT_NE(ReadSchedule(RowAt("c", "2", "x"), ScheduleVariant::kPeriod), std::nullopt);
  EXPECT_EQ(ReadHold(RowAt("b", "1", "x"), 9), std::nullopt);
  EXPECT_EQ(ledger().earliest_hold_end_us(), 104);
  ONHAND_ASSERT_OK(driver_.CleanUp({true, {""}}, 3));
  EXPECT_EQ(Entries(), 0u);
  EXPECT_EQ(ledger().earliest_hold_end_us(), kNever);
  driver_.ExpectConsistent();
}

TEST_P(BooksCleanUpTest, ThePurgeMovesAllOfItIntoTheBase) {
  ONHAND_ASSERT_OK(driver_.CleanUp({true, {KeyPrefix({"o", "1"})}}, 2));
  ONHAND_ASSERT_OK(driver_.Post({Allocate(RowAt("a", "2", "x"), online_, {1, 0, 1, 0})}, 3));
  ONHAND_ASSERT_OK(driver_.Post({HoldUntil(RowAt("a", "2", "x"), 9, 0, 0)}, 4));
  const auto base = [this] {
    std::vector<std::string> keys;
    ONHAND_EXPECT_OK(ledger().OpenView()->ScanBaseBooks([&keys](std::string_view key, std::string_view) {
      keys.emplace_back(key);
      return true;
    }));
    return keys;
  };
  EXPECT_THAT(base(), IsEmpty());
  for (const int64_t before : {2, 3, 4}) {
    EXPECT_EQ(ValueOf(ledger().Purge({0, before, 100}, 10)).records_removed, 1u);
    driver_.ExpectConsistent();
    EXPECT_EQ(base().size(), before == 2 ? 16u + 8u + 16u : 8u + 4u + 8u);
  }
  EXPECT_THAT(base(), ::testing::Contains(ScheduleKey(ScheduleVariant::kPerMeasure, RowAt("c", "2", ""))));
  // The purge's own record is the newest, so that of the released hold goes as well.
  EXPECT_EQ(ValueOf(ledger().Purge({0, 5, 100}, 11)).records_removed, 1u);
  EXPECT_EQ(base().size(), 8u + 3u + 8u);
  driver_.Reopen();
  driver_.ExpectConsistent();
}

class BooksDamageTest : public BooksTest {
 protected:
  void SetUp() override {
    ONHAND_ASSERT_OK(
        driver_.Post({Allocate(row_, online_, {1, 0, 1, 0}), HoldUntil(row_, 1, 5, 200), Plan(row_, {{1, 0, 1}})}, 1));
  }
  void Put(const std::string& key, const std::string& value) {
    WriteBatch batch;
    batch.Put(key, value);
    Write(std::move(batch));
  }
};

INSTANTIATE_TEST_SUITE_P(Setups, BooksDamageTest, ::testing::ValuesIn(LedgerSetups()), SetupName);

TEST_P(BooksDamageTest, DamagedValuesAreDataLoss) {
  const auto any = [](auto&&...) { return true; };
  Put(BucketKey(row_, online_), "\x07");
  Put(ScheduleKey(ScheduleVariant::kPeriod, row_), "\x07");
  Put(HoldKey(row_, HoldId(1)), "\x07");
  driver_.Reopen();
  const BucketRef bucket{row_, online_};
  const ScheduleRef schedule{row_, ScheduleVariant::kPeriod};
  const HoldRef hold{row_, HoldId(1)};
  ONHAND_EXPECT_STATUS(ledger().ReadBuckets({bucket}), absl::StatusCode::kDataLoss, "bucket");
  ONHAND_EXPECT_STATUS(ledger().ReadSchedules({schedule}), absl::StatusCode::kDataLoss, "schedule");
  ONHAND_EXPECT_STATUS(ledger().ReadHolds({hold}), absl::StatusCode::kDataLoss, "hold");
  const std::unique_ptr<LedgerView> view = ledger().OpenView();
  ONHAND_EXPECT_STATUS(view->ReadSchedules({schedule}), absl::StatusCode::kDataLoss, "schedule");
  ONHAND_EXPECT_STATUS(view->ScanBuckets("", any), absl::StatusCode::kDataLoss, "bucket");
  ONHAND_EXPECT_STATUS(view->ScanBucketsOfRow(row_, any), absl::StatusCode::kDataLoss, "bucket");
  ONHAND_EXPECT_STATUS(view->ScanHoldsOfRow(row_, any), absl::StatusCode::kDataLoss, "hold");
  ONHAND_EXPECT_STATUS(view->EndedHolds(kNever, 9), absl::StatusCode::kDataLoss, "hold");
  ONHAND_EXPECT_STATUS(driver_.CleanUp({false, {""}}, 2), absl::StatusCode::kDataLoss, "hold");
  ONHAND_EXPECT_STATUS(driver_.CleanUp({true, {""}}, 2), absl::StatusCode::kDataLoss, "hold");
  EXPECT_EQ(ledger().sequence(), 1u);
}

TEST_P(BooksDamageTest, DamagedKeysAreDataLoss) {
  const auto any = [](auto&&...) { return true; };
  Put("A" + row_ + '\0', "\x01");
  Put("H" + row_ + '\0' + "short", "\x01");
  Put("S\x02not a row key", "\x01");
  Put("Z\x02not a place key", "");
  driver_.Reopen();
  const std::unique_ptr<LedgerView> view = ledger().OpenView();
  ONHAND_EXPECT_STATUS(view->ScanBuckets("", any), absl::StatusCode::kDataLoss, "key of an allocation bucket");
  ONHAND_EXPECT_STATUS(view->ScanHoldsOfRow(row_, any), absl::StatusCode::kDataLoss, "key of a hold");
  ONHAND_EXPECT_STATUS(view->ScanSchedulePlaces(ScheduleVariant::kPeriod, "", any), absl::StatusCode::kDataLoss,
                       "place key");
  ONHAND_EXPECT_STATUS(view->DistinctPrefixes(false, 2, Book::kPeriodSchedules), absl::StatusCode::kDataLoss, "key");
  ONHAND_EXPECT_STATUS(driver_.CleanUp({false, {""}}, 2), absl::StatusCode::kDataLoss, "damaged key");
  ONHAND_EXPECT_STATUS(driver_.CleanUp({true, {""}}, 2), absl::StatusCode::kDataLoss, "is damaged");
}

TEST_P(BooksDamageTest, ADamagedEndIsSeenAtOnce) {
  Put(std::string("E\0", 2), "");
  ONHAND_EXPECT_STATUS(Ledger::Open(driver_.disk().Open()), absl::StatusCode::kDataLoss, "hold's end is damaged");
}

TEST_P(BooksDamageTest, AnEndWithoutItsHoldIsDataLoss) {
  Put(HoldEndKey(150, row_, HoldId(1)), "");
  driver_.Reopen();
  ONHAND_EXPECT_STATUS(ledger().EndedHolds(150, 9), absl::StatusCode::kDataLoss, "ends at another time");
  WriteBatch batch;
  batch.Delete(HoldEndKey(150, row_, HoldId(1)));
  batch.Delete(HoldKey(row_, HoldId(1)));
  Write(std::move(batch));
  driver_.Reopen();
  ONHAND_EXPECT_STATUS(ledger().EndedHolds(kNever, 9), absl::StatusCode::kDataLoss, "not there");
}

TEST_P(BooksDamageTest, ASchedulePlaceWithoutItsScheduleIsDataLoss) {
  WriteBatch batch;
  batch.Delete(ScheduleKey(ScheduleVariant::kPeriod, row_));
  Write(std::move(batch));
  driver_.Reopen();
  const auto any = [](auto&&...) { return true; };
  ONHAND_EXPECT_STATUS(ledger().OpenView()->ScanSchedulePlaces(ScheduleVariant::kPeriod, "", any),
                       absl::StatusCode::kDataLoss, "not there");
  ONHAND_EXPECT_OK(ledger().OpenView()->ScanPlaces("", any));
}

TEST_P(BooksDamageTest, ADamagedBaseEntryStopsThePurge) {
  ONHAND_ASSERT_OK(driver_.Post({Allocate(row_, online_, {1, 0, 1, 0})}, 2));
  Put("b" + BucketKey(row_, online_), "\x07");
  driver_.Reopen();
  ONHAND_EXPECT_STATUS(ledger().Purge({0, 2, 10}, 10), absl::StatusCode::kDataLoss, "bucket");
  EXPECT_EQ(ledger().sequence(), 2u);
}

using BooksDeathTest = BooksTest;
INSTANTIATE_TEST_SUITE_P(Setups, BooksDeathTest, ::testing::Values(RoomySetup(StoreKind::kMemory)), SetupName);

TEST_P(BooksDeathTest, GroupsThatContradictThemselves) {
  const auto dies = [this](const auto& fill, const char* text) {
    CommitGroup group;
    group.record = {1, 1, {}};
    fill(&group);
    EXPECT_DEATH(ledger().Commit(group).IgnoreError(), text);
  };
#ifndef NDEBUG  // what would cost too much otherwise
  dies([&](CommitGroup* group) { group->buckets = {{row_, online_, {}}, {row_, online_, {}}}; }, "insert");
  dies(
      [&](CommitGroup* group) {
        group->schedules = {{row_, ScheduleVariant::kPeriod, {}, true}, {row_, ScheduleVariant::kPeriod, {}, false}};
      },
      "insert");
  dies([&](CommitGroup* group) { group->holds = {{row_, HoldId(1), {}, {}}, {row_, HoldId(1), {}, {}}}; }, "insert");
#endif
  dies([&](CommitGroup* group) { group->buckets = {{row_, "no path", {}}}; }, "ParseBucketKey");
  dies([&](CommitGroup* group) { group->buckets = {{"no row key", online_, {}}}; }, "ParseBucketKey");
  dies(
      [&](CommitGroup* group) {
        group->schedules = {{"no row key", ScheduleVariant::kPeriod, {}, true}};
      },
      "identity");
  dies([&](CommitGroup* group) { group->holds = {{"no row key", HoldId(1), {}, {}}}; }, "ParseHoldKey");
  dies([&](CommitGroup* group) { group->holds = {{row_, HoldId(1), std::nullopt, Hold{0, 0, 5}}}; }, "remaining");
  dies(
      [&](CommitGroup* group) {
        group->record.entries.emplace_back().kind = EntryKind::kCleanUp;
        group->clean_up = CleanUpPayload();
        group->buckets = {{row_, online_, {}}};
      },
      "cleaned_up");
}

}  // namespace
}  // namespace onhand::storage
