#include "storage/ledger/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/keys/log_key.h"
#include "storage/keys/meta_key.h"
#include "storage/keys/row_key.h"
#include "storage/kv/memory_store.h"
#include "storage/kv/store.h"
#include "tests/storage/ledger/ledger_driver.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/test_disk.h"

namespace onhand::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class LedgerTest : public ::testing::TestWithParam<LedgerSetup> {
 protected:
  // Writes below the ledger, as damage does. The ledger is closed before and after.
  void Corrupt(WriteBatch batch) {
    driver_.Close();
    const std::unique_ptr<Store> store = driver_.disk().Open();
    const PartitionHead main = ValueOf(store->TakePartition("damage"));
    batch.Touch({"damage", main.epoch, main.sequence, main.sequence + 1});
    ONHAND_ASSERT_OK(store->Commit(batch));
  }
  absl::Status OpenStatus() { return Ledger::Open(driver_.disk().Open()).status(); }

  LedgerDriver driver_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Setups, LedgerTest, ::testing::ValuesIn(LedgerSetups()), SetupName);

TEST_P(LedgerTest, NewLedgerIsEmpty) {
  EXPECT_EQ(driver_.ledger().sequence(), 0u);
  EXPECT_EQ(driver_.ledger().configuration(), "");
  EXPECT_THAT(driver_.ledger().dictionary(), IsEmpty());
  const std::unique_ptr<LedgerView> view = driver_.ledger().OpenView();
  EXPECT_EQ(ValueOf(view->log_begin()), 1u);
  EXPECT_THAT(ValueOf(view->DistinctPrefixes(false, 2)), IsEmpty());
  driver_.ExpectConsistent();
}

TEST_P(LedgerTest, CommitWritesRowPlaceReceiptAndLog) {
  const std::string key = RowAt("p", "s", "l", "Red");
  ONHAND_ASSERT_OK(driver_.Post({Change("e1", key, 5), Change("e2", key, 7)}, 1000));
  EXPECT_EQ(driver_.ledger().sequence(), 1u);
  const std::optional<Row> row = driver_.ReadRow(key);
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ(row->sequence, 1u);
  EXPECT_EQ(row->Find(0)->quantity_micros, 12);
  const std::optional<Receipt> receipt = driver_.FindReceipt(Change("e2", key, 0));
  ASSERT_TRUE(receipt.has_value());
  EXPECT_EQ(receipt->sequence, 1u);
  EXPECT_EQ(receipt->committed_at_us, 1000);
  EXPECT_EQ(receipt->result, "result");
  EXPECT_EQ(driver_.FindReceipt(Change("e3", key, 0)), std::nullopt);
  driver_.ExpectConsistent();
}

TEST_P(LedgerTest, ReceiptsAreKeptApartByKindAndPlaceButNotByOtherDimensions) {
  const std::string key = RowAt("p", "s", "l", "Red");
  ONHAND_ASSERT_OK(driver_.Post({Change("e1", key, 5)}, 1000));
  EXPECT_NE(driver_.FindReceipt(Change("e1", RowAt("p", "s", "l", "Blue"), 0)), std::nullopt);
  EXPECT_EQ(driver_.FindReceipt(Change("e1", RowAt("p2", "s", "l"), 0)), std::nullopt);
  EXPECT_EQ(driver_.FindReceipt(Change("e1", RowAt("p", "s2", "l"), 0)), std::nullopt);
  EXPECT_EQ(driver_.FindReceipt(Change("e1", RowAt("p", "s", "l2"), 0)), std::nullopt);
  // The same texts, cut elsewhere.
  EXPECT_EQ(driver_.FindReceipt(Change("e1", RowAt("p", "sl", ""), 0)), std::nullopt);
  Event other = Change("e1", key, 0);
  other.kind = EntryKind::kSet;
  EXPECT_EQ(driver_.FindReceipt(other), std::nullopt);
}

