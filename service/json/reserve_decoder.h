// File: reserve_decoder.h
//
// JSON records of soft reservations: to reserve (spec 1.7, decisions V6, X1), to release (spec 1.8, decisions V8) and
// to extend a hold (decisions X1).
#ifndef ONHAND_SERVICE_JSON_RESERVE_DECODER_H_
#define ONHAND_SERVICE_JSON_RESERVE_DECODER_H_

#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "service/json/json_value.h"

namespace onhand {

// As DecodeChangeEvent, with these reasons: kMalformed, kInvalidQuantity, kInvalidHold. Which of modifier, quantity and
// quantities must be there, and that they agree, is the engine's to judge. ifCheckAvailForReserv absent = true.
bool DecodeReserveEvent(const JsonValue& record, ReserveEvent* event, Issue* issue);

// kMalformed, kNoQuantity, kInvalidQuantity. A refused record has reservation_id and offset where they could be read,
// "" and 0 otherwise: its envelope repeats them (decisions T7, E6).
bool DecodeUnreserveEvent(const JsonValue& record, UnreserveEvent* event, Issue* issue);

// kMalformed, kInvalidHold. A refused record has reservation_id where it could be read.
bool DecodeExtendEvent(const JsonValue& record, ExtendEvent* event, Issue* issue);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_RESERVE_DECODER_H_
