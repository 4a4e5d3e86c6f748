// File: schedule_key.h
//
// The keys of a schedule: by its row, and by site and location.
//
//   schedule key       := 'S' variant:u8 row-key
//   schedule place key := 'Z' variant:u8 place-key
#ifndef ONHAND_STORAGE_KEYS_SCHEDULE_KEY_H_
#define ONHAND_STORAGE_KEYS_SCHEDULE_KEY_H_

#include <optional>
#include <string>
#include <string_view>

#include "storage/keys/family.h"
#include "storage/records/schedule.h"

namespace onhand::storage {

// With family byte and variant, before a row key and a place key respectively.
inline std::string ScheduleKey(ScheduleVariant variant, std::string_view row_key) {
  std::string key{static_cast<char>(Family::kSchedule), static_cast<char>(variant)};
  return key.append(row_key);
}
inline std::string SchedulePlaceKey(ScheduleVariant variant, std::string_view place_key) {
  std::string key{static_cast<char>(Family::kSchedulePlace), static_cast<char>(variant)};
  return key.append(place_key);
}

struct ScheduleKeyParts {
  ScheduleVariant variant = ScheduleVariant::kPeriod;
  std::string_view key;  // a row key or a place key, as it stands there
};
// Nothing if the bytes do not begin with this family, kSchedule or kSchedulePlace, and a variant. Views into `key`.
inline std::optional<ScheduleKeyParts> ParseScheduleKey(Family family, std::string_view key) {
  if (key.size() < 2 || key[0] != static_cast<char>(family)) return std::nullopt;
  const ScheduleVariant variant = static_cast<ScheduleVariant>(key[1]);
  if (variant != ScheduleVariant::kPerMeasure && variant != ScheduleVariant::kPeriod) return std::nullopt;
  return ScheduleKeyParts{variant, key.substr(2)};
}

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KEYS_SCHEDULE_KEY_H_
