#include "engine/fetch/declared_reads.h"

#include "engine/plan/reservation_id.h"

namespace onhand {

uint32_t DeclaredReads::DeclareBucket(const ValidEvent& event, std::string_view path) {
  return buckets.Slot({event.row_key, path}, {event.row_key, path});
}

uint32_t DeclaredReads::DeclareHold(const ValidEvent& event, std::string_view reservation_id) {
  const std::optional<storage::Hash128> hold_id = ParseHoldReservationId(reservation_id);
  if (!hold_id.has_value()) return kNoSlot;
  return holds.Slot({event.row_key, *hold_id}, {event.row_key, *hold_id});
}

EventSlots DeclaredReads::Declare(const ValidEvent& event) {
  EventSlots slots;
  slots.row = rows.Slot(event.row_key, event.row_key);
  slots.receipt = receipts.Slot(event.receipt, event.receipt);
  if (const auto* unreserve = std::get_if<UnreserveBody>(&event.body)) {
    slots.hold = DeclareHold(event, unreserve->reservation_id);
  } else if (const auto* extend = std::get_if<ExtendBody>(&event.body)) {
    slots.hold = DeclareHold(event, extend->reservation_id);
  } else if (const auto* allocation = std::get_if<AllocationBody>(&event.body)) {
    slots.bucket = DeclareBucket(event, allocation->path);
    if (!allocation->source_path.empty()) slots.source_bucket = DeclareBucket(event, allocation->source_path);
  } else if (const auto* schedule = std::get_if<ScheduleBody>(&event.body)) {
    slots.schedule =
        schedules.Slot({event.row_key, static_cast<uint8_t>(schedule->variant)}, {event.row_key, schedule->variant});
  }
  return slots;
}

ExpiringHold DeclaredReads::Declare(const storage::FoundHold& hold) {
  return {.row = rows.Slot(hold.row_key, hold.row_key),
          .hold = holds.Slot({hold.row_key, hold.hold_id}, {hold.row_key, hold.hold_id})};
}

}  // namespace onhand
