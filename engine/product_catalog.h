// File: product_catalog.h
//
// The products of an environment: kept, listed and searched (spec section 6, decisions X5). Reached as
// Environment::products().
//
//   onhand::Product cable{.item_number = "M0030", .product_name = "Speaker cable"};
//   environment->products().PutProducts({&cable, 1});                          // durable when it returns
//   onhand::ProductSearch search;
//   search.product_filter.conditions = {{ProductField::kProductName, ConditionOperator::kContains, {"cable"}}};
//   absl::StatusOr<onhand::FoundProducts> found = environment->products().Search(search, {});
//
// Stock and catalogue know nothing of each other: a product may have stock without being here, and the other way round.
#ifndef ONHAND_ENGINE_PRODUCT_CATALOG_H_
#define ONHAND_ENGINE_PRODUCT_CATALOG_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/model/outcome.h"
#include "engine/model/product.h"
#include "engine/model/product_search.h"

namespace onhand {

// Products that one call may carry (decisions X5).
inline constexpr int kProductRecordsMax = 512;

// What became of products that were put or deleted.
struct ProductResults {
  // Not empty: the call as a whole is refused and nothing changed (kFeatureOff, kTooManyRecords).
  std::vector<Issue> issues;
  // One a record, in order. Records are independent of each other; a refused one changed nothing (kInvalidProduct,
  // kMalformed; `path` points into the product: "/attributes/3/value").
  std::vector<Outcome> outcomes;
};

// Which part of a long answer.
struct ProductPage {
  std::string_view after;               // only item numbers behind it, bytewise; "" = from the first
  size_t limit = kSearchedProductsMax;  // at most so many, >= 1
};

struct FoundProducts {
  std::vector<Issue> issues;              // not empty: cannot be answered (kFeatureOff, kInvalidSearch)
  std::vector<std::string> item_numbers;  // bytewise ascending
  bool more = false;                      // there are some behind the last one
};

struct ListedProducts {
  std::vector<Issue> issues;  // as above; of Get also kTooManyRecords
  std::vector<Product> products;
  bool more = false;
};

// Thread-safe. Every call that is answered sees the products of every call that was answered before it. Writes may be
// repeated freely. Statuses: UNAVAILABLE: the store could not be read or written, and after a write it is unknown which
// of its records were made. DATA_LOSS: it is damaged.
class ProductCatalog {
 public:
  virtual ~ProductCatalog() = default;

  // Each product becomes what is given, whole. At most kProductRecordsMax; of several with one item number the last one
  // holds.
  virtual absl::StatusOr<ProductResults> PutProducts(absl::Span<const Product> products) = 0;

  // At most kProductRecordsMax. One that is not there succeeds too, and the outcome's message says so.
  virtual absl::StatusOr<ProductResults> DeleteProducts(absl::Span<const std::string_view> item_numbers) = 0;

  virtual absl::StatusOr<FoundProducts> Search(const ProductSearch& search, const ProductPage& page) = 0;
  virtual absl::StatusOr<ListedProducts> List(const ProductPage& page) = 0;
  // Those of these products that there are, in the order given, a repeated one each time. At most kProductRecordsMax.
  virtual absl::StatusOr<ListedProducts> Get(absl::Span<const std::string_view> item_numbers) = 0;

  // Products there are.
  virtual uint64_t count() = 0;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_PRODUCT_CATALOG_H_
