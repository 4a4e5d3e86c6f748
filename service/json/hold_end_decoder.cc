#include "service/json/hold_end_decoder.h"

#include <string>
#include <string_view>

#include "engine/model/quantity.h"
#include "service/json/field_reader.h"
#include "service/json/time_text.h"

namespace onhand {
namespace {

constexpr std::string_view kExpiresAt = "/expiresAt";
constexpr std::string_view kTtlSeconds = "/ttlSeconds";

bool ReadEnd(const JsonValue& value, std::optional<int64_t>* ends_at_us, Issue* issue) {
  std::string_view text;
  if (!ReadString(value, kExpiresAt, &text, issue)) return false;
  int64_t time_us = 0;
  if (!ParseTimeWithZone(text, &time_us)) {
    *issue = {
        Reason::kInvalidHold, std::string(kExpiresAt),
        "expiresAt must be a time with a zone as in RFC 3339 (2024-02-29T12:00:00Z), not \"" + ShownText(text) + "\"."};
    return false;
  }
  *ends_at_us = time_us;
  return true;
}

bool ReadSeconds(const JsonValue& value, std::optional<int64_t>* ttl_seconds, Issue* issue) {
  if (!value.is_number() && !value.is_string()) {
    *issue = MistypedField(kTtlSeconds, "a number", value);
    return false;
  }
  Quantity seconds;
  if (ParseQuantity(value.text(), &seconds) != QuantityError::kNone || seconds.micros % kMicrosPerUnit != 0) {
    *issue = {Reason::kInvalidHold, std::string(kTtlSeconds),
              "ttlSeconds must be a whole number of seconds, not \"" + ShownText(value.text()) + "\"."};
    return false;
  }
  *ttl_seconds = seconds.micros / kMicrosPerUnit;
  return true;
}

}  // namespace

bool DecodeHoldEnd(const JsonValue& record, std::optional<int64_t>* ends_at_us, std::optional<int64_t>* ttl_seconds,
                   Issue* issue) {
  const JsonValue* end = record.Find("expiresAt");
  if (end != nullptr && !ReadEnd(*end, ends_at_us, issue)) return false;
  const JsonValue* seconds = record.Find("ttlSeconds");
  return seconds == nullptr || ReadSeconds(*seconds, ttl_seconds, issue);
}

}  // namespace onhand
