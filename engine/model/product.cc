#include "engine/model/product.h"

#include "engine/model/name.h"

namespace onhand {
std::string_view AttributeAreaName(AttributeArea area) {
  switch (area) {
    case AttributeArea::kProduct:
      return "ProductAttribute";
    case AttributeArea::kDimension:
      return "DimensionAttribute";
    case AttributeArea::kBatch:
      return "BatchAttribute";
  }
  return "";
}

std::optional<AttributeArea> FindAttributeArea(std::string_view name) {
  for (const AttributeArea area : kAttributeAreas) {
    if (NamesEqual(AttributeAreaName(area), TrimBlanks(name))) return area;
  }
  return std::nullopt;
}

std::string_view ProductFieldName(ProductField field) {
  switch (field) {
    case ProductField::kCompany:
      return "company";
    case ProductField::kItemNumber:
      return "itemNumber";
    case ProductField::kProductName:
      return "productName";
    case ProductField::kProductSearchName:
      return "productSearchName";
    case ProductField::kProductType:
      return "productType";
    case ProductField::kProductDescription:
      return "productDescription";
    case ProductField::kInventoryUnitSymbol:
      return "inventoryUnitSymbol";
    case ProductField::kSalesUnitSymbol:
      return "salesUnitSymbol";
    case ProductField::kPurchaseUnitSymbol:
      return "purchaseUnitSymbol";
  }
  return "";
}

std::optional<ProductField> FindProductField(std::string_view name) {
  for (const ProductField field : kProductFields) {
    if (NamesEqual(ProductFieldName(field), name)) return field;
  }
  return std::nullopt;
}

const std::string& ProductFieldText(const Product& product, ProductField field) {
  switch (field) {
    case ProductField::kCompany:
      return product.company;
    case ProductField::kItemNumber:
      return product.item_number;
    case ProductField::kProductName:
      return product.product_name;
    case ProductField::kProductSearchName:
      return product.product_search_name;
    case ProductField::kProductType:
      return product.product_type;
    case ProductField::kProductDescription:
      return product.product_description;
    case ProductField::kInventoryUnitSymbol:
      return product.inventory_unit_symbol;
    case ProductField::kSalesUnitSymbol:
      return product.sales_unit_symbol;
    case ProductField::kPurchaseUnitSymbol:
      return product.purchase_unit_symbol;
  }
  return product.item_number;
}

std::string* MutableProductFieldText(Product* product, ProductField field) {
  return const_cast<std::string*>(&ProductFieldText(*product, field));
}

}  // namespace onhand