TEST_P(LedgerTest, EverythingSurvivesReopening) {
  ONHAND_ASSERT_OK(driver_.Configure("first", {"pos.inbound"}, 900));
  ONHAND_ASSERT_OK(driver_.Configure("second", {"pos.outbound", "iv.ordered"}, 950));
  const std::string key = RowAt("p", "s", "l");
  ONHAND_ASSERT_OK(driver_.Post({Change("e1", key, 5)}, 1000));
  const uint64_t seed = driver_.ledger().hash_seed();
  driver_.Reopen();
  EXPECT_EQ(driver_.ledger().sequence(), 3u);
  EXPECT_EQ(driver_.ledger().configuration(), "second");
  EXPECT_THAT(driver_.ledger().dictionary(), ElementsAre("pos.inbound", "pos.outbound", "iv.ordered"));
  EXPECT_EQ(driver_.ledger().hash_seed(), seed);
  EXPECT_NE(driver_.FindReceipt(Change("e1", key, 0)), std::nullopt);
  ONHAND_ASSERT_OK(driver_.Post({Change("e2", key, 5)}, 1100));
  EXPECT_EQ(driver_.ReadRow(key)->Find(0)->quantity_micros, 10);
  driver_.ExpectConsistent();
}

TEST_P(LedgerTest, EnvironmentsHaveSeedsOfTheirOwn) {
  LedgerDriver other(GetParam());
  EXPECT_NE(driver_.ledger().hash_seed(), other.ledger().hash_seed());
}

TEST_P(LedgerTest, ReadRowsAnswersInOrder) {
  ONHAND_ASSERT_OK(driver_.Post({Change("1", RowAt("a", "s", "l"), 1), Change("2", RowAt("b", "s", "l"), 2)}, 1));
  const std::string keys[] = {RowAt("b", "s", "l"), RowAt("x", "s", "l"), RowAt("a", "s", "l")};
  const auto rows = ValueOf(driver_.ledger().OpenView()->ReadRows({keys[0], keys[1], keys[2]}));
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0]->Find(0)->quantity_micros, 2);
  EXPECT_EQ(rows[1], std::nullopt);
  EXPECT_EQ(rows[2]->Find(0)->quantity_micros, 1);
}

// Nobody's commit is needed to read the newest state, and a view of before does not see it.
TEST_P(LedgerTest, ScanRowsOfTheLedgerSeesTheNewestState) {
  ONHAND_ASSERT_OK(driver_.Post({Change("1", RowAt("a", "s", "l"), 1)}, 1));
  const auto count = [this](const std::string& prefix) {
    int rows = 0;
    ONHAND_EXPECT_OK(driver_.ledger().ScanRows(prefix, [&rows](std::string_view, const Row&) { return ++rows < 2; }));
    return rows;
  };
  EXPECT_EQ(count(""), 1);
  ONHAND_ASSERT_OK(driver_.Post({Change("2", RowAt("b", "s", "l"), 1), Change("3", RowAt("c", "s", "l"), 1)}, 2));
  EXPECT_EQ(count(KeyPrefix({"o", "b"})), 1);
  EXPECT_EQ(count(""), 2);
}

class LedgerScanTest : public LedgerTest {
 protected:
  void SetUp() override {
    std::vector<Event> events;
    for (const char* product : {"a", "b"}) {
      for (const char* site : {"1", "2"}) {
        for (const char* location : {"x", "y"}) {
          events.push_back(Change(std::to_string(events.size()), RowAt(product, site, location), 1));
        }
      }
    }
    events.push_back(Change("more", RowAt("a", "1", "x", "Red"), 1));
    ONHAND_ASSERT_OK(driver_.Post(events, 1));
    view_ = driver_.ledger().OpenView();
  }

  using Scan = absl::Status (LedgerView::*)(std::string_view, const LedgerView::RowVisitor&) const;
  std::vector<std::string> Scanned(Scan scan, const std::string& prefix, size_t most = 1000) {
    std::vector<std::string> keys;
    ONHAND_EXPECT_OK(((*view_).*scan)(prefix, [&](std::string_view key, const Row&) {
      keys.emplace_back(key);
      return keys.size() < most;
    }));
    return keys;
  }
  using ScanKeys = absl::Status (LedgerView::*)(std::string_view, const LedgerView::KeyVisitor&, Book) const;
  std::vector<std::string> ScannedKeys(ScanKeys scan, const std::string& prefix) {
    std::vector<std::string> keys;
    const auto visit = [&keys](std::string_view key) {
      keys.emplace_back(key);
      return true;
    };
    ONHAND_EXPECT_OK(((*view_).*scan)(prefix, visit, Book::kRows));
    return keys;
  }

