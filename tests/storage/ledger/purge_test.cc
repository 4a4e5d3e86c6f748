// Ledger::Purge: receipts and log records past their time go, everything else keeps adding up.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "storage/keys/row_key.h"
#include "storage/ledger/ledger.h"
#include "tests/storage/ledger/ledger_driver.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/test_disk.h"

namespace onhand::storage {
namespace {

class PurgeTest : public ::testing::TestWithParam<LedgerSetup> {
 protected:
  // Commits at the times 1, 2, …, `count`, one event each: "1", "2", …
  void Post(int count) {
    for (int i = 1; i <= count; ++i) ONHAND_ASSERT_OK(driver_.Post({Change(std::to_string(i), key_)}, i));
  }
  PurgeStep Purge(int64_t receipts_before_us, int64_t log_before_us, int records_max = 256) {
    return ValueOf(driver_.ledger().Purge({receipts_before_us, log_before_us, records_max}, now_us_));
  }
  // Steps until nothing is left to do.
  PurgeStep PurgeAll(int64_t receipts_before_us, int64_t log_before_us, int records_max = 256) {
    PurgeStep all;
    for (int i = 0; i < 1000; ++i) {
      const PurgeStep step = Purge(receipts_before_us, log_before_us, records_max);
      if (step.receipts_removed == 0 && step.records_removed == 0) return all;
      all.receipts_removed += step.receipts_removed;
      all.records_removed += step.records_removed;
    }
    ADD_FAILURE() << "the purge never ends";
    return all;
  }
  bool Remembers(int id) { return driver_.FindReceipt(Change(std::to_string(id), key_)).has_value(); }
  uint64_t LogBegin() { return ValueOf(driver_.ledger().OpenView()->log_begin()); }

