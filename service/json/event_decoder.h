// File: event_decoder.h
//
// One JSON record to a change event or a count (spec 1.5, 1.6). What the record alone can be blamed for – a missing or
// mistyped field, a quantity that is none – is refused here, as it is for all other kinds of events
// (reserve_decoder.h, …); names and the form of texts are the engine's to judge.
#ifndef ONHAND_SERVICE_JSON_EVENT_DECODER_H_
#define ONHAND_SERVICE_JSON_EVENT_DECODER_H_

#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "service/json/json_value.h"

namespace onhand {

// `record` must be an object. The event's views live as long as the document. False, and *issue has a path into the
// record (reasons kMalformed, kNoQuantity, kInvalidQuantity), if it is no event; event->id is then still set where it
// could be read, and "" otherwise. Members that are null count as absent, members it does not know are ignored.
bool DecodeChangeEvent(const JsonValue& record, ChangeEvent* event, Issue* issue);

// The same with modifiedDateTimeUTC (decisions E10) and expectedQuantities (decisions X3).
bool DecodeSetEvent(const JsonValue& record, SetEvent* event, Issue* issue);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_EVENT_DECODER_H_
