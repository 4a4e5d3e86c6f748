// File: product_search.h
//
// A search for products (spec section 6): conditions on their fields and attributes, joined by And and Or in trees.
// Structs of views whose texts must live until the call returns. The rules, all of them [R] of the spec:
//
// - Texts are compared without regard to case (Unicode's simple folding), whole and untrimmed.
// - Several values of a condition are alternatives; of IsNot and DoesNotContain none may apply. Between takes two, both
//   included.
// - GreaterEqual, LessEqual and Between compare by size where both sides are numbers, else as texts.
// - An attribute condition looks at all attributes of that name (and type and area, where they are given): it holds
//   where any of them does, IsNot and DoesNotContain where none does. So a product without the field or attribute
//   fails every condition but these two.
// - A filter without conditions and sub-filters restricts nothing, wherever it stands. Product filter and attribute
//   filter must both hold.
#ifndef ONHAND_ENGINE_MODEL_PRODUCT_SEARCH_H_
#define ONHAND_ENGINE_MODEL_PRODUCT_SEARCH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/model/product.h"

namespace onhand {

inline constexpr int kSearchDepthMax = 32;             // a filter without sub-filters has depth 1
inline constexpr size_t kSearchConditionsMax = 128;    // of a whole search
inline constexpr size_t kSearchValuesMax = 1'024;      // likewise
inline constexpr size_t kSearchedProductsMax = 5'000;  // that a query may find (decisions R8)

// What refuses every call while it is (decisions C5).
inline constexpr std::string_view kProductSearchOffText =
    "product search is switched off by productSearchConfiguration.isEnabled in the configuration";

enum class ConditionOperator : uint8_t {
  kIsExactly,
  kIsNot,
  kContains,
  kDoesNotContain,
  kBeginsWith,
  kIsOneOf,
  kGreaterEqual,
  kLessEqual,
  kBetween,
};
inline constexpr std::array<ConditionOperator, 9> kConditionOperators = {
    ConditionOperator::kIsExactly,      ConditionOperator::kIsNot,      ConditionOperator::kContains,
    ConditionOperator::kDoesNotContain, ConditionOperator::kBeginsWith, ConditionOperator::kIsOneOf,
    ConditionOperator::kGreaterEqual,   ConditionOperator::kLessEqual,  ConditionOperator::kBetween};
// As documented: "IsExactly", …
std::string_view ConditionOperatorName(ConditionOperator op);
// In any case, blanks around it do not count.
std::optional<ConditionOperator> FindConditionOperator(std::string_view name);

struct ProductCondition {
  ProductField field = ProductField::kItemNumber;
  ConditionOperator op = ConditionOperator::kIsExactly;
  std::vector<std::string_view> values;  // at least one; none empty
};

struct AttributeCondition {
  std::string_view attribute_name;    // without regard to case
  std::string_view type_name;         // likewise; "" = any
  std::optional<AttributeArea> area;  // nothing = any
  ConditionOperator op = ConditionOperator::kIsExactly;
  std::vector<std::string_view> values;  // as above
};

template <typename Condition>
struct SearchFilter {
  bool any = false;  // logicalOperator: false = And, true = Or, of conditions and sub-filters alike
  std::vector<Condition> conditions;
  std::vector<SearchFilter> sub_filters;
};
using ProductFilter = SearchFilter<ProductCondition>;
using AttributeFilter = SearchFilter<AttributeCondition>;

struct ProductSearch {
  ProductFilter product_filter;
  AttributeFilter attribute_filter;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_MODEL_PRODUCT_SEARCH_H_
