#include "storage/records/log_record.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "storage/records/coding.h"
#include "storage/records/crc32c.h"
#include "storage/records/row.h"
#include "tests/storage/testing/bytes.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

LogRecord Example() {
  LogRecord record{300, 1'700'000'000'000'000, {}};
  LogEntry& change = record.entries.emplace_back();
  change.id = "event-1";
  change.row_key = std::string_view("o\0p\0\0\0", 6);
  change.content_hash.fill(0xAB);
  change.result = "ok";
  change.effects.emplace_back().changes = {
      {ChangeOp::kAdd, 1, 5}, {ChangeOp::kAssign, 65535, -7}, {ChangeOp::kAdd, 2, 0}};
  RowEffect& other = change.effects.emplace_back();
  other.row_key = "other row";
  other.counted_at_us = -3;
  LogEntry& purge = record.entries.emplace_back();
  purge.kind = EntryKind::kPurge;
  purge.payload = "\x05";
  return record;
}

std::string Encoded(const LogRecord& record) {
  std::string out = "before";
  EncodeLogRecord(record, &out);
  return out.substr(6);
}

// A record with these bytes behind its header and a checksum that is right.
std::string WithBody(std::string_view body) {
  std::string bytes = Encoded({7, 0, {}}).substr(0, 17);
  bytes.append(body);
  PutFixed32(Crc32c(bytes), &bytes);
  return bytes;
}

TEST(LogRecordTest, ComesBack) {
  const std::string empty = Encoded({1, 0, {}});
  EXPECT_EQ(ValueOf(DecodeLogRecord(empty)), (LogRecord{1, 0, {}}));
  const std::string example = Encoded(Example());
  EXPECT_EQ(ValueOf(DecodeLogRecord(example)), Example());
}

TEST(LogRecordTest, EveryKindComesBackAndHasAName) {
  for (int kind = 0; kind < 256; ++kind) {
    LogRecord record{1, 0, {}};
    record.entries.emplace_back().kind = static_cast<EntryKind>(kind);
    const bool known = (kind >= 1 && kind <= 10) || (kind >= 32 && kind <= 34);
    EXPECT_EQ(!EntryKindName(static_cast<EntryKind>(kind)).empty(), known) << kind;
    EXPECT_EQ(DecodeLogRecord(Encoded(record)).ok(), known) << kind;
    if (known) EXPECT_EQ(HasReceipt(static_cast<EntryKind>(kind)), kind < 32) << kind;
  }
}

// The checksum sees every cut and every single flipped bit.
TEST(LogRecordTest, EveryDamageIsSeen) {
  const std::string bytes = Encoded(Example());
  const auto refused = [](std::string_view damaged) {
    EXPECT_EQ(DecodeLogRecord(damaged).status().code(), absl::StatusCode::kDataLoss) << ToHex(damaged);
  };
  ForEachTruncation(bytes, refused);
  ForEachDamage(bytes, refused);
  refused(bytes + '\0');
}

// The form is checked too: damage that happened before the checksum was made.
TEST(LogRecordTest, DamageUnderARightChecksumNeverCrashes) {
  const std::string bytes = Encoded(Example());
  const std::string_view body = std::string_view(bytes).substr(17, bytes.size() - 21);
  ForEachTruncation(body, [](std::string_view cut) {
    ONHAND_EXPECT_STATUS(DecodeLogRecord(WithBody(cut)), absl::StatusCode::kDataLoss, "log record 7: ");
  });
  ForEachDamage(body, [](std::string_view damaged) {
    const std::string whole = WithBody(damaged);
    const absl::StatusOr<LogRecord> record = DecodeLogRecord(whole);
    if (!record.ok()) return;
    const std::string again = Encoded(*record);
    EXPECT_EQ(ValueOf(DecodeLogRecord(again)), *record);
  });
}

TEST(LogRecordTest, SaysWhatIsWrong) {
  std::string bytes = Encoded(Example());
  ONHAND_EXPECT_STATUS(DecodeLogRecord(""), absl::StatusCode::kDataLoss, "empty");
  ONHAND_EXPECT_STATUS(DecodeLogRecord("\x02" + bytes.substr(1)), absl::StatusCode::kDataLoss, "unknown version 2");
  ONHAND_EXPECT_STATUS(DecodeLogRecord(bytes.substr(0, 15)), absl::StatusCode::kDataLoss, "cut off");
  bytes[30] = static_cast<char>(bytes[30] ^ 1);
  ONHAND_EXPECT_STATUS(DecodeLogRecord(bytes), absl::StatusCode::kDataLoss, "log record 300: checksum does not match");
  ONHAND_EXPECT_STATUS(DecodeLogRecord(WithBody(FromHex("0000"))), absl::StatusCode::kDataLoss, "too many");
  const std::string hash(32, '0');
  const auto wrong = [&](const std::string& hex, const char* text) {
    ONHAND_EXPECT_STATUS(DecodeLogRecord(WithBody(FromHex(hex))), absl::StatusCode::kDataLoss, text);
  };
  wrong("01 0b 00 00 " + hash + " 00 00 00", "unknown kind");
  wrong("01 01 00 00 " + hash + " 00 01 00 02 00 00", "bad count mark");
  wrong("01 01 00 00 " + hash + " 00 01 00 00 01 02 00 00 00", "unknown operation");
  wrong("01 01 00 00 " + hash + " 00 01 00 00 01 00 80 80 04 00 00", "measure number too large");
}

TEST(ApplyEffectTest, AddsAssignsAndCounts) {
  Row row;
  row.cells = {{1, 10}, {2, 20}};
  RowEffect effect;
  effect.counted_at_us = 99;
  effect.changes = {{ChangeOp::kAdd, 1, 5}, {ChangeOp::kAssign, 2, 7}, {ChangeOp::kAssign, 3, 8}};
  ONHAND_ASSERT_OK(ApplyEffect(effect, 42, &row));
  EXPECT_EQ(row.sequence, 42u);
  EXPECT_EQ(row.cells, (decltype(row.cells){{1, 15}, {2, 7}, {3, 8}}));
  EXPECT_EQ(row.count_times, (decltype(row.count_times){{2, 99}, {3, 99}}));
}

TEST(ApplyEffectTest, OverflowIsDataLoss) {
  for (const int64_t sign : {1, -1}) {
    Row row;
    row.cells = {{1, sign * std::numeric_limits<int64_t>::max()}};
    RowEffect effect;
    effect.changes = {{ChangeOp::kAdd, 1, sign * 2}};
    ONHAND_EXPECT_STATUS(ApplyEffect(effect, 42, &row), absl::StatusCode::kDataLoss, "log record 42: measure 1");
  }
}

TEST(CleanUpTest, ComesBackAndSeesDamage) {
  for (const bool by_place : {false, true}) {
    const CleanUpPayload payload{by_place, {std::string("o\0p\0", 4), "", "x"}};
    const std::string bytes = EncodeCleanUp(payload);
    const CleanUpPayload back = ValueOf(DecodeCleanUp(bytes));
    EXPECT_EQ(back.by_place, by_place);
    EXPECT_EQ(back.prefixes, payload.prefixes);
    ForEachTruncation(bytes, [](std::string_view cut) { EXPECT_FALSE(DecodeCleanUp(cut).ok()) << ToHex(cut); });
    ForEachDamage(bytes, [](std::string_view damaged) { DecodeCleanUp(damaged).status().IgnoreError(); });
  }
  ONHAND_EXPECT_STATUS(DecodeCleanUp(FromHex("020000")), absl::StatusCode::kDataLoss, "unknown version");
  ONHAND_EXPECT_STATUS(DecodeCleanUp(FromHex("010200")), absl::StatusCode::kDataLoss, "bad index mark");
  ONHAND_EXPECT_STATUS(DecodeCleanUp(FromHex("01000000")), absl::StatusCode::kDataLoss, "too many");
}

}  // namespace
}  // namespace onhand::storage
