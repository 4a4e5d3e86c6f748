// The bytes of every key and record kind, as docs/formats shows them and as databases hold them. A change that makes
// this test fail makes existing databases unreadable: it needs a new version and a migration (docs/formats/README.md).
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>

#include "storage/catalog/product_record.h"
#include "storage/directory/format_version.h"
#include "storage/jobs/job_record.h"
#include "storage/keys/adjustment_key.h"
#include "storage/keys/bucket_key.h"
#include "storage/keys/family.h"
#include "storage/keys/hold_key.h"
#include "storage/keys/job_key.h"
#include "storage/keys/log_key.h"
#include "storage/keys/meta_key.h"
#include "storage/keys/partition_key.h"
#include "storage/keys/product_key.h"
#include "storage/keys/receipt_key.h"
#include "storage/keys/row_key.h"
#include "storage/keys/schedule_key.h"
#include "storage/kv/partition_heads.h"
#include "storage/records/adjustment.h"
#include "storage/records/bucket.h"
#include "storage/records/coding.h"
#include "storage/records/dictionary.h"
#include "storage/records/hash128.h"
#include "storage/records/hold.h"
#include "storage/records/log_record.h"
#include "storage/records/receipt.h"
#include "storage/records/row.h"
#include "storage/records/schedule.h"
#include "tests/storage/testing/bytes.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/temp_folder.h"

