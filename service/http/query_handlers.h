// File: query_handlers.h
//
// Queries: endpoints 11, 12 and 13 of spec 1.2, and what makes up the numbers of a product.
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
// POST …/onhand/productsearch/indexquery, …/exactquery: the same with a search in place of product ids, version 1.0
// (spec section 6). 403 while product search is switched off (decisions C5), before all other faults.
void PostSearchedIndexQuery(CallPtr call);
void PostSearchedExactQuery(CallPtr call);
// POST …/onhand/explain: an extension of our own.
void PostExplain(CallPtr call);

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_QUERY_HANDLERS_H_
