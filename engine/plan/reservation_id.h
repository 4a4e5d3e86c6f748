// File: reservation_id.h
//
// The text that names a reservation to callers (decisions V1, X1). Opaque to them, the same after restart, backup and
// restore into another environment: it depends on names alone, never on measure numbers or the environment's seed.
//
//   shared := 'R' 32 hex digits      of HashBytes(row key 00 "source.measure")
//   hold   := 'H' 32 hex digits      the hold id, HashBytes(row key 00 event id 00 commit sequence number)
#ifndef ONHAND_ENGINE_PLAN_RESERVATION_ID_H_
#define ONHAND_ENGINE_PLAN_RESERVATION_ID_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/records/hash128.h"

namespace onhand {

// The reservation that all events at this row and measure ("source.measure") share.
std::string SharedReservationId(std::string_view row_key, std::string_view measure_name);

storage::Hash128 MakeHoldId(std::string_view row_key, std::string_view event_id, uint64_t sequence);
std::string HoldReservationId(const storage::Hash128& hold_id);
// Nothing if the text does not name a hold.
std::optional<storage::Hash128> ParseHoldReservationId(std::string_view text);

}  // namespace onhand

#endif  // ONHAND_ENGINE_PLAN_RESERVATION_ID_H_
