#include "engine/jobs/log_csv.h"

#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/model/base_dimension.h"
#include "engine/model/quantity.h"
#include "engine/plan/reservation_id.h"
#include "storage/keys/bucket_key.h"
#include "storage/keys/row_key.h"

namespace onhand {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

void AppendField(std::string_view text, std::string* out) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out->append(text);
    return;
  }
  out->push_back('"');
  for (const char c : text) {
    if (c == '"') out->push_back('"');
    out->push_back(c);
  }
  out->push_back('"');
}

std::string TimeText(int64_t time_us) {
  return absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", absl::FromUnixMicros(time_us), absl::UTCTimeZone());
}

std::string DateText(int32_t day) { return absl::FormatCivilTime(absl::CivilDay(1970, 1, 1) + day); }

// A part of a list: what separates parts is written %XX, and so is '%'.
void AppendPart(std::string_view text, std::string_view separators, std::string* out) {
  for (const char c : text) {
    if (c == '%' || separators.find(c) != std::string_view::npos) {
      absl::StrAppendFormat(out, "%%%02X", static_cast<uint8_t>(c));
    } else {
      out->push_back(c);
    }
  }
}

// "ColorId=red;SizeId=L"
std::string DimensionsText(const storage::RowIdentity& row) {
  std::string text;
  for (const storage::RowDimension& dimension : row.dimensions) {
    if (!text.empty()) text.push_back(';');
    if (dimension.number >= 1 && dimension.number <= kStoredDimensionMax) {
      text.append(BaseDimensionName(static_cast<BaseDimension>(dimension.number)));
    } else {
      absl::StrAppend(&text, "#", dimension.number);
    }
    text.push_back('=');
    AppendPart(dimension.value, ";=", &text);
  }
  return text;
}

// "web/vip"
std::string GroupText(std::string_view path) {
  const std::optional<std::vector<std::string_view>> values = storage::ParseBucketPath(path);
  if (!values.has_value())
    return absl::StrCat("#", absl::BytesToHexString(absl::string_view(path.data(), path.size())));
  std::string text;
  for (const std::string_view value : *values) {
    if (!text.empty()) text.push_back('/');
    AppendPart(value, "/", &text);
  }
  return text;
}

bool Wanted(const std::optional<std::string>& wanted, std::string_view value) {
  return !wanted.has_value() || *wanted == value;
}

// The columns behind the quantity.
struct LineEnd {
  std::string counted_at = {};
  std::string date = {};
  std::string group = {};
  std::string hold_id = {};
  std::string ends_at = {};
};

void AppendEnd(std::string_view operation, int64_t quantity_micros, const LineEnd& end, std::string* out) {
  out->append(operation).push_back(',');
  AppendMicros(quantity_micros, out);
  for (const std::string* field : {&end.counted_at, &end.date, &end.group, &end.hold_id, &end.ends_at}) {
    out->push_back(',');
    AppendField(*field, out);
  }
  out->append(kLineEnd);
}

}  // namespace

LogCsv::LogCsv(LogExtract extract, std::vector<std::string> measures)
    : extract_(std::move(extract)), measures_(std::move(measures)) {}

std::string_view LogCsv::Heading() {
  return "sequence,committedAt,kind,id,organizationId,productId,siteId,locationId,dimensions,"
         "table,dataSource,measure,operation,quantity,countedAt,date,group,holdId,endsAt\r\n";
}

bool LogCsv::BeginEffect(const storage::LogRecord& record, const storage::LogEntry& entry, std::string_view row_key) {
  const std::optional<storage::RowIdentity> row = storage::ParseRowKey(row_key.empty() ? entry.row_key : row_key);
  if (!row.has_value() || row->organization != extract_.organization_id) return false;
  if (!Wanted(extract_.product_id, row->product) || !Wanted(extract_.site_id, row->site) ||
      !Wanted(extract_.location_id, row->location)) {
    return false;
  }
  beginning_ = absl::StrCat(record.sequence, ",", TimeText(record.committed_at_us), ",");
  beginning_.append(storage::EntryKindName(entry.kind)).push_back(',');
  for (const std::string_view text : {entry.id, row->organization, row->product, row->site, row->location}) {
    AppendField(text, &beginning_);
    beginning_.push_back(',');
  }
  AppendField(DimensionsText(*row), &beginning_);
  beginning_.push_back(',');
  return true;
}

void LogCsv::AppendMeasure(storage::MeasureNumber measure, std::string* out) const {
  if (measure >= measures_.size()) {
    absl::StrAppend(out, ",#", measure, ",");
    return;
  }
  // Data source names hold no '.' (engine/config/check.cc).
  const std::string_view name = measures_[measure];
  const size_t point = name.find('.');
  AppendField(name.substr(0, point), out);
  out->push_back(',');
  if (point != std::string_view::npos) AppendField(name.substr(point + 1), out);
  out->push_back(',');
}

uint64_t LogCsv::AppendEntry(const storage::LogRecord& record, const storage::LogEntry& entry, std::string* out) {
  uint64_t lines = 0;
  const auto begin_line = [&](std::string_view table) {
    ++lines;
    out->append(beginning_).append(table).push_back(',');
  };
  for (const storage::RowEffect& effect : entry.effects) {
    if (!BeginEffect(record, entry, effect.row_key)) continue;
    for (const storage::CellChange& change : effect.changes) {
      if (change.op == storage::ChangeOp::kHold) continue;  // the hold has a line of its own
      const bool assigns = change.op == storage::ChangeOp::kAssign;
      LineEnd end;
      if (assigns && effect.counted_at_us.has_value()) end.counted_at = TimeText(*effect.counted_at_us);
      begin_line("onhand");
      AppendMeasure(change.measure, out);
      AppendEnd(assigns ? "set" : "add", change.quantity_micros, end, out);
    }
  }
  for (const storage::FurtherEffect& further : entry.further) {
    if (const auto* bucket = std::get_if<storage::BucketEffect>(&further)) {
      if (!BeginEffect(record, entry, bucket->row_key)) continue;
      const LineEnd end{.group = GroupText(bucket->path)};
      const auto add = [&](const char* measure, int64_t added_micros) {
        if (added_micros == 0) return;
        begin_line("allocation");
        out->append("@iv,").append(measure).push_back(',');
        AppendEnd("add", added_micros, end, out);
      };
      add("@allocated", bucket->added.allocated_micros);
      add("@consumed", bucket->added.consumed_micros);
      add("@cumulative_allocated", bucket->added.cumulative_allocated_micros);
      add("@cumulative_consumed", bucket->added.cumulative_consumed_micros);
    } else if (const auto* schedule = std::get_if<storage::ScheduleEffect>(&further)) {
      if (!BeginEffect(record, entry, schedule->row_key)) continue;
      for (const storage::ScheduleCell& cell : schedule->changes) {
        begin_line("schedule");
        AppendMeasure(cell.measure, out);
        AppendEnd("add", cell.quantity_micros, {.date = DateText(cell.day)}, out);
      }
    } else if (const auto* hold = std::get_if<storage::HoldEffect>(&further)) {
      if (!BeginEffect(record, entry, hold->row_key)) continue;
      begin_line("hold");
      AppendMeasure(hold->hold.measure, out);
      AppendEnd("set", hold->hold.remaining_micros,
                {.hold_id = HoldReservationId(hold->hold_id), .ends_at = TimeText(hold->hold.ends_at_us)}, out);
    }
  }
  return lines;
}

}  // namespace onhand
