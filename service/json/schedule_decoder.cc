#include "service/json/schedule_decoder.h"

#include <string>
#include <string_view>

#include "engine/model/json_pointer.h"
#include "service/json/event_key_decoder.h"
#include "service/json/field_reader.h"
#include "service/json/quantities_decoder.h"

namespace onhand {

bool DecodeScheduleEvent(const JsonValue& record, ScheduleEvent* event, Issue* issue) {
  constexpr std::string_view kPath = "/quantitiesByDate";
  if (!DecodeEventKey(record, event, issue)) return false;
  const JsonValue* dates = record.Find("quantitiesByDate");
  if (dates == nullptr) {
    *issue = {Reason::kNoQuantity, std::string(kPath),
              "quantitiesByDate is missing: an event must schedule at least one measure."};
    return false;
  }
  if (!dates->is_object()) {
    *issue = MistypedField(kPath, "an object", *dates);
    return false;
  }
  event->quantities_by_date.reserve(dates->members().size());
  for (const JsonMember& date : dates->members()) {
    DatedQuantities& dated = event->quantities_by_date.emplace_back();
    dated.date = date.name;
    if (date.value.is_null()) continue;
    if (!DecodeQuantities(date.value, PointerTo(kPath, date.name), &dated.quantities, issue)) return false;
  }
  return true;
}

}  // namespace onhand
