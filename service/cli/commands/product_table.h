// File: product_table.h
//
// Products of the catalogue as a table for people.
#ifndef ONHAND_SERVICE_CLI_COMMANDS_PRODUCT_TABLE_H_
#define ONHAND_SERVICE_CLI_COMMANDS_PRODUCT_TABLE_H_

#include <string>
#include <vector>

#include "engine/model/product.h"

namespace onhand::cli {

// A row for each: item number, then those of the other fields that some product has, long texts shortened, and its
// attributes as NAME=VALUE; a last line counts them.
std::string ProductTable(const std::vector<Product>& products);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_COMMANDS_PRODUCT_TABLE_H_
