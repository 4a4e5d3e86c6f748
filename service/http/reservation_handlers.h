// File: reservation_handlers.h
//
// Soft reservations: endpoints 4–7 of spec 1.2, and extending a hold (decisions V, X1, X2). Each answers with
// envelopes, as event_call.h says.
#ifndef ONHAND_SERVICE_HTTP_RESERVATION_HANDLERS_H_
#define ONHAND_SERVICE_HTTP_RESERVATION_HANDLERS_H_

#include "service/http/call.h"

namespace onhand {

// POST …/onhand/reserve: one reservation or hold.
void PostReservation(CallPtr call);
// POST …/onhand/reserve/bulk: an array of them; ?atomic=true makes it a cart.
void PostReservations(CallPtr call);
// POST …/onhand/unreserve: releases a reservation or hold in part or whole.
void PostRelease(CallPtr call);
// POST …/onhand/unreserve/bulk: an array of releases.
void PostReleases(CallPtr call);
// POST …/onhand/reserve/extend: gives a hold another end.
void PostExtension(CallPtr call);

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_RESERVATION_HANDLERS_H_
