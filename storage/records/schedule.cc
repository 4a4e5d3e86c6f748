#include "storage/records/schedule.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "storage/base/check.h"
#include "storage/records/coding.h"
#include "storage/records/record_version.h"

namespace onhand::storage {
namespace {

constexpr uint8_t kVersion = 1;
constexpr uint64_t kCellBytesMin = 3;
constexpr int64_t kDayUs = 24ll * 60 * 60 * 1'000'000;

bool Before(const ScheduleCell& cell, int32_t day, MeasureNumber measure) {
  return cell.day != day ? cell.day < day : cell.measure < measure;
}

template <typename Cells>
auto LowerBound(Cells& cells, int32_t day, MeasureNumber measure) {
  return std::lower_bound(
      cells.begin(), cells.end(), nullptr,
      [day, measure](const ScheduleCell& cell, std::nullptr_t) { return Before(cell, day, measure); });
}

}  // namespace

const ScheduleCell* Schedule::Find(int32_t day, MeasureNumber measure) const {
  const auto it = LowerBound(cells, day, measure);
  return it != cells.end() && it->day == day && it->measure == measure ? &*it : nullptr;
}

void EncodeSchedule(const Schedule& schedule, std::string* out) {
  out->push_back(static_cast<char>(kVersion));
  PutVarint(schedule.cells.size(), out);
  const ScheduleCell* before = nullptr;
  for (const ScheduleCell& cell : schedule.cells) {
    ONHAND_CHECK(cell.day >= 0 && (before == nullptr || Before(*before, cell.day, cell.measure)));
    PutVarint(static_cast<uint64_t>(cell.day - (before == nullptr ? 0 : before->day)), out);
    PutVarint(cell.measure, out);
    PutZigZag(cell.quantity_micros, out);
    before = &cell;
  }
}

absl::StatusOr<Schedule> DecodeSchedule(std::string_view bytes) {
  Reader reader(bytes);
  const uint8_t version = reader.Byte();
  if (!reader.ok()) return absl::DataLossError("schedule is empty");
  if (version != kVersion) return UnknownVersion("schedule", version, kVersion);
  const uint64_t cells = reader.Count(kCellBytesMin);
  Schedule schedule;
  schedule.cells.reserve(cells);
  int32_t day = 0;
  for (uint64_t i = 0; i < cells; ++i) {
    const uint64_t day_delta = reader.Varint();
    const uint64_t measure = reader.Varint();
    const int64_t quantity_micros = reader.ZigZag();
    if (!reader.ok()) break;
    if (day_delta > static_cast<uint64_t>(std::numeric_limits<int32_t>::max() - day)) {
      return absl::DataLossError("schedule has a day that is too late");
    }
    if (measure > std::numeric_limits<MeasureNumber>::max()) {
      return absl::DataLossError("schedule has a bad measure number");
    }
    if (i > 0 && day_delta == 0 && measure <= schedule.cells.back().measure) {
      return absl::DataLossError("schedule has cells out of order");
    }
    day += static_cast<int32_t>(day_delta);
    schedule.cells.push_back({day, static_cast<MeasureNumber>(measure), quantity_micros});
  }
  if (!reader.ok()) return absl::DataLossError("schedule is cut off");
  if (!reader.done()) return absl::DataLossError("schedule has bytes too many");
  return schedule;
}

absl::Status AddToSchedule(absl::Span<const ScheduleCell> changes, int32_t first_day, Schedule* schedule) {
  std::vector<ScheduleCell> cells(LowerBound(schedule->cells, first_day, 0), schedule->cells.end());
  for (const ScheduleCell& change : changes) {
    auto it = LowerBound(cells, change.day, change.measure);
    if (it == cells.end() || it->day != change.day || it->measure != change.measure) {
      it = cells.insert(it, {change.day, change.measure, 0});
    }
    if (__builtin_add_overflow(it->quantity_micros, change.quantity_micros, &it->quantity_micros)) {
      return absl::OutOfRangeError("a schedule leaves the range of stored quantities");
    }
  }
  schedule->cells = std::move(cells);
  return absl::OkStatus();
}

int32_t DayOfMicros(int64_t time_us) {
  const int64_t day = time_us / kDayUs;
  return static_cast<int32_t>(time_us % kDayUs < 0 ? day - 1 : day);
}

}  // namespace onhand::storage
