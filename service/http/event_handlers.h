// File: event_handlers.h
//
// Changes and counts: endpoints 1, 2 and 3 of spec 1.2. Each answers with envelopes, as event_call.h says.
#ifndef ONHAND_SERVICE_HTTP_EVENT_HANDLERS_H_
#define ONHAND_SERVICE_HTTP_EVENT_HANDLERS_H_

#include "service/http/call.h"

namespace onhand {

// POST …/onhand: one change event.
void PostChange(CallPtr call);
// POST …/onhand/bulk: an array of them; ?atomic=true makes it a cart.
void PostChanges(CallPtr call);
// POST …/setonhand/{inventorySystem}/bulk: an array of counts.
void SetOnHand(CallPtr call);

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_EVENT_HANDLERS_H_
