// File: adjustment_handlers.h
//
// Adjustments: endpoint 22 of spec 1.2, and our extensions that show its lines, push them and sync them onwards.
#ifndef ONHAND_SERVICE_HTTP_ADJUSTMENT_HANDLERS_H_
#define ONHAND_SERVICE_HTTP_ADJUSTMENT_HANDLERS_H_

#include "service/http/call.h"

namespace onhand {

// POST …/transaction/adjustment/bulk?createWithIVSync=BOOL: an array of adjustments.
void PostAdjustments(CallPtr call);
// GET …/transaction/adjustment/lines?status=&organizationId=&after=&limit=
void GetAdjustmentLines(CallPtr call);
// GET …/transaction/adjustment/aggregates, with the same parameters.
void GetAdjustmentAggregates(CallPtr call);
// POST …/transaction/adjustment/aggregates/status: an array of {"aggregateId", "status", "message"}.
void PostAggregateStatuses(CallPtr call);
// POST …/transaction/adjustment/push: what is staged, now.
void PostAdjustmentPush(CallPtr call);

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_ADJUSTMENT_HANDLERS_H_
