#include "service/json/log_extract_decoder.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "engine/model/json_pointer.h"
#include "engine/model/name.h"
#include "service/json/field_reader.h"
#include "service/json/time_text.h"

namespace onhand {
namespace {

constexpr int64_t kDayUs = 24ll * 3600 * 1'000'000;

// Takes 1 to `digits_max` digits off the front.
bool TakeNumber(std::string_view* text, size_t digits_max, int* number) {
  size_t digits = 0;
  *number = 0;
  while (digits < text->size() && digits < digits_max && (*text)[digits] >= '0' && (*text)[digits] <= '9') {
    *number = *number * 10 + ((*text)[digits++] - '0');
  }
  text->remove_prefix(digits);
  return digits > 0;
}

bool TakeSeparator(std::string_view* text, char separator) {
  if (text->empty() || text->front() != separator) return false;
  text->remove_prefix(1);
  return true;
}

// "2023/8/23" or "2023-08-23", nothing behind it.
bool ParseDay(std::string_view text, absl::CivilDay* day) {
  const char separator = text.find('/') != std::string_view::npos ? '/' : '-';
  const size_t year_bytes = text.find(separator);
  int year = 0;
  int month = 0;
  int day_of_month = 0;
  if (year_bytes != 4 || !TakeNumber(&text, 4, &year) || !TakeSeparator(&text, separator) ||
      !TakeNumber(&text, 2, &month) || !TakeSeparator(&text, separator) || !TakeNumber(&text, 2, &day_of_month) ||
      !text.empty()) {
    return false;
  }
  *day = absl::CivilDay(year, month, day_of_month);
  return year > 0 && day->month() == month && day->day() == day_of_month;
}

class BodyDecoder {
 public:
  explicit BodyDecoder(const JsonValue& body) : body_(body) {}

  std::vector<Issue> Run(LogExtract* extract) {
    std::string_view text;
    if (ReadRequired("organizationId", &text)) extract->organization_id = std::string(text);
    ReadTime("UtcFromDate", /*is_end=*/false, &extract->from_us);
    ReadTime("UtcToDate", /*is_end=*/true, &extract->until_us);
    if (const JsonValue* product = body_.Find("productId")) ReadOptional(*product, "/productId", &extract->product_id);
    if (const JsonValue* dimensions = body_.Find("dimensions")) ReadDimensions(*dimensions, extract);
    if (issues_.empty() && extract->until_us <= extract->from_us) {
      issues_.push_back({Reason::kInvalidDateRange, "/UtcToDate", "UtcToDate lies before UtcFromDate."});
    }
    return std::move(issues_);
  }

 private:
  bool Read(const JsonValue& value, std::string_view path, std::string_view* text) {
    Issue issue;
    if (ReadString(value, path, text, &issue)) return true;
    issues_.push_back(std::move(issue));
    return false;
  }

  bool ReadRequired(std::string_view name, std::string_view* text) {
    const std::string path = PointerTo("", name);
    const JsonValue* value = body_.Find(name);
    if (value != nullptr) return Read(*value, path, text);
    issues_.push_back(MissingField(path));
    return false;
  }

  void ReadTime(std::string_view name, bool is_end, int64_t* time_us) {
    std::string_view text;
    if (!ReadRequired(name, &text) || ParseExtractTime(text, is_end, time_us)) return;
    issues_.push_back({Reason::kInvalidDate, PointerTo("", name),
                       absl::StrCat(std::string(name), " must be a date like 2023/8/23 or 2023-08-23, or a time as in ",
                                    "RFC 3339, not \"", ShownText(text), "\".")});
  }

  void ReadOptional(const JsonValue& value, std::string_view path, std::optional<std::string>* out) {
    std::string_view text;
    if (Read(value, path, &text) && !text.empty()) *out = std::string(text);
  }

  void ReadDimensions(const JsonValue& dimensions, LogExtract* extract) {
    if (!dimensions.is_object()) {
      issues_.push_back(MistypedField("/dimensions", "an object", dimensions));
      return;
    }
    for (const JsonMember& dimension : dimensions.members()) {
      const std::string path = PointerTo("/dimensions", dimension.name);
      if (dimension.value.is_null()) continue;
      if (NamesEqual(dimension.name, "siteId")) {
        ReadOptional(dimension.value, path, &extract->site_id);
      } else if (NamesEqual(dimension.name, "locationId")) {
        ReadOptional(dimension.value, path, &extract->location_id);
      } else {
        issues_.push_back({Reason::kUnknownDimension, path,
                           absl::StrCat("dimension '", ShownText(dimension.name),
                                        "' does not narrow an extract of the log; siteId and locationId do.")});
      }
    }
  }

  const JsonValue& body_;
  std::vector<Issue> issues_;
};

}  // namespace

bool ParseExtractTime(std::string_view text, bool is_end, int64_t* time_us) {
  absl::CivilDay day;
  if (ParseDay(text, &day)) {
    *time_us = (day - absl::CivilDay(1970, 1, 1) + (is_end ? 1 : 0)) * kDayUs;
    return true;
  }
  int64_t parsed_us = 0;
  if (!ParseTime(text, &parsed_us)) return false;
  *time_us = parsed_us + (is_end ? 1 : 0);
  return true;
}

std::vector<Issue> DecodeLogExtractBody(const JsonValue& body, LogExtract* extract) {
  return BodyDecoder(body).Run(extract);
}

}  // namespace onhand
