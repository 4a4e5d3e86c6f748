#include "storage/inspect/dump.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/directory/data_directory.h"
#include "storage/inspect/record_text.h"
#include "storage/keys/bucket_key.h"
#include "storage/keys/family.h"
#include "storage/keys/receipt_key.h"
#include "storage/keys/row_key.h"
#include "storage/kv/store.h"
#include "storage/ledger/ledger.h"
#include "storage/records/log_record.h"
#include "storage/records/schedule.h"
#include "tests/storage/testing/bytes.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/temp_folder.h"

namespace onhand::storage {
namespace {

using ::testing::ElementsAre;

constexpr int64_t kTimeUs = 1'700'000'000'000'000;

class DumpTest : public ::testing::Test {
 protected:
  void SetUp() override {
    DirectoryOptions options;
    options.data_dir = folder_.path();
    directory_ = ValueOf(DataDirectory::Open(options));
    ONHAND_ASSERT_OK(directory_->Create("demo"));
    ledger_ = ValueOf(Ledger::Open(ValueOf(directory_->OpenStore("demo"))));
  }

  // Record 1: the configuration; record 2: a change and a count of one row; record 3: its clean-up by place, and that
  // of a row never there.
  void Fill() {
    CommitGroup configuration;
    configuration.record = {1, kTimeUs, {}};
    configuration.record.entries.emplace_back().kind = EntryKind::kConfiguration;
    configuration.record.entries[0].payload = "{\"a\":1}";
    configuration.configuration = "{\"a\":1}";
    configuration.new_measures = {"pos.inbound", "pos.outbound"};
    configuration.receipts = ValueOf(ledger_->ReceiptsOf(configuration.record));
    ONHAND_ASSERT_OK(ledger_->Commit(std::move(configuration)));

    RowIdentity identity{"usmf", "Bike \"X\"", "1", "", {}};
    identity.dimensions.push_back({1, "Rød"});
    row_key_ = RowKey(identity);
    CommitGroup events;
    events.record = {2, kTimeUs + 1, {}};
    LogEntry& change = events.record.entries.emplace_back();
    change.id = "order-1";
    change.row_key = row_key_;
    change.content_hash.fill(0x11);
    change.result = "ok";
    change.effects.emplace_back().changes = {{ChangeOp::kAdd, 1, 2'500'000}, {ChangeOp::kAdd, 7, -1}};
    LogEntry& set = events.record.entries.emplace_back();
    set.kind = EntryKind::kSet;
    set.id = "count-1";
    set.row_key = row_key_;
    set.content_hash.fill(0x22);
    RowEffect& counted = set.effects.emplace_back();
    counted.counted_at_us = kTimeUs - 500'000;
    counted.changes = {{ChangeOp::kAssign, 0, 10'000'000}};
    RowEffect& elsewhere = set.effects.emplace_back();
    const std::string other_key = RowKey({"usmf", "Lamp", "", "", {}});
    elsewhere.row_key = other_key;
    elsewhere.changes = {{ChangeOp::kAdd, 0, 1'000'000}};
    Row row;
    for (const LogEntry& entry : events.record.entries) ONHAND_ASSERT_OK(ApplyEffect(entry.effects[0], 2, &row));
    Row other;
    ONHAND_ASSERT_OK(ApplyEffect(elsewhere, 2, &other));
    events.rows = {{row_key_, row, true}, {other_key, other, true}};
    events.receipts = ValueOf(ledger_->ReceiptsOf(events.record));
    ONHAND_ASSERT_OK(ledger_->Commit(std::move(events)));

    const CleanUpPayload payload{false, {KeyPrefix({"usmf", "Lamp"})}};
    const std::string encoded = EncodeCleanUp(payload);
    CommitGroup clean_up;
    clean_up.record = {3, kTimeUs + 2, {}};
    clean_up.record.entries.emplace_back().kind = EntryKind::kCleanUp;
    clean_up.record.entries[0].payload = encoded;
    clean_up.clean_up = payload;
    clean_up.receipts = ValueOf(ledger_->ReceiptsOf(clean_up.record));
    ONHAND_ASSERT_OK(ledger_->Commit(std::move(clean_up)));
  }