namespace onhand::storage {
namespace {

constexpr uint64_t kSeed = 0x0123456789ABCDEF;
constexpr int64_t kTimeUs = 1'700'000'000'000'000;  // 2023-11-14T22:13:20Z

// The blocks of docs/formats that begin with "```hex NAME": their digits, without the remarks behind '#'.
const std::map<std::string, std::string>& DocumentedExamples() {
  static const auto* const examples = [] {
    auto* found = new std::map<std::string, std::string>;
    for (const char* page :
         {"README", "keys", "records", "commit_log", "adjustments", "jobs", "products", "directory"}) {
      std::ifstream file(std::string("docs/formats/") + page + ".md");
      EXPECT_TRUE(file.is_open()) << page;
      std::string* example = nullptr;
      for (std::string line; std::getline(file, line);) {
        if (line.rfind("```", 0) == 0) {
          const std::string name = line.size() > 7 ? line.substr(7) : "";
          example = line.rfind("```hex ", 0) == 0 ? &(*found)[name] : nullptr;
        } else if (example != nullptr) {
          for (const char c : line.substr(0, line.find('#'))) {
            if (c != ' ') example->push_back(c);
          }
        }
      }
    }
    return found;
  }();
  return *examples;
}

// `bytes` are `hex`, and so says the documentation under this name.
void ExpectExample(const std::string& name, const std::string& bytes, const std::string& hex) {
  EXPECT_EQ(ToHex(bytes), ToHex(FromHex(hex))) << name;
  const auto documented = DocumentedExamples().find(name);
  ASSERT_NE(documented, DocumentedExamples().end()) << "docs/formats has no example '" << name << "'";
  EXPECT_EQ(documented->second, ToHex(bytes)) << name;
}

RowIdentity Bike() {
  RowIdentity identity{"usmf", "Bike", "1", "13", {}};
  identity.dimensions.push_back({1, "Red"});
  identity.dimensions.push_back({2, "L"});
  return identity;
}

Hash128 ContentHash() { return HashBytes("content", kSeed); }
std::string HashText() {
  const Hash128 hash = ContentHash();
  return std::string(hash.begin(), hash.end());
}

TEST(KeyExamplesTest, RowAndPlace) {
  ExpectExample("row_key", "R" + RowKey(Bike()), "52 75736d6600 42696b6500 3100 313300 0152656400 024c00");
  ExpectExample("place_key", "X" + PlaceKey(Bike()), "58 75736d6600 3100 313300 42696b6500 0152656400 024c00");
}

const std::string& Path() {
  static const auto* const path = new std::string(BucketPath({"Online", "VIP"}));
  return *path;
}

Hash128 HoldId() {
  Hash128 id;
  for (size_t i = 0; i < id.size(); ++i) id[i] = static_cast<uint8_t>(i);
  return id;
}

TEST(KeyExamplesTest, BesideRows) {
  const std::string row = RowKey(Bike());
  const char* const row_hex = "75736d6600 42696b6500 3100 313300 0152656400 024c00";
  ExpectExample("bucket_key", BucketKey(row, Path()), std::string("41") + row_hex + "00 4f6e6c696e6500 56495000");
  ExpectExample("schedule_key", ScheduleKey(ScheduleVariant::kPeriod, row), std::string("5302") + row_hex);
  ExpectExample("schedule_place_key", SchedulePlaceKey(ScheduleVariant::kPeriod, PlaceKey(Bike())),
                "5a02 75736d6600 3100 313300 42696b6500 0152656400 024c00");
  ExpectExample("hold_key", HoldKey(row, HoldId()),
                std::string("48") + row_hex + "00 000102030405060708090a0b0c0d0e0f");
  ExpectExample("hold_end_key", HoldEndKey(kTimeUs + 60'000'000, row, HoldId()),
                std::string("45 00060a241bb1c700") + row_hex + "00 000102030405060708090a0b0c0d0e0f");
  ExpectExample("base_book_key", static_cast<char>(Family::kBaseBook) + BucketKey(row, Path()),
                std::string("62 41") + row_hex + "00 4f6e6c696e6500 56495000");
}

TEST(KeyExamplesTest, Log) { ExpectExample("log_key", LogKey(300), "4c 000000000000012c"); }

TEST(KeyExamplesTest, Receipt) {
  ExpectExample("receipt_key", ReceiptKey(ReceiptHash(1, {"usmf", "Bike", "1", "13", {}}, "order-1", kSeed)),
                "49 c6aae68d7923833416edd5c728996a23");
}

TEST(KeyExamplesTest, MetaAndPartition) {
  ExpectExample("meta_key", std::string(kDictionaryKey), "4d 64696374696f6e617279");
  ExpectExample("partition_key", PartitionKey("main"), "50 6d61696e");
}

TEST(RecordExamplesTest, Numbers) {
  std::string varint;
  PutVarint(300, &varint);
  ExpectExample("varint", varint, "ac02");
  std::string zigzag;
  PutZigZag(-1'500'000, &zigzag);
  ExpectExample("zigzag", zigzag, "bf8db701");
}

TEST(RecordExamplesTest, RowRecord) {
  Row row;
  row.sequence = 300;
  row.cells = {{0, 10'000'000}, {1, 2'500'000}, {4, -1'500'000}};
  row.count_times = {{0, kTimeUs}};
  std::string bytes;
  EncodeRow(row, &bytes);
  ExpectExample("row", bytes, "01ac02030080dac40901c096b10203bf8db70101008080f28183898506");
  EXPECT_EQ(ValueOf(DecodeRow(bytes)), row);
}

TEST(RecordExamplesTest, RowThatHoldsSomething) {
  Row row;
  row.sequence = 304;
  row.cells = {{0, 10'000'000}, {2, 4'500'000}};
  row.held = {{2, 3'000'000}};
  std::string bytes;
  EncodeRow(row, &bytes);
  ExpectExample("row_held", bytes, "02 b002 02 0080dac409 02c0a8a504 00 01 02809bee02");
  EXPECT_EQ(ValueOf(DecodeRow(bytes)), row);
}

TEST(RecordExamplesTest, BesideRows) {
  std::string bytes;
  const Bucket bucket{3'000'000, 2'000'000, 5'000'000, 2'000'000};
  EncodeBucket(bucket, &bytes);
  ExpectExample("bucket", bytes, "01 809bee02 8092f401 80ade204 8092f401");
  EXPECT_EQ(ValueOf(DecodeBucket(bytes)), bucket);

  bytes.clear();
  const Schedule schedule{{{19'676, 0, 4'000'000}, {19'680, 0, 0}, {19'680, 1, 2'500'000}}};
  EncodeSchedule(schedule, &bytes);
  ExpectExample("schedule", bytes, "01 03 dc99010080a4e803 040000 0001c096b102");
  EXPECT_EQ(ValueOf(DecodeSchedule(bytes)), schedule);

  bytes.clear();
  const Hold hold{2, 3'000'000, kTimeUs + 60'000'000};
  EncodeHold(hold, &bytes);
  ExpectExample("hold", bytes, "01 02 809bee02 809c8ebb83898506");
  EXPECT_EQ(ValueOf(DecodeHold(bytes)), hold);
}

TEST(RecordExamplesTest, ReceiptRecord) {
  const Receipt receipt{ContentHash(), 300, kTimeUs, "ok"};
  std::string bytes;
  EncodeReceipt(receipt, &bytes);
  ExpectExample("receipt", bytes, "010bc2cca90e64adb2fbdad762c025e6b2ac028080f281838985066f6b");
  EXPECT_EQ(ValueOf(DecodeReceipt(bytes)), receipt);
}

TEST(RecordExamplesTest, Dictionary) {
  std::string bytes;
  EncodeDictionary({"pos.inbound", "pos.outbound"}, &bytes);
  ExpectExample("dictionary", bytes, "01 02 0b 706f732e696e626f756e64 0c 706f732e6f7574626f756e64");
}

TEST(RecordExamplesTest, PartitionHeadRecord) {
  ExpectExample("partition_head", EncodePartitionHead({3, 300}), "01 03 ac02");
}

TEST(JobExamplesTest, Keys) {
  ExpectExample("job_key", JobKey("TransactionLogJob:3f0c"), "4a" + ToHex("TransactionLogJob:3f0c"));
  ExpectExample("job_result_key", JobResultKey("TransactionLogJob:3f0c", 300),
                "46" + ToHex("TransactionLogJob:3f0c") + "00 0000012c");
}

TEST(JobExamplesTest, Job) {
  JobRecord job;
  job.kind = StoredJobKind::kLogExtract;
  job.state = StoredJobState::kCompleted;
  job.failures = 1;
  job.created_at_us = kTimeUs;
  job.started_at_us = kTimeUs + 1;
  job.finished_at_us = kTimeUs + 2;
  job.message = "7 lines.";
  job.parameters = {{"organization", "usmf"}};
  job.result_bytes = 70'000;
  job.content_type = "text/csv";
  job.file_name = "a.csv";
  std::string bytes;
  EncodeJobRecord(job, &bytes);
  ExpectExample("job", bytes,
                "01020301 8080f28183898506 8280f28183898506 8480f28183898506 08 37206c696e65732e 01"
                "0c 6f7267616e697a6174696f6e 04 75736d66 f0a204 08 746578742f637376 05 612e637376");
  EXPECT_EQ(ValueOf(DecodeJobRecord(bytes)), job);
}

TEST(DirectoryExamplesTest, Format) {
  TempFolder folder;
  ONHAND_ASSERT_OK(WriteFormat(folder.path(), "demo", kFormatVersion));
  std::stringstream content;
  content << std::ifstream(folder.path() + "/FORMAT").rdbuf();
  ExpectExample("format", content.str(), ToHex("onhand-environment format=3 id=demo\n"));
}

// Record `sequence` at kTimeUs with one entry.
LogRecord RecordOf(uint64_t sequence, LogEntry entry) { return {sequence, kTimeUs, {std::move(entry)}}; }

// An entry with a receipt, on this row.
LogEntry EntryOf(EntryKind kind, std::string_view id, std::string_view row_key, std::string_view result) {
  LogEntry entry;
  entry.kind = kind;
  entry.id = id;
  entry.row_key = row_key;
  entry.content_hash = ContentHash();
  entry.result = result;
  return entry;
}

void ExpectLogExample(const std::string& name, const LogRecord& record, const std::string& hex) {
  std::string bytes;
  EncodeLogRecord(record, &bytes);
  ExpectExample(name, bytes, hex);
  EXPECT_EQ(ValueOf(DecodeLogRecord(bytes)), record) << name;
}

// Bytes that programs of format 1 left: they are read, and written no more.
void ExpectReadFromVersion1(const LogRecord& record, const std::string& hex) {
  const std::string bytes = FromHex(hex);
  EXPECT_EQ(ValueOf(DecodeLogRecord(bytes)), record) << hex;
}

TEST(LogExamplesTest, Change) {
  const std::string key = RowKey(Bike());
  LogEntry entry = EntryOf(EntryKind::kChange, "order-1", key, "ok");
  entry.effects.emplace_back().changes = {{ChangeOp::kAdd, 1, 2'500'000}};
  const LogRecord record = RecordOf(300, entry);
  ExpectLogExample("log_change", record,
                   "022c0100000000000000401e18240a06000101076f726465722d311775736d660042696b6500310031330001526564000"
                   "24c000bc2cca90e64adb2fbdad762c025e6b2026f6b010000010001c096b1020000921f0696");
  const std::string before =
      "012c0100000000000000401e18240a06000101076f726465722d311775736d660042696b650031003133000152656400024c"
      "000bc2cca90e64adb2fbdad762c025e6b2026f6b010000010001c096b102000ad78e18";
  ExpectExample("log_change_1", FromHex(before), before);
  ExpectReadFromVersion1(record, before);
}

TEST(LogExamplesTest, Set) {
  const std::string key = RowKey({"usmf", "Bike", "1", "13", {}});
  LogEntry entry = EntryOf(EntryKind::kSet, "count-1", key, "");
  RowEffect& effect = entry.effects.emplace_back();
  effect.counted_at_us = kTimeUs;
  effect.changes = {{ChangeOp::kAssign, 0, 10'000'000}};
  const LogRecord record = RecordOf(301, entry);
  ExpectLogExample("log_set", record,
                   "022d0100000000000000401e18240a0600010207636f756e742d310f75736d660042696b650031003133000bc2cca90e6"
                   "4adb2fbdad762c025e6b2000100018080f2818389850601010080dac40900003eeb87a7");
  ExpectReadFromVersion1(record,
                         "012d0100000000000000401e18240a0600010207636f756e742d310f75736d660042696b650031003133000bc2"
                         "cca90e64adb2fbdad762c025e6b2000100018080f2818389850601010080dac409004ec0a9b7");
}

TEST(LogExamplesTest, Reserve) {
  const std::string key = RowKey(Bike());
  LogEntry entry = EntryOf(EntryKind::kReserve, "cart-1", key, "ok");
  entry.effects.emplace_back().changes = {{ChangeOp::kAdd, 2, 3'000'000}, {ChangeOp::kHold, 2, 3'000'000}};
  entry.further = {HoldEffect{"", HoldId(), {2, 3'000'000, kTimeUs + 60'000'000}}};
  ExpectLogExample("log_reserve", RecordOf(304, entry),
                   "02300100000000000000401e18240a06000104 06636172742d31 17" + ToHex(key) + ToHex(HashText()) +
                       "026f6b 01000002 0002809bee02 0202809bee02 01 03 00 000102030405060708090a0b0c0d0e0f 02 809bee02"
                       "809c8ebb83898506 00 427e26b0");
}

TEST(LogExamplesTest, Allocate) {
  const std::string key = RowKey(Bike());
  LogEntry entry = EntryOf(EntryKind::kAllocate, "vip-1", key, "ok");
  entry.effects.emplace_back().changes = {{ChangeOp::kAdd, 5, 5'000'000}};
  entry.further = {BucketEffect{"", Path(), {5'000'000, 0, 5'000'000, 0}}};
  ExpectLogExample("log_allocate", RecordOf(305, entry),
                   "02310100000000000000401e18240a06000106 057669702d31 17" + ToHex(key) + ToHex(HashText()) +
                       "026f6b 01000001 000580ade204 01 01 00 0b4f6e6c696e650056495000 80ade204 00 80ade204 00 00"
                       "684f121c");
}

TEST(LogExamplesTest, Schedule) {
  const std::string key = RowKey({"usmf", "Bike", "1", "13", {}});
  LogEntry entry = EntryOf(EntryKind::kSchedule, "plan-1", key, "ok");
  entry.further = {ScheduleEffect{"", ScheduleVariant::kPeriod, {{19'676, 0, 4'000'000}, {19'680, 1, 2'500'000}}}};
  ExpectLogExample("log_schedule", RecordOf(306, entry),
                   "02320100000000000000401e18240a06000103 06706c616e2d31 0f" + ToHex(key) + ToHex(HashText()) +
                       "026f6b 00 01 02 00 02 02 b8b3020080a4e803 c0b30201c096b102 00 e4da74db");
}

TEST(LogExamplesTest, Expire) {
  const std::string key = RowKey(Bike());
  LogEntry entry;
  entry.kind = EntryKind::kExpire;
  RowEffect& effect = entry.effects.emplace_back();
  effect.row_key = key;
  effect.changes = {{ChangeOp::kAdd, 2, -3'000'000}, {ChangeOp::kHold, 2, -3'000'000}};
  entry.further = {HoldEffect{key, HoldId(), {2, 0, kTimeUs + 60'000'000}}};
  ExpectLogExample("log_expire", RecordOf(307, entry),
                   "02330100000000000000401e18240a06000123 0000" + std::string(32, '0') + "00 01 17" + ToHex(key) +
                       "0002 0002ff9aee02 0202ff9aee02 01 03 17" + ToHex(key) +
                       "000102030405060708090a0b0c0d0e0f 0200 809c8ebb83898506 00 1526c4a4");
}

AdjustmentDetail ExampleDetail() {
  AdjustmentDetail detail;
  detail.row_key = RowKey(Bike());
  detail.id = "fix-1";
  detail.measure = 1;
  detail.quantity_micros = -2'500'000;
  detail.created_at_us = kTimeUs;
  detail.changed_at_us = kTimeUs;
  detail.external_reference_category = "SO";
  detail.external_reference_id = "SO-7";
  detail.journal_name_id = "IMov";
  detail.cost_price = "12.5";
  detail.transaction_date = "2023-11-14";
  return detail;
}

TEST(AdjustmentExamplesTest, Keys) {
  const std::string row = RowKey(Bike());
  ExpectExample("detail_key", DetailKey({308, 0}), "44 0000000000000134 00000000");
  ExpectExample("pending_key", PendingKey(static_cast<uint8_t>(DetailStatus::kCreated), {308, 0}),
                "64 01 0000000000000134 00000000");
  ExpectExample("aggregate_key", AggregateKey(7, row, 1), "47 0000000000000007" + ToHex(row) + "00 0001");
}

TEST(AdjustmentExamplesTest, Records) {
  std::string detail;
  EncodeAdjustmentDetail(ExampleDetail(), &detail);
  ExpectExample("detail", detail,
                "01 01 17" + ToHex(RowKey(Bike())) +
                    "05 6669782d31 01 bf96b102 8080f28183898506 8080f28183898506 02 534f 04 534f2d37 04 494d6f76"
                    "04 31322e35 0a 323032332d31312d3134 00 00");
  EXPECT_EQ(ValueOf(DecodeAdjustmentDetail(detail)), ExampleDetail());
  AdjustmentAggregate example;
  example.net_micros = -2'500'000;
  example.lines = 1;
  example.created_at_us = kTimeUs;
  example.changed_at_us = kTimeUs;
  std::string aggregate;
  EncodeAdjustmentAggregate(example, &aggregate);
  ExpectExample("aggregate", aggregate,
                "01 01 60dad9ffffffffffffffffffffffffff 01 8080f28183898506 8080f28183898506 00");
  EXPECT_EQ(ValueOf(DecodeAdjustmentAggregate(aggregate)), example);
  ExpectExample("push_state", EncodePushState({7, true}), "07 01");
}

TEST(LogExamplesTest, Adjust) {
  const std::string key = RowKey(Bike());
  std::string detail;
  EncodeAdjustmentDetail(ExampleDetail(), &detail);
  const std::string detail_key = DetailKey({308, 0});
  LogEntry entry = EntryOf(EntryKind::kAdjust, "fix-1", key, "ok");
  entry.further = {LineEffect{detail_key, detail}};
  ExpectLogExample("log_adjust", RecordOf(308, entry),
                   "02340100000000000000401e18240a0600010a 056669782d31 17" + ToHex(key) + ToHex(HashText()) +
                       "026f6b 00 01 04 0d" + ToHex(detail_key) + "54" + ToHex(detail) + "00 96d56ba8");
}

TEST(LogExamplesTest, CleanUpAndPurge) {
  const std::string clean_up = EncodeCleanUp({true, {KeyPrefix({"usmf", "1", "13"})}});
  ExpectExample("clean_up", clean_up, "01 01 01 0a 75736d66003100313300");
  LogEntry entry;
  entry.kind = EntryKind::kCleanUp;
  entry.payload = clean_up;
  const LogRecord record = RecordOf(302, entry);
  ExpectLogExample("log_clean_up", record,
                   "022e0100000000000000401e18240a060001210000000000000000000000000000000000000000000e0101010a75736d"
                   "66003100313300d9db18d1");
  ExpectReadFromVersion1(record,
                         "012e0100000000000000401e18240a0600012100000000000000000000000000000000000000000e0101010a7573"
                         "6d66003100313300920e3f43");

  const std::string through = FromHex("ac02");
  LogEntry purged;
  purged.kind = EntryKind::kPurge;
  purged.payload = through;
  const LogRecord purge = RecordOf(303, purged);
  ExpectLogExample("log_purge", purge,
                   "022f0100000000000000401e18240a0600012200000000000000000000000000000000000000000002ac0274120d55");
  ExpectReadFromVersion1(
      purge, "012f0100000000000000401e18240a06000122000000000000000000000000000000000000000002ac02694b9f49");
}

TEST(ProductExamplesTest, Keys) {
  const TermPath weight = {kAttributeField, "weight limit"};
  ExpectExample("product_key", ProductKey("M0030"), "43 4d30303330");
  std::string text = TermPrefix(TermKind::kText, {3, {}});
  AppendTextTerm("speaker cable", &text);
  ExpectExample("product_text_term", text + "M0030", "546503 737065616b6572206361626c6500 4d30303330");
  std::string numeral = TermPrefix(TermKind::kNumeral, weight);
  AppendTextTerm("370", &numeral);
  ExpectExample("product_numeral_term", numeral + "M0030", "54640a 776569676874206c696d697400 33373000 4d30303330");
  std::string number = TermPrefix(TermKind::kNumber, weight);
  AppendNumberTerm(370, &number);
  ExpectExample("product_number_term", number + "M0030",
                "546e0a 776569676874206c696d697400 c077200000000000 4d30303330");
  ExpectExample("product_gram_term", TermPrefix(TermKind::kGram, {3, {}}) + "\x02spM0030", "546703 027370 4d30303330");
}

TEST(ProductExamplesTest, ProductRecord) {
  ProductRecord record;
  record.fields = {{3, "Speaker cable"}, {5, "Item"}};
  record.attributes = {{1, "Weight Limit", "Pound", "370"}};
  std::string bytes;
  EncodeProduct(record, &bytes);
  ExpectExample("product", bytes,
                "01 02 03 0d 537065616b6572206361626c65 05 04 4974656d 01 01 0c 576569676874204c696d6974 05 506f756e64"
                "03 333730");
  EXPECT_EQ(ValueOf(DecodeProduct(bytes)), record);
}

}  // namespace
}  // namespace onhand::storage
