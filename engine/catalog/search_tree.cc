#include "engine/catalog/search_tree.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/model/json_pointer.h"
#include "engine/model/text.h"
#include "storage/catalog/number_text.h"
#include "storage/catalog/text_fold.h"

namespace onhand {
namespace {

class Compiler {
 public:
  template <typename Condition>
  SearchNode Compile(const SearchFilter<Condition>& filter, const std::string& path, int depth) {
    SearchNode node;
    node.any = filter.any;
    if (depth > kSearchDepthMax) {
      Add(path, absl::StrCat("filters are nested deeper than ", kSearchDepthMax));
      return node;
    }
    for (size_t i = 0; i < filter.conditions.size(); ++i) {
      if (++conditions_ > kSearchConditionsMax) {
        if (conditions_ == kSearchConditionsMax + 1) {
          Add(PointerTo(path, "conditions"),
              absl::StrCat("the search has more than ", kSearchConditionsMax, " conditions"));
        }
        break;
      }
      node.conditions.push_back(Compile(filter.conditions[i], PointerTo(PointerTo(path, "conditions"), i)));
    }
    for (size_t i = 0; i < filter.sub_filters.size(); ++i) {
      SearchNode child = Compile(filter.sub_filters[i], PointerTo(PointerTo(path, "subFilters"), i), depth + 1);
      if (!child.empty()) node.children.push_back(std::move(child));
    }
    return node;
  }

  std::vector<Issue> TakeIssues() { return std::move(issues_); }

 private:
  void Add(std::string path, std::string message) {
    issues_.push_back({Reason::kInvalidSearch, std::move(path), std::move(message)});
  }

  SearchCondition Compile(const ProductCondition& condition, const std::string& path) {
    SearchCondition compiled;
    compiled.op = condition.op;
    compiled.field = static_cast<uint8_t>(condition.field);
    Values(condition.values, PointerTo(path, ProductFieldName(condition.field)), &compiled);
    return compiled;
  }

  SearchCondition Compile(const AttributeCondition& condition, const std::string& path) {
    SearchCondition compiled;
    compiled.op = condition.op;
    compiled.field = storage::kAttributeField;
    Text(condition.attribute_name, CheckText(condition.attribute_name), "attributeName",
         PointerTo(path, "attributeName"));
    compiled.attribute = storage::FoldText(condition.attribute_name);
    Text(condition.type_name, CheckOptionalText(condition.type_name), "attributeTypeName",
         PointerTo(path, "attributeTypeName"));
    if (!condition.type_name.empty()) compiled.type_name = storage::FoldText(condition.type_name);
    if (condition.area.has_value()) compiled.area = static_cast<uint8_t>(*condition.area);
    Values(condition.values, PointerTo(path, "attributeValues"), &compiled);
    return compiled;
  }

  void Text(std::string_view text, TextError error, std::string_view name, std::string path) {
    if (error != TextError::kNone) Add(std::move(path), std::string(name) + " " + std::string(TextErrorText(error)));
  }

  void Values(const std::vector<std::string_view>& values, const std::string& path, SearchCondition* condition) {
    if (values.empty()) Add(path, "at least one value is needed");
    if (condition->op == ConditionOperator::kBetween && !values.empty() && values.size() != 2) {
      Add(path, absl::StrCat("Between takes exactly two values, not ", values.size()));
    }
    for (size_t i = 0; i < values.size(); ++i) {
      if (++values_ > kSearchValuesMax) {
        if (values_ == kSearchValuesMax + 1) {
          Add(path, absl::StrCat("the search has more than ", kSearchValuesMax, " values"));
        }
        return;
      }
      const TextError error = CheckLongText(values[i], kProductDescriptionBytesMax);
      if (error == TextError::kTooLong) {
        Add(PointerTo(path, i), absl::StrCat("the value is longer than ", kProductDescriptionBytesMax, " bytes"));
      } else if (error != TextError::kNone) {
        Add(PointerTo(path, i), "the value " + std::string(TextErrorText(error)));
      }
      SearchValue& value = condition->values.emplace_back();
      value.folded = storage::FoldText(values[i]);
      value.number = storage::ReadNumberText(value.folded);
    }
  }

  std::vector<Issue> issues_;
  size_t conditions_ = 0;
  size_t values_ = 0;
};

}  // namespace

std::vector<Issue> CompileSearch(const ProductSearch& search, SearchNode* root) {
  Compiler compiler;
  SearchNode products = compiler.Compile(search.product_filter, "/productSearch/productFilter", 1);
  SearchNode attributes = compiler.Compile(search.attribute_filter, "/productSearch/attributeFilter", 1);
  *root = SearchNode();
  if (!products.empty()) root->children.push_back(std::move(products));
  if (!attributes.empty()) root->children.push_back(std::move(attributes));
  return compiler.TakeIssues();
}

}  // namespace onhand
