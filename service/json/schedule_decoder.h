// File: schedule_decoder.h
//
// JSON records of dated changes (spec 1.11, decisions P1, E7).
#ifndef ONHAND_SERVICE_JSON_SCHEDULE_DECODER_H_
#define ONHAND_SERVICE_JSON_SCHEDULE_DECODER_H_

#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "service/json/json_value.h"

namespace onhand {

// As DecodeChangeEvent, with these reasons: kMalformed, kNoQuantity (there is no quantitiesByDate), kInvalidQuantity.
// Whether its names are dates is the engine's to judge.
bool DecodeScheduleEvent(const JsonValue& record, ScheduleEvent* event, Issue* issue);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_SCHEDULE_DECODER_H_
