// Write-backs: what the tables lack until then, what a crash makes of it, and disks that have no room for it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "storage/keys/family.h"
#include "storage/keys/log_key.h"
#include "storage/keys/meta_key.h"
#include "storage/keys/row_key.h"
#include "storage/kv/store.h"
#include "storage/ledger/ledger.h"
#include "storage/records/row.h"
#include "tests/storage/ledger/ledger_driver.h"
#include "tests/storage/testing/crashing_store.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/test_disk.h"

namespace onhand::storage {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class WriteBackTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  Ledger& ledger() { return driver_->ledger(); }
  void Use(const LedgerSetup& setup) { driver_ = std::make_unique<LedgerDriver>(setup); }

  // Commits `count` changes, one a record, each of 1 in a row; rows take turns.
  void Post(int count) {
    for (int i = 0; i < count; ++i) ONHAND_ASSERT_OK(PostOne());
  }
  absl::Status PostOne() {
    ++posted_;
    const absl::Status status = driver_->Post({Change(std::to_string(posted_), RowNumber(posted_))}, posted_);
    if (!status.ok()) --posted_;
    return status;
  }
  static std::string RowNumber(int number) { return RowAt(std::string(1, 'a' + number % 5), "s", "l"); }

  // All that was posted is there, however the ledger came to it.
  void ExpectAllThere() {
    EXPECT_EQ(ledger().sequence(), static_cast<uint64_t>(posted_));
    int64_t sum = 0;
    for (const auto& [key, row] : driver_->Rows()) sum += row.Find(0)->quantity_micros;
    EXPECT_EQ(sum, posted_);
    for (int i = 1; i <= posted_; ++i) {
      const std::optional<Receipt> receipt = driver_->FindReceipt(Change(std::to_string(i), RowNumber(i)));
      ASSERT_TRUE(receipt.has_value()) << i;
      EXPECT_EQ(receipt->sequence, static_cast<uint64_t>(i));
    }
    EXPECT_EQ(driver_->FindReceipt(Change("unknown", RowNumber(0))), std::nullopt);
    driver_->ExpectViewsConsistent();
  }

  LedgerTables OnDisk(Family family) {
    const std::unique_ptr<Snapshot> snapshot = ledger().store()->GetSnapshot();
    return StoredTables(*snapshot, {family});
  }
  std::string WrittenBack() { return *ValueOf(ledger().store()->GetSnapshot()->Get(kWrittenBackKey)); }
  // Writes below the ledger, which is killed before.
  void Corrupt(WriteBatch batch) {
    driver_->disk().crash().CrashAfter(0);
    driver_->Close();
    const std::unique_ptr<Store> store = driver_->disk().Open();
    const PartitionHead head = ValueOf(store->TakePartition("damage"));
    batch.Touch({"damage", head.epoch, head.sequence, head.sequence + 1});
    ONHAND_ASSERT_OK(store->Commit(batch));
  }
  absl::Status OpenStatus() { return driver_->Open().status(); }

  std::unique_ptr<LedgerDriver> driver_ = std::make_unique<LedgerDriver>(RoomySetup(GetParam()));
  int posted_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Stores, WriteBackTest, ::testing::Values(StoreKind::kMemory, StoreKind::kRocks),
                         [](const auto& info) { return StoreKindName(info.param); });

TEST_P(WriteBackTest, TablesLackRowsPlacesAndReceiptsUntilThen) {
  Post(7);
  EXPECT_THAT(OnDisk(Family::kLog), SizeIs(7));
  for (const Family family : {Family::kRow, Family::kPlace, Family::kReceipt}) EXPECT_THAT(OnDisk(family), IsEmpty());
  EXPECT_EQ(WrittenBack(), std::string(1, '\0'));
  ONHAND_ASSERT_OK(ledger().WriteBack());
  EXPECT_THAT(OnDisk(Family::kRow), SizeIs(5));
  EXPECT_THAT(OnDisk(Family::kPlace), SizeIs(5));
  EXPECT_THAT(OnDisk(Family::kReceipt), SizeIs(7));
  EXPECT_EQ(WrittenBack(), "\x07");
  Post(1);
  EXPECT_EQ(WrittenBack(), "\x07");
  ExpectAllThere();
  ONHAND_ASSERT_OK(ledger().WriteBack());
  ONHAND_ASSERT_OK(ledger().WriteBack());
  EXPECT_THAT(OnDisk(Family::kReceipt), SizeIs(8));
  driver_->ExpectConsistent();
}

