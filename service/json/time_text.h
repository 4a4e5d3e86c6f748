// File: time_text.h
//
// Times as callers write them (decisions E10), and as answers do.
#ifndef ONHAND_SERVICE_JSON_TIME_TEXT_H_
#define ONHAND_SERVICE_JSON_TIME_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace onhand {

// RFC 3339 ("2024-02-29T12:00:00.5+01:00", "…Z"), 'T' or a blank between date and time; without a zone: UTC. Digits
// beyond microseconds are dropped. False if `text` is no such time; *time_us, since 1970, is then untouched.
bool ParseTime(std::string_view text, int64_t* time_us);
// The same, but a text without a zone is no time (decisions E2).
bool ParseTimeWithZone(std::string_view text, int64_t* time_us);

// In UTC with no more fraction digits than it needs: "2024-02-29T12:00:00.5Z".
void AppendTime(int64_t time_us, std::string* out);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_TIME_TEXT_H_
