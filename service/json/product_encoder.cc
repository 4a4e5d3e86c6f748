#include "service/json/product_encoder.h"

#include "service/json/json_writer.h"

namespace onhand {
namespace {

// Puts a comma before it where the object has members already.
void AppendMember(std::string_view name, std::string_view value, std::string* out) {
  if (out->back() != '{') out->push_back(',');
  AppendJsonString(name, out);
  out->push_back(':');
  AppendJsonString(value, out);
}

void AppendAttribute(const ProductAttribute& attribute, std::string* out) {
  out->push_back('{');
  AppendMember("attributeName", attribute.name, out);
  if (!attribute.type_name.empty()) AppendMember("attributeTypeName", attribute.type_name, out);
  AppendMember("attributeArea", AttributeAreaName(attribute.area), out);
  AppendMember("value", attribute.value, out);
  out->push_back('}');
}

}  // namespace

void AppendProduct(const Product& product, std::string* out) {
  out->push_back('{');
  AppendMember(ProductFieldName(ProductField::kItemNumber), product.item_number, out);
  for (const ProductField field : kProductFields) {
    const std::string& text = ProductFieldText(product, field);
    if (field != ProductField::kItemNumber && !text.empty()) AppendMember(ProductFieldName(field), text, out);
  }
  if (!product.attributes.empty()) {
    out->append(",\"attributes\":[");
    for (size_t i = 0; i < product.attributes.size(); ++i) {
      if (i > 0) out->push_back(',');
      AppendAttribute(product.attributes[i], out);
    }
    out->push_back(']');
  }
  out->push_back('}');
}

void AppendProductEnvelope(std::string_view item_number, const Outcome& outcome, std::string* out) {
  out->push_back('{');
  AppendMember("itemNumber", item_number, out);
  AppendMember("processingStatus", ProcessingStatusName(outcome.status), out);
  AppendMember("message", outcome.message, out);
  out->append(",\"statusCode\":").append(std::to_string(outcome.status_code())).append("}");
}

}  // namespace onhand