TEST_P(WriteBackTest, ClosingWritesBack) {
  Post(7);
  driver_->Reopen();
  EXPECT_EQ(WrittenBack(), "\x07");
  EXPECT_THAT(OnDisk(Family::kReceipt), SizeIs(7));
  ExpectAllThere();
}

TEST_P(WriteBackTest, ACrashLosesNothing) {
  Post(7);
  for (int i = 0; i < 3; ++i) {
    driver_->Crash();
    EXPECT_THAT(OnDisk(Family::kRow), IsEmpty());
    ExpectAllThere();
    Post(2);
  }
  ONHAND_ASSERT_OK(ledger().WriteBack());
  Post(4);
  driver_->Crash();
  EXPECT_THAT(OnDisk(Family::kReceipt), SizeIs(13));
  ExpectAllThere();
  driver_->ExpectConsistent();
  driver_->Reopen();
  ExpectAllThere();
}

// What a row is comes from its table and the log together, and is asked for in any way first.
TEST_P(WriteBackTest, RowsAfterACrashByAnyQuestion) {
  const std::string key = RowAt("p", "s", "l");
  const std::string born = RowAt("p", "s", "m");
  ONHAND_ASSERT_OK(driver_->Post({Change("1", key, 10)}, 1));
  ONHAND_ASSERT_OK(ledger().WriteBack());
  ONHAND_ASSERT_OK(driver_->Post({Change("2", key, 5), Change("3", key, 7), Change("4", born, 2)}, 2));
  ONHAND_ASSERT_OK(driver_->Post({Change("5", key, 3)}, 3));
  const auto quantity = [](const Row& row) { return row.Find(0)->quantity_micros; };
  const auto expect_rows = [&](const auto& scan) {
    driver_->Crash();
    std::map<std::string, int64_t> rows;
    ONHAND_EXPECT_OK(scan(*ledger().OpenView(), [&](std::string_view row_key, const Row& row) {
      rows.emplace(row_key, quantity(row));
      EXPECT_EQ(row.sequence, row_key == key ? 3u : 2u);
      return true;
    }));
    EXPECT_EQ(rows, (std::map<std::string, int64_t>{{key, 25}, {born, 2}}));
  };
  expect_rows([](const LedgerView& view, const auto& visit) { return view.ScanRows("", visit); });
  expect_rows([](const LedgerView& view, const auto& visit) { return view.ScanRows(KeyPrefix({"o", "p"}), visit); });
  expect_rows([](const LedgerView& view, const auto& visit) { return view.ScanPlaces("", visit); });
  driver_->Crash();
  EXPECT_EQ(quantity(*driver_->ReadRow(key)), 25);
  driver_->Crash();
  ONHAND_ASSERT_OK(driver_->Post({Change("6", key, 1)}, 4));
  EXPECT_EQ(quantity(*driver_->ReadRow(key)), 26);
  EXPECT_EQ(ledger().row_count(), 2u);
  driver_->Crash();
  driver_->ExpectConsistent();
}

