#include "engine/catalog/search_run.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "engine/catalog/candidates.h"
#include "engine/catalog/product_match.h"
#include "storage/catalog/item_stream.h"
#include "storage/catalog/product_record.h"

namespace onhand {
namespace {

using storage::ItemStream;
using storage::ProductRecord;
using storage::ProductView;

constexpr size_t kReadTogether = 64;

// False once the page is full.
bool Add(std::string_view item_number, const ProductPage& page, SearchHits* hits) {
  if (hits->item_numbers.size() == page.limit) {
    hits->more = true;
    return false;
  }
  hits->item_numbers.emplace_back(item_number);
  return true;
}

absl::Status SearchAll(const ProductView& view, const SearchNode& search, const ProductPage& page, SearchHits* hits) {
  return view.ScanProducts(page.after, [&](std::string_view item_number, const ProductRecord& record) {
    return !ProductMatches(search, item_number, record) || Add(item_number, page, hits);
  });
}

absl::Status SearchAmong(const ProductView& view, const SearchNode& search, const ProductPage& page,
                         ItemStream* candidates, SearchHits* hits) {
  if (!page.after.empty()) candidates->Seek(std::string(page.after).append(1, '\0'));
  std::vector<std::string> item_numbers;
  while (candidates->valid()) {
    item_numbers.clear();
    // Not many more than the page has room for, and one to know whether there are more.
    const size_t wanted = std::min(kReadTogether - 1, page.limit - hits->item_numbers.size()) + 1;
    for (; candidates->valid() && item_numbers.size() < wanted; candidates->Next()) {
      item_numbers.emplace_back(candidates->item());
    }
    const absl::StatusOr<std::vector<std::optional<ProductRecord>>> records = view.ReadProducts(item_numbers);
    if (!records.ok()) return records.status();
    for (size_t i = 0; i < item_numbers.size(); ++i) {
      const std::optional<ProductRecord>& record = (*records)[i];
      if (!record.has_value()) {
        return absl::DataLossError("the postings of the product catalogue name '" + item_numbers[i] +
                                   "', which is not in it");
      }
      if (ProductMatches(search, item_numbers[i], *record) && !Add(item_numbers[i], page, hits)) {
        return absl::OkStatus();
      }
    }
  }
  return candidates->status();
}

}  // namespace

absl::StatusOr<SearchHits> RunSearch(const ProductView& view, const SearchNode& search, const ProductPage& page) {
  absl::StatusOr<std::unique_ptr<ItemStream>> candidates = FindCandidates(view, search);
  if (!candidates.ok()) return candidates.status();
  SearchHits hits;
  absl::Status status = *candidates == nullptr ? SearchAll(view, search, page, &hits)
                                               : SearchAmong(view, search, page, candidates->get(), &hits);
  if (!status.ok()) return status;
  return hits;
}

}  // namespace onhand
