// File: product_handlers.h
//
// The product catalogue (decisions X5). While product search is switched off every one of them is 403 (C5).
#ifndef ONHAND_SERVICE_HTTP_PRODUCT_HANDLERS_H_
#define ONHAND_SERVICE_HTTP_PRODUCT_HANDLERS_H_

#include "service/http/call.h"

namespace onhand {

// PUT …/products/bulk: an array of products. Answers with an envelope for each; what is wrong inside one record is that
// record's refusal.
void PutProducts(CallPtr call);
// DELETE …/products/bulk: an array of item numbers. Likewise.
void DeleteProducts(CallPtr call);
// GET …/products?after=ITEM&limit=N: a page of them, by item number.
void GetProducts(CallPtr call);

// False, and the call is answered, while product search is switched off.
bool CheckProductSearchOn(HttpCall& call);

}  // namespace onhand

#endif  // ONHAND_SERVICE_HTTP_PRODUCT_HANDLERS_H_