  // Record 4: what lies beside the row of the Bike.
  void FillBooks() {
    CommitGroup group;
    group.record = {4, kTimeUs + 3, {}};
    const Hash128 hold_id = [] {
      Hash128 id;
      id.fill(0x33);
      return id;
    }();
    const std::string path = BucketPath({"Online", "V\"IP"});
    const std::string other = RowKey({"usmf", "Lamp", "", "", {}});
    LogEntry& reserve = group.record.entries.emplace_back();
    reserve.kind = EntryKind::kReserve;
    reserve.id = "cart-1";
    reserve.row_key = row_key_;
    reserve.effects.emplace_back().changes = {{ChangeOp::kAdd, 0, 3'000'000}, {ChangeOp::kHold, 0, 3'000'000}};
    const Hold hold{0, 3'000'000, kTimeUs + 60'000'000};
    reserve.further = {HoldEffect{"", hold_id, hold}, BucketEffect{"", path, {1, -2'000'000, 3, 0}},
                       ScheduleEffect{other, ScheduleVariant::kPerMeasure, {{19'675, 1, 500'000}}}};
    Row row = *ValueOf(ledger_->ReadRows({row_key_}))[0];
    ONHAND_ASSERT_OK(ApplyEffect(reserve.effects[0], 4, &row));
    LogEntry& expire = group.record.entries.emplace_back();
    expire.kind = EntryKind::kExpire;
    expire.further = {ScheduleEffect{other, ScheduleVariant::kPeriod, {}}};
    group.rows = {{row_key_, row, false}};
    group.buckets = {{row_key_, path, {1, -2'000'000, 3, 0}}};
    group.schedules = {{other, ScheduleVariant::kPerMeasure, {{{19'675, 1, 500'000}}}, true}};
    group.holds = {{row_key_, hold_id, std::nullopt, hold}};
    group.receipts = ValueOf(ledger_->ReceiptsOf(group.record));
    ONHAND_ASSERT_OK(ledger_->Commit(std::move(group)));
  }

  std::string Dumped(std::vector<std::string> families, uint64_t limit = 0) {
    std::ostringstream out;
    ONHAND_EXPECT_OK(Dump({folder_.path(), "demo", std::move(families), limit}, out));
    return out.str();
  }
  std::string Scope(EntryKind kind, const std::string& id) {
    const RowIdentity row = *ParseRowKey(row_key_);
    return ToHex(ReceiptKey(ReceiptHash(static_cast<uint8_t>(kind), row, id, ledger_->hash_seed())).substr(1));
  }

