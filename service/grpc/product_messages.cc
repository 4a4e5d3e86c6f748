#include "service/grpc/product_messages.h"

#include <array>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/model/json_pointer.h"
#include "engine/model/name.h"
#include "service/grpc/field_path.h"

namespace onhand {
namespace {

// What the message calls a member of the JSON form.
std::string FieldName(const std::string& name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kAttributeFields = {
      {{"attributeName", "attribute_name"},
       {"attributeTypeName", "attribute_type_name"},
       {"attributeArea", "attribute_area"},
       {"value", "value"}}};
  static constexpr std::array<std::string_view, kProductFields.size()> kNames = {"company",
                                                                                 "item_number",
                                                                                 "product_name",
                                                                                 "product_search_name",
                                                                                 "product_type",
                                                                                 "product_description",
                                                                                 "inventory_unit_symbol",
                                                                                 "sales_unit_symbol",
                                                                                 "purchase_unit_symbol"};
  for (const auto& [json, field] : kAttributeFields) {
    if (NamesEqual(json, name)) return std::string(field);
  }
  for (size_t i = 0; i < kProductFields.size(); ++i) {
    if (NamesEqual(ProductFieldName(kProductFields[i]), name)) return std::string(kNames[i]);
  }
  return name;
}

}  // namespace

std::optional<Issue> DecodeProductMessage(const v1::Product& message, Product* product) {
  product->item_number = message.item_number();
  product->company = message.company();
  product->product_name = message.product_name();
  product->product_search_name = message.product_search_name();
  product->product_type = message.product_type();
  product->product_description = message.product_description();
  product->inventory_unit_symbol = message.inventory_unit_symbol();
  product->sales_unit_symbol = message.sales_unit_symbol();
  product->purchase_unit_symbol = message.purchase_unit_symbol();
  product->attributes.reserve(message.attributes_size());
  for (int i = 0; i < message.attributes_size(); ++i) {
    const v1::ProductAttribute& attribute = message.attributes(i);
    ProductAttribute& decoded = product->attributes.emplace_back();
    decoded.name = attribute.attribute_name();
    decoded.type_name = attribute.attribute_type_name();
    decoded.value = attribute.value();
    switch (attribute.attribute_area()) {
      case v1::ATTRIBUTE_AREA_UNSPECIFIED:
      case v1::ATTRIBUTE_AREA_PRODUCT:
        decoded.area = AttributeArea::kProduct;
        break;
      case v1::ATTRIBUTE_AREA_DIMENSION:
        decoded.area = AttributeArea::kDimension;
        break;
      case v1::ATTRIBUTE_AREA_BATCH:
        decoded.area = AttributeArea::kBatch;
        break;
      default:
        return Issue{Reason::kMalformed, absl::StrCat("/attributes/", i, "/attributeArea"),
                     absl::StrCat("attribute area ", static_cast<int>(attribute.attribute_area()), " is unknown")};
    }
  }
  return std::nullopt;
}

void EncodeProductMessage(const Product& product, v1::Product* message) {
  message->set_item_number(product.item_number);
  message->set_company(product.company);
  message->set_product_name(product.product_name);
  message->set_product_search_name(product.product_search_name);
  message->set_product_type(product.product_type);
  message->set_product_description(product.product_description);
  message->set_inventory_unit_symbol(product.inventory_unit_symbol);
  message->set_sales_unit_symbol(product.sales_unit_symbol);
  message->set_purchase_unit_symbol(product.purchase_unit_symbol);
  for (const ProductAttribute& attribute : product.attributes) {
    v1::ProductAttribute* added = message->add_attributes();
    added->set_attribute_name(attribute.name);
    added->set_attribute_type_name(attribute.type_name);
    added->set_attribute_area(static_cast<v1::AttributeArea>(attribute.area));
    added->set_value(attribute.value);
  }
}

std::string ProductFieldPath(std::string_view pointer) {
  const std::vector<std::string> segments = PointerSegments(pointer);
  if (segments.empty()) return std::string(pointer);
  if (!NamesEqual(segments[0], "attributes")) return FieldName(segments[0]);
  if (segments.size() == 1) return "attributes";
  std::string path = absl::StrCat("attributes[", segments[1], "]");
  if (segments.size() > 2) absl::StrAppend(&path, ".", FieldName(segments[2]));
  return path;
}

}  // namespace onhand
