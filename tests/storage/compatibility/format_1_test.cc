// The database of format 1, opened by today's ledger: everything in it is read, everything new can be written beside
// it, and older programs refuse it from then on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/directory/data_directory.h"
#include "storage/directory/format_version.h"
#include "storage/keys/bucket_key.h"
#include "storage/keys/log_key.h"
#include "storage/keys/meta_key.h"
#include "storage/keys/receipt_key.h"
#include "storage/keys/row_key.h"
#include "storage/kv/store.h"
#include "storage/ledger/ledger.h"
#include "storage/records/schedule.h"
#include "tests/storage/compatibility/old_database.h"
#include "tests/storage/ledger/ledger_driver.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/test_disk.h"

namespace onhand::storage {
namespace {

using ::testing::ElementsAre;

constexpr int64_t kDayUs = 86'400'000'000;
constexpr int64_t kStartUs = 1'704'067'200'000'000;  // 2024-01-01T00:00:00Z

std::string Key(std::string_view product, std::string_view site, std::string_view location,
                std::vector<RowDimension> dimensions = {}) {
  RowIdentity identity{"usmf", product, site, location, {}};
  identity.dimensions.assign(dimensions.begin(), dimensions.end());
  return RowKey(identity);
}

const std::string kShirt = Key("T-shirt", "1", "11", {{1, "Red"}});
const std::string kBike = Key("Bike", "1", "13", {{1, "Red"}, {2, "L"}});
const std::string kLamp = Key("Lamp", "", "");
const std::string kLampAtSite = Key("Lamp", "1", "");
const std::string kWhiteLamp = Key("Lamp", "", "", {{1, "Weiß"}});

class Format1Test : public ::testing::Test {
 protected:
  void Open() { driver_ = std::make_unique<LedgerDriver>(RoomySetup(StoreKind::kRocks), database_.OpenDisk()); }
  Ledger& ledger() { return driver_->ledger(); }
  MeasureNumber Measure(const std::string& name) {
    const std::vector<std::string>& names = ledger().dictionary();
    const auto it = std::find(names.begin(), names.end(), name);
    EXPECT_NE(it, names.end()) << name;
    return static_cast<MeasureNumber>(it - names.begin());
  }
  Row RowOf(uint64_t sequence, std::map<std::string, int64_t> cells) {
    Row row;
    row.sequence = sequence;
    for (const auto& [name, quantity] : cells) row.FindOrInsert(Measure(name)).quantity_micros = quantity;
    return row;
  }
  Event NewEvent(EntryKind kind, const std::string& row_key) {
    Event event;
    event.kind = kind;
    event.id = "new-" + std::to_string(++events_);
    event.row_key = row_key;
    event.measure = Measure("iv.softreserved");
    return event;
  }
  uint8_t VersionOfLogRecord(uint64_t sequence) {
    return static_cast<uint8_t>((*ValueOf(ledger().OpenView()->log_snapshot().Get(LogKey(sequence))))[0]);
  }

