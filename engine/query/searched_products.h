// File: searched_products.h
//
// The products of a query that searches for them (spec section 6): between its resolution and its execution.
#ifndef ONHAND_ENGINE_QUERY_SEARCHED_PRODUCTS_H_
#define ONHAND_ENGINE_QUERY_SEARCHED_PRODUCTS_H_

#include "absl/status/status.h"
#include "engine/config/compiled.h"
#include "engine/model/product_search.h"
#include "engine/product_catalog.h"
#include "engine/query/resolved_query.h"

namespace onhand {

// Fills in resolution->query.products with views into *found; or adds what keeps the query from being answered:
// kFeatureOff alone (decisions C5), kInvalidSearch, kTooManyProducts (R8). A resolution that has issues already is only
// completed with those of the search itself. DATA_LOSS, UNAVAILABLE.
absl::Status FindSearchedProducts(const CompiledConfiguration& configuration, const ProductSearch& search,
                                  ProductCatalog* catalog, FoundProducts* found, Resolution* resolution);

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_SEARCHED_PRODUCTS_H_
