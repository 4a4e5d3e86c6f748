// File: schedule_handlers.h
//
// Dated changes: endpoints 9 and 10 of spec 1.2 (decisions P). Each answers with envelopes, as event_call.h says.
#ifndef ONHAND_SERVICE_HTTP_SCHEDULE_HANDLERS_H_
#define ONHAND_SERVICE_HTTP_SCHEDULE_HANDLERS_H_

#include "service/http/call.h"

namespace onhand {

// POST …/onhand/changeschedule: one record with changes on one or several days.
void PostSchedule(CallPtr call);
// POST …/onhand/changeschedule/bulk: an array of them.
void PostSchedules(CallPtr call);

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_SCHEDULE_HANDLERS_H_
