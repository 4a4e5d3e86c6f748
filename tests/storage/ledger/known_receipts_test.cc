// After a ledger was opened, new ids soon need no look at the table of receipts any more, and known ones are found all
// the while.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "storage/ledger/ledger.h"
#include "tests/storage/ledger/ledger_driver.h"
#include "tests/storage/testing/counting_store.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/test_disk.h"

namespace onhand::storage {
namespace {

class CountingDisk : public TestDisk {
 public:
  CountingDisk(std::unique_ptr<TestDisk> disk, ReadCounts* counts) : disk_(std::move(disk)), counts_(counts) {}

 private:
  std::unique_ptr<Store> OpenStore() override {
    store_.reset();
    store_ = disk_->Open();
    return NewCountingStore(store_.get(), counts_);
  }

  const std::unique_ptr<TestDisk> disk_;
  ReadCounts* const counts_;
  std::unique_ptr<Store> store_;
};

class KnownReceiptsTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  void Open(uint64_t receipt_filter_bytes) {
    LedgerSetup setup = RoomySetup(GetParam());
    setup.receipt_filter_bytes = receipt_filter_bytes;
    setup.pool = true;
    driver_ = std::make_unique<LedgerDriver>(setup, std::make_unique<CountingDisk>(NewTestDisk(GetParam()), &counts_));
  }
  static Event Numbered(int number) { return Change("id-" + std::to_string(number), RowAt("p", "1", "11")); }
  void Post(int begin, int end, int64_t now_us = 1) {
    std::vector<Event> events;
    for (int number = begin; number < end; ++number) events.push_back(Numbered(number));
    ONHAND_ASSERT_OK(driver_->Post(events, now_us));
  }
  // How many of these receipts are there, and how many keys that took.
  std::pair<int, int64_t> Find(int begin, int end) {
    counts_.keys = 0;
    int found = 0;
    for (int number = begin; number < end; ++number) {
      if (driver_->FindReceipt(Numbered(number)).has_value()) ++found;
    }
    return {found, counts_.keys};
  }
  // Whether a hundred new ids come to need no look at the table, in time.
  bool ComesToKnow() {
    for (int waited_ms = 0; waited_ms < 20'000; waited_ms += 5) {
      const auto [found, keys] = Find(1'000'000, 1'000'100);
      EXPECT_EQ(found, 0);
      if (keys < 10) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }

  ReadCounts counts_;
  std::unique_ptr<LedgerDriver> driver_;
};

TEST_P(KnownReceiptsTest, ItLearnsWhatIsInTheTable) {
  Open(1 << 20);
  Post(0, 500);
  EXPECT_EQ(Find(1'000'000, 1'000'100).second, 0) << "there was none when it was opened";
  driver_->Reopen();
  EXPECT_EQ(Find(0, 500).first, 500);
  EXPECT_TRUE(ComesToKnow());
  EXPECT_EQ(Find(0, 500).first, 500);
  Post(500, 600);
  ONHAND_ASSERT_OK(driver_->ledger().WriteBack());
  EXPECT_EQ(Find(0, 600).first, 600);
  driver_->Crash();
  EXPECT_EQ(Find(0, 600).first, 600);
  EXPECT_TRUE(ComesToKnow());
  EXPECT_EQ(Find(0, 600).first, 600);
}

TEST_P(KnownReceiptsTest, WhereTheyAreTooManyEveryIdIsLookedFor) {
  Open(1 << 13);
  for (int number = 0; number < 20'000; number += 500) Post(number, number + 500);
  driver_->Reopen();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_EQ(Find(1'000'000, 1'000'100), (std::pair<int, int64_t>(0, 100)));
  EXPECT_EQ(Find(0, 20'000).first, 20'000);
}

TEST_P(KnownReceiptsTest, OneThatIsClosedAtOnceLearnsNothing) {
  Open(1 << 20);
  Post(0, 500);
  for (int i = 0; i < 50; ++i) driver_->Reopen();
  EXPECT_EQ(Find(0, 600).first, 500);
}

// Whatever is forgotten by its log record: receipts of one that went before them stay for good.
TEST_P(KnownReceiptsTest, ThoseThatOutliveTheirLogRecordAreFoundOn) {
  constexpr int kRecords = 40;
  constexpr int kEvents = 500;
  Open(1 << 20);
  for (int i = 0; i < kRecords; ++i) Post(i * kEvents, (i + 1) * kEvents, i + 1);
  ONHAND_ASSERT_OK(driver_->ledger().WriteBack());
  EXPECT_EQ(ValueOf(driver_->ledger().Purge({0, /*log_before_us=*/2, 1000}, kRecords)).records_removed, 1u);
  const PurgeStep step = ValueOf(driver_->ledger().Purge({/*receipts_before_us=*/kRecords, 0, 1000}, kRecords));
  EXPECT_EQ(step.receipts_removed, static_cast<uint64_t>((kRecords - 2) * kEvents));
  EXPECT_EQ(Find(0, kEvents).first, kEvents);
  EXPECT_EQ(Find(kEvents, (kRecords - 1) * kEvents).first, 0);
  EXPECT_EQ(Find((kRecords - 1) * kEvents, kRecords * kEvents).first, kEvents);

  driver_->Reopen();
  EXPECT_TRUE(ComesToKnow());
  Post(kRecords * kEvents, kRecords * kEvents + 1, kRecords + 1);
  ONHAND_ASSERT_OK(driver_->ledger().WriteBack());
  EXPECT_EQ(ValueOf(driver_->ledger().Purge({/*receipts_before_us=*/kRecords + 1, 0, 1000}, kRecords)).receipts_removed,
            static_cast<uint64_t>(kEvents));
  EXPECT_EQ(Find(0, kEvents).first, kEvents);
}

INSTANTIATE_TEST_SUITE_P(Stores, KnownReceiptsTest, ::testing::Values(StoreKind::kMemory, StoreKind::kRocks),
                         [](const auto& info) { return StoreKindName(info.param); });

}  // namespace
}  // namespace onhand::storage
