// The bytes of every key and record kind, as docs/formats shows them and as databases hold them. A change that makes
// this test fail makes existing databases unreadable: it needs a new version and a migration (docs/formats/README.md).
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>

#include "storage/directory/format_version.h"
#include "storage/keys/log_key.h"
#include "storage/keys/meta_key.h"
#include "storage/keys/partition_key.h"
#include "storage/keys/receipt_key.h"
#include "storage/keys/row_key.h"
#include "storage/kv/partition_heads.h"
#include "storage/records/coding.h"
#include "storage/records/dictionary.h"
#include "storage/records/hash128.h"
#include "storage/records/log_record.h"
#include "storage/records/receipt.h"
#include "storage/records/row.h"
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
    for (const char* page : {"README", "keys", "records", "commit_log", "directory"}) {
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

TEST(KeyExamplesTest, RowAndPlace) {
  ExpectExample("row_key", "R" + RowKey(Bike()), "52 75736d6600 42696b6500 3100 313300 0152656400 024c00");
  ExpectExample("place_key", "X" + PlaceKey(Bike()), "58 75736d6600 3100 313300 42696b6500 0152656400 024c00");
}

TEST(KeyExamplesTest, Log) { ExpectExample("log_key", LogKey(300), "4c 000000000000012c"); }

TEST(KeyExamplesTest, Receipt) {
  ExpectExample("receipt_key", ReceiptKey(1, "usmf", "Bike", "1", "13", "order-1", kSeed),
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

TEST(DirectoryExamplesTest, Format) {
  TempFolder folder;
  ONHAND_ASSERT_OK(WriteFormat(folder.path(), "demo", kFormatVersion));
  std::stringstream content;
  content << std::ifstream(folder.path() + "/FORMAT").rdbuf();
  ExpectExample("format", content.str(), ToHex("onhand-environment format=1 id=demo\n"));
}

TEST(LogExamplesTest, Change) {
  const std::string key = RowKey(Bike());
  LogRecord record{300, kTimeUs, {}};
  LogEntry& entry = record.entries.emplace_back();
  entry.id = "order-1";
  entry.row_key = key;
  entry.content_hash = ContentHash();
  entry.result = "ok";
  entry.effects.emplace_back().changes = {{ChangeOp::kAdd, 1, 2'500'000}};
  std::string bytes;
  EncodeLogRecord(record, &bytes);
  ExpectExample("log_change", bytes,
                "012c0100000000000000401e18240a06000101076f726465722d311775736d660042696b650031003133000152656400024c"
                "000bc2cca90e64adb2fbdad762c025e6b2026f6b010000010001c096b102000ad78e18");
  EXPECT_EQ(ValueOf(DecodeLogRecord(bytes)), record);
}

TEST(LogExamplesTest, Set) {
  const std::string key = RowKey({"usmf", "Bike", "1", "13", {}});
  LogRecord record{301, kTimeUs, {}};
  LogEntry& entry = record.entries.emplace_back();
  entry.kind = EntryKind::kSet;
  entry.id = "count-1";
  entry.row_key = key;
  entry.content_hash = ContentHash();
  RowEffect& effect = entry.effects.emplace_back();
  effect.counted_at_us = kTimeUs;
  effect.changes = {{ChangeOp::kAssign, 0, 10'000'000}};
  std::string bytes;
  EncodeLogRecord(record, &bytes);
  ExpectExample("log_set", bytes,
                "012d0100000000000000401e18240a0600010207636f756e742d310f75736d660042696b650031003133000bc2cca90e64ad"
                "b2fbdad762c025e6b2000100018080f2818389850601010080dac409004ec0a9b7");
  EXPECT_EQ(ValueOf(DecodeLogRecord(bytes)), record);
}

TEST(LogExamplesTest, CleanUpAndPurge) {
  const std::string clean_up = EncodeCleanUp({true, {KeyPrefix({"usmf", "1", "13"})}});
  ExpectExample("clean_up", clean_up, "01 01 01 0a 75736d66003100313300");
  LogRecord record{302, kTimeUs, {}};
  LogEntry& entry = record.entries.emplace_back();
  entry.kind = EntryKind::kCleanUp;
  entry.payload = clean_up;
  std::string bytes;
  EncodeLogRecord(record, &bytes);
  ExpectExample("log_clean_up", bytes,
                "012e0100000000000000401e18240a0600012100000000000000000000000000000000000000000e0101010a75736d660031"
                "00313300920e3f43");

  const std::string through = FromHex("ac02");
  LogRecord purge{303, kTimeUs, {}};
  LogEntry& purged = purge.entries.emplace_back();
  purged.kind = EntryKind::kPurge;
  purged.payload = through;
  bytes.clear();
  EncodeLogRecord(purge, &bytes);
  ExpectExample("log_purge", bytes,
                "012f0100000000000000401e18240a06000122000000000000000000000000000000000000000002ac02694b9f49");
}

}  // namespace
}  // namespace onhand::storage
