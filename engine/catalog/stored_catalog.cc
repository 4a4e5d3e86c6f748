#include "engine/catalog/stored_catalog.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "engine/catalog/product_rules.h"
#include "engine/catalog/search_run.h"
#include "engine/catalog/search_tree.h"

namespace onhand {

absl::StatusOr<std::unique_ptr<StoredCatalog>> StoredCatalog::Open(storage::Store* store,
                                                                   std::function<bool()> enabled) {
  absl::StatusOr<std::unique_ptr<storage::ProductBook>> book = storage::ProductBook::Open(store);
  if (!book.ok()) return book.status();
  return std::unique_ptr<StoredCatalog>(new StoredCatalog(*std::move(book), std::move(enabled)));
}

std::vector<Issue> StoredCatalog::Refusal(size_t records) const {
  if (!enabled_()) {
    return {{Reason::kFeatureOff, "", std::string(kProductSearchOffText)}};
  }
  if (records > static_cast<size_t>(kProductRecordsMax)) {
    return {{Reason::kTooManyRecords, "",
             absl::StrCat("a call carries at most ", kProductRecordsMax, " products, not ", records)}};
  }
  return {};
}

absl::StatusOr<ProductResults> StoredCatalog::PutProducts(absl::Span<const Product> products) {
  ProductResults results;
  results.issues = Refusal(products.size());
  if (!results.issues.empty()) return results;
  std::vector<storage::ProductWrite> writes;
  absl::flat_hash_map<std::string_view, size_t> write_of;  // by item number
  for (const Product& product : products) {
    Outcome& outcome = results.outcomes.emplace_back();
    if (std::optional<Issue> issue = CheckProduct(product)) {
      outcome = Outcome::Refuse(*std::move(issue));
      continue;
    }
    const auto [it, first] = write_of.emplace(product.item_number, writes.size());
    if (first) {
      writes.push_back({product.item_number, ToProductRecord(product)});
    } else {
      writes[it->second].record = ToProductRecord(product);
    }
  }
  const absl::StatusOr<std::vector<bool>> applied = book_->Apply(writes);
  if (!applied.ok()) return applied.status();
  return results;
}

absl::StatusOr<ProductResults> StoredCatalog::DeleteProducts(absl::Span<const std::string_view> item_numbers) {
  ProductResults results;
  results.issues = Refusal(item_numbers.size());
  if (!results.issues.empty()) return results;
  std::vector<storage::ProductWrite> writes;
  std::vector<size_t> outcome_of;  // by write
  absl::flat_hash_map<std::string_view, size_t> seen;
  for (const std::string_view item_number : item_numbers) {
    Outcome& outcome = results.outcomes.emplace_back();
    if (std::optional<Issue> issue = CheckItemNumber(item_number, "")) {
      outcome = Outcome::Refuse(*std::move(issue));
    } else if (seen.emplace(item_number, writes.size()).second) {
      writes.push_back({std::string(item_number), std::nullopt});
      outcome_of.push_back(results.outcomes.size() - 1);
    }
  }
  const absl::StatusOr<std::vector<bool>> existed = book_->Apply(writes);
  if (!existed.ok()) return existed.status();
  for (size_t i = 0; i < writes.size(); ++i) {
    if (!(*existed)[i]) results.outcomes[outcome_of[i]].message = "there was no such product";
  }
  return results;
}

absl::StatusOr<FoundProducts> StoredCatalog::Search(const ProductSearch& search, const ProductPage& page) {
  FoundProducts found;
  found.issues = Refusal(0);
  if (!found.issues.empty()) return found;
  SearchNode root;
  found.issues = CompileSearch(search, &root);
  if (!found.issues.empty()) return found;
  absl::StatusOr<SearchHits> hits = RunSearch(*book_->OpenView(), root, page);
  if (!hits.ok()) return hits.status();
  found.item_numbers = std::move(hits->item_numbers);
  found.more = hits->more;
  return found;
}

absl::StatusOr<ListedProducts> StoredCatalog::List(const ProductPage& page) {
  ListedProducts listed;
  listed.issues = Refusal(0);
  if (!listed.issues.empty()) return listed;
  absl::Status status = book_->OpenView()->ScanProducts(
      page.after, [&](std::string_view item_number, const storage::ProductRecord& record) {
        listed.more = listed.products.size() == page.limit;
        if (!listed.more) listed.products.push_back(FromProductRecord(item_number, record));
        return !listed.more;
      });
  if (!status.ok()) return status;
  return listed;
}

absl::StatusOr<ListedProducts> StoredCatalog::Get(absl::Span<const std::string_view> item_numbers) {
  ListedProducts listed;
  listed.issues = Refusal(item_numbers.size());
  if (!listed.issues.empty()) return listed;
  const std::vector<std::string> wanted(item_numbers.begin(), item_numbers.end());
  const absl::StatusOr<std::vector<std::optional<storage::ProductRecord>>> records =
      book_->OpenView()->ReadProducts(wanted);
  if (!records.ok()) return records.status();
  for (size_t i = 0; i < wanted.size(); ++i) {
    const std::optional<storage::ProductRecord>& record = (*records)[i];
    if (record.has_value()) listed.products.push_back(FromProductRecord(wanted[i], *record));
  }
  return listed;
}

}  // namespace onhand
