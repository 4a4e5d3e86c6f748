#include "service/cli/backend/direct_product_backend.h"

namespace onhand::cli {
namespace {

class DirectProductBackend : public ProductBackend {
 public:
  explicit DirectProductBackend(Engine* engine) : engine_(engine) {}

  absl::StatusOr<ProductResults> PutProducts(const std::string& environment,
                                             absl::Span<const Product> products) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return (*found)->products().PutProducts(products);
  }

  absl::StatusOr<ProductResults> DeleteProducts(const std::string& environment,
                                                absl::Span<const std::string_view> item_numbers) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return (*found)->products().DeleteProducts(item_numbers);
  }

  absl::StatusOr<FoundProducts> SearchProducts(const std::string& environment, const ProductSearch& search,
                                               const ProductPage& page) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return (*found)->products().Search(search, page);
  }

  absl::StatusOr<ListedProducts> ListProducts(const std::string& environment, const ProductPage& page) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return (*found)->products().List(page);
  }

  absl::StatusOr<ListedProducts> GetProducts(const std::string& environment,
                                             absl::Span<const std::string_view> item_numbers) override {
    const absl::StatusOr<std::shared_ptr<Environment>> found = engine_->Find(environment);
    if (!found.ok()) return found.status();
    return (*found)->products().Get(item_numbers);
  }

 private:
  Engine* const engine_;
};

}  // namespace

std::unique_ptr<ProductBackend> NewDirectProductBackend(Engine* engine) {
  return std::make_unique<DirectProductBackend>(engine);
}

}  // namespace onhand::cli
