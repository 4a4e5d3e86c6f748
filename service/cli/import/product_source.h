// File: product_source.h
//
// Where products to be imported come from, one after another: a CSV file or a file of JSON lines.
#ifndef ONHAND_SERVICE_CLI_IMPORT_PRODUCT_SOURCE_H_
#define ONHAND_SERVICE_CLI_IMPORT_PRODUCT_SOURCE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/model/product.h"
#include "service/cli/files/byte_source.h"

namespace onhand::cli {

struct ProductItem {
  int64_t line = 0;      // where it stands in the file, from 1
  std::string original;  // as it stands there
  std::string error;     // not empty: rejected, and why; `product` is undefined then
  Product product;
};

// Not thread-safe.
class ProductSource {
 public:
  virtual ~ProductSource() = default;
  // False at the end. A status: reading cannot go on.
  virtual absl::StatusOr<bool> Next(ProductItem* item) = 0;
  // How far it has come, 0–1; negative: not known.
  virtual double fraction() const = 0;
};

// Columns in any order and case: itemNumber (required), the other fields of a product by their names in the REST
// interface, and one for each attribute, "attribute:NAME", "attribute:NAME:TYPE" or "attribute:NAME:TYPE:AREA". An
// empty field leaves the text or attribute out. INVALID_ARGUMENT: the heading is missing or wrong.
absl::StatusOr<std::unique_ptr<ProductSource>> OpenCsvProducts(std::unique_ptr<ByteSource> bytes);

// One product a line, in the form of the REST body.
std::unique_ptr<ProductSource> OpenJsonProducts(std::unique_ptr<ByteSource> bytes);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_IMPORT_PRODUCT_SOURCE_H_