  std::unique_ptr<LedgerView> view_;
};

INSTANTIATE_TEST_SUITE_P(Setups, LedgerScanTest, ::testing::ValuesIn(LedgerSetups()), SetupName);

TEST_P(LedgerScanTest, RowsByProduct) {
  EXPECT_EQ(Scanned(&LedgerView::ScanRows, "").size(), 9u);
  const std::vector<std::string> wanted = {RowAt("a", "1", "x"), RowAt("a", "1", "x", "Red"), RowAt("a", "1", "y")};
  EXPECT_EQ(Scanned(&LedgerView::ScanRows, KeyPrefix({"o", "a", "1"})), wanted);
  EXPECT_EQ(ScannedKeys(&LedgerView::ScanRowKeys, KeyPrefix({"o", "a", "1"})), wanted);
  EXPECT_THAT(Scanned(&LedgerView::ScanRows, KeyPrefix({"o", "c"})), IsEmpty());
  EXPECT_EQ(Scanned(&LedgerView::ScanRows, "", 4).size(), 4u);
}

TEST_P(LedgerScanTest, RowsByPlace) {
  const std::vector<std::string> wanted = {RowAt("a", "1", "x"), RowAt("a", "1", "x", "Red"), RowAt("b", "1", "x")};
  EXPECT_EQ(Scanned(&LedgerView::ScanPlaces, KeyPrefix({"o", "1", "x"})), wanted);
  EXPECT_EQ(Scanned(&LedgerView::ScanPlaces, "").size(), 9u);
  EXPECT_EQ(Scanned(&LedgerView::ScanPlaces, "", 2).size(), 2u);
  std::vector<std::string> places;
  for (const std::string& key : wanted) places.push_back(PlaceKey(*ParseRowKey(key)));
  EXPECT_EQ(ScannedKeys(&LedgerView::ScanPlaceKeys, KeyPrefix({"o", "1", "x"})), places);
}

TEST_P(LedgerScanTest, ValuesComeAlong) {
  int64_t sum = 0;
  const auto add = [&sum](std::string_view, const Row& row) {
    sum += row.Find(0)->quantity_micros;
    return true;
  };
  ONHAND_EXPECT_OK(view_->ScanRows("", add));
  ONHAND_EXPECT_OK(view_->ScanPlaces("", add));
  EXPECT_EQ(sum, 18);
}

TEST_P(LedgerScanTest, DistinctPrefixes) {
  EXPECT_THAT(ValueOf(view_->DistinctPrefixes(false, 1)), ElementsAre(KeyPrefix({"o"})));
  EXPECT_THAT(ValueOf(view_->DistinctPrefixes(false, 2)), ElementsAre(KeyPrefix({"o", "a"}), KeyPrefix({"o", "b"})));
  EXPECT_THAT(ValueOf(view_->DistinctPrefixes(true, 3)),
              ElementsAre(KeyPrefix({"o", "1", "x"}), KeyPrefix({"o", "1", "y"}), KeyPrefix({"o", "2", "x"}),
                          KeyPrefix({"o", "2", "y"})));
}

TEST_P(LedgerScanTest, ViewsDoNotSeeLaterGroups) {
  ONHAND_ASSERT_OK(driver_.Post({Change("later", RowAt("z", "1", "x"), 1)}, 2));
  EXPECT_EQ(Scanned(&LedgerView::ScanRows, "").size(), 9u);
  int records = 0;
  ONHAND_EXPECT_OK(view_->ScanLog(1, [&](const LogRecord&) { return ++records > 0; }));
  EXPECT_EQ(records, 1);
}

