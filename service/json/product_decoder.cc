#include "service/json/product_decoder.h"

#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/model/json_pointer.h"
#include "service/json/field_reader.h"

namespace onhand {
namespace {

// A member that may be missing.
bool ReadOptional(const JsonValue& object, std::string_view name, std::string_view base, std::string* out,
                  Issue* issue) {
  const JsonValue* value = object.Find(name);
  if (value == nullptr) return true;
  std::string_view text;
  if (!ReadString(*value, PointerTo(base, name), &text, issue)) return false;
  *out = std::string(text);
  return true;
}

bool ReadArea(const JsonValue& object, const std::string& base, AttributeArea* area, Issue* issue) {
  std::string text;
  if (!ReadOptional(object, "attributeArea", base, &text, issue)) return false;
  if (text.empty()) return true;
  const std::optional<AttributeArea> found = FindAttributeArea(text);
  if (!found.has_value()) {
    *issue = {Reason::kMalformed, PointerTo(base, "attributeArea"),
              absl::StrCat("attributeArea \"", ShownText(text),
                           "\" is unknown; there are ProductAttribute, DimensionAttribute and BatchAttribute.")};
    return false;
  }
  *area = *found;
  return true;
}

bool ReadAttribute(const JsonValue& value, const std::string& path, ProductAttribute* attribute, Issue* issue) {
  if (!value.is_object()) {
    *issue = MistypedField(path, "an object", value);
    return false;
  }
  if (value.Find("attributeName") == nullptr) {
    *issue = MissingField(PointerTo(path, "attributeName"));
    return false;
  }
  return ReadOptional(value, "attributeName", path, &attribute->name, issue) &&
         ReadOptional(value, "attributeTypeName", path, &attribute->type_name, issue) &&
         ReadArea(value, path, &attribute->area, issue) && ReadOptional(value, "value", path, &attribute->value, issue);
}

}  // namespace

bool DecodeProduct(const JsonValue& record, Product* product, Issue* issue) {
  // First of all, so that a refusal can name it.
  if (record.Find("itemNumber") == nullptr) {
    *issue = MissingField("/itemNumber");
    return false;
  }
  if (!ReadOptional(record, "itemNumber", "", &product->item_number, issue)) return false;
  for (const ProductField field : kProductFields) {
    if (!ReadOptional(record, ProductFieldName(field), "", MutableProductFieldText(product, field), issue)) {
      return false;
    }
  }
  const JsonValue* attributes = record.Find("attributes");
  if (attributes == nullptr) return true;
  if (!attributes->is_array()) {
    *issue = MistypedField("/attributes", "an array of objects", *attributes);
    return false;
  }
  const auto elements = attributes->elements();
  for (size_t i = 0; i < elements.size(); ++i) {
    if (!ReadAttribute(elements[i], PointerTo("/attributes", i), &product->attributes.emplace_back(), issue)) {
      return false;
    }
  }
  return true;
}

}  // namespace onhand
