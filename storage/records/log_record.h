// File: log_record.h
//
// One record of the commit log: all that one commit group changed, in the order in which it was judged. Whatever must
// agree is derived from these records: audit, transaction log, change feed, replay, incremental backup.
//
//   record := version:u8 (=2) sequence:u64 committed_at_us:i64 entries:varint entry* crc32c:u32
//             fixed numbers little-endian; the checksum covers all bytes before it
//   entry  := kind:u8 id:str row_key:str content_hash:16 bytes result:str effects:varint effect*
//             further:varint further* payload:str
//   effect := row_key:str counted_at:optional-zigzag changes:varint change*
//             an empty row_key means the entry's own row, here and below
//   change := op:u8 measure:varint quantity:zigzag-varint
//   further := 01 row_key:str path:str allocated consumed cumulative_allocated cumulative_consumed  bucket; zigzags
//            | 02 row_key:str variant:u8 changes:varint (day measure:varint quantity)*              schedule; zigzags
//            | 03 row_key:str hold_id:16 bytes measure:varint remaining ends_at                     hold; zigzags
//            | 04 key:str value:str                                                                 adjustment line
//
// Version 1 has no `further`; it is still read.
//   str    := length:varint bytes
//   optional-zigzag := 00 | 01 zigzag-varint
//
// A record's key is its sequence number (storage/keys/log_key.h); numbers have no holes. Refused events changed
// nothing and are not in the log. Worked example: docs/formats/commit_log.md.
#ifndef ONHAND_STORAGE_RECORDS_LOG_RECORD_H_
#define ONHAND_STORAGE_RECORDS_LOG_RECORD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/records/bucket.h"
#include "storage/records/hash128.h"
#include "storage/records/hold.h"
#include "storage/records/row.h"
#include "storage/records/schedule.h"

namespace onhand::storage {

// On disk; do not change or reuse. 1–31 are events with a receipt (decisions I1), 32 and up are not.
enum class EntryKind : uint8_t {
  kChange = 1,
  kSet = 2,
  kSchedule = 3,
  kReserve = 4,
  kUnreserve = 5,
  kAllocate = 6,
  kUnallocate = 7,
  kReallocate = 8,
  kConsume = 9,
  kAdjust = 10,
  kExtend = 11,         // a hold gets another end
  kConfiguration = 32,  // payload: the configuration record that holds from here on
  kCleanUp = 33,        // payload: the prefixes whose rows are gone (EncodeCleanUp)
  kPurge = 34,          // payload: varint, receipts up to this sequence number are forgotten
  kExpire = 35,         // holds whose time is over; all in its effects
  kAdjustments = 36,    // adjustment lines were pushed, aggregated, synced onwards or forgotten; all in its effects
};

// True for kinds that carry an id and leave a receipt.
inline bool HasReceipt(EntryKind kind) { return static_cast<uint8_t>(kind) < 32; }

// The name in dumps and reports: "change", "set", …
std::string_view EntryKindName(EntryKind kind);

// On disk; do not change or reuse.
enum class ChangeOp : uint8_t {
  kAdd = 0,     // cell += quantity
  kAssign = 1,  // cell = quantity
  kHold = 2,    // held part of the cell += quantity; the cell itself has a change of its own
};

struct CellChange {
  ChangeOp op = ChangeOp::kAdd;
  MeasureNumber measure = 0;
  int64_t quantity_micros = 0;
  friend bool operator==(const CellChange&, const CellChange&) = default;
};

// What an entry did to one row.
struct RowEffect {
  std::string_view row_key;              // "" = the entry's own row
  std::optional<int64_t> counted_at_us;  // becomes the count time of every measure assigned here
  absl::InlinedVector<CellChange, 2> changes;
  friend bool operator==(const RowEffect&, const RowEffect&) = default;
};

// What an entry did to one allocation bucket: numbers to add (decisions L3, L4).
struct BucketEffect {
  std::string_view row_key;
  std::string_view path;  // storage/keys/bucket_key.h
  Bucket added;
  friend bool operator==(const BucketEffect&, const BucketEffect&) = default;
};

// What an entry did to the schedule of one row: numbers to add; days before the record's own (UTC) are dropped.
struct ScheduleEffect {
  std::string_view row_key;
  ScheduleVariant variant = ScheduleVariant::kPeriod;
  std::vector<ScheduleCell> changes;
  friend bool operator==(const ScheduleEffect&, const ScheduleEffect&) = default;
};

// What became of one hold: its state from here on; with nothing remaining it is gone.
struct HoldEffect {
  std::string_view row_key;
  Hash128 hold_id{};
  Hold hold;
  friend bool operator==(const HoldEffect&, const HoldEffect&) = default;
};

// What became of one adjustment line: its record from here on; without one it is forgotten.
struct LineEffect {
  std::string_view key;    // of a detail or an aggregate (storage/keys/adjustment_key.h)
  std::string_view value;  // storage/records/adjustment.h
  friend bool operator==(const LineEffect&, const LineEffect&) = default;
};

using FurtherEffect = std::variant<BucketEffect, ScheduleEffect, HoldEffect, LineEffect>;

// Views are the caller's, or point into the bytes that were decoded.
struct LogEntry {
  EntryKind kind = EntryKind::kChange;
  std::string_view id;       // "" for kinds without a receipt
  std::string_view row_key;  // likewise
  Hash128 content_hash{};
  std::string_view result;
  absl::InlinedVector<RowEffect, 1> effects;
  std::vector<FurtherEffect> further;
  std::string_view payload;
  friend bool operator==(const LogEntry&, const LogEntry&) = default;
};

struct LogRecord {
  uint64_t sequence = 0;
  int64_t committed_at_us = 0;
  std::vector<LogEntry> entries;
  friend bool operator==(const LogRecord&, const LogRecord&) = default;
};

void EncodeLogRecord(const LogRecord& record, std::string* out);  // appends
// DATA_LOSS: wrong version, checksum or form, named with the record's number as far as it can be read.
absl::StatusOr<LogRecord> DecodeLogRecord(std::string_view bytes);

// Applies an effect to a row, as replay and audit do. DATA_LOSS where a sum leaves the range of int64.
absl::Status ApplyEffect(const RowEffect& effect, uint64_t sequence, Row* row);

// The payload of kCleanUp: which rows are gone. `by_place`: prefixes of place keys, else of row keys.
//
//   clean-up := version:u8 (=1) by_place:u8 prefixes:varint str*
struct CleanUpPayload {
  bool by_place = false;
  std::vector<std::string> prefixes;
};
std::string EncodeCleanUp(const CleanUpPayload& payload);
absl::StatusOr<CleanUpPayload> DecodeCleanUp(std::string_view bytes);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_RECORDS_LOG_RECORD_H_
