// File: query_handlers.h
//
// Queries: endpoints 11, 12 and 13 of spec 1.2.
#ifndef ONHAND_SERVICE_HTTP_QUERY_HANDLERS_H_
#define ONHAND_SERVICE_HTTP_QUERY_HANDLERS_H_

#include "service/http/call.h"

namespace onhand {

// POST …/onhand/indexquery, versions 1.0 and 2.0.
void PostIndexQuery(CallPtr call);
// GET …/onhand: the same through parameters, version 1.0.
void GetIndexQuery(CallPtr call);
// POST …/onhand/exactquery, versions 1.0 and 2.0.
void PostExactQuery(CallPtr call);

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_QUERY_HANDLERS_H_
