// File: search_tree.h
//
// A product search, checked and made ready: texts folded, numbers read, both filters in one tree. Pure.
#ifndef ONHAND_ENGINE_CATALOG_SEARCH_TREE_H_
#define ONHAND_ENGINE_CATALOG_SEARCH_TREE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/outcome.h"
#include "engine/model/product_search.h"
#include "storage/keys/product_key.h"

namespace onhand {

struct SearchValue {
  std::string folded;
  std::optional<double> number;  // where the text is one
};

struct SearchCondition {
  ConditionOperator op = ConditionOperator::kIsExactly;
  uint8_t field = 0;                     // a ProductField, or storage::kAttributeField:
  std::string attribute;                 // its folded name
  std::optional<std::string> type_name;  // folded; nothing = any
  std::optional<uint8_t> area;           // nothing = any
  std::vector<SearchValue> values;       // at least one; of kBetween two

  storage::TermPath path() const { return {field, attribute}; }
};

// And, or Or, of conditions and children. One that holds neither lets everything pass, and is never a child.
struct SearchNode {
  bool any = false;
  std::vector<SearchCondition> conditions;
  std::vector<SearchNode> children;

  bool empty() const { return conditions.empty() && children.empty(); }
};

// All that is wrong with the search (kInvalidSearch), with JSON pointers from "/productSearch" on; or, where there is
// nothing, *root.
std::vector<Issue> CompileSearch(const ProductSearch& search, SearchNode* root);

}  // namespace onhand

#endif  // ONHAND_ENGINE_CATALOG_SEARCH_TREE_H_
