// File: product_backend.h
//
// The product catalogues of environments, as commands reach them (see backend.h): over gRPC or in this process.
#ifndef ONHAND_SERVICE_CLI_BACKEND_PRODUCT_BACKEND_H_
#define ONHAND_SERVICE_CLI_BACKEND_PRODUCT_BACKEND_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/product_catalog.h"

namespace onhand::cli {

// To be used by one thread. Statuses carry a sentence for the user. A call that is refused as a whole says why in the
// issues of its answer. Each takes at most kProductRecordsMax records; pages have at most kSearchedProductsMax.
class ProductBackend {
 public:
  virtual ~ProductBackend() = default;

  virtual absl::StatusOr<ProductResults> PutProducts(const std::string& environment,
                                                     absl::Span<const Product> products) = 0;
  virtual absl::StatusOr<ProductResults> DeleteProducts(const std::string& environment,
                                                        absl::Span<const std::string_view> item_numbers) = 0;
  virtual absl::StatusOr<FoundProducts> SearchProducts(const std::string& environment, const ProductSearch& search,
                                                       const ProductPage& page) = 0;
  virtual absl::StatusOr<ListedProducts> ListProducts(const std::string& environment, const ProductPage& page) = 0;
  // Those that there are.
  virtual absl::StatusOr<ListedProducts> GetProducts(const std::string& environment,
                                                     absl::Span<const std::string_view> item_numbers) = 0;
};

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_BACKEND_PRODUCT_BACKEND_H_
