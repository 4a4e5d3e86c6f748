#include "storage/records/log_record.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "storage/records/coding.h"
#include "storage/records/crc32c.h"
#include "storage/records/record_version.h"

namespace onhand::storage {
namespace {

constexpr uint8_t kVersion = 2;
constexpr uint8_t kVersionWithoutFurther = 1;
constexpr uint8_t kCleanUpVersion = 1;
constexpr size_t kChecksumBytes = 4;
// The shortest encodings, by which counts are judged before anything is allocated.
constexpr uint64_t kEntryBytesMin = 22;
constexpr uint64_t kEffectBytesMin = 3;
constexpr uint64_t kChangeBytesMin = 3;
constexpr uint64_t kFurtherBytesMin = 3;
constexpr uint64_t kScheduleChangeBytesMin = 3;

// What begins a further effect; on disk.
enum class FurtherKind : uint8_t { kBucket = 1, kSchedule = 2, kHold = 3, kLine = 4 };

void EncodeEffect(const RowEffect& effect, std::string* out) {
  PutText(effect.row_key, out);
  out->push_back(effect.counted_at_us.has_value() ? 1 : 0);
  if (effect.counted_at_us.has_value()) PutZigZag(*effect.counted_at_us, out);
  PutVarint(effect.changes.size(), out);
  for (const CellChange& change : effect.changes) {
    out->push_back(static_cast<char>(change.op));
    PutVarint(change.measure, out);
    PutZigZag(change.quantity_micros, out);
  }
}

void PutHash(const Hash128& hash, std::string* out) {
  out->append(reinterpret_cast<const char*>(hash.data()), hash.size());
}

Hash128 ReadHash(Reader& reader) {
  Hash128 hash{};
  const std::string_view bytes = reader.Bytes(hash.size());
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

// False if it is no measure number.
bool ReadMeasure(Reader& reader, MeasureNumber* measure) {
  const uint64_t number = reader.Varint();
  *measure = static_cast<MeasureNumber>(number);
  return number <= std::numeric_limits<MeasureNumber>::max();
}

struct FurtherEncoder {
  std::string* out;

  void operator()(const BucketEffect& effect) const {
    out->push_back(static_cast<char>(FurtherKind::kBucket));
    PutText(effect.row_key, out);
    PutText(effect.path, out);
    PutZigZag(effect.added.allocated_micros, out);
    PutZigZag(effect.added.consumed_micros, out);
    PutZigZag(effect.added.cumulative_allocated_micros, out);
    PutZigZag(effect.added.cumulative_consumed_micros, out);
  }
  void operator()(const ScheduleEffect& effect) const {
    out->push_back(static_cast<char>(FurtherKind::kSchedule));
    PutText(effect.row_key, out);
    out->push_back(static_cast<char>(effect.variant));
    PutVarint(effect.changes.size(), out);
    for (const ScheduleCell& change : effect.changes) {
      PutZigZag(change.day, out);
      PutVarint(change.measure, out);
      PutZigZag(change.quantity_micros, out);
    }
  }
  void operator()(const HoldEffect& effect) const {
    out->push_back(static_cast<char>(FurtherKind::kHold));
    PutText(effect.row_key, out);
    PutHash(effect.hold_id, out);
    PutVarint(effect.hold.measure, out);
    PutZigZag(effect.hold.remaining_micros, out);
    PutZigZag(effect.hold.ends_at_us, out);
  }
  void operator()(const LineEffect& effect) const {
    out->push_back(static_cast<char>(FurtherKind::kLine));
    PutText(effect.key, out);
    PutText(effect.value, out);
  }
};

// All decoders of parts return what is wrong, or nullptr; that the bytes end too early is the reader's to say.
const char* DecodeEffect(Reader& reader, uint8_t version, RowEffect* effect) {
  const ChangeOp last_op = version == kVersionWithoutFurther ? ChangeOp::kAssign : ChangeOp::kHold;
  effect->row_key = reader.Text();
  const uint8_t has_count = reader.Byte();
  if (has_count > 1) return "an effect has a bad count mark";
  if (has_count == 1) effect->counted_at_us = reader.ZigZag();
  const uint64_t changes = reader.Count(kChangeBytesMin);
  effect->changes.reserve(changes);
  for (uint64_t i = 0; i < changes; ++i) {
    const uint8_t op = reader.Byte();
    if (op > static_cast<uint8_t>(last_op)) return "a change has an unknown operation";
    MeasureNumber measure = 0;
    if (!ReadMeasure(reader, &measure)) return "a change has a measure number too large";
    effect->changes.push_back({static_cast<ChangeOp>(op), measure, reader.ZigZag()});
  }
  return nullptr;
}

const char* DecodeBucketEffect(Reader& reader, BucketEffect* effect) {
  effect->row_key = reader.Text();
  effect->path = reader.Text();
  effect->added.allocated_micros = reader.ZigZag();
  effect->added.consumed_micros = reader.ZigZag();
  effect->added.cumulative_allocated_micros = reader.ZigZag();
  effect->added.cumulative_consumed_micros = reader.ZigZag();
  return nullptr;
}

const char* DecodeScheduleEffect(Reader& reader, ScheduleEffect* effect) {
  effect->row_key = reader.Text();
  const uint8_t variant = reader.Byte();
  if (!reader.ok()) return nullptr;
  effect->variant = static_cast<ScheduleVariant>(variant);
  if (effect->variant != ScheduleVariant::kPerMeasure && effect->variant != ScheduleVariant::kPeriod) {
    return "a schedule effect has an unknown variant";
  }
  const uint64_t changes = reader.Count(kScheduleChangeBytesMin);
  effect->changes.reserve(changes);
  for (uint64_t i = 0; i < changes; ++i) {
    const int64_t day = reader.ZigZag();
    if (day < 0 || day > std::numeric_limits<int32_t>::max()) return "a schedule effect has a day out of range";
    MeasureNumber measure = 0;
    if (!ReadMeasure(reader, &measure)) return "a schedule effect has a measure number too large";
    effect->changes.push_back({static_cast<int32_t>(day), measure, reader.ZigZag()});
  }
  return nullptr;
}

const char* DecodeHoldEffect(Reader& reader, HoldEffect* effect) {
  effect->row_key = reader.Text();
  effect->hold_id = ReadHash(reader);
  if (!ReadMeasure(reader, &effect->hold.measure)) return "a hold effect has a measure number too large";
  effect->hold.remaining_micros = reader.ZigZag();
  if (effect->hold.remaining_micros < 0) return "a hold effect leaves less than nothing";
  effect->hold.ends_at_us = reader.ZigZag();
  if (effect->hold.ends_at_us < 0) return "a hold effect ends before 1970";
  return nullptr;
}

const char* DecodeLineEffect(Reader& reader, LineEffect* effect) {
  effect->key = reader.Text();
  effect->value = reader.Text();
  return nullptr;
}

const char* DecodeFurther(Reader& reader, FurtherEffect* effect) {
  const uint8_t kind = reader.Byte();
  if (!reader.ok()) return nullptr;
  switch (static_cast<FurtherKind>(kind)) {
    case FurtherKind::kBucket:
      return DecodeBucketEffect(reader, &effect->emplace<BucketEffect>());
    case FurtherKind::kSchedule:
      return DecodeScheduleEffect(reader, &effect->emplace<ScheduleEffect>());
    case FurtherKind::kHold:
      return DecodeHoldEffect(reader, &effect->emplace<HoldEffect>());
    case FurtherKind::kLine:
      return DecodeLineEffect(reader, &effect->emplace<LineEffect>());
  }
  return "a further effect has an unknown kind";
}

void EncodeEntry(const LogEntry& entry, std::string* out) {
  out->push_back(static_cast<char>(entry.kind));
  PutText(entry.id, out);
  PutText(entry.row_key, out);
  PutHash(entry.content_hash, out);
  PutText(entry.result, out);
  PutVarint(entry.effects.size(), out);
  for (const RowEffect& effect : entry.effects) EncodeEffect(effect, out);
  PutVarint(entry.further.size(), out);
  for (const FurtherEffect& effect : entry.further) std::visit(FurtherEncoder{out}, effect);
  PutText(entry.payload, out);
}

const char* DecodeEntry(Reader& reader, uint8_t version, LogEntry* entry) {
  entry->kind = static_cast<EntryKind>(reader.Byte());
  if (EntryKindName(entry->kind).empty()) return "an entry has an unknown kind";
  entry->id = reader.Text();
  entry->row_key = reader.Text();
  entry->content_hash = ReadHash(reader);
  entry->result = reader.Text();
  const uint64_t effects = reader.Count(kEffectBytesMin);
  entry->effects.resize(effects);
  for (RowEffect& effect : entry->effects) {
    if (const char* wrong = DecodeEffect(reader, version, &effect); wrong != nullptr) return wrong;
  }
  if (version != kVersionWithoutFurther) {
    entry->further.resize(reader.Count(kFurtherBytesMin));
    for (FurtherEffect& effect : entry->further) {
      if (const char* wrong = DecodeFurther(reader, &effect); wrong != nullptr) return wrong;
      if (!reader.ok()) return nullptr;
    }
  }
  entry->payload = reader.Text();
  return nullptr;
}

}  // namespace

std::string_view EntryKindName(EntryKind kind) {
  switch (kind) {
    case EntryKind::kChange:
      return "change";
    case EntryKind::kSet:
      return "set";
    case EntryKind::kSchedule:
      return "schedule";
    case EntryKind::kReserve:
      return "reserve";
    case EntryKind::kUnreserve:
      return "unreserve";
    case EntryKind::kAllocate:
      return "allocate";
    case EntryKind::kUnallocate:
      return "unallocate";
    case EntryKind::kReallocate:
      return "reallocate";
    case EntryKind::kConsume:
      return "consume";
    case EntryKind::kAdjust:
      return "adjust";
    case EntryKind::kExtend:
      return "extend";
    case EntryKind::kConfiguration:
      return "configuration";
    case EntryKind::kCleanUp:
      return "clean_up";
    case EntryKind::kPurge:
      return "purge";
    case EntryKind::kExpire:
      return "expire";
    case EntryKind::kAdjustments:
      return "adjustments";
  }
  return {};
}

void EncodeLogRecord(const LogRecord& record, std::string* out) {
  const size_t begin = out->size();
  out->push_back(static_cast<char>(kVersion));
  PutFixed64(record.sequence, out);
  PutFixed64(static_cast<uint64_t>(record.committed_at_us), out);
  PutVarint(record.entries.size(), out);
  for (const LogEntry& entry : record.entries) EncodeEntry(entry, out);
  PutFixed32(Crc32c(std::string_view(*out).substr(begin)), out);
}

absl::StatusOr<LogRecord> DecodeLogRecord(std::string_view bytes) {
  if (bytes.empty()) return absl::DataLossError("log record is empty");
  const uint8_t version = static_cast<uint8_t>(bytes[0]);
  if (version != kVersion && version != kVersionWithoutFurther) {
    return UnknownVersion("log record", version, kVersion);
  }
  LogRecord record;
  Reader header(bytes.substr(1));
  record.sequence = header.Fixed64();
  record.committed_at_us = static_cast<int64_t>(header.Fixed64());
  if (!header.ok() || header.rest().size() < kChecksumBytes) return absl::DataLossError("log record is cut off");
  const auto damaged = [&record](std::string_view what) {
    return absl::DataLossError(
        absl::StrCat("log record ", record.sequence, ": ", absl::string_view(what.data(), what.size())));
  };
  const std::string_view checked = bytes.substr(0, bytes.size() - kChecksumBytes);
  if (Reader(bytes.substr(checked.size())).Fixed32() != Crc32c(checked)) return damaged("checksum does not match");

  std::string_view body = header.rest();
  body.remove_suffix(kChecksumBytes);
  Reader reader(body);
  const uint64_t entries = reader.Count(kEntryBytesMin);
  record.entries.resize(entries);
  for (LogEntry& entry : record.entries) {
    if (const char* wrong = DecodeEntry(reader, version, &entry); wrong != nullptr) return damaged(wrong);
    if (!reader.ok()) break;
  }
  if (!reader.ok()) return damaged("cut off");
  if (!reader.done()) return damaged("bytes too many");
  return record;
}

absl::Status ApplyEffect(const RowEffect& effect, uint64_t sequence, Row* row) {
  for (const CellChange& change : effect.changes) {
    bool in_range = true;
    switch (change.op) {
      case ChangeOp::kAdd: {
        Cell& cell = row->FindOrInsert(change.measure);
        in_range = !__builtin_add_overflow(cell.quantity_micros, change.quantity_micros, &cell.quantity_micros);
        break;
      }
      case ChangeOp::kAssign:
        row->FindOrInsert(change.measure).quantity_micros = change.quantity_micros;
        if (effect.counted_at_us.has_value()) row->SetCount(change.measure, *effect.counted_at_us);
        break;
      case ChangeOp::kHold:
        in_range = row->AddHeld(change.measure, change.quantity_micros);
        break;
    }
    if (!in_range) {
      return absl::DataLossError(absl::StrCat("log record ", sequence, ": measure ", change.measure,
                                              " leaves the range of stored quantities"));
    }
  }
  row->sequence = sequence;
  return absl::OkStatus();
}

std::string EncodeCleanUp(const CleanUpPayload& payload) {
  std::string out;
  out.push_back(static_cast<char>(kCleanUpVersion));
  out.push_back(payload.by_place ? 1 : 0);
  PutVarint(payload.prefixes.size(), &out);
  for (const std::string& prefix : payload.prefixes) PutText(prefix, &out);
  return out;
}

absl::StatusOr<CleanUpPayload> DecodeCleanUp(std::string_view bytes) {
  Reader reader(bytes);
  const uint8_t version = reader.Byte();
  if (!reader.ok()) return absl::DataLossError("clean-up is empty");
  if (version != kCleanUpVersion) return UnknownVersion("clean-up", version, kCleanUpVersion);
  const uint8_t by_place = reader.Byte();
  if (by_place > 1) return absl::DataLossError("clean-up has a bad index mark");
  CleanUpPayload payload;
  payload.by_place = by_place == 1;
  const uint64_t prefixes = reader.Count(1);
  for (uint64_t i = 0; i < prefixes; ++i) payload.prefixes.emplace_back(reader.Text());
  if (!reader.ok()) return absl::DataLossError("clean-up is cut off");
  if (!reader.done()) return absl::DataLossError("clean-up has bytes too many");
  return payload;
}

}  // namespace onhand::storage