  TempFolder folder_;
  std::unique_ptr<DataDirectory> directory_;
  std::unique_ptr<Ledger> ledger_;
  std::string row_key_;
};

const char kRow[] = R"(organization="usmf" product="Bike \"X\"" site="1" location="" dimension1="Rød")";

// All of it while the environment is open for writing.
TEST_F(DumpTest, EveryFamilyIsReadable) {
  Fill();
  EXPECT_EQ(Dumped({"rows"}), std::string("row ") + kRow +
                                  " sequence=2 pos.inbound=10 pos.outbound=2.5 #7=-0.000001"
                                  " counted:pos.inbound=2023-11-14T22:13:19.5Z\n");
  EXPECT_EQ(Dumped({"places"}),
            "place organization=\"usmf\" site=\"1\" location=\"\" product=\"Bike \\\"X\\\"\" dimension1=\"Rød\"\n");
  const std::string receipts = Dumped({"receipts"});
  EXPECT_NE(receipts.find("receipt scope=" + Scope(EntryKind::kChange, "order-1") + " content=" + std::string(32, '1') +
                          " sequence=2 committed=2023-11-14T22:13:20.000001Z result=6f6b\n"),
            std::string::npos)
      << receipts;
  EXPECT_NE(receipts.find("receipt scope=" + Scope(EntryKind::kSet, "count-1") + " content=" + std::string(32, '2') +
                          " sequence=2 committed=2023-11-14T22:13:20.000001Z result=\n"),
            std::string::npos)
      << receipts;
  EXPECT_EQ(Dumped({"log"}),
            "log sequence=1 committed=2023-11-14T22:13:20Z [configuration payload=\"{\\\"a\\\":1}\"]\n"
            "log sequence=2 committed=2023-11-14T22:13:20.000001Z"
            " [change id=\"order-1\" " +
                std::string(kRow) + " content=" + std::string(32, '1') +
                " result=6f6b {pos.outbound+=2.5 #7+=-0.000001}]"
                " [set id=\"count-1\" " +
                kRow + " content=" + std::string(32, '2') +
                " result= {pos.inbound=10 counted=2023-11-14T22:13:19.5Z}"
                " {organization=\"usmf\" product=\"Lamp\" site=\"\" location=\"\": pos.inbound+=1}]\n"
                "log sequence=3 committed=2023-11-14T22:13:20.000002Z [clean_up rows \"usmf\\000Lamp\\000\"]\n");
  EXPECT_EQ(Dumped({"base"}), "");
  std::string seed;
  for (int i = 0; i < 8; ++i) seed.push_back(static_cast<char>(ledger_->hash_seed() >> (8 * i)));
  EXPECT_EQ(Dumped({"meta"}),
            "meta configuration=\"{\\\"a\\\":1}\"\nmeta dictionary=pos.inbound,pos.outbound\n"
            "meta hash_seed=" +
                ToHex(seed) + "\nmeta row_count=1\nmeta schema=3\nmeta written_back=3\n");
  EXPECT_EQ(Dumped({"partitions"}), "partition \"main\" epoch=1 sequence=3\n");
}

TEST_F(DumpTest, WhatLiesBesideRows) {
  Fill();
  FillBooks();
  // The row follows its log record.
  EXPECT_THAT(Dumped({"rows"}), ::testing::HasSubstr(" sequence=2 pos.inbound=10 "));
  EXPECT_THAT(Dumped({"meta"}), ::testing::HasSubstr("written_back=3\n"));
  ONHAND_ASSERT_OK(ledger_->WriteBack());
  EXPECT_THAT(Dumped({"meta"}), ::testing::HasSubstr("written_back=4\n"));
  EXPECT_THAT(Dumped({"rows"}), ::testing::HasSubstr(" pos.inbound=13 pos.outbound=2.5 #7=-0.000001"
                                                     " held:pos.inbound=3 counted:pos.inbound="));
  const std::string path = R"(path="Online","V\"IP")";
  const std::string lamp = R"(organization="usmf" product="Lamp" site="" location="")";
  const std::string id(32, '3');
  const std::string bucket = std::string(kRow) + " " + path +
                             " allocated=0.000001 consumed=-2 cumulative_allocated=0.000003 cumulative_consumed=0\n";
  EXPECT_EQ(Dumped({"buckets"}), "bucket " + bucket);
  EXPECT_EQ(Dumped({"schedules"}), "schedule per_measure " + lamp + " 2023-11-14:pos.outbound=0.5\n");
  EXPECT_EQ(Dumped({"schedule_places"}),
            "schedule_place per_measure organization=\"usmf\" site=\"\" location=\"\" product=\"Lamp\"\n");
  const std::string hold = std::string(kRow) + " id=" + id + " pos.inbound=3 ends=2023-11-14T22:14:20Z\n";
  EXPECT_EQ(Dumped({"holds"}), "hold " + hold);
  EXPECT_EQ(Dumped({"hold_ends"}), std::string("hold_end ends=2023-11-14T22:14:20Z ") + kRow + " id=" + id + "\n");
  EXPECT_THAT(
      Dumped({"log"}),
      ::testing::HasSubstr("[reserve id=\"cart-1\" " + std::string(kRow) + " content=" + std::string(32, '0') +
                           " result= {pos.inbound+=3 held:pos.inbound+=3} {hold id=" + id +
                           " pos.inbound=3 ends=2023-11-14T22:14:20Z} {bucket " + path +
                           " allocated+=0.000001 consumed+=-2 cumulative_allocated+=0.000003 cumulative_consumed+=0}"
                           " {schedule " +
                           lamp +
                           ": per_measure 2023-11-14:pos.outbound+=0.5}]"
                           " [expire {schedule " +
                           lamp + ": period}]\n"));
  ONHAND_ASSERT_OK(ledger_->Purge({0, kTimeUs + 10, 256}, kTimeUs + 20).status());
  EXPECT_EQ(Dumped({"base_books"}), "");
  ONHAND_ASSERT_OK(ledger_->Commit({.record = {ledger_->sequence() + 1, kTimeUs + 4, {}}}));
  ONHAND_ASSERT_OK(ledger_->Purge({0, kTimeUs + 10, 256}, kTimeUs + 20).status());
  EXPECT_THAT(Dumped({"base_books"}), ::testing::StartsWith("base_book bucket " + bucket + "base_book hold " + hold +
                                                            "base_book schedule per"));
}

