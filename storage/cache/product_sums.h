// File: product_sums.h
//
// Sums of all rows of one product by some of their dimensions, the others summed over: what an index set answers from.
// Kept up as rows change, each change added once.
#ifndef ONHAND_STORAGE_CACHE_PRODUCT_SUMS_H_
#define ONHAND_STORAGE_CACHE_PRODUCT_SUMS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/container/btree_map.h"
#include "storage/keys/row_key.h"
#include "storage/records/cell_sums.h"
#include "storage/records/row.h"

namespace onhand::storage {

// Not thread-safe.
class ProductSums {
 public:
  explicit ProductSums(PartMask parts) : parts_(parts) {}

  // A row that was `before` and is `after`; no cells = it was not there. False if that is no row key.
  bool Add(std::string_view row_key, const Row& before, const Row& after);

  // By row key, whose places and dimensions that are summed over are left unspecified.
  const absl::btree_map<std::string, CellSums>& groups() const { return groups_; }
  uint64_t bytes() const { return bytes_; }  // about

 private:
  PartMask parts_;
  absl::btree_map<std::string, CellSums> groups_;
  std::string key_;
  uint64_t bytes_ = sizeof(ProductSums);
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_CACHE_PRODUCT_SUMS_H_