// A process that dies at each single write of a day's work, with and without the last one on disk, loses nothing that
// was acknowledged.
TEST_P(WriteBackTest, ACrashAtAnyWrite) {
  for (const bool pool : {false, true}) {
    for (const bool unanswered : {false, true}) {
      bool crashed = true;
      for (int writes = 0; crashed; ++writes) {
        SCOPED_TRACE("after " + std::to_string(writes) + " writes, pool " + std::to_string(pool) + ", unanswered " +
                     std::to_string(unanswered));
        ASSERT_LT(writes, 200);
        LedgerSetup setup = TightSetup(GetParam(), pool);
        setup.memory_bytes = 10'000;
        Use(setup);
        posted_ = 0;
        driver_->disk().crash().CrashAfter(writes, unanswered);
        absl::Status status;
        uint64_t acknowledged = 0;
        for (int i = 0; i < 12 && status.ok(); ++i) {
          if (i == 8) {
            status = ledger().Purge({5, 3, 100}, 100).status();
          } else if (i == 10) {
            status = driver_->CleanUp({false, {KeyPrefix({"o", "b"})}}, 101);
          } else {
            status = driver_->Post({Change(std::to_string(i), RowNumber(i), 1 << i)}, i + 1);
          }
          acknowledged = ledger().sequence();
        }
        crashed = driver_->disk().crash().crashed();
        EXPECT_TRUE(status.ok() || crashed) << status;
        driver_->Crash();
        const uint64_t there = ledger().sequence();
        if (there != acknowledged) EXPECT_TRUE(unanswered && there == acknowledged + 1) << there << " " << acknowledged;
        // The twelve steps are the records 1 to 12; receipts before 5 are forgotten by the ninth.
        const auto row_sum = [&](int row) {
          const std::optional<Row> found = driver_->ReadRow(RowNumber(row));
          return found.has_value() ? found->Find(0)->quantity_micros : 0;
        };
        for (int row = 0; row < 5; ++row) {
          int64_t sum = 0;
          for (int i = row; i < 12 && static_cast<uint64_t>(i) < there; i += 5) {
            if (i != 8 && i != 10) sum += 1 << i;
          }
          if (row == 1 && there >= 11) sum = there >= 12 ? 1 << 11 : 0;
          EXPECT_EQ(row_sum(row), sum) << row;
        }
        for (int i = 0; i < 12; ++i) {
          if (i == 8 || i == 10) continue;
          const bool forgotten = there >= 9 && i + 1 < 5;
          EXPECT_EQ(driver_->FindReceipt(Change(std::to_string(i), RowNumber(i))).has_value(),
                    static_cast<uint64_t>(i) < there && !forgotten)
              << i;
        }
        driver_->ExpectConsistent();
        if (HasFailure()) return;
      }
    }
  }
}

TEST_P(WriteBackTest, ACleanUpAsTheFirstCommit) {
  for (const bool crash : {false, true}) {
    Use(RoomySetup(GetParam()));
    ONHAND_ASSERT_OK(driver_->CleanUp({true, {""}}, 1));
    EXPECT_EQ(WrittenBack(), "\x01");
    if (crash) {
      driver_->Crash();
    } else {
      driver_->Reopen();
    }
    EXPECT_EQ(ledger().sequence(), 1u);
    ONHAND_ASSERT_OK(driver_->Post({Change("1", RowAt("p", "s", "l"))}, 2));
    driver_->Crash();
    driver_->ExpectConsistent();
  }
}

TEST_P(WriteBackTest, ACleanUpOfWhatWasNeverWrittenBack) {
  Post(7);
  const std::unique_ptr<LedgerView> before = ledger().OpenView();
  ONHAND_ASSERT_OK(driver_->CleanUp({true, {KeyPrefix({"o", "s"})}}, 10));
  EXPECT_EQ(ledger().row_count(), 0u);
  EXPECT_THAT(driver_->Rows(), IsEmpty());
  EXPECT_THAT(TablesOf(*before), SizeIs(5));
  ONHAND_ASSERT_OK(driver_->Post({Change("again", RowNumber(1), 9)}, 11));
  EXPECT_EQ(driver_->ReadRow(RowNumber(1))->Find(0)->quantity_micros, 9);
  EXPECT_THAT(TablesOf(*before), SizeIs(5));
}

TEST_P(WriteBackTest, ACleanUpAndACrash) {
  Post(7);
  ONHAND_ASSERT_OK(driver_->CleanUp({true, {KeyPrefix({"o", "s"})}}, 10));
  ONHAND_ASSERT_OK(driver_->Post({Change("again", RowNumber(1), 9)}, 11));
  driver_->Crash();
  EXPECT_THAT(driver_->Rows(), SizeIs(1));
  EXPECT_EQ(driver_->ReadRow(RowNumber(1))->Find(0)->quantity_micros, 9);
  EXPECT_TRUE(driver_->FindReceipt(Change("3", RowNumber(3))).has_value());
  driver_->ExpectConsistent();
}