TEST_P(LedgerScanTest, CleanUpByRowPrefix) {
  ONHAND_ASSERT_OK(driver_.CleanUp({false, {KeyPrefix({"o", "a"}), KeyPrefix({"o", "nothing"})}}, 2));
  EXPECT_EQ(driver_.Rows().size(), 4u);
  EXPECT_NE(driver_.FindReceipt(Change("0", RowAt("a", "1", "x"), 0)), std::nullopt);
  driver_.ExpectConsistent();
}

TEST_P(LedgerScanTest, CleanUpByPlacePrefix) {
  ONHAND_ASSERT_OK(driver_.CleanUp({true, {KeyPrefix({"o", "1", "x"}), KeyPrefix({"o", "2", "y"})}}, 2));
  EXPECT_EQ(driver_.Rows().size(), 4u);
  driver_.ExpectConsistent();
  ONHAND_ASSERT_OK(driver_.Post({Change("again", RowAt("a", "1", "x"), 3)}, 3));
  EXPECT_EQ(driver_.ReadRow(RowAt("a", "1", "x"))->Find(0)->quantity_micros, 3);
  driver_.ExpectConsistent();
}

TEST_P(LedgerScanTest, OverlappingPrefixesCountOnce) {
  ONHAND_ASSERT_OK(
      driver_.CleanUp({false, {KeyPrefix({"o", "a", "1"}), KeyPrefix({"o", "a"}), KeyPrefix({"o", "a"})}}, 2));
  EXPECT_EQ(driver_.ledger().row_count(), 4u);
  driver_.ExpectConsistent();
}

TEST_P(LedgerTest, ARefusedCommitChangesNothing) {
  ONHAND_ASSERT_OK(driver_.Post({Change("e1", RowAt("p", "s", "l"), 1)}, 1));
  driver_.Close();
  std::unique_ptr<Store> store = driver_.disk().Open();
  Store* shared = store.get();
  const std::unique_ptr<Ledger> ledger = ValueOf(Ledger::Open(std::move(store)));
  ValueOf(shared->TakePartition("main"));  // somebody else takes over
  CommitGroup group;
  group.record = {2, 2, {}};
  group.record.entries.emplace_back().kind = EntryKind::kConfiguration;
  group.configuration = "mine";
  group.new_measures = {"a.b"};
  ONHAND_EXPECT_STATUS(ledger->Commit(std::move(group)), absl::StatusCode::kFailedPrecondition, "lost it");
  EXPECT_EQ(ledger->sequence(), 1u);
  EXPECT_EQ(ledger->configuration(), "");
  EXPECT_THAT(ledger->dictionary(), IsEmpty());
}

TEST(LedgerRefusalTest, ADiskThatRefusesIsUnavailable) {
  MemoryDisk disk;
  const std::unique_ptr<Ledger> ledger = ValueOf(Ledger::Open(disk.OpenStore()));
  disk.RefuseWrites(absl::UnavailableError("no space left"));
  CommitGroup group;
  group.record = {1, 1, {}};
  ONHAND_EXPECT_STATUS(ledger->Commit(std::move(group)), absl::StatusCode::kUnavailable, "no space left");
  EXPECT_EQ(ledger->sequence(), 0u);
  ONHAND_EXPECT_STATUS(Ledger::Open(disk.OpenStore()), absl::StatusCode::kUnavailable, "no space left");
}

TEST_P(LedgerTest, MoreMeasuresThanNumbersAreRefused) {
  std::vector<std::string> names(65536, "a.b");
  ONHAND_ASSERT_OK(driver_.Configure("full", names, 1));
  ONHAND_EXPECT_STATUS(driver_.Configure("over", {"a.c"}, 2), absl::StatusCode::kResourceExhausted, "65536");
  EXPECT_EQ(driver_.ledger().configuration(), "full");
  ONHAND_EXPECT_OK(driver_.Post({Change("e", RowAt("p", "", ""), 1)}, 3));
}

