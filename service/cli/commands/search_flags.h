// File: search_flags.h
//
// A search for products (spec section 6) on the command line.
#ifndef ONHAND_SERVICE_CLI_COMMANDS_SEARCH_FLAGS_H_
#define ONHAND_SERVICE_CLI_COMMANDS_SEARCH_FLAGS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/model/product_search.h"
#include "service/flags/flag_set.h"
#include "service/json/json_reader.h"

namespace onhand::cli {

// The search and what its views point at.
class SearchText {
 public:
  const ProductSearch& search() const { return search_; }

 private:
  friend struct SearchFlags;
  std::string json_;
  std::unique_ptr<JsonDocument> document_;
  std::vector<std::unique_ptr<std::string>> texts_;
  ProductSearch search_;
};

// --where, --attribute, --any, --search.
struct SearchFlags {
  std::vector<std::string> where;       // "productName contains speaker cable"
  std::vector<std::string> attributes;  // "Weight Limit greaterEqual 370"
  bool any = false;
  std::string search;  // the contract as JSON, or @FILE

  void AddTo(FlagSet* flags);
  bool empty() const { return where.empty() && attributes.empty() && search.empty(); }
  // INVALID_ARGUMENT: a condition or the JSON is wrong. NOT_FOUND and the like: of the file.
  absl::StatusOr<std::unique_ptr<SearchText>> Read() const;
};

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_COMMANDS_SEARCH_FLAGS_H_
