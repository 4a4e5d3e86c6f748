#include "storage/records/log_record.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "storage/records/bucket.h"
#include "storage/records/coding.h"
#include "storage/records/crc32c.h"
#include "storage/records/hold.h"
#include "storage/records/row.h"
#include "storage/records/schedule.h"
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
  change.effects[0].changes.push_back({ChangeOp::kHold, 1, -5});
  BucketEffect bucket{"", std::string_view("VIP\0", 4), {1, -2, 3, std::numeric_limits<int64_t>::min()}};
  ScheduleEffect schedule{"other row", ScheduleVariant::kPerMeasure, {{19'700, 3, -8}, {0, 65535, 9}}};
  HoldEffect hold{"", {}, {2, 7'000'000, 1'700'000'000'000'001}};
  hold.hold_id.fill(0xCD);
  HoldEffect gone{"other row", {}, {65535, 0, 0}};
  const LineEffect line{std::string_view("D\0key", 5), "the value"};
  change.further = {bucket, schedule, hold, gone, ScheduleEffect(), line, LineEffect{"D", ""}};
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
std::string WithBody(std::string_view body, char version = 2) {
  std::string bytes = Encoded({7, 0, {}}).substr(0, 17);
  bytes[0] = version;
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
    const bool known = (kind >= 1 && kind <= 11) || (kind >= 32 && kind <= 36);
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
  ONHAND_EXPECT_STATUS(DecodeLogRecord("\x03" + bytes.substr(1)), absl::StatusCode::kDataLoss, "unknown version 3");
  ONHAND_EXPECT_STATUS(DecodeLogRecord(bytes.substr(0, 15)), absl::StatusCode::kDataLoss, "cut off");
  bytes[30] = static_cast<char>(bytes[30] ^ 1);
  ONHAND_EXPECT_STATUS(DecodeLogRecord(bytes), absl::StatusCode::kDataLoss, "log record 300: checksum does not match");
  ONHAND_EXPECT_STATUS(DecodeLogRecord(WithBody(FromHex("0000"))), absl::StatusCode::kDataLoss, "too many");
  const std::string hash(32, '0');
  const auto wrong = [&](const std::string& hex, const char* text, char version = 2) {
    ONHAND_EXPECT_STATUS(DecodeLogRecord(WithBody(FromHex(hex), version)), absl::StatusCode::kDataLoss, text);
  };
  wrong("01 0c 00 00 " + hash + " 00 00 00 00", "unknown kind");
  wrong("01 01 00 00 " + hash + " 00 01 00 02 00 00 00", "bad count mark");
  wrong("01 01 00 00 " + hash + " 00 01 00 00 01 03 00 00 00 00", "unknown operation");
  wrong("01 01 00 00 " + hash + " 00 01 00 00 01 02 00 00 00", "unknown operation", 1);  // holds came with version 2
  wrong("01 01 00 00 " + hash + " 00 01 00 00 01 00 80 80 04 00 00 00", "measure number too large");
  const std::string further = "01 01 00 00 " + hash + " 00 00 01 ";
  wrong(further + "00 00 00 00 00", "further effect has an unknown kind");
  wrong(further + "05 00 00 00 00", "further effect has an unknown kind");
  wrong(further + "01 00 00 00 00 00", "cut off");
  wrong(further + "02 00 00 00 00", "unknown variant");
  wrong(further + "02 00 03 00 00", "unknown variant");
  wrong(further + "02 00 01 01 01 00 00 00", "day out of range");
  wrong(further + "02 00 01 01 80 80 80 80 10 00 00 00", "day out of range");
  wrong(further + "02 00 01 01 02 80 80 04 00 00", "schedule effect has a measure number too large");
  wrong(further + "03 00 " + hash + " 80 80 04 02 02 00", "hold effect has a measure number too large");
  wrong(further + "03 00 " + hash + " 00 01 02 00", "less than nothing");
  wrong(further + "03 00 " + hash + " 00 02 01 00", "before 1970");
}

// What programs before further effects wrote: a change and a purge.
TEST(LogRecordTest, Version1IsRead) {
  const std::string hash(32, 'a');
  const std::string bytes = WithBody(
      FromHex("02 01 01 78 00 " + hash + " 02 6f 6b 01 00 00 01 00 01 0a 00 22 00 00 " + hash + " 00 00 01 05"),
      /*version=*/1);
  LogRecord wanted{7, 0, {}};
  LogEntry& change = wanted.entries.emplace_back();
  change.id = "x";
  change.content_hash.fill(0xaa);
  change.result = "ok";
  change.effects.emplace_back().changes = {{ChangeOp::kAdd, 1, 5}};
  LogEntry& purge = wanted.entries.emplace_back();
  purge.kind = EntryKind::kPurge;
  purge.content_hash.fill(0xaa);
  purge.payload = "\x05";
  EXPECT_EQ(ValueOf(DecodeLogRecord(bytes)), wanted);
  const std::string_view body = std::string_view(bytes).substr(17, bytes.size() - 21);
  ForEachTruncation(body, [](std::string_view cut) {
    ONHAND_EXPECT_STATUS(DecodeLogRecord(WithBody(cut, 1)), absl::StatusCode::kDataLoss, "log record 7: ");
  });
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

TEST(ApplyEffectTest, HoldsAreAPartOfTheCellAndDoNotChangeIt) {
  Row row;
  RowEffect reserved;
  reserved.changes = {{ChangeOp::kAdd, 1, 5}, {ChangeOp::kHold, 1, 5}};
  ONHAND_ASSERT_OK(ApplyEffect(reserved, 1, &row));
  ONHAND_ASSERT_OK(ApplyEffect(reserved, 2, &row));
  EXPECT_EQ(row.Find(1)->quantity_micros, 10);
  EXPECT_EQ(row.HeldMicros(1), 10);
  RowEffect ended;
  ended.changes = {{ChangeOp::kAdd, 1, -10}, {ChangeOp::kHold, 1, -10}};
  ONHAND_ASSERT_OK(ApplyEffect(ended, 3, &row));
  EXPECT_EQ(row.Find(1)->quantity_micros, 0);
  EXPECT_TRUE(row.held.empty());
  EXPECT_EQ(row.sequence, 3u);
}

TEST(ApplyEffectTest, OverflowIsDataLoss) {
  for (const int64_t sign : {1, -1}) {
    for (const ChangeOp op : {ChangeOp::kAdd, ChangeOp::kHold}) {
      Row row;
      row.cells = {{1, sign * std::numeric_limits<int64_t>::max()}};
      row.held = {row.cells[0]};
      RowEffect effect;
      effect.changes = {{op, 1, sign * 2}};
      ONHAND_EXPECT_STATUS(ApplyEffect(effect, 42, &row), absl::StatusCode::kDataLoss, "log record 42: measure 1");
    }
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
