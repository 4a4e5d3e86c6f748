#include "storage/inspect/log_text.h"

#include <cstdint>
#include <optional>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "storage/inspect/adjustment_text.h"
#include "storage/inspect/entry_text.h"
#include "storage/keys/log_key.h"
#include "storage/records/coding.h"
#include "storage/records/log_record.h"

namespace onhand::storage {
namespace {

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

// "" for the entry's own row.
std::string OtherRow(std::string_view row_key) {
  return row_key.empty() ? std::string() : absl::StrCat(text::RowKeyIdentity(row_key), ": ");
}

std::string ChangeText(const CellChange& change, text::Measures measures) {
  return absl::StrCat(change.op == ChangeOp::kHold ? "held:" : "", text::Measure(change.measure, measures),
                      change.op == ChangeOp::kAssign ? "=" : "+=", text::Quantity(change.quantity_micros));
}

std::string EffectText(const RowEffect& effect, text::Measures measures) {
  std::string line = absl::StrCat("{", OtherRow(effect.row_key));
  absl::StrAppend(&line, absl::StrJoin(effect.changes, " ", [&](std::string* out, const CellChange& change) {
    out->append(ChangeText(change, measures));
  }));
  if (effect.counted_at_us.has_value()) absl::StrAppend(&line, " counted=", text::Time(*effect.counted_at_us));
  return line + "}";
}

struct FurtherText {
  text::Measures measures;

  std::string operator()(const BucketEffect& effect) const {
    return absl::StrCat("{bucket ", OtherRow(effect.row_key), text::Path(effect.path),
                        " allocated+=", text::Quantity(effect.added.allocated_micros),
                        " consumed+=", text::Quantity(effect.added.consumed_micros),
                        " cumulative_allocated+=", text::Quantity(effect.added.cumulative_allocated_micros),
                        " cumulative_consumed+=", text::Quantity(effect.added.cumulative_consumed_micros), "}");
  }
  std::string operator()(const ScheduleEffect& effect) const {
    std::string line = absl::StrCat("{schedule ", OtherRow(effect.row_key), View(ScheduleVariantName(effect.variant)));
    for (const ScheduleCell& change : effect.changes) {
      absl::StrAppend(&line, " ", text::Day(change.day), ":", text::Measure(change.measure, measures),
                      "+=", text::Quantity(change.quantity_micros));
    }
    return line + "}";
  }
  std::string operator()(const HoldEffect& effect) const {
    return absl::StrCat("{hold ", OtherRow(effect.row_key), "id=", text::Hex(effect.hold_id), " ",
                        text::Measure(effect.hold.measure, measures), "=", text::Quantity(effect.hold.remaining_micros),
                        " ends=", text::Time(effect.hold.ends_at_us), "}");
  }
  std::string operator()(const LineEffect& effect) const {
    if (effect.value.empty()) return absl::StrCat("{line key=", text::Hex(effect.key), " forgotten}");
    absl::StatusOr<std::string> line = AdjustmentDetailText(effect.key, effect.value, measures);
    if (!line.ok()) line = AdjustmentAggregateText(effect.key, effect.value, measures);
    if (line.ok()) return absl::StrCat("{", *line, "}");
    return absl::StrCat("{line key=", text::Hex(effect.key), " value=", text::Hex(effect.value), "}");
  }
};

std::string CleanUpText(std::string_view payload) {
  absl::StatusOr<CleanUpPayload> clean_up = DecodeCleanUp(payload);
  if (!clean_up.ok()) return absl::StrCat(" payload=", text::Hex(payload));
  std::string line = clean_up->by_place ? " places" : " rows";
  for (const std::string& prefix : clean_up->prefixes) absl::StrAppend(&line, " ", text::Quoted(prefix));
  return line;
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
                           : absl::StrCat(" payload=", text::Hex(entry.payload));
    }
    default:
      return absl::StrCat(" payload=", text::Quoted(entry.payload));
  }
}

std::string EntryText(const LogEntry& entry, text::Measures measures) {
  std::string line = absl::StrCat("[", View(EntryKindName(entry.kind)));
  if (HasReceipt(entry.kind)) {
    absl::StrAppend(&line, " id=", text::Quoted(entry.id), " ", text::RowKeyIdentity(entry.row_key),
                    " content=", text::Hex(entry.content_hash), " result=", text::Hex(entry.result));
  }
  for (const RowEffect& effect : entry.effects) absl::StrAppend(&line, " ", EffectText(effect, measures));
  for (const FurtherEffect& effect : entry.further) {
    absl::StrAppend(&line, " ", std::visit(FurtherText{measures}, effect));
  }
  return absl::StrCat(line, PayloadText(entry), "]");
}

}  // namespace

absl::StatusOr<std::string> LogText(std::string_view key, std::string_view value, text::Measures measures) {
  const std::optional<uint64_t> sequence = ParseLogKey(key);
  if (!sequence.has_value()) return absl::DataLossError("not a log key");
  absl::StatusOr<LogRecord> record = DecodeLogRecord(value);
  if (!record.ok()) return record.status();
  if (record->sequence != *sequence) {
    return absl::DataLossError(absl::StrCat("record ", record->sequence, " under the key of record ", *sequence));
  }
  std::string line = absl::StrCat("sequence=", record->sequence, " committed=", text::Time(record->committed_at_us));
  for (const LogEntry& entry : record->entries) absl::StrAppend(&line, " ", EntryText(entry, measures));
  return line;
}

}  // namespace onhand::storage