TEST_F(DumpTest, BaseRowsAndPurges) {
  Fill();
  EXPECT_EQ(ValueOf(ledger_->Purge({kTimeUs + 10, kTimeUs + 10, 2}, kTimeUs + 20)).records_removed, 2u);
  EXPECT_EQ(Dumped({"base"}), std::string("base ") + kRow +
                                  " sequence=2 pos.inbound=10 pos.outbound=2.5 #7=-0.000001"
                                  " counted:pos.inbound=2023-11-14T22:13:19.5Z\n"
                                  "base organization=\"usmf\" product=\"Lamp\" site=\"\" location=\"\" sequence=2"
                                  " pos.inbound=1\n");
  EXPECT_THAT(Dumped({"log"}), ::testing::HasSubstr("[purge receipts_through=3]"));
  EXPECT_THAT(Dumped({"meta"}), ::testing::HasSubstr("meta log_begin=3\nmeta purged_through=3\n"));
}

TEST_F(DumpTest, FamiliesComeInTheirOrderAndLimitsHoldForEach) {
  Fill();
  const std::vector<std::string_view> families = DumpFamilies();
  EXPECT_THAT(families, ElementsAre("rows", "places", "buckets", "schedules", "schedule_places", "holds", "hold_ends",
                                    "receipts", "log", "base", "base_books", "adjustment_details", "adjustment_pending",
                                    "adjustment_aggregates", "jobs", "job_results", "products", "product_terms", "meta",
                                    "partitions"));
  std::string each;
  for (const std::string_view family : families) each += Dumped({std::string(family)});
  EXPECT_EQ(Dumped({}), each);
  EXPECT_EQ(Dumped({"meta", "log"}), Dumped({"log"}) + Dumped({"meta"}));
  const std::string limited = Dumped({"log", "meta"}, 1);
  EXPECT_EQ(std::count(limited.begin(), limited.end(), '\n'), 2);
}

