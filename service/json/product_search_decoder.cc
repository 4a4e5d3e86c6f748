#include "service/json/product_search_decoder.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/model/json_pointer.h"
#include "engine/model/name.h"
#include "service/json/field_reader.h"

namespace onhand {
namespace {

constexpr std::string_view kOperatorNames =
    "IsExactly, IsNot, Contains, DoesNotContain, BeginsWith, IsOneOf, GreaterEqual, LessEqual and Between";
constexpr std::string_view kFieldNames =
    "company, itemNumber, productName, productSearchName, productType, productDescription, inventoryUnitSymbol, "
    "salesUnitSymbol and purchaseUnitSymbol";

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

class SearchDecoder {
 public:
  explicit SearchDecoder(std::vector<Issue>* issues) : issues_(issues) {}

  template <typename Condition>
  void Filter(const JsonValue& value, const std::string& path, SearchFilter<Condition>* filter) {
    if (!IsObject(value, path)) return;
    if (const JsonValue* v = value.Find("logicalOperator")) {
      ReadLogicalOperator(*v, PointerTo(path, "logicalOperator"), &filter->any);
    }
    if (const JsonValue* v = value.Find("conditions")) {
      const std::string conditions = PointerTo(path, "conditions");
      if (!IsArray(*v, conditions)) return;
      for (const JsonValue& element : v->elements()) {
        const std::string at = PointerTo(conditions, filter->conditions.size());
        ReadCondition(element, at, &filter->conditions.emplace_back());
      }
    }
    if (const JsonValue* v = value.Find("subFilters")) {
      const std::string sub_filters = PointerTo(path, "subFilters");
      if (!IsArray(*v, sub_filters)) return;
      for (const JsonValue& element : v->elements()) {
        const std::string at = PointerTo(sub_filters, filter->sub_filters.size());
        Filter(element, at, &filter->sub_filters.emplace_back());
      }
    }
  }

  bool IsObject(const JsonValue& value, std::string_view path) {
    if (!value.is_object()) issues_->push_back(MistypedField(path, "an object", value));
    return value.is_object();
  }

 private:
  void Invalid(std::string path, std::string message) {
    issues_->push_back({Reason::kInvalidSearch, std::move(path), std::move(message)});
  }
  void Collect(bool ok, Issue issue) {
    if (!ok) issues_->push_back(std::move(issue));
  }
  bool IsArray(const JsonValue& value, std::string_view path) {
    if (!value.is_array()) issues_->push_back(MistypedField(path, "an array of objects", value));
    return value.is_array();
  }
  // The text of a name that must be there; nothing, with an issue, where it is not.
  std::optional<std::string_view> Text(const JsonValue& object, std::string_view name, const std::string& base) {
    const JsonValue* value = object.Find(name);
    if (value == nullptr) {
      issues_->push_back(MissingField(PointerTo(base, name)));
      return std::nullopt;
    }
    std::string_view text;
    Issue issue;
    if (!ReadString(*value, PointerTo(base, name), &text, &issue)) {
      issues_->push_back(std::move(issue));
      return std::nullopt;
    }
    return text;
  }

  void ReadLogicalOperator(const JsonValue& value, const std::string& path, bool* any) {
    std::string_view text;
    Issue issue;
    if (!ReadString(value, path, &text, &issue)) {
      issues_->push_back(std::move(issue));
      return;
    }
    *any = NamesEqual(TrimBlanks(text), "Or");
    if (!*any && !NamesEqual(TrimBlanks(text), "And")) {
      Invalid(path, absl::StrCat("logicalOperator \"", ShownText(text), "\" is unknown; there are And and Or."));
    }
  }

  void ReadOperator(const JsonValue& condition, const std::string& path, ConditionOperator* op) {
    const std::optional<std::string_view> text = Text(condition, "conditionOperator", path);
    if (!text.has_value()) return;
    const std::optional<ConditionOperator> found = FindConditionOperator(*text);
    if (found.has_value()) {
      *op = *found;
    } else {
      Invalid(PointerTo(path, "conditionOperator"),
              absl::StrCat("conditionOperator \"", ShownText(*text), "\" is unknown; there are ", View(kOperatorNames),
                           "."));
    }
  }

  void ReadValues(const JsonValue& value, const std::string& path, std::vector<std::string_view>* values) {
    Issue issue;
    Collect(ReadStrings(value, path, values, &issue), issue);
  }

  void ReadCondition(const JsonValue& value, const std::string& path, ProductCondition* condition) {
    if (!IsObject(value, path)) return;
    ReadOperator(value, path, &condition->op);
    const JsonMember* named = nullptr;
    for (const JsonMember& member : value.members()) {
      if (NamesEqual(member.name, "conditionOperator") || member.value.is_null()) continue;
      const std::optional<ProductField> field = FindProductField(member.name);
      if (!field.has_value()) {
        Invalid(PointerTo(path, member.name),
                absl::StrCat("\"", ShownText(member.name), "\" is no field of a product; there are ", View(kFieldNames),
                             "."));
        return;
      }
      if (member.value.is_array() && member.value.elements().empty()) continue;
      if (named != nullptr) {
        Invalid(PointerTo(path, member.name), "a condition names one field; use one condition for each.");
        return;
      }
      named = &member;
      condition->field = *field;
    }
    if (named == nullptr) {
      Invalid(path, absl::StrCat("the condition needs a field with values: one of ", View(kFieldNames), "."));
      return;
    }
    ReadValues(named->value, PointerTo(path, named->name), &condition->values);
  }

  void ReadCondition(const JsonValue& value, const std::string& path, AttributeCondition* condition) {
    if (!IsObject(value, path)) return;
    ReadOperator(value, path, &condition->op);
    condition->attribute_name = Text(value, "attributeName", path).value_or("");
    if (value.Find("attributeTypeName") != nullptr) {
      condition->type_name = Text(value, "attributeTypeName", path).value_or("");
    }
    if (value.Find("attributeArea") != nullptr) {
      const std::string_view text = Text(value, "attributeArea", path).value_or("");
      condition->area = FindAttributeArea(text);
      if (!condition->area.has_value() && !IsBlank(text)) {
        Invalid(PointerTo(path, "attributeArea"),
                absl::StrCat("attributeArea \"", ShownText(text),
                             "\" is unknown; there are ProductAttribute, DimensionAttribute and BatchAttribute."));
      }
    }
    const JsonValue* values = value.Find("attributeValues");
    if (values == nullptr) {
      issues_->push_back(MissingField(PointerTo(path, "attributeValues")));
    } else {
      ReadValues(*values, PointerTo(path, "attributeValues"), &condition->values);
    }
  }

  std::vector<Issue>* const issues_;
};

}  // namespace

void DecodeProductSearch(const JsonValue& value, ProductSearch* search, std::vector<Issue>* issues) {
  SearchDecoder decoder(issues);
  const std::string path = "/productSearch";
  if (!decoder.IsObject(value, path)) return;
  if (const JsonValue* v = value.Find("productFilter")) {
    decoder.Filter(*v, PointerTo(path, "productFilter"), &search->product_filter);
  }
  if (const JsonValue* v = value.Find("attributeFilter")) {
    decoder.Filter(*v, PointerTo(path, "attributeFilter"), &search->attribute_filter);
  }
}

}  // namespace onhand