TEST_P(LedgerTest, ScanLogBeginsWhereAskedAndStopsWhereTold) {
  for (int i = 1; i <= 5; ++i) ONHAND_ASSERT_OK(driver_.Post({Change(std::to_string(i), RowAt("p", "", ""), 1)}, i));
  std::vector<uint64_t> seen;
  ONHAND_EXPECT_OK(driver_.ledger().OpenView()->ScanLog(3, [&](const LogRecord& record) {
    seen.push_back(record.sequence);
    return record.sequence < 4;
  }));
  EXPECT_THAT(seen, ElementsAre(3, 4));
  ONHAND_EXPECT_OK(driver_.ledger().OpenView()->ScanLog(6, [](const LogRecord&) {
    ADD_FAILURE();
    return true;
  }));
}

class LedgerDamageTest : public LedgerTest {
 protected:
  void SetUp() override {
    for (int i = 1; i <= 5; ++i) {
      ONHAND_ASSERT_OK(driver_.Post({Change(std::to_string(i), RowAt("p", "s", "l"), 1)}, i));
    }
  }
  absl::Status ScanStatus() {
    const absl::StatusOr<std::unique_ptr<Ledger>> ledger = driver_.Open();
    if (!ledger.ok()) return ledger.status();
    return (*ledger)->OpenView()->ScanLog(1, [](const LogRecord&) { return true; });
  }
};

INSTANTIATE_TEST_SUITE_P(Setups, LedgerDamageTest, ::testing::ValuesIn(LedgerSetups()), SetupName);

TEST_P(LedgerDamageTest, AHoleInTheLogIsNamed) {
  WriteBatch batch;
  batch.Delete(LogKey(3));
  Corrupt(std::move(batch));
  ONHAND_EXPECT_STATUS(ScanStatus(), absl::StatusCode::kDataLoss, "log record 3 is missing");
}

TEST_P(LedgerDamageTest, ADamagedRecordIsNamed) {
  WriteBatch batch;
  batch.Put(LogKey(2), "\x01 not a record, but long enough to be read as one");
  Corrupt(std::move(batch));
  ONHAND_EXPECT_STATUS(ScanStatus(), absl::StatusCode::kDataLoss, "at number 2");
}

TEST_P(LedgerDamageTest, AMissingEndIsNamed) {
  WriteBatch batch;
  batch.Delete(LogKey(5));
  Corrupt(std::move(batch));
  ONHAND_EXPECT_STATUS(ScanStatus(), absl::StatusCode::kDataLoss, "log record 5 is missing");
  ONHAND_EXPECT_STATUS(OpenStatus(), absl::StatusCode::kDataLoss, "log record 5 is missing");
}

TEST_P(LedgerDamageTest, RecordsBeyondTheEndAreRefused) {
  WriteBatch batch;
  batch.Put(LogKey(6), "x");
  Corrupt(std::move(batch));
  ONHAND_EXPECT_STATUS(OpenStatus(), absl::StatusCode::kDataLoss, "goes on after record 5");
}

TEST_P(LedgerDamageTest, ARecordUnderAnotherNumberIsNamed) {
  std::string second;
  {
    const std::unique_ptr<LedgerView> view = driver_.ledger().OpenView();
    second = *ValueOf(view->log_snapshot().Get(LogKey(2)));
  }
  WriteBatch batch;
  batch.Put(LogKey(3), second);
  Corrupt(std::move(batch));
  ONHAND_EXPECT_STATUS(ScanStatus(), absl::StatusCode::kDataLoss, "log record 3 says that it is number 2");
}

TEST_P(LedgerDamageTest, DamagedMetaRecordsAreNamed) {
  const auto refused = [this](std::string_view key, std::string_view value, absl::StatusCode code, const char* text) {
    std::optional<std::string> good;
    {
      driver_.Close();
      const std::unique_ptr<Store> store = driver_.disk().Open();
      good = ValueOf(store->GetSnapshot()->Get(key));
    }
    WriteBatch bad;
    bad.Put(key, value);
    Corrupt(std::move(bad));
    ONHAND_EXPECT_STATUS(OpenStatus(), code, text);
    WriteBatch mend;
    if (good.has_value()) {
      mend.Put(key, *good);
    } else {
      mend.Delete(key);
    }
    Corrupt(std::move(mend));
    ONHAND_EXPECT_OK(OpenStatus());
  };
  refused(kDictionaryKey, "\x01\xff", absl::StatusCode::kDataLoss, "dictionary");
  refused(kHashSeedKey, "short", absl::StatusCode::kDataLoss, "hash_seed");
  refused(kLogBeginKey, "", absl::StatusCode::kDataLoss, "log_begin");
  refused(kPurgedThroughKey, "\xff", absl::StatusCode::kDataLoss, "purged_through");
  refused(kSchemaKey, "", absl::StatusCode::kDataLoss, "schema");
  refused(kSchemaKey, "\x04", absl::StatusCode::kFailedPrecondition, "version 4; this program knows versions up to 3");
  refused(kWrittenBackKey, "\xff", absl::StatusCode::kDataLoss, "written_back");
  refused(kWrittenBackKey, "\x06", absl::StatusCode::kDataLoss, "'written_back' is ahead");
}

