#include "engine/query/searched_products.h"

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/catalog/search_tree.h"
#include "engine/model/outcome.h"

namespace onhand {

absl::Status FindSearchedProducts(const CompiledConfiguration& configuration, const ProductSearch& search,
                                  ProductCatalog* catalog, FoundProducts* found, Resolution* resolution) {
  std::vector<Issue>& issues = resolution->issues;
  if (!configuration.version()->configuration.product_search_enabled) {
    issues = {{Reason::kFeatureOff, "", std::string(kProductSearchOffText)}};
    return absl::OkStatus();
  }
  if (!issues.empty()) {
    // Without an index set nothing else is said (decisions R10, E9).
    if (issues.front().reason == Reason::kNoIndexSet) return absl::OkStatus();
    SearchNode unused;
    std::vector<Issue> of_search = CompileSearch(search, &unused);
    issues.insert(issues.end(), std::make_move_iterator(of_search.begin()), std::make_move_iterator(of_search.end()));
    return absl::OkStatus();
  }
  absl::StatusOr<FoundProducts> result = catalog->Search(search, {.after = {}, .limit = kSearchedProductsMax});
  if (!result.ok()) return result.status();
  *found = *std::move(result);
  issues = found->issues;
  if (found->more) {
    issues.push_back({Reason::kTooManyProducts, "/productSearch",
                      absl::StrCat("the product search finds more than ", kSearchedProductsMax,
                                   " products, which is the most for a query; narrow it")});
  }
  resolution->query.products.assign(found->item_numbers.begin(), found->item_numbers.end());
  return absl::OkStatus();
}

}  // namespace onhand
