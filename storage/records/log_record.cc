#include "storage/records/log_record.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "storage/records/coding.h"
#include "storage/records/crc32c.h"

namespace onhand::storage {
namespace {

constexpr uint8_t kVersion = 1;
constexpr uint8_t kCleanUpVersion = 1;
constexpr size_t kChecksumBytes = 4;
// The shortest encodings, by which counts are judged before anything is allocated.
constexpr uint64_t kEntryBytesMin = 22;
constexpr uint64_t kEffectBytesMin = 3;
constexpr uint64_t kChangeBytesMin = 3;

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

// Returns what is wrong, or nullptr.
const char* DecodeEffect(Reader& reader, RowEffect* effect) {
  effect->row_key = reader.Text();
  const uint8_t has_count = reader.Byte();
  if (has_count > 1) return "an effect has a bad count mark";
  if (has_count == 1) effect->counted_at_us = reader.ZigZag();
  const uint64_t changes = reader.Count(kChangeBytesMin);
  effect->changes.reserve(changes);
  for (uint64_t i = 0; i < changes; ++i) {
    const uint8_t op = reader.Byte();
    if (op > static_cast<uint8_t>(ChangeOp::kAssign)) return "a change has an unknown operation";
    const uint64_t measure = reader.Varint();
    if (measure > std::numeric_limits<MeasureNumber>::max()) return "a change has a measure number too large";
    effect->changes.push_back({static_cast<ChangeOp>(op), static_cast<MeasureNumber>(measure), reader.ZigZag()});
  }
  return nullptr;
}

void EncodeEntry(const LogEntry& entry, std::string* out) {
  out->push_back(static_cast<char>(entry.kind));
  PutText(entry.id, out);
  PutText(entry.row_key, out);
  out->append(reinterpret_cast<const char*>(entry.content_hash.data()), entry.content_hash.size());
  PutText(entry.result, out);
  PutVarint(entry.effects.size(), out);
  for (const RowEffect& effect : entry.effects) EncodeEffect(effect, out);
  PutText(entry.payload, out);
}

const char* DecodeEntry(Reader& reader, LogEntry* entry) {
  entry->kind = static_cast<EntryKind>(reader.Byte());
  if (EntryKindName(entry->kind).empty()) return "an entry has an unknown kind";
  entry->id = reader.Text();
  entry->row_key = reader.Text();
  const std::string_view hash = reader.Bytes(entry->content_hash.size());
  std::copy(hash.begin(), hash.end(), entry->content_hash.begin());
  entry->result = reader.Text();
  const uint64_t effects = reader.Count(kEffectBytesMin);
  entry->effects.resize(effects);
  for (RowEffect& effect : entry->effects) {
    if (const char* wrong = DecodeEffect(reader, &effect); wrong != nullptr) return wrong;
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
    case EntryKind::kConfiguration:
      return "configuration";
    case EntryKind::kCleanUp:
      return "clean_up";
    case EntryKind::kPurge:
      return "purge";
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
  if (static_cast<uint8_t>(bytes[0]) != kVersion) {
    return absl::DataLossError(absl::StrCat("log record has unknown version ", static_cast<uint8_t>(bytes[0])));
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
    if (const char* wrong = DecodeEntry(reader, &entry); wrong != nullptr) return damaged(wrong);
    if (!reader.ok()) break;
  }
  if (!reader.ok()) return damaged("cut off");
  if (!reader.done()) return damaged("bytes too many");
  return record;
}

absl::Status ApplyEffect(const RowEffect& effect, uint64_t sequence, Row* row) {
  for (const CellChange& change : effect.changes) {
    Cell& cell = row->FindOrInsert(change.measure);
    if (change.op == ChangeOp::kAssign) {
      cell.quantity_micros = change.quantity_micros;
      if (effect.counted_at_us.has_value()) row->SetCount(change.measure, *effect.counted_at_us);
    } else if (__builtin_add_overflow(cell.quantity_micros, change.quantity_micros, &cell.quantity_micros)) {
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
  if (version != kCleanUpVersion) return absl::DataLossError("clean-up has an unknown version");
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