TEST_F(DumpTest, DamageIsShownWithItsReason) {
  Fill();
  ledger_.reset();
  {
    const std::unique_ptr<Store> store = ValueOf(directory_->OpenStore("demo"));
    const PartitionHead head = ValueOf(store->TakePartition("damage"));
    WriteBatch batch;
    batch.Put("R" + row_key_, "\x01\x02");
    batch.Put("Rnot a key", "\x01");
    batch.Put("Xnot a key", "");
    batch.Put("Ishort", "\x01");
    batch.Put("Lshort", "\x01");
    batch.Put("Mlog_begin", "\xff");
    batch.Put("Ashort", "\x01");
    batch.Put("Sshort", "\x01");
    batch.Put("Zshort", "\x01");
    batch.Put("Hshort", "\x01");
    batch.Put("Eshort", "\x01");
    batch.Put("bshort", "\x01");
    batch.Touch({"damage", head.epoch, 0, 1});
    ONHAND_ASSERT_OK(store->Commit(batch));
  }
  const std::string all = Dumped({});
  const auto expect_line = [&all](const std::string& line) {
    EXPECT_NE(all.find(line + "\n"), std::string::npos) << line << "\nis missing in\n" << all;
  };
  expect_line("row damaged=\"row is cut off\" key=" + ToHex("R" + row_key_) + " value=0102");
  expect_line("row damaged=\"not a row key\" key=" + ToHex("Rnot a key") + " value=01");
  expect_line("place damaged=\"not a place key\" key=" + ToHex("Xnot a key") + " value=");
  expect_line("receipt damaged=\"not a receipt key\" key=" + ToHex("Ishort") + " value=01");
  expect_line("log damaged=\"not a log key\" key=" + ToHex("Lshort") + " value=01");
  expect_line("bucket damaged=\"not a bucket key\" key=" + ToHex("Ashort") + " value=01");
  expect_line("schedule damaged=\"not a schedule key\" key=" + ToHex("Sshort") + " value=01");
  expect_line("schedule_place damaged=\"not a schedule\\'s place key\" key=" + ToHex("Zshort") + " value=01");
  expect_line("hold damaged=\"not a hold key\" key=" + ToHex("Hshort") + " value=01");
  expect_line("hold_end damaged=\"not the key of a hold\\'s end\" key=" + ToHex("Eshort") + " value=01");
  expect_line("base_book damaged=\"not the key of a bucket, schedule, hold or adjustment line\" key=" +
              ToHex("bshort") + " value=01");
  expect_line("meta damaged=\"not a number\" key=" + ToHex("Mlog_begin") + " value=ff");
}

TEST_F(DumpTest, WhatCannotBeDumpedIsSaid) {
  std::ostringstream out;
  ONHAND_EXPECT_STATUS(Dump({folder_.path(), "demo", {"rows", "stock"}, 0}, out), absl::StatusCode::kInvalidArgument,
                       "unknown key family 'stock'; there are rows, places, buckets, schedules, ");
  ONHAND_EXPECT_STATUS(Dump({folder_.path(), "other", {}, 0}, out), absl::StatusCode::kNotFound, "'other'");
  ONHAND_EXPECT_STATUS(Dump({folder_.path() + "/none", "demo", {}, 0}, out), absl::StatusCode::kNotFound, "/none");
  EXPECT_EQ(out.str(), "");
  Fill();
  out.setstate(std::ios::badbit);
  ONHAND_EXPECT_STATUS(Dump({folder_.path(), "demo", {}, 0}, out), absl::StatusCode::kUnavailable, "cannot write");
}

// Whatever bytes stand there, one line comes out.
TEST(RecordTextTest, AnyBytesAreOneLine) {
  for (const Family family :
       {Family::kBase, Family::kBaseBook, Family::kBucket, Family::kHold, Family::kHoldEnd, Family::kJob,
        Family::kJobResult, Family::kLog, Family::kMeta, Family::kPartition, Family::kProduct, Family::kProductTerm,
        Family::kReceipt, Family::kRow, Family::kPlace, Family::kSchedule, Family::kSchedulePlace}) {
    uint32_t random = 1;
    for (int i = 0; i < 2000; ++i) {
      std::string key(1, static_cast<char>(family));
      std::string value(1, '\x01');
      for (std::string* text : {&key, &value}) {
        for (int size = i % 40; size > 0; --size) {
          random = random * 1664525 + 1013904223;
          text->push_back(static_cast<char>(random >> ((i % 3) * 8)));
        }
      }
      const std::string line = RecordText(family, key, value, {"a.b"});
      EXPECT_EQ(line.find('\n'), std::string::npos) << line;
      EXPECT_FALSE(line.empty());
    }
  }
}

}  // namespace
}  // namespace onhand::storage
