// File: product_search_decoder.h
//
// The contract of product search (spec section 6), `productSearch` of a query's body. Names of members, fields and
// operators in any case; blanks around an operator or area do not count.
#ifndef ONHAND_SERVICE_JSON_PRODUCT_SEARCH_DECODER_H_
#define ONHAND_SERVICE_JSON_PRODUCT_SEARCH_DECODER_H_

#include <vector>

#include "engine/model/outcome.h"
#include "engine/model/product_search.h"
#include "service/json/json_value.h"

namespace onhand {

// Fills the search, whose views live as long as the document. Everything that is wrong is appended to *issues
// (kMalformed for what is missing or mistyped, kInvalidSearch for unknown names) with a pointer from "/productSearch"
// on; the search is whole only if there is none. A condition on a product names exactly one field; fields that are null
// or [] do not count. Members of other objects that are not known are ignored.
void DecodeProductSearch(const JsonValue& value, ProductSearch* search, std::vector<Issue>* issues);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_PRODUCT_SEARCH_DECODER_H_
