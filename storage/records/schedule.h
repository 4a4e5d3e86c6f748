// File: schedule.h
//
// The value of a schedule: the dated, uncommitted changes of one row (spec section 5).
//
//   schedule := version:u8 (=1) cells:varint cell*
//   cell     := day_delta:varint measure:varint quantity:zigzag-varint
//               ascending by day, then measure; the delta is to the day before, the first to 0
//
// Days are days since 1970-01-01, UTC. Zeros are kept: a day that was reversed is still listed (decisions P4).
// Worked example: docs/formats/records.md.
#ifndef ONHAND_STORAGE_RECORDS_SCHEDULE_H_
#define ONHAND_STORAGE_RECORDS_SCHEDULE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/records/row.h"

namespace onhand::storage {

// The two schedule stores, which do not see each other's data (spec 5.1). On disk; do not change or reuse.
enum class ScheduleVariant : uint8_t {
  kPerMeasure = 1,  // a period of 1–7 days at each measure
  kPeriod = 2,      // one period of up to 180 days
};

struct ScheduleCell {
  int32_t day = 0;  // since 1970-01-01, UTC; >= 0
  MeasureNumber measure = 0;
  int64_t quantity_micros = 0;
  friend bool operator==(const ScheduleCell&, const ScheduleCell&) = default;
};

struct Schedule {
  std::vector<ScheduleCell> cells;  // ascending by day, then measure
  const ScheduleCell* Find(int32_t day, MeasureNumber measure) const;
  friend bool operator==(const Schedule&, const Schedule&) = default;
};

void EncodeSchedule(const Schedule& schedule, std::string* out);  // appends
absl::StatusOr<Schedule> DecodeSchedule(std::string_view bytes);

// Drops days before `first_day`, then adds `changes` (any order). OUT_OF_RANGE where a sum leaves the range of int64;
// then nothing changes.
absl::Status AddToSchedule(absl::Span<const ScheduleCell> changes, int32_t first_day, Schedule* schedule);

// The day of a time in microseconds since 1970, UTC (rounded down).
int32_t DayOfMicros(int64_t time_us);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_RECORDS_SCHEDULE_H_