TEST_P(LedgerDamageTest, ADamagedRowOrReceiptIsDataLoss) {
  const std::string key = RowAt("p", "s", "l");
  std::vector<std::string> receipts;
  ONHAND_ASSERT_OK(driver_.ledger().WriteBack());
  {
    const std::unique_ptr<LedgerView> view = driver_.ledger().OpenView();
    const std::unique_ptr<Cursor> cursor = view->snapshot().Scan({"I", ""});
    for (; cursor->Valid(); cursor->Next()) receipts.emplace_back(cursor->key());
  }
  ASSERT_EQ(receipts.size(), 5u);
  WriteBatch batch;
  batch.Put("R" + key, "\x07");
  for (const std::string& receipt : receipts) batch.Put(receipt, "\x01");
  Corrupt(std::move(batch));
  driver_.Reopen();
  ONHAND_EXPECT_STATUS(driver_.ledger().ReadRows({key}), absl::StatusCode::kDataLoss, "row");
  const Hash128 receipt = ReceiptHashOf(Change("1", key, 1), driver_.ledger().hash_seed());
  ONHAND_EXPECT_STATUS(driver_.ledger().FindReceipts({receipt}), absl::StatusCode::kDataLoss, "receipt");
  ONHAND_EXPECT_STATUS(driver_.ledger().Purge({100, 0, 10}, 200), absl::StatusCode::kDataLoss, "receipt");
}

TEST_P(LedgerDamageTest, APlaceWithoutItsRowIsDataLoss) {
  WriteBatch batch;
  batch.Delete("R" + RowAt("p", "s", "l"));
  Corrupt(std::move(batch));
  driver_.Reopen();
  ONHAND_EXPECT_STATUS(driver_.ledger().OpenView()->ScanPlaces("", [](std::string_view, const Row&) { return true; }),
                       absl::StatusCode::kDataLoss, "place key");
}

using LedgerDeathTest = LedgerTest;
INSTANTIATE_TEST_SUITE_P(Setups, LedgerDeathTest, ::testing::Values(RoomySetup(StoreKind::kMemory)), SetupName);

// Bugs of the caller end the process before anything is written.
TEST_P(LedgerDeathTest, GroupsThatContradictThemselves) {
  Ledger& ledger = driver_.ledger();
  CommitGroup group;
  group.record.sequence = 2;
  EXPECT_DEATH(ledger.Commit(group).IgnoreError(), "sequence");
  group.record.sequence = 1;
  group.configuration = "without an entry";
  EXPECT_DEATH(ledger.Commit(group).IgnoreError(), "configur");
  group.configuration.reset();
  const std::string row_key = RowAt("a", "", "");
#ifndef NDEBUG  // what would cost too much otherwise
  group.rows = {{row_key, {}, true}, {row_key, {}, true}};
  EXPECT_DEATH(ledger.Commit(group).IgnoreError(), "insert");
#endif
  group.rows = {{row_key, {}, true}};
  group.receipts = {Hash128()};
  EXPECT_DEATH(ledger.Commit(group).IgnoreError(), "receipts");
  group.receipts.clear();
  group.record.entries.emplace_back().kind = EntryKind::kCleanUp;
  group.clean_up = CleanUpPayload();
  EXPECT_DEATH(ledger.Commit(group).IgnoreError(), "cleaned_up");
}

}  // namespace
}  // namespace onhand::storage