  OldDatabase database_{1};
  std::unique_ptr<LedgerDriver> driver_;
  int events_ = 0;
};

TEST_F(Format1Test, ReadersSayThatItMustBeOpenedForWritingOnce) {
  DirectoryOptions options;
  options.data_dir = database_.data_dir();
  options.read_only = true;
  const std::unique_ptr<DataDirectory> directory = ValueOf(DataDirectory::Open(options));
  ONHAND_EXPECT_STATUS(directory->OpenStore("shop"), absl::StatusCode::kFailedPrecondition, "open it once for writing");
  EXPECT_EQ(database_.Format(), "onhand-environment format=1 id=shop");
  Open();
  driver_->Close();
  ONHAND_EXPECT_OK(directory->OpenStore("shop"));
}

TEST_F(Format1Test, EverythingInItIsRead) {
  Open();
  EXPECT_EQ(ledger().sequence(), 12u);
  Row bike = RowOf(12, {{"pos.inbound", 4'000'000}, {"pos.outbound", 500'000}});
  bike.SetCount(Measure("pos.inbound"), kStartUs - 60'000'000);
  const std::map<std::string, Row> rows = {
      {kShirt, RowOf(8, {{"iv.ordered", -1}, {"pos.inbound", 10'000'000}, {"pos.outbound", 3'500'000}})},
      {kBike, bike},
      {kLamp, RowOf(5, {{"web.returned", 3'000'000}})},
      {kLampAtSite, RowOf(5, {{"web.returned", 1'250'000}})},
      {kWhiteLamp, RowOf(5, {{"pos.inbound", 1}})},
  };
  EXPECT_EQ(driver_->Rows(), rows);
  const std::map<std::string, Row> base = driver_->BaseRows();
  EXPECT_EQ(base.size(), 5u);
  EXPECT_EQ(base.at(kShirt), RowOf(2, {{"iv.ordered", -1}, {"pos.inbound", 10'000'000}, {"pos.outbound", 2'500'000}}));
  EXPECT_EQ(ledger().row_count(), 5u);
  EXPECT_EQ(ValueOf(ledger().OpenView()->log_begin()), 7u);
  EXPECT_FALSE(ledger().configuration().empty());
  EXPECT_EQ(ledger().earliest_hold_end_us(), std::numeric_limits<int64_t>::max());
  driver_->ExpectConsistent();
}

TEST_F(Format1Test, ReceiptsAreRemembered) {
  Open();
  const auto receipt = [this](EntryKind kind, std::string_view product, std::string_view location,
                              std::string_view id) {
    return ReceiptHash(static_cast<uint8_t>(kind), {"usmf", product, "1", location, {}}, id, ledger().hash_seed());
  };
  const auto receipts = ValueOf(ledger().FindReceipts({
      receipt(EntryKind::kChange, "T-shirt", "11", "sale-2"), receipt(EntryKind::kSet, "Bike", "13", "count-2"),
      receipt(EntryKind::kChange, "T-shirt", "11", "sale-1"),  // forgotten
  }));
  ASSERT_TRUE(receipts[0].has_value());
  EXPECT_EQ(receipts[0]->sequence, 8u);
  EXPECT_EQ(receipts[0]->committed_at_us, kStartUs + 25 * kDayUs);
  EXPECT_EQ(receipts[0]->result, "");
  ASSERT_TRUE(receipts[1].has_value());
  EXPECT_EQ(receipts[1]->result, "\x01");
  EXPECT_EQ(receipts[2], std::nullopt);
}

TEST_F(Format1Test, TheLogIsRead) {
  Open();
  std::vector<EntryKind> kinds;
  ONHAND_EXPECT_OK(ledger().OpenView()->ScanLog(1, [&](const LogRecord& record) {
    for (const LogEntry& entry : record.entries) kinds.push_back(entry.kind);
    return true;
  }));
  EXPECT_THAT(kinds, ElementsAre(EntryKind::kConfiguration, EntryKind::kChange, EntryKind::kChange, EntryKind::kChange,
                                 EntryKind::kCleanUp, EntryKind::kSet, EntryKind::kPurge, EntryKind::kChange));
  EXPECT_EQ(VersionOfLogRecord(12), 1);
}

TEST_F(Format1Test, EverythingNewCanBeWrittenBesideIt) {
  Open();
  const int64_t now_us = kStartUs + 41 * kDayUs;
  const int32_t today = DayOfMicros(now_us);
  const std::string path = BucketPath({"Online", "VIP"});

  Event allocate = NewEvent(EntryKind::kAllocate, kLamp);
  allocate.path = path;
  allocate.bucket = {2'000'000, 0, 2'000'000, 0};
  Event plan = NewEvent(EntryKind::kSchedule, kLampAtSite);
  plan.row = false;
  plan.schedule = {{today, plan.measure, 1}, {today + 100, plan.measure, 2}};
  Event plan_per_measure = plan;
  plan_per_measure.id = "new-plan";
  plan_per_measure.variant = ScheduleVariant::kPerMeasure;
  Event reserve = NewEvent(EntryKind::kReserve, kShirt);
  reserve.quantity_micros = reserve.held_micros = 1'000'000;
  reserve.hold_id = HoldId(1);
  reserve.hold = {reserve.measure, 1'000'000, now_us + 100};
  Event second = reserve;
  second.id = "new-second";
  second.hold_id = HoldId(2);
  ONHAND_ASSERT_OK(driver_->Post({allocate, plan, plan_per_measure, reserve, second}, now_us));
  EXPECT_EQ(VersionOfLogRecord(13), 2);
  driver_->ExpectConsistent();
  driver_->Reopen();
  EXPECT_EQ(driver_->ReadRow(kShirt)->HeldMicros(reserve.measure), 2'000'000);
  EXPECT_EQ(ledger().earliest_hold_end_us(), now_us + 100);
  EXPECT_EQ(*ValueOf(ledger().OpenView()->snapshot().Get(kSchemaKey)), "\x03");

  Event extend = NewEvent(EntryKind::kExtend, kShirt);
  extend.row = false;
  extend.hold_id = HoldId(1);
  extend.hold = {reserve.measure, 1'000'000, now_us + 200};
  Event release = NewEvent(EntryKind::kUnreserve, kShirt);
  release.quantity_micros = release.held_micros = -1'000'000;
  release.hold_id = HoldId(2);
  release.hold = {reserve.measure, 0, now_us + 100};
  ONHAND_ASSERT_OK(driver_->Post({extend, release}, now_us + 50));
  Event expire = release;
  expire.kind = EntryKind::kExpire;
  expire.id.clear();
  expire.hold_id = HoldId(1);
  ONHAND_ASSERT_OK(driver_->Post({expire}, now_us + 200));
  EXPECT_EQ(driver_->ReadRow(kShirt)->HeldMicros(reserve.measure), 0);
  EXPECT_EQ(ledger().earliest_hold_end_us(), std::numeric_limits<int64_t>::max());
  driver_->ExpectConsistent();

  // Old and new records go into the old base, and old and new tables are cleaned up, together.
  const int64_t later_us = now_us + 60 * kDayUs;
  EXPECT_GT(ValueOf(ledger().Purge({later_us, later_us, 100}, later_us)).records_removed, 6u);
  driver_->ExpectConsistent();
  ONHAND_ASSERT_OK(driver_->CleanUp({false, {KeyPrefix({"usmf", "Lamp"})}}, later_us));
  driver_->ExpectConsistent();
  driver_->Reopen();
  driver_->ExpectConsistent();
  EXPECT_EQ(driver_->Rows().size(), 2u);
  EXPECT_EQ(TablesOf(*ledger().OpenView()).size(), 2u);
}

TEST_F(Format1Test, OlderProgramsRefuseItFromThenOn) {
  Open();
  driver_->Close();
  EXPECT_EQ(database_.Format(), "onhand-environment format=" + std::to_string(kFormatVersion) + " id=shop");
  ONHAND_EXPECT_STATUS(
      BringToFormat(database_.data_dir() + "/environments/shop", "shop", /*wanted=*/1, /*usable=*/1, {},
                    /*may_write=*/true),
      absl::StatusCode::kFailedPrecondition, "this program reads versions up to 1: use the newer program");
}

}  // namespace
}  // namespace onhand::storage
