// File: candidates.h
//
// The planner of product searches: which products can be among the results at all, told from the postings without
// reading a product. What it proposes is a superset; product_match.h judges.
//
//   IsExactly, IsOneOf           the postings of the text
//   BeginsWith                   the range of texts, or grams where that is long
//   Contains                     grams, all of a value's; below three code points the range of grams
//   GreaterEqual, LessEqual,     the range of numbers and texts, where it is short enough
//   Between
//   IsNot, DoesNotContain        nothing: whoever asks must look at every product
//
// And needs one of its parts to be served, Or all of them.
#ifndef ONHAND_ENGINE_CATALOG_CANDIDATES_H_
#define ONHAND_ENGINE_CATALOG_CANDIDATES_H_

#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "engine/catalog/search_tree.h"
#include "storage/catalog/item_stream.h"
#include "storage/catalog/product_book.h"

namespace onhand {

// What planning may use, so that no search takes more memory than this.
struct SearchBudget {
  size_t range_postings_max = 32'768;  // of one range; a longer one is not used
  size_t postings = 131'072;           // of all ranges together
  size_t streams = 256;                // postings that are read side by side
};

// A stream over `view`; null where the postings cannot tell, and every product must be looked at. DATA_LOSS,
// UNAVAILABLE.
absl::StatusOr<std::unique_ptr<storage::ItemStream>> FindCandidates(const storage::ProductView& view,
                                                                    const SearchNode& search, SearchBudget budget = {});

}  // namespace onhand

#endif  // ONHAND_ENGINE_CATALOG_CANDIDATES_H_
