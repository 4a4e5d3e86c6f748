// File: search_run.h
//
// Carries out a product search on a view of the catalogue: candidates, then judgement; or, where postings cannot tell,
// every product in turn. In the order of item numbers either way, and no further than the page goes.
#ifndef ONHAND_ENGINE_CATALOG_SEARCH_RUN_H_
#define ONHAND_ENGINE_CATALOG_SEARCH_RUN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/catalog/search_tree.h"
#include "engine/product_catalog.h"
#include "storage/catalog/product_book.h"

namespace onhand {

struct SearchHits {
  std::vector<std::string> item_numbers;  // ascending, at most page.limit
  bool more = false;
};

// DATA_LOSS, UNAVAILABLE.
absl::StatusOr<SearchHits> RunSearch(const storage::ProductView& view, const SearchNode& search,
                                     const ProductPage& page);

}  // namespace onhand

#endif  // ONHAND_ENGINE_CATALOG_SEARCH_RUN_H_
