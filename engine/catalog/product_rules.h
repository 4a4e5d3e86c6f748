// File: product_rules.h
//
// What a product may be (decisions X5, I5), and its stored form. Pure.
#ifndef ONHAND_ENGINE_CATALOG_PRODUCT_RULES_H_
#define ONHAND_ENGINE_CATALOG_PRODUCT_RULES_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/model/outcome.h"
#include "engine/model/product.h"
#include "storage/catalog/product_record.h"

namespace onhand {

// The first thing that is wrong: kInvalidProduct of the item number, else kMalformed. `path` points into the product.
std::optional<Issue> CheckProduct(const Product& product);
std::optional<Issue> CheckItemNumber(std::string_view item_number, std::string path);

// Of a product that is right.
storage::ProductRecord ToProductRecord(const Product& product);
Product FromProductRecord(std::string_view item_number, const storage::ProductRecord& record);

}  // namespace onhand

#endif  // ONHAND_ENGINE_CATALOG_PRODUCT_RULES_H_
