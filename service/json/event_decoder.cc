#include "service/json/event_decoder.h"

#include <string>
#include <string_view>

#include "service/json/event_key_decoder.h"
#include "service/json/field_reader.h"
#include "service/json/quantities_decoder.h"
#include "service/json/time_text.h"

namespace onhand {
namespace {

bool ReadModified(const JsonValue& value, SetEvent* event, Issue* issue) {
  std::string_view text;
  if (!ReadString(value, "/modifiedDateTimeUTC", &text, issue)) return false;
  int64_t time_us = 0;
  if (!ParseTime(text, &time_us)) {
    *issue = {
        Reason::kMalformed, "/modifiedDateTimeUTC",
        "modifiedDateTimeUTC must be a time as in RFC 3339 (2024-02-29T12:00:00Z), not \"" + ShownText(text) + "\"."};
    return false;
  }
  event->modified_at_us = time_us;
  return true;
}

}  // namespace

bool DecodeChangeEvent(const JsonValue& record, ChangeEvent* event, Issue* issue) {
  if (!DecodeEventKey(record, event, issue)) return false;
  const JsonValue* quantities = record.Find("quantities");
  if (quantities == nullptr) {
    *issue = {Reason::kNoQuantity, "/quantities", "quantities is missing: an event must change at least one measure."};
    return false;
  }
  return DecodeQuantities(*quantities, "/quantities", &event->quantities, issue);
}

bool DecodeSetEvent(const JsonValue& record, SetEvent* event, Issue* issue) {
  if (!DecodeChangeEvent(record, event, issue)) return false;
  const JsonValue* modified = record.Find("modifiedDateTimeUTC");
  if (modified != nullptr && !ReadModified(*modified, event, issue)) return false;
  const JsonValue* expected = record.Find("expectedQuantities");
  return expected == nullptr || DecodeQuantities(*expected, "/expectedQuantities", &event->expected_quantities, issue);
}

}  // namespace onhand