// A view goes on seeing rows that a clean-up removed while they were not in memory, although a younger view has found
// since that the product has none.
TEST_P(WriteBackTest, AViewFromBeforeACleanUp) {
  Use(TightSetup(GetParam()));
  const std::string key = RowAt("p", "s", "l");
  ONHAND_ASSERT_OK(driver_->Post({Change("1", key)}, 1));
  ONHAND_ASSERT_OK(ledger().WriteBack());
  // So that nothing of "p" is in memory any more.
  for (int i = 0; i < 20; ++i)
    ONHAND_ASSERT_OK(driver_->Post({Change("x" + std::to_string(i), RowAt("q", "s", "l"))}, 2));
  const std::unique_ptr<LedgerView> before = ledger().OpenView();
  ONHAND_ASSERT_OK(driver_->CleanUp({false, {KeyPrefix({"o", "p"})}}, 3));
  const auto count = [](const LedgerView& view) {
    int rows = 0;
    ONHAND_EXPECT_OK(
        view.ScanRows(KeyPrefix({"o", "p"}), [&rows](std::string_view, const Row&) { return ++rows > 0; }));
    return rows;
  };
  const std::unique_ptr<LedgerView> after = ledger().OpenView();
  EXPECT_EQ(count(*after), 0);
  EXPECT_EQ(count(*before), 1);
  EXPECT_EQ(ValueOf(before->ReadRows({key}))[0]->Find(0)->quantity_micros, 1);
  EXPECT_EQ(ValueOf(after->ReadRows({key}))[0], std::nullopt);
}

TEST_P(WriteBackTest, HappensByItselfAsTheLogGrows) {
  for (const bool pool : {false, true}) {
    LedgerSetup setup = RoomySetup(GetParam());
    setup.write_back_bytes = 2000;
    setup.pool = pool;
    Use(setup);
    posted_ = 0;
    for (int i = 0; i < 200; ++i) {
      Post(1);
      uint64_t log_bytes = 0;
      for (const auto& [key, value] : OnDisk(Family::kLog)) log_bytes += value.size();
      const uint64_t written = static_cast<uint8_t>(WrittenBack()[0]) & 0x7f;  // exact up to 127
      if (i > 100) {
        EXPECT_GT(written, 0u);
        break;
      }
      const uint64_t behind = static_cast<uint64_t>(posted_) - written;
      // What began it, twice as much until it is waited for, and the record that was one too many.
      EXPECT_LE(behind * (log_bytes / posted_), 3 * setup.write_back_bytes + 300) << posted_ << " " << written;
    }
    ExpectAllThere();
  }
}

