#include "engine/catalog/product_match.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "storage/catalog/number_text.h"
#include "storage/catalog/text_fold.h"

namespace onhand {
namespace {

using storage::FoldText;
using storage::ProductRecord;

// Below, at or above zero.
int Compare(std::string_view folded, const SearchValue& value) {
  if (value.number.has_value()) {
    if (const std::optional<double> number = storage::ReadNumberText(folded)) {
      return *number < *value.number ? -1 : *number > *value.number ? 1 : 0;
    }
  }
  return folded.compare(value.folded);
}

// Whether the text meets the condition, its operator taken without a "not".
bool Meets(const SearchCondition& condition, std::string_view folded) {
  const std::vector<SearchValue>& values = condition.values;
  const auto any = [&values](auto&& test) { return std::any_of(values.begin(), values.end(), test); };
  switch (condition.op) {
    case ConditionOperator::kIsExactly:
    case ConditionOperator::kIsNot:
    case ConditionOperator::kIsOneOf:
      return any([&](const SearchValue& value) { return folded == value.folded; });
    case ConditionOperator::kContains:
    case ConditionOperator::kDoesNotContain:
      return any([&](const SearchValue& value) { return folded.find(value.folded) != std::string_view::npos; });
    case ConditionOperator::kBeginsWith:
      return any([&](const SearchValue& value) { return folded.substr(0, value.folded.size()) == value.folded; });
    case ConditionOperator::kGreaterEqual:
      return any([&](const SearchValue& value) { return Compare(folded, value) >= 0; });
    case ConditionOperator::kLessEqual:
      return any([&](const SearchValue& value) { return Compare(folded, value) <= 0; });
    case ConditionOperator::kBetween:
      return Compare(folded, values[0]) >= 0 && Compare(folded, values[1]) <= 0;
  }
  return false;
}

class Matcher {
 public:
  Matcher(std::string_view item_number, const ProductRecord& record) : item_number_(item_number), record_(record) {}

  bool Matches(const SearchNode& node) {
    if (node.empty()) return true;
    const auto condition = [this](const SearchCondition& it) { return Holds(it); };
    const auto child = [this](const SearchNode& it) { return Matches(it); };
    if (node.any) {
      return std::any_of(node.conditions.begin(), node.conditions.end(), condition) ||
             std::any_of(node.children.begin(), node.children.end(), child);
    }
    return std::all_of(node.conditions.begin(), node.conditions.end(), condition) &&
           std::all_of(node.children.begin(), node.children.end(), child);
  }

 private:
  bool Holds(const SearchCondition& condition) {
    const bool met = condition.field == storage::kAttributeField ? AttributeMeets(condition) : FieldMeets(condition);
    const bool negative =
        condition.op == ConditionOperator::kIsNot || condition.op == ConditionOperator::kDoesNotContain;
    return met != negative;
  }

  bool FieldMeets(const SearchCondition& condition) {
    const std::string& folded = Folded(condition.field);
    return !folded.empty() && Meets(condition, folded);
  }

  bool AttributeMeets(const SearchCondition& condition) const {
    return std::any_of(record_.attributes.begin(), record_.attributes.end(), [&](const auto& attribute) {
      return !attribute.value.empty() && (!condition.area.has_value() || attribute.area == *condition.area) &&
             FoldText(attribute.name) == condition.attribute &&
             (!condition.type_name.has_value() || FoldText(attribute.type_name) == *condition.type_name) &&
             Meets(condition, FoldText(attribute.value));
    });
  }

  // Several conditions may ask for one field.
  const std::string& Folded(uint8_t field) {
    std::optional<std::string>& folded = folded_[field];
    if (folded.has_value()) return *folded;
    std::string_view text;
    if (field == storage::kItemNumberField) text = item_number_;
    for (const ProductRecord::Field& candidate : record_.fields) {
      if (candidate.number == field) text = candidate.text;
    }
    return folded.emplace(FoldText(text));
  }

  const std::string_view item_number_;
  const ProductRecord& record_;
  std::array<std::optional<std::string>, storage::kProductFieldMax + 1> folded_;
};

}  // namespace

bool ProductMatches(const SearchNode& search, std::string_view item_number, const ProductRecord& record) {
  return Matcher(item_number, record).Matches(search);
}

}  // namespace onhand
