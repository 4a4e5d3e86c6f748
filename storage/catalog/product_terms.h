// File: product_terms.h
//
// What a product is found by: the terms of its fields and attributes (storage/keys/product_key.h).
#ifndef ONHAND_STORAGE_CATALOG_PRODUCT_TERMS_H_
#define ONHAND_STORAGE_CATALOG_PRODUCT_TERMS_H_

#include <string>
#include <string_view>
#include <vector>

#include "storage/catalog/product_record.h"

namespace onhand::storage {

// All term keys of a product, sorted, each once.
std::vector<std::string> ProductTermKeys(std::string_view item_number, const ProductRecord& record);

// The folded value between its marks, which its grams are taken from. "" stays "": it has none.
std::string MarkedValue(std::string_view folded);

// Each three code points in a row of `text`, in order, repeated ones too; none where it has less.
std::vector<std::string_view> Grams(std::string_view text);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_CATALOG_PRODUCT_TERMS_H_
