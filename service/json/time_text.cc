#include "service/json/time_text.h"

#include <cstddef>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace onhand {
namespace {

// Reads from the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool done() const { return text_.empty(); }
  char next() const { return text_.empty() ? '\0' : text_[0]; }
  void Skip() { text_.remove_prefix(1); }
  bool Take(char c) {
    if (next() != c || text_.empty()) return false;
    Skip();
    return true;
  }
  bool IsDigit() const { return next() >= '0' && next() <= '9'; }
  // Exactly `digits` digits.
  bool Number(int digits, int* value) {
    *value = 0;
    for (int i = 0; i < digits; ++i) {
      if (!IsDigit()) return false;
      *value = *value * 10 + (next() - '0');
      Skip();
    }
    return true;
  }

 private:
  std::string_view text_;
};

bool ReadFraction(Scanner* in, int64_t* fraction_us) {
  *fraction_us = 0;
  if (!in->Take('.')) return true;
  if (!in->IsDigit()) return false;
  int64_t scale = 100'000;
  for (; in->IsDigit(); in->Skip(), scale /= 10) *fraction_us += (in->next() - '0') * scale;
  return true;
}

bool ReadZone(Scanner* in, int64_t* offset_s) {
  *offset_s = 0;
  if (in->Take('Z') || in->Take('z')) return in->done();
  const bool west = in->next() == '-';
  if (!in->Take('+') && !in->Take('-')) return false;
  int hours = 0;
  int minutes = 0;
  if (!in->Number(2, &hours) || !in->Take(':') || !in->Number(2, &minutes) || hours > 23 || minutes > 59) return false;
  *offset_s = (hours * 60 + minutes) * 60 * (west ? -1 : 1);
  return in->done();
}

bool Parse(std::string_view text, bool zone_needed, int64_t* time_us) {
  Scanner in(text);
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (!in.Number(4, &year) || !in.Take('-') || !in.Number(2, &month) || !in.Take('-') || !in.Number(2, &day)) {
    return false;
  }
  if (!in.Take('T') && !in.Take('t') && !in.Take(' ')) return false;
  if (!in.Number(2, &hour) || !in.Take(':') || !in.Number(2, &minute) || !in.Take(':') || !in.Number(2, &second)) {
    return false;
  }
  int64_t fraction_us = 0;
  int64_t offset_s = 0;
  if (!ReadFraction(&in, &fraction_us)) return false;
  if ((zone_needed || !in.done()) && !ReadZone(&in, &offset_s)) return false;
  if (hour > 23 || minute > 59 || second > 60) return false;  // 60: a leap second, the same as the next second's start
  const absl::CivilDay date(year, month, day);
  if (date.year() != year || date.month() != month || date.day() != day) return false;
  const int64_t seconds = (date - absl::CivilDay(1970, 1, 1)) * 86'400 + hour * 3'600 + minute * 60 + second - offset_s;
  *time_us = seconds * 1'000'000 + fraction_us;
  return true;
}

}  // namespace

bool ParseTime(std::string_view text, int64_t* time_us) { return Parse(text, /*zone_needed=*/false, time_us); }

bool ParseTimeWithZone(std::string_view text, int64_t* time_us) { return Parse(text, /*zone_needed=*/true, time_us); }

void AppendTime(int64_t time_us, std::string* out) {
  out->append(absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", absl::FromUnixMicros(time_us), absl::UTCTimeZone()));
}

}  // namespace onhand
