// File: guarded_catalog.h
//
// A catalogue that can be closed while calls are under way: each call begins a use of its environment and ends it.
#ifndef ONHAND_ENGINE_CATALOG_GUARDED_CATALOG_H_
#define ONHAND_ENGINE_CATALOG_GUARDED_CATALOG_H_

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "engine/product_catalog.h"

namespace onhand {

// Thread-safe.
class GuardedCatalog : public ProductCatalog {
 public:
  struct Guard {
    std::function<absl::Status()> begin;  // an error: closed, and the call answers it
    std::function<void()> end;            // after each call that began
  };

  GuardedCatalog(std::unique_ptr<ProductCatalog> catalog, Guard guard)
      : catalog_(std::move(catalog)), guard_(std::move(guard)) {}

  absl::StatusOr<ProductResults> PutProducts(absl::Span<const Product> products) override;
  absl::StatusOr<ProductResults> DeleteProducts(absl::Span<const std::string_view> item_numbers) override;
  absl::StatusOr<FoundProducts> Search(const ProductSearch& search, const ProductPage& page) override;
  absl::StatusOr<ListedProducts> List(const ProductPage& page) override;
  absl::StatusOr<ListedProducts> Get(absl::Span<const std::string_view> item_numbers) override;
  // 0 once it is closed.
  uint64_t count() override;

 private:
  class Use;

  const std::unique_ptr<ProductCatalog> catalog_;
  const Guard guard_;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_CATALOG_GUARDED_CATALOG_H_
