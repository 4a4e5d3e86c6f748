#include "engine/catalog/product_rules.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/model/json_pointer.h"
#include "engine/model/text.h"

namespace onhand {
namespace {

// "productName is longer than 256 bytes". The field is named by its path.
Issue TextIssue(Reason reason, std::string path, TextError error, size_t bytes_max) {
  const std::string wrong = error == TextError::kTooLong ? absl::StrCat("is longer than ", bytes_max, " bytes")
                                                         : std::string(TextErrorText(error));
  std::string message = absl::StrCat(path.empty() ? "the item number" : path.substr(1), " ", wrong);
  return {reason, std::move(path), std::move(message)};
}

std::optional<Issue> CheckOptional(std::string_view text, std::string path) {
  const TextError error = CheckOptionalText(text);
  if (error == TextError::kNone) return std::nullopt;
  return TextIssue(Reason::kMalformed, std::move(path), error, kTextBytesMax);
}

std::optional<Issue> CheckLong(std::string_view text, std::string path, size_t bytes_max) {
  const TextError error = text.empty() ? TextError::kNone : CheckLongText(text, bytes_max);
  if (error == TextError::kNone) return std::nullopt;
  return TextIssue(Reason::kMalformed, std::move(path), error, bytes_max);
}

std::optional<Issue> CheckAttribute(const ProductAttribute& attribute, const std::string& path) {
  if (const TextError error = CheckText(attribute.name); error != TextError::kNone) {
    return TextIssue(Reason::kMalformed, PointerTo(path, "attributeName"), error, kTextBytesMax);
  }
  if (auto issue = CheckOptional(attribute.type_name, PointerTo(path, "attributeTypeName"))) return issue;
  return CheckLong(attribute.value, PointerTo(path, "value"), kAttributeValueBytesMax);
}

size_t TextBytes(const Product& product) {
  size_t bytes = 0;
  for (const ProductField field : kProductFields) bytes += ProductFieldText(product, field).size();
  for (const ProductAttribute& attribute : product.attributes) {
    bytes += attribute.name.size() + attribute.type_name.size() + attribute.value.size();
  }
  return bytes;
}

}  // namespace

std::optional<Issue> CheckItemNumber(std::string_view item_number, std::string path) {
  const TextError error = CheckText(item_number);
  if (error == TextError::kNone) return std::nullopt;
  return TextIssue(Reason::kInvalidProduct, std::move(path), error, kTextBytesMax);
}

std::optional<Issue> CheckProduct(const Product& product) {
  if (auto issue = CheckItemNumber(product.item_number, "/itemNumber")) return issue;
  for (const ProductField field : kProductFields) {
    if (field == ProductField::kItemNumber) continue;
    const std::string& text = ProductFieldText(product, field);
    std::string path = PointerTo("", ProductFieldName(field));
    auto issue = field == ProductField::kProductDescription
                     ? CheckLong(text, std::move(path), kProductDescriptionBytesMax)
                     : CheckOptional(text, std::move(path));
    if (issue.has_value()) return issue;
  }
  if (product.attributes.size() > kProductAttributesMax) {
    return Issue{Reason::kMalformed, "/attributes",
                 absl::StrCat("the product has ", product.attributes.size(), " attributes; the most is ",
                              kProductAttributesMax)};
  }
  for (size_t i = 0; i < product.attributes.size(); ++i) {
    if (auto issue = CheckAttribute(product.attributes[i], PointerTo("/attributes", i))) return issue;
  }
  if (const size_t bytes = TextBytes(product); bytes > kProductBytesMax) {
    return Issue{
        Reason::kMalformed, "",
        absl::StrCat("the texts of the product have ", bytes, " bytes together; the most is ", kProductBytesMax)};
  }
  return std::nullopt;
}

storage::ProductRecord ToProductRecord(const Product& product) {
  storage::ProductRecord record;
  for (const ProductField field : kProductFields) {
    const std::string& text = ProductFieldText(product, field);
    if (field == ProductField::kItemNumber || text.empty()) continue;
    record.fields.push_back({static_cast<uint8_t>(field), text});
  }
  record.attributes.reserve(product.attributes.size());
  for (const ProductAttribute& attribute : product.attributes) {
    record.attributes.push_back(
        {static_cast<uint8_t>(attribute.area), attribute.name, attribute.type_name, attribute.value});
  }
  return record;
}

Product FromProductRecord(std::string_view item_number, const storage::ProductRecord& record) {
  Product product;
  product.item_number = std::string(item_number);
  for (const storage::ProductRecord::Field& field : record.fields) {
    *MutableProductFieldText(&product, static_cast<ProductField>(field.number)) = field.text;
  }
  product.attributes.reserve(record.attributes.size());
  for (const storage::ProductRecord::Attribute& attribute : record.attributes) {
    product.attributes.push_back(
        {attribute.name, attribute.type_name, static_cast<AttributeArea>(attribute.area), attribute.value});
  }
  return product;
}

}  // namespace onhand
