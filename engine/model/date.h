// File: date.h
//
// Days as the API writes them (decisions P1) and as the engine counts them: days since 1970-01-01, UTC.
#ifndef ONHAND_ENGINE_MODEL_DATE_H_
#define ONHAND_ENGINE_MODEL_DATE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace onhand {

inline constexpr int32_t kDayMin = 0;          // 1970-01-01
inline constexpr int32_t kDayMax = 2'932'896;  // 9999-12-31

// "2026-02-01", "2026-02-01T00:00:00" or the same with Z. Nothing for any other text, another time of day, a day that
// no calendar has or one outside [kDayMin, kDayMax].
std::optional<int32_t> ParseDate(std::string_view text);

// "2026-02-01".
std::string FormatDate(int32_t day);

}  // namespace onhand

#endif  // ONHAND_ENGINE_MODEL_DATE_H_
