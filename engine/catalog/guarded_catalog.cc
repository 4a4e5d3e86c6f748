#include "engine/catalog/guarded_catalog.h"

namespace onhand {

class GuardedCatalog::Use {
 public:
  explicit Use(const Guard& guard) : guard_(guard), status_(guard.begin()) {}
  ~Use() {
    if (status_.ok()) guard_.end();
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

  const absl::Status& status() const { return status_; }

 private:
  const Guard& guard_;
  const absl::Status status_;
};

absl::StatusOr<ProductResults> GuardedCatalog::PutProducts(absl::Span<const Product> products) {
  const Use use(guard_);
  if (!use.status().ok()) return use.status();
  return catalog_->PutProducts(products);
}

absl::StatusOr<ProductResults> GuardedCatalog::DeleteProducts(absl::Span<const std::string_view> item_numbers) {
  const Use use(guard_);
  if (!use.status().ok()) return use.status();
  return catalog_->DeleteProducts(item_numbers);
}

absl::StatusOr<FoundProducts> GuardedCatalog::Search(const ProductSearch& search, const ProductPage& page) {
  const Use use(guard_);
  if (!use.status().ok()) return use.status();
  return catalog_->Search(search, page);
}

absl::StatusOr<ListedProducts> GuardedCatalog::List(const ProductPage& page) {
  const Use use(guard_);
  if (!use.status().ok()) return use.status();
  return catalog_->List(page);
}

absl::StatusOr<ListedProducts> GuardedCatalog::Get(absl::Span<const std::string_view> item_numbers) {
  const Use use(guard_);
  if (!use.status().ok()) return use.status();
  return catalog_->Get(item_numbers);
}

uint64_t GuardedCatalog::count() {
  const Use use(guard_);
  return use.status().ok() ? catalog_->count() : 0;
}

}  // namespace onhand
