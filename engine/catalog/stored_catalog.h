// File: stored_catalog.h
//
// The product catalogue of an environment, on its store.
#ifndef ONHAND_ENGINE_CATALOG_STORED_CATALOG_H_
#define ONHAND_ENGINE_CATALOG_STORED_CATALOG_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "engine/product_catalog.h"
#include "storage/catalog/product_book.h"
#include "storage/kv/store.h"

namespace onhand {

class StoredCatalog : public ProductCatalog {
 public:
  // `store` is not owned and must outlive it. `enabled` tells whether product search is switched on (decisions C5);
  // thread-safe. Errors as ProductBook::Open.
  static absl::StatusOr<std::unique_ptr<StoredCatalog>> Open(storage::Store* store, std::function<bool()> enabled);

  absl::StatusOr<ProductResults> PutProducts(absl::Span<const Product> products) override;
  absl::StatusOr<ProductResults> DeleteProducts(absl::Span<const std::string_view> item_numbers) override;
  absl::StatusOr<FoundProducts> Search(const ProductSearch& search, const ProductPage& page) override;
  absl::StatusOr<ListedProducts> List(const ProductPage& page) override;
  absl::StatusOr<ListedProducts> Get(absl::Span<const std::string_view> item_numbers) override;
  uint64_t count() override { return book_->count(); }

 private:
  StoredCatalog(std::unique_ptr<storage::ProductBook> book, std::function<bool()> enabled)
      : book_(std::move(book)), enabled_(std::move(enabled)) {}

  // What refuses a call before its records are looked at.
  std::vector<Issue> Refusal(size_t records) const;

  const std::unique_ptr<storage::ProductBook> book_;
  const std::function<bool()> enabled_;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_CATALOG_STORED_CATALOG_H_
