#include "service/json/reserve_decoder.h"

#include <string_view>
#include <utility>

#include "service/json/event_key_decoder.h"
#include "service/json/field_reader.h"
#include "service/json/hold_end_decoder.h"
#include "service/json/quantities_decoder.h"

namespace onhand {
namespace {

constexpr std::string_view kReservationId = "/reservationId";

std::string_view TextOrNone(const JsonValue* value) {
  return value != nullptr && value->is_string() ? value->text() : std::string_view();
}

// reservationId is known already where it is text.
bool CheckReservationId(const JsonValue& record, Issue* issue) {
  const JsonValue* id = record.Find("reservationId");
  if (id == nullptr) {
    *issue = MissingField(kReservationId);
    return false;
  }
  if (id->is_string()) return true;
  *issue = MistypedField(kReservationId, "a string", *id);
  return false;
}

}  // namespace

bool DecodeReserveEvent(const JsonValue& record, ReserveEvent* event, Issue* issue) {
  if (!DecodeEventKey(record, event, issue)) return false;
  if (const JsonValue* value = record.Find("quantityDataSource")) {
    if (!ReadString(*value, "/quantityDataSource", &event->quantity_data_source, issue)) return false;
  }
  if (const JsonValue* value = record.Find("modifier")) {
    if (!ReadString(*value, "/modifier", &event->modifier, issue)) return false;
  }
  if (const JsonValue* value = record.Find("quantity")) {
    if (!ReadQuantity(*value, "/quantity", &event->quantity.emplace(), issue)) return false;
  }
  if (const JsonValue* value = record.Find("quantities")) {
    if (!DecodeQuantities(*value, "/quantities", &event->quantities, issue)) return false;
  }
  if (const JsonValue* value = record.Find("ifCheckAvailForReserv")) {
    if (!ReadBool(*value, "/ifCheckAvailForReserv", &event->check_available, issue)) return false;
  }
  return DecodeHoldEnd(record, &event->ends_at_us, &event->ttl_seconds, issue);
}

bool DecodeUnreserveEvent(const JsonValue& record, UnreserveEvent* event, Issue* issue) {
  event->reservation_id = TextOrNone(record.Find("reservationId"));
  Issue unreadable;
  if (!DecodeOneQuantity(record, "OffsetQty", &event->offset, &unreadable)) event->offset = {};
  if (!DecodeEventKey(record, event, issue) || !CheckReservationId(record, issue)) return false;
  if (unreadable.reason == Reason::kNone) return true;
  *issue = std::move(unreadable);
  return false;
}

bool DecodeExtendEvent(const JsonValue& record, ExtendEvent* event, Issue* issue) {
  event->reservation_id = TextOrNone(record.Find("reservationId"));
  return DecodeEventKey(record, event, issue) && CheckReservationId(record, issue) &&
         DecodeHoldEnd(record, &event->ends_at_us, &event->ttl_seconds, issue);
}

}  // namespace onhand
