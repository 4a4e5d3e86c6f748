#include "engine/model/product_search.h"

#include "engine/model/name.h"

namespace onhand {

std::string_view ConditionOperatorName(ConditionOperator op) {
  switch (op) {
    case ConditionOperator::kIsExactly:
      return "IsExactly";
    case ConditionOperator::kIsNot:
      return "IsNot";
    case ConditionOperator::kContains:
      return "Contains";
    case ConditionOperator::kDoesNotContain:
      return "DoesNotContain";
    case ConditionOperator::kBeginsWith:
      return "BeginsWith";
    case ConditionOperator::kIsOneOf:
      return "IsOneOf";
    case ConditionOperator::kGreaterEqual:
      return "GreaterEqual";
    case ConditionOperator::kLessEqual:
      return "LessEqual";
    case ConditionOperator::kBetween:
      return "Between";
  }
  return "";
}

std::optional<ConditionOperator> FindConditionOperator(std::string_view name) {
  for (const ConditionOperator op : kConditionOperators) {
    if (NamesEqual(ConditionOperatorName(op), TrimBlanks(name))) return op;
  }
  return std::nullopt;
}

}  // namespace onhand