TEST_P(WriteBackTest, AdvancesStepByStep) {
  Post(3);
  EXPECT_EQ(ValueOf(ledger().AdvanceWriteBack(3)), true) << "without a pool it is done at once";
  EXPECT_EQ(WrittenBack(), "\x03");
  EXPECT_EQ(ValueOf(ledger().AdvanceWriteBack(3)), true);
  LedgerSetup setup = RoomySetup(GetParam());
  setup.pool = true;
  Use(setup);
  posted_ = 0;
  Post(3);
  int asked = 0;
  while (!ValueOf(ledger().AdvanceWriteBack(3))) {
    Post(1);
    ASSERT_LT(++asked, 100'000);
    std::this_thread::yield();
  }
  EXPECT_GT(asked, 0);
  EXPECT_GE(WrittenBack()[0], 3);
  ExpectAllThere();
}

TEST_P(WriteBackTest, ADiskWithoutRoomForItIsNoDiskWithoutRoomForCommits) {
  for (const bool pool : {false, true}) {
    LedgerSetup setup = RoomySetup(GetParam());
    setup.write_back_bytes = 1000;
    setup.pool = pool;
    Use(setup);
    posted_ = 0;
    Post(2);
    const std::unique_ptr<LedgerView> early = ledger().OpenView();
    driver_->disk().crash().RefuseBulkWrites(true);
    absl::Status refused;
    while (refused.ok()) {
      ASSERT_LT(posted_, 200) << "the log grows without end";
      refused = PostOne();
    }
    EXPECT_GT(posted_, 10);
    ONHAND_EXPECT_STATUS(refused, absl::StatusCode::kUnavailable, "writes nothing any more");
    ONHAND_EXPECT_STATUS(ledger().WriteBack(), absl::StatusCode::kUnavailable, "writes nothing any more");
    ONHAND_EXPECT_STATUS(driver_->CleanUp({true, {""}}, 1000), absl::StatusCode::kUnavailable, "");
    ExpectAllThere();
    EXPECT_THAT(TablesOf(*early), SizeIs(2));
    driver_->disk().crash().RefuseBulkWrites(false);
    ONHAND_EXPECT_OK(PostOne());
    ExpectAllThere();
    ONHAND_ASSERT_OK(ledger().WriteBack());
    driver_->ExpectConsistent();
    EXPECT_THAT(TablesOf(*early), SizeIs(2));
  }
}

TEST_P(WriteBackTest, ADiskWithoutRoomAndACrash) {
  LedgerSetup setup = RoomySetup(GetParam());
  setup.write_back_bytes = 1000;
  Use(setup);
  Post(5);
  driver_->disk().crash().RefuseBulkWrites(true);
  while (PostOne().ok()) continue;
  driver_->Crash();
  ExpectAllThere();
  driver_->ExpectConsistent();
}

TEST_P(WriteBackTest, WhoLostTheLedgerWritesNothingBack) {
  Post(3);
  ValueOf(ledger().store()->TakePartition("main"));  // somebody else takes over
  ONHAND_EXPECT_STATUS(ledger().WriteBack(), absl::StatusCode::kFailedPrecondition, "lost it");
  EXPECT_THAT(OnDisk(Family::kRow), IsEmpty());
  driver_->Reopen();
  ExpectAllThere();
}

TEST_P(WriteBackTest, ReceiptsKeptForEverAreStillKnownOnceATimeIsSet) {
  Post(10);
  ONHAND_ASSERT_OK(ledger().Purge({0, 8, 100}, 20).status());
  // The log that would tell of the first seven is gone: they stay.
  EXPECT_EQ(ValueOf(ledger().Purge({100, 0, 100}, 21)).receipts_removed, 3u);
  for (int i = 1; i <= 7; ++i) {
    EXPECT_TRUE(driver_->FindReceipt(Change(std::to_string(i), RowNumber(i))).has_value()) << i;
  }
  EXPECT_FALSE(driver_->FindReceipt(Change("9", RowNumber(9))).has_value());
}

TEST_P(WriteBackTest, APurgeLeavesAloneWhatOnlyTheLogHas) {
  Post(4);
  ONHAND_ASSERT_OK(ledger().WriteBack());
  Post(4);
  // Young enough: nothing needs to be written back for it.
  EXPECT_EQ(ValueOf(ledger().Purge({3, 3, 100}, 100)).receipts_removed, 2u);
  EXPECT_EQ(WrittenBack(), "\x04");
  driver_->Crash();
  driver_->ExpectViewsConsistent();
  // It reaches beyond the mark: first the tables, then the purge.
  EXPECT_EQ(ValueOf(ledger().Purge({8, 8, 100}, 101)).receipts_removed, 5u);
  EXPECT_GE(WrittenBack()[0], 8);
  for (int i = 1; i <= 8; ++i) {
    EXPECT_EQ(driver_->FindReceipt(Change(std::to_string(i), RowNumber(i))).has_value(), i == 8);
  }
  driver_->Crash();
  driver_->ExpectConsistent();
}

TEST_P(WriteBackTest, DamageBehindTheMarkIsNamedWhenItIsOpened) {
  Post(5);
  WriteBatch hole;
  hole.Delete(LogKey(3));
  Corrupt(std::move(hole));
  ONHAND_EXPECT_STATUS(OpenStatus(), absl::StatusCode::kDataLoss, "log record 3 is missing");

  Use(RoomySetup(GetParam()));
  posted_ = 0;
  Post(5);
  WriteBatch damage;
  damage.Put(LogKey(2), "\x01 not a record, but long enough to be read as one");
  Corrupt(std::move(damage));
  ONHAND_EXPECT_STATUS(OpenStatus(), absl::StatusCode::kDataLoss, "at number 2");

  // A row under effects of the log.
  Use(RoomySetup(GetParam()));
  posted_ = 0;
  Post(5);
  WriteBatch row;
  row.Put("R" + RowNumber(1), "\x07");
  Corrupt(std::move(row));
  driver_->Reopen();
  ONHAND_EXPECT_STATUS(ledger().ReadRows({RowNumber(1)}), absl::StatusCode::kDataLoss, "row");
  ONHAND_EXPECT_STATUS(ledger().OpenView()->ScanRows("", [](auto&&...) { return true; }), absl::StatusCode::kDataLoss,
                       "row");
  ONHAND_EXPECT_STATUS(ledger().WriteBack(), absl::StatusCode::kDataLoss, "row");

  // A clean-up that the tables do not show.
  Use(RoomySetup(GetParam()));
  posted_ = 0;
  Post(2);
  ONHAND_ASSERT_OK(driver_->CleanUp({true, {""}}, 3));
  WriteBatch mark;
  mark.Put(kWrittenBackKey, "\x02");
  Corrupt(std::move(mark));
  ONHAND_EXPECT_STATUS(OpenStatus(), absl::StatusCode::kDataLoss, "log record 3");
}

}  // namespace
}  // namespace onhand::storage