  LedgerDriver driver_{GetParam()};
  const std::string key_ = RowAt("p", "s", "l");
  int64_t now_us_ = 1000;
};

INSTANTIATE_TEST_SUITE_P(Setups, PurgeTest, ::testing::ValuesIn(LedgerSetups()), SetupName);

TEST_P(PurgeTest, NothingToDoWritesNothing) {
  EXPECT_EQ(Purge(10, 10).receipts_removed, 0u);
  EXPECT_EQ(driver_.ledger().sequence(), 0u);
  Post(3);
  EXPECT_EQ(Purge(1, 1).receipts_removed, 0u);
  EXPECT_EQ(Purge(0, 0).records_removed, 0u);
  EXPECT_EQ(driver_.ledger().sequence(), 3u);
}

TEST_P(PurgeTest, ForgetsReceiptsBeforeTheirTimeAndNotOneMore) {
  Post(10);
  const PurgeStep step = Purge(6, 0);
  EXPECT_EQ(step.receipts_removed, 5u);
  EXPECT_EQ(step.records_removed, 0u);
  for (int i = 1; i <= 10; ++i) EXPECT_EQ(Remembers(i), i > 5) << i;
  EXPECT_EQ(driver_.ledger().sequence(), 11u);
  driver_.ExpectConsistent();
  driver_.Reopen();
  EXPECT_EQ(Purge(6, 0).receipts_removed, 0u);
  EXPECT_EQ(Purge(7, 0).receipts_removed, 1u);
}

TEST_P(PurgeTest, ThePurgeIsInTheLog) {
  Post(3);
  Purge(3, 0);
  int purges = 0;
  ONHAND_EXPECT_OK(driver_.ledger().OpenView()->ScanLog(4, [&](const LogRecord& record) {
    EXPECT_EQ(record.committed_at_us, now_us_);
    EXPECT_EQ(record.entries.size(), 1u);
    EXPECT_EQ(record.entries[0].kind, EntryKind::kPurge);
    EXPECT_EQ(record.entries[0].payload, "\x02");
    return ++purges > 0;
  }));
  EXPECT_EQ(purges, 1);
}

TEST_P(PurgeTest, StepsAreBounded) {
  Post(10);
  EXPECT_EQ(Purge(100, 0, 4).receipts_removed, 4u);
  EXPECT_EQ(Purge(100, 0, 4).receipts_removed, 4u);
  EXPECT_EQ(Purge(100, 0, 4).receipts_removed, 2u);
  EXPECT_EQ(Purge(100, 0, 4).receipts_removed, 0u);
  EXPECT_EQ(Purge(0, 100, 4).records_removed, 4u);
  EXPECT_EQ(LogBegin(), 5u);
}

TEST_P(PurgeTest, AnIdUsedAgainKeepsItsNewReceipt) {
  Post(1);
  Purge(2, 0);
  EXPECT_FALSE(Remembers(1));
  ONHAND_ASSERT_OK(driver_.Post({Change("1", key_)}, 5));
  const uint64_t sequence = driver_.ledger().sequence();
  // Forgetting what the first commit left must not touch what the second left.
  driver_.Reopen();
  EXPECT_EQ(Purge(5, 0).receipts_removed, 0u);
  ASSERT_TRUE(Remembers(1));
  EXPECT_EQ(driver_.FindReceipt(Change("1", key_))->sequence, sequence);
}

TEST_P(PurgeTest, LogRecordsWaitForTheirReceipts) {
  Post(10);
  EXPECT_EQ(Purge(1, 8).records_removed, 0u);
  const PurgeStep step = Purge(4, 8);
  EXPECT_EQ(step.receipts_removed, 3u);
  EXPECT_EQ(step.records_removed, 3u);
  EXPECT_EQ(LogBegin(), 4u);
  driver_.ExpectConsistent();
  driver_.Reopen();
  driver_.ExpectConsistent();
}

TEST_P(PurgeTest, LogRecordsGoByTimeWhereReceiptsAreKeptForEver) {
  Post(10);
  const PurgeStep step = Purge(0, 8);
  EXPECT_EQ(step.receipts_removed, 0u);
  EXPECT_EQ(step.records_removed, 7u);
  EXPECT_TRUE(Remembers(1));
  EXPECT_EQ(LogBegin(), 8u);
  EXPECT_EQ(driver_.BaseRows().at(key_).Find(0)->quantity_micros, 7);
  EXPECT_EQ(driver_.BaseRows().at(key_).sequence, 7u);
  driver_.ExpectConsistent();
  // A retention set later finds the rest.
  EXPECT_EQ(Purge(100, 0).receipts_removed, 3u);
}

TEST_P(PurgeTest, TheNewestRecordStays) {
  Post(3);
  EXPECT_EQ(Purge(0, 100).records_removed, 2u);
  EXPECT_EQ(LogBegin(), 3u);
  driver_.ExpectConsistent();
}

TEST_P(PurgeTest, ThePurgeDoesNotFeedOnItself) {
  Post(10);
  const int64_t forever = 1'000'000;
  const PurgeStep all = PurgeAll(forever, forever, 2);
  EXPECT_EQ(all.receipts_removed, 10u);
  const uint64_t sequence = driver_.ledger().sequence();
  now_us_ = 2'000'000;
  PurgeAll(forever, forever, 2);
  driver_.Reopen();
  PurgeAll(forever, forever, 2);
  EXPECT_EQ(driver_.ledger().sequence(), sequence);
  driver_.ExpectConsistent();
  // Purge records in front of others go with them.
  ONHAND_ASSERT_OK(driver_.Post({Change("x", key_)}, 500'000));
  ONHAND_ASSERT_OK(driver_.Post({Change("y", key_)}, 500'000));
  PurgeAll(forever, forever, 1);
  EXPECT_GE(LogBegin(), sequence + 1);
  driver_.ExpectConsistent();
}

TEST_P(PurgeTest, CleanUpsAreFoldedInOrder) {
  const std::string other = RowAt("q", "s", "l");
  const std::string elsewhere = RowAt("q", "s", "m");
  ONHAND_ASSERT_OK(driver_.Post({Change("1", key_, 5), Change("2", other, 6), Change("3", elsewhere, 7)}, 1));
  ONHAND_ASSERT_OK(driver_.CleanUp({true, {KeyPrefix({"o", "s", "l"})}}, 2));
  ONHAND_ASSERT_OK(driver_.Post({Change("4", key_, 8)}, 3));
  ONHAND_ASSERT_OK(driver_.CleanUp({false, {KeyPrefix({"o", "q"})}}, 4));
  ONHAND_ASSERT_OK(driver_.Post({Change("5", elsewhere, 9)}, 5));
  ONHAND_ASSERT_OK(driver_.Post({Change("6", elsewhere, 1)}, 6));
  for (int64_t before = 2; before <= 6; ++before) {
    EXPECT_EQ(Purge(0, before, 1).records_removed, 1u) << before;
    driver_.ExpectConsistent();
  }
  EXPECT_EQ(driver_.BaseRows().size(), 2u);
  EXPECT_EQ(driver_.BaseRows().at(elsewhere).Find(0)->quantity_micros, 9);
}

// Random events, clean-ups, purges and restarts; after each purge everything must add up, and each receipt must be
// there exactly as long as promised.
TEST_P(PurgeTest, RandomHistories) {
  const int runs = GetParam().kind == StoreKind::kMemory ? 40 : 4;
  for (int run = 0; run < runs; ++run) {
    SCOPED_TRACE(run);
    LedgerDriver driver(GetParam());
    std::mt19937 random(run);
    const auto row = [&random] {
      return RowAt(std::string(1, 'a' + random() % 3), std::to_string(random() % 2), std::to_string(random() % 2));
    };
    std::map<std::string, std::pair<Event, int64_t>> posted;  // by id, with its time
    int64_t receipts_before = 1;
    for (int64_t now = 1; now <= 150; ++now) {
      const uint32_t kind = random() % 20;
      if (kind < 15) {
        std::vector<Event> events;
        for (int i = random() % 4; i >= 0; --i) {
          Event event = Change(std::to_string(posted.size()), row(), random() % 100);
          if (random() % 4 == 0) {
            event.kind = EntryKind::kSet;
            event.op = ChangeOp::kAssign;
            event.counted_at_us = now;
          }
          event.measure = random() % 3;
          posted[event.id] = {event, now};
          events.push_back(event);
        }
        ONHAND_ASSERT_OK(driver.Post(events, now));
      } else if (kind == 15) {
        const bool by_place = random() % 2 == 0;
        const std::string first = by_place ? "0" : std::string(1, 'a' + random() % 3);
        ONHAND_ASSERT_OK(driver.CleanUp({by_place, {KeyPrefix({"o", first})}}, now));
      } else if (kind == 16) {
        if (random() % 2 == 0) {
          driver.Reopen();
        } else {
          driver.Crash();
        }
      } else {
        receipts_before = std::max<int64_t>(receipts_before, now - static_cast<int64_t>(random() % 60));
        const int64_t log_before = random() % 3 == 0 ? 0 : now - static_cast<int64_t>(random() % 40);
        const int most = 1 + random() % 20;
        PurgeStep step;
        do {
          step = ValueOf(driver.ledger().Purge({receipts_before, log_before, most}, now));
        } while (step.receipts_removed > 0 || step.records_removed > 0);
        driver.ExpectConsistent();
        for (const auto& [id, event] : posted) {
          const bool remembered = driver.FindReceipt(event.first).has_value();
          ASSERT_EQ(remembered, event.second >= receipts_before) << id;
        }
      }
    }
    driver.Reopen();
    driver.ExpectConsistent();
  }
}

}  // namespace
}  // namespace onhand::storage
