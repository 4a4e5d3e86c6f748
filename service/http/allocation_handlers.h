// File: allocation_handlers.h
//
// Allocation: endpoints 14–18 of spec 1.2 (decisions L). The four operations take one record and answer one envelope,
// as event_call.h says.
#ifndef ONHAND_SERVICE_HTTP_ALLOCATION_HANDLERS_H_
#define ONHAND_SERVICE_HTTP_ALLOCATION_HANDLERS_H_

#include "service/http/call.h"

namespace onhand {

void PostAllocate(CallPtr call);    // POST …/allocation/allocate: from the pool to a group
void PostUnallocate(CallPtr call);  // POST …/allocation/unallocate: back to the pool
void PostReallocate(CallPtr call);  // POST …/allocation/reallocate: from group to group
void PostConsume(CallPtr call);     // POST …/allocation/consume: uses a group's quota up
// POST …/allocation/query: the buckets of one row.
void PostAllocationQuery(CallPtr call);

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_ALLOCATION_HANDLERS_H_
