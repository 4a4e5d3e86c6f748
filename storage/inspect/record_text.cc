#include "storage/inspect/record_text.h"

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "storage/keys/log_key.h"
#include "storage/keys/meta_key.h"
#include "storage/keys/receipt_key.h"
#include "storage/keys/row_key.h"
#include "storage/kv/partition_heads.h"
#include "storage/records/coding.h"
#include "storage/records/dictionary.h"
#include "storage/records/log_record.h"
#include "storage/records/receipt.h"
#include "storage/records/row.h"

namespace onhand::storage {
namespace {

using Measures = absl::Span<const std::string>;

std::string Escaped(std::string_view text) {
  return absl::Utf8SafeCEscape(absl::string_view(text.data(), text.size()));
}

std::string Quoted(std::string_view text) { return absl::StrCat("\"", Escaped(text), "\""); }

std::string Hex(std::string_view bytes) {
  return absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size()));
}

std::string Hex(const Hash128& hash) {
  return Hex(std::string_view(reinterpret_cast<const char*>(hash.data()), hash.size()));
}

std::string Time(int64_t time_us) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", absl::FromUnixMicros(time_us), absl::UTCTimeZone());
}

std::string Quantity(int64_t micros) {
  const uint64_t size = micros < 0 ? ~static_cast<uint64_t>(micros) + 1 : static_cast<uint64_t>(micros);
  std::string text = absl::StrCat(micros < 0 ? "-" : "", size / 1000000);
  if (size % 1000000 == 0) return text;
  absl::StrAppendFormat(&text, ".%06d", size % 1000000);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

std::string Measure(MeasureNumber number, Measures measures) {
  return number < measures.size() ? Escaped(measures[number]) : absl::StrCat("#", number);
}

void AddDimensions(const RowIdentity& identity, std::string* line) {
  for (const RowDimension& dimension : identity.dimensions) {
    absl::StrAppend(line, " dimension", dimension.number, "=", Quoted(dimension.value));
  }
}

std::string IdentityText(const RowIdentity& identity) {
  std::string text = absl::StrCat("organization=", Quoted(identity.organization), " product=", Quoted(identity.product),
                                  " site=", Quoted(identity.site), " location=", Quoted(identity.location));
  AddDimensions(identity, &text);
  return text;
}

absl::StatusOr<std::string> RowText(std::string_view key, std::string_view value, Measures measures) {
  const std::optional<RowIdentity> identity = ParseRowKey(key);
  if (!identity.has_value()) return absl::DataLossError("not a row key");
  absl::StatusOr<Row> row = DecodeRow(value);
  if (!row.ok()) return row.status();
  std::string text = absl::StrCat(IdentityText(*identity), " sequence=", row->sequence);
  for (const Cell& cell : row->cells) {
    absl::StrAppend(&text, " ", Measure(cell.measure, measures), "=", Quantity(cell.quantity_micros));
  }
  for (const CountTime& count : row->count_times) {
    absl::StrAppend(&text, " counted:", Measure(count.measure, measures), "=", Time(count.time_us));
  }
  return text;
}

absl::StatusOr<std::string> PlaceText(std::string_view key, std::string_view value) {
  const std::optional<RowIdentity> identity = ParsePlaceKey(key);
  if (!identity.has_value()) return absl::DataLossError("not a place key");
  if (!value.empty()) return absl::DataLossError("place keys have no value");
  std::string text = absl::StrCat("organization=", Quoted(identity->organization), " site=", Quoted(identity->site),
                                  " location=", Quoted(identity->location), " product=", Quoted(identity->product));
  AddDimensions(*identity, &text);
  return text;
}

absl::StatusOr<std::string> ReceiptText(std::string_view key, std::string_view value) {
  const std::optional<Hash128> hash = ParseReceiptKey(key);
  if (!hash.has_value()) return absl::DataLossError("not a receipt key");
  absl::StatusOr<Receipt> receipt = DecodeReceipt(value);
  if (!receipt.ok()) return receipt.status();
  return absl::StrCat("scope=", Hex(*hash), " content=", Hex(receipt->content_hash), " sequence=", receipt->sequence,
                      " committed=", Time(receipt->committed_at_us), " result=", Hex(receipt->result));
}

std::string RowKeyText(std::string_view row_key) {
  const std::optional<RowIdentity> identity = ParseRowKey(row_key);
  return identity.has_value() ? IdentityText(*identity) : absl::StrCat("row_key=", Hex(row_key));
}

std::string EffectText(const RowEffect& effect, Measures measures) {
  std::string text = "{";
  if (!effect.row_key.empty()) absl::StrAppend(&text, RowKeyText(effect.row_key), ": ");
  absl::StrAppend(&text, absl::StrJoin(effect.changes, " ", [&](std::string* out, const CellChange& change) {
    const bool adds = change.op == ChangeOp::kAdd;
    absl::StrAppend(out, Measure(change.measure, measures), adds ? "+=" : "=", Quantity(change.quantity_micros));
  }));
  if (effect.counted_at_us.has_value()) absl::StrAppend(&text, " counted=", Time(*effect.counted_at_us));
  return text + "}";
}

std::string CleanUpText(std::string_view payload) {
  absl::StatusOr<CleanUpPayload> clean_up = DecodeCleanUp(payload);
  if (!clean_up.ok()) return absl::StrCat(" payload=", Hex(payload));
  std::string text = clean_up->by_place ? " places" : " rows";
  for (const std::string& prefix : clean_up->prefixes) absl::StrAppend(&text, " ", Quoted(prefix));
  return text;
}

std::string PayloadText(const LogEntry& entry) {
  if (entry.payload.empty()) return {};
  switch (entry.kind) {
    case EntryKind::kCleanUp:
      return CleanUpText(entry.payload);
    case EntryKind::kPurge: {
      Reader reader(entry.payload);
      const uint64_t through = reader.Varint();
      return reader.done() ? absl::StrCat(" receipts_through=", through)
                           : absl::StrCat(" payload=", Hex(entry.payload));
    }
    default:
      return absl::StrCat(" payload=", Quoted(entry.payload));
  }
}

std::string EntryText(const LogEntry& entry, Measures measures) {
  const std::string_view name = EntryKindName(entry.kind);
  std::string text = absl::StrCat("[", absl::string_view(name.data(), name.size()));
  if (HasReceipt(entry.kind)) {
    absl::StrAppend(&text, " id=", Quoted(entry.id), " ", RowKeyText(entry.row_key),
                    " content=", Hex(entry.content_hash), " result=", Hex(entry.result));
  }
  for (const RowEffect& effect : entry.effects) absl::StrAppend(&text, " ", EffectText(effect, measures));
  return absl::StrCat(text, PayloadText(entry), "]");
}

absl::StatusOr<std::string> LogText(std::string_view key, std::string_view value, Measures measures) {
  const std::optional<uint64_t> sequence = ParseLogKey(key);
  if (!sequence.has_value()) return absl::DataLossError("not a log key");
  absl::StatusOr<LogRecord> record = DecodeLogRecord(value);
  if (!record.ok()) return record.status();
  if (record->sequence != *sequence) {
    return absl::DataLossError(absl::StrCat("record ", record->sequence, " under the key of record ", *sequence));
  }
  std::string text = absl::StrCat("sequence=", record->sequence, " committed=", Time(record->committed_at_us));
  for (const LogEntry& entry : record->entries) absl::StrAppend(&text, " ", EntryText(entry, measures));
  return text;
}

absl::StatusOr<std::string> MetaText(std::string_view key, std::string_view value) {
  const std::string name = Escaped(key.substr(1));
  if (key == kConfigurationKey) return absl::StrCat(name, "=", Quoted(value));
  if (key == kDictionaryKey) {
    absl::StatusOr<std::vector<std::string>> names = DecodeDictionary(value);
    if (!names.ok()) return names.status();
    return absl::StrCat(name, "=", Escaped(absl::StrJoin(*names, ",")));
  }
  if (key == kLogBeginKey || key == kPurgedThroughKey || key == kRowCountKey || key == kSchemaKey) {
    Reader reader(value);
    const uint64_t number = reader.Varint();
    if (!reader.done()) return absl::DataLossError("not a number");
    return absl::StrCat(name, "=", number);
  }
  return absl::StrCat(name, "=", Hex(value));
}

absl::StatusOr<std::string> PartitionText(std::string_view key, std::string_view value) {
  absl::StatusOr<PartitionHead> head = DecodePartitionHead(value);
  if (!head.ok()) return head.status();
  return absl::StrCat(Quoted(key.substr(1)), " epoch=", head->epoch, " sequence=", head->sequence);
}

const char* LineName(Family family) {
  switch (family) {
    case Family::kBase:
      return "base";
    case Family::kLog:
      return "log";
    case Family::kMeta:
      return "meta";
    case Family::kPartition:
      return "partition";
    case Family::kReceipt:
      return "receipt";
    case Family::kRow:
      return "row";
    case Family::kPlace:
      return "place";
  }
  return "";
}

absl::StatusOr<std::string> Text(Family family, std::string_view key, std::string_view value, Measures measures) {
  switch (family) {
    case Family::kBase:
    case Family::kRow:
      return RowText(key.substr(1), value, measures);
    case Family::kPlace:
      return PlaceText(key.substr(1), value);
    case Family::kLog:
      return LogText(key, value, measures);
    case Family::kMeta:
      return MetaText(key, value);
    case Family::kPartition:
      return PartitionText(key, value);
    case Family::kReceipt:
      return ReceiptText(key, value);
  }
  return absl::DataLossError("unknown family");
}

}  // namespace

std::string RecordText(Family family, std::string_view key, std::string_view value, Measures measures) {
  const absl::StatusOr<std::string> text = Text(family, key, value, measures);
  if (text.ok()) return absl::StrCat(LineName(family), " ", *text);
  const absl::string_view wrong = text.status().message();
  return absl::StrCat(LineName(family), " damaged=", Quoted(std::string_view(wrong.data(), wrong.size())),
                      " key=", Hex(key), " value=", Hex(value));
}

}  // namespace onhand::storage
