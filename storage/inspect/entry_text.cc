#include "storage/inspect/entry_text.h"

#include <optional>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "storage/inspect/adjustment_text.h"
#include "storage/keys/bucket_key.h"
#include "storage/keys/family.h"
#include "storage/keys/hold_key.h"
#include "storage/keys/row_key.h"
#include "storage/keys/schedule_key.h"
#include "storage/records/bucket.h"
#include "storage/records/hold.h"
#include "storage/records/row.h"

namespace onhand::storage {
namespace {

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

absl::StatusOr<std::string> With(const char* what, absl::StatusOr<std::string> text) {
  if (!text.ok()) return text;
  return absl::StrCat(what, " ", *text);
}

}  // namespace

std::string_view ScheduleVariantName(ScheduleVariant variant) {
  return variant == ScheduleVariant::kPerMeasure ? "per_measure" : "period";
}

absl::StatusOr<std::string> RowText(std::string_view row_key, std::string_view value, text::Measures measures) {
  const std::optional<RowIdentity> identity = ParseRowKey(row_key);
  if (!identity.has_value()) return absl::DataLossError("not a row key");
  absl::StatusOr<Row> row = DecodeRow(value);
  if (!row.ok()) return row.status();
  std::string line = absl::StrCat(text::Identity(*identity), " sequence=", row->sequence);
  for (const Cell& cell : row->cells) {
    absl::StrAppend(&line, " ", text::Measure(cell.measure, measures), "=", text::Quantity(cell.quantity_micros));
  }
  for (const Cell& cell : row->held) {
    absl::StrAppend(&line, " held:", text::Measure(cell.measure, measures), "=", text::Quantity(cell.quantity_micros));
  }
  for (const CountTime& count : row->count_times) {
    absl::StrAppend(&line, " counted:", text::Measure(count.measure, measures), "=", text::Time(count.time_us));
  }
  return line;
}

absl::StatusOr<std::string> PlaceText(std::string_view place_key, std::string_view value) {
  const std::optional<RowIdentity> identity = ParsePlaceKey(place_key);
  if (!identity.has_value()) return absl::DataLossError("not a place key");
  if (!value.empty()) return absl::DataLossError("place keys have no value");
  return text::PlaceIdentity(*identity);
}

absl::StatusOr<std::string> BucketText(std::string_view key, std::string_view value) {
  const std::optional<BucketKeyParts> parts = ParseBucketKey(key);
  if (!parts.has_value()) return absl::DataLossError("not a bucket key");
  absl::StatusOr<Bucket> bucket = DecodeBucket(value);
  if (!bucket.ok()) return bucket.status();
  return absl::StrCat(text::RowKeyIdentity(parts->row_key), " ", text::Path(parts->path),
                      " allocated=", text::Quantity(bucket->allocated_micros),
                      " consumed=", text::Quantity(bucket->consumed_micros),
                      " cumulative_allocated=", text::Quantity(bucket->cumulative_allocated_micros),
                      " cumulative_consumed=", text::Quantity(bucket->cumulative_consumed_micros));
}

absl::StatusOr<std::string> ScheduleText(std::string_view key, std::string_view value, text::Measures measures) {
  const std::optional<ScheduleKeyParts> parts = ParseScheduleKey(Family::kSchedule, key);
  const std::optional<RowIdentity> identity = parts.has_value() ? ParseRowKey(parts->key) : std::nullopt;
  if (!identity.has_value()) return absl::DataLossError("not a schedule key");
  absl::StatusOr<Schedule> schedule = DecodeSchedule(value);
  if (!schedule.ok()) return schedule.status();
  std::string line = absl::StrCat(View(ScheduleVariantName(parts->variant)), " ", text::Identity(*identity));
  for (const ScheduleCell& cell : schedule->cells) {
    absl::StrAppend(&line, " ", text::Day(cell.day), ":", text::Measure(cell.measure, measures), "=",
                    text::Quantity(cell.quantity_micros));
  }
  return line;
}

absl::StatusOr<std::string> SchedulePlaceText(std::string_view key, std::string_view value) {
  const std::optional<ScheduleKeyParts> parts = ParseScheduleKey(Family::kSchedulePlace, key);
  if (!parts.has_value()) return absl::DataLossError("not a schedule's place key");
  absl::StatusOr<std::string> place = PlaceText(parts->key, value);
  if (!place.ok()) return place;
  return absl::StrCat(View(ScheduleVariantName(parts->variant)), " ", *place);
}

absl::StatusOr<std::string> HoldText(std::string_view key, std::string_view value, text::Measures measures) {
  const std::optional<HoldKeyParts> parts = ParseHoldKey(key);
  if (!parts.has_value()) return absl::DataLossError("not a hold key");
  absl::StatusOr<Hold> hold = DecodeHold(value);
  if (!hold.ok()) return hold.status();
  return absl::StrCat(text::RowKeyIdentity(parts->row_key), " id=", text::Hex(parts->hold_id), " ",
                      text::Measure(hold->measure, measures), "=", text::Quantity(hold->remaining_micros),
                      " ends=", text::Time(hold->ends_at_us));
}

absl::StatusOr<std::string> HoldEndText(std::string_view key, std::string_view value) {
  const std::optional<HoldEndKeyParts> parts = ParseHoldEndKey(key);
  if (!parts.has_value()) return absl::DataLossError("not the key of a hold's end");
  if (!value.empty()) return absl::DataLossError("keys of holds' ends have no value");
  return absl::StrCat("ends=", text::Time(parts->ends_at_us), " ", text::RowKeyIdentity(parts->row_key),
                      " id=", text::Hex(parts->hold_id));
}

absl::StatusOr<std::string> BaseBookText(std::string_view key, std::string_view value, text::Measures measures) {
  const std::string_view table_key = key.substr(1);
  switch (table_key.empty() ? Family::kMeta : static_cast<Family>(table_key[0])) {
    case Family::kBucket:
      return With("bucket", BucketText(table_key, value));
    case Family::kSchedule:
      return With("schedule", ScheduleText(table_key, value, measures));
    case Family::kHold:
      return With("hold", HoldText(table_key, value, measures));
    case Family::kAdjustmentDetail:
      return With("adjustment_detail", AdjustmentDetailText(table_key, value, measures));
    case Family::kAdjustmentAggregate:
      return With("adjustment_aggregate", AdjustmentAggregateText(table_key, value, measures));
    default:
      return absl::DataLossError("not the key of a bucket, schedule, hold or adjustment line");
  }
}

}  // namespace onhand::storage
