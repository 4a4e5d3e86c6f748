// File: product_match.h
//
// Whether a product is one that a search is for: the rules of engine/model/product_search.h, by looking at the product
// itself. Whatever an index proposes is judged here.
#ifndef ONHAND_ENGINE_CATALOG_PRODUCT_MATCH_H_
#define ONHAND_ENGINE_CATALOG_PRODUCT_MATCH_H_

#include <string_view>

#include "engine/catalog/search_tree.h"
#include "storage/catalog/product_record.h"

namespace onhand {

bool ProductMatches(const SearchNode& search, std::string_view item_number, const storage::ProductRecord& record);

}  // namespace onhand

#endif  // ONHAND_ENGINE_CATALOG_PRODUCT_MATCH_H_
