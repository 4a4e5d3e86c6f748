#include "service/grpc/product_search_messages.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/model/name.h"
#include "service/grpc/field_path.h"

namespace onhand {
namespace {

// The numbers of the messages are those of the engine, but for an operator, which the engine counts from 0.
static_assert(static_cast<int>(ProductField::kPurchaseUnitSymbol) == v1::PRODUCT_FIELD_PURCHASE_UNIT_SYMBOL);
static_assert(static_cast<int>(AttributeArea::kBatch) == v1::ATTRIBUTE_AREA_BATCH);
static_assert(static_cast<int>(ConditionOperator::kBetween) + 1 == v1::CONDITION_OPERATOR_BETWEEN);

std::string Indexed(const std::string& path, const char* name, int index) {
  return absl::StrCat(path, ".", name, "[", index, "]");
}

class Decoder {
 public:
  template <typename Message, typename Condition>
  void Filter(const Message& message, const std::string& path, SearchFilter<Condition>* filter) {
    switch (message.logical_operator()) {
      case v1::LOGICAL_OPERATOR_UNSPECIFIED:
      case v1::LOGICAL_OPERATOR_AND:
        break;
      case v1::LOGICAL_OPERATOR_OR:
        filter->any = true;
        break;
      default:
        Unknown(path + ".logical_operator", "logical operator", message.logical_operator());
    }
    filter->conditions.resize(message.conditions_size());
    for (int i = 0; i < message.conditions_size(); ++i) {
      Condition& condition = filter->conditions[i];
      const std::string at = Indexed(path, "conditions", i);
      Operator(message.conditions(i).condition_operator(), at, &condition.op);
      Target(message.conditions(i), at, &condition);
      condition.values = {message.conditions(i).values().begin(), message.conditions(i).values().end()};
    }
    filter->sub_filters.resize(message.sub_filters_size());
    for (int i = 0; i < message.sub_filters_size(); ++i) {
      Filter(message.sub_filters(i), Indexed(path, "sub_filters", i), &filter->sub_filters[i]);
    }
  }

  std::optional<Issue> TakeIssue() { return std::move(issue_); }

 private:
  void Unknown(std::string path, const char* what, int number) {
    if (issue_.has_value()) return;
    issue_ = Issue{Reason::kInvalidSearch, std::move(path),
                   number == 0 ? absl::StrCat(what, " is missing") : absl::StrCat(what, " ", number, " is unknown")};
  }

  void Operator(v1::ConditionOperator message, const std::string& path, ConditionOperator* op) {
    if (message < v1::CONDITION_OPERATOR_IS_EXACTLY || message > v1::CONDITION_OPERATOR_BETWEEN) {
      Unknown(path + ".condition_operator", "condition operator", message);
    } else {
      *op = static_cast<ConditionOperator>(message - 1);
    }
  }

  void Target(const v1::ProductCondition& message, const std::string& path, ProductCondition* condition) {
    if (message.field() < v1::PRODUCT_FIELD_COMPANY || message.field() > v1::PRODUCT_FIELD_PURCHASE_UNIT_SYMBOL) {
      Unknown(path + ".field", "product field", message.field());
    } else {
      condition->field = static_cast<ProductField>(message.field());
    }
  }

  void Target(const v1::AttributeCondition& message, const std::string& path, AttributeCondition* condition) {
    condition->attribute_name = message.attribute_name();
    condition->type_name = message.attribute_type_name();
    if (message.attribute_area() == v1::ATTRIBUTE_AREA_UNSPECIFIED) return;
    if (message.attribute_area() < v1::ATTRIBUTE_AREA_PRODUCT || message.attribute_area() > v1::ATTRIBUTE_AREA_BATCH) {
      Unknown(path + ".attribute_area", "attribute area", message.attribute_area());
    } else {
      condition->area = static_cast<AttributeArea>(message.attribute_area());
    }
  }

  std::optional<Issue> issue_;
};

void EncodeTarget(const ProductCondition& condition, v1::ProductCondition* message) {
  message->set_field(static_cast<v1::ProductField>(condition.field));
}

void EncodeTarget(const AttributeCondition& condition, v1::AttributeCondition* message) {
  message->set_attribute_name(std::string(condition.attribute_name));
  message->set_attribute_type_name(std::string(condition.type_name));
  if (condition.area.has_value()) message->set_attribute_area(static_cast<v1::AttributeArea>(*condition.area));
}

template <typename Condition, typename Message>
void EncodeFilter(const SearchFilter<Condition>& filter, Message* message) {
  message->set_logical_operator(filter.any ? v1::LOGICAL_OPERATOR_OR : v1::LOGICAL_OPERATOR_AND);
  for (const Condition& condition : filter.conditions) {
    auto* added = message->add_conditions();
    EncodeTarget(condition, added);
    added->set_condition_operator(static_cast<v1::ConditionOperator>(static_cast<int>(condition.op) + 1));
    for (const std::string_view value : condition.values) added->add_values(std::string(value));
  }
  for (const SearchFilter<Condition>& child : filter.sub_filters) EncodeFilter(child, message->add_sub_filters());
}

// What the message calls a step of the pointer behind a condition.
std::string ConditionField(const std::string& step) {
  if (NamesEqual(step, "attributeName")) return "attribute_name";
  if (NamesEqual(step, "attributeTypeName")) return "attribute_type_name";
  if (NamesEqual(step, "attributeArea")) return "attribute_area";
  if (NamesEqual(step, "conditionOperator")) return "condition_operator";
  return "values";  // attributeValues, or the name of the field
}

}  // namespace

std::optional<Issue> DecodeProductSearchMessage(const v1::ProductSearch& message, std::string_view root,
                                                ProductSearch* search) {
  Decoder decoder;
  decoder.Filter(message.product_filter(), std::string(root) + ".product_filter", &search->product_filter);
  decoder.Filter(message.attribute_filter(), std::string(root) + ".attribute_filter", &search->attribute_filter);
  return decoder.TakeIssue();
}

void EncodeProductSearchMessage(const ProductSearch& search, v1::ProductSearch* message) {
  EncodeFilter(search.product_filter, message->mutable_product_filter());
  EncodeFilter(search.attribute_filter, message->mutable_attribute_filter());
}

std::string ProductSearchFieldPath(std::string_view pointer, std::string_view root) {
  const std::vector<std::string> segments = PointerSegments(pointer);
  if (segments.empty() || !NamesEqual(segments[0], "productSearch")) return std::string(pointer);
  std::string path(root);
  for (size_t i = 1; i < segments.size(); ++i) {
    const std::string& step = segments[i];
    const bool indexed = i + 1 < segments.size();
    if (NamesEqual(step, "productFilter")) {
      path += ".product_filter";
    } else if (NamesEqual(step, "attributeFilter")) {
      path += ".attribute_filter";
    } else if (NamesEqual(step, "subFilters") && indexed) {
      absl::StrAppend(&path, ".sub_filters[", segments[++i], "]");
    } else if (NamesEqual(step, "conditions")) {
      path += ".conditions";
      if (!indexed) return path;
      absl::StrAppend(&path, "[", segments[++i], "]");
      if (i + 1 == segments.size()) return path;
      absl::StrAppend(&path, ".", ConditionField(segments[++i]));
      if (i + 1 < segments.size()) absl::StrAppend(&path, "[", segments[++i], "]");
    } else {
      return path;
    }
  }
  return path;
}

}  // namespace onhand
