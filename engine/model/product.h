// File: product.h
//
// Products of the catalogue (decisions X5): what is known of a product beside its stock, so that queries can search
// for it (spec section 6).
#ifndef ONHAND_ENGINE_MODEL_PRODUCT_H_
#define ONHAND_ENGINE_MODEL_PRODUCT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace onhand {

// Bytes of UTF-8. Other texts of a product have at most kTextBytesMax.
inline constexpr size_t kProductDescriptionBytesMax = 4'096;
inline constexpr size_t kAttributeValueBytesMax = 1'024;
inline constexpr size_t kProductAttributesMax = 128;
inline constexpr size_t kProductBytesMax = 16 << 10;  // all texts of a product together

// Where an attribute belongs. On disk; do not change.
enum class AttributeArea : uint8_t {
  kProduct = 1,
  kDimension = 2,
  kBatch = 3,
};
inline constexpr std::array<AttributeArea, 3> kAttributeAreas = {AttributeArea::kProduct, AttributeArea::kDimension,
                                                                 AttributeArea::kBatch};
// "ProductAttribute", "DimensionAttribute", "BatchAttribute".
std::string_view AttributeAreaName(AttributeArea area);
// In any case, blanks around it do not count.
std::optional<AttributeArea> FindAttributeArea(std::string_view name);

struct ProductAttribute {
  std::string name;       // 1–256 bytes
  std::string type_name;  // may be ""
  AttributeArea area = AttributeArea::kProduct;
  std::string value;  // at most kAttributeValueBytesMax; "" counts as none
  friend bool operator==(const ProductAttribute&, const ProductAttribute&) = default;
};

// Texts that are not there are "". No text has control characters; description and attribute values may have tabs and
// line ends.
struct Product {
  std::string item_number;  // the productId: 1–256 bytes, compared exactly
  std::string company;
  std::string product_name;
  std::string product_search_name;
  std::string product_type;
  std::string product_description;  // at most kProductDescriptionBytesMax
  std::string inventory_unit_symbol;
  std::string sales_unit_symbol;
  std::string purchase_unit_symbol;
  std::vector<ProductAttribute> attributes;  // at most kProductAttributesMax; one name may be there several times
  friend bool operator==(const Product&, const Product&) = default;
};

// The texts of a product by number. On disk; do not change.
enum class ProductField : uint8_t {
  kCompany = 1,
  kItemNumber = 2,
  kProductName = 3,
  kProductSearchName = 4,
  kProductType = 5,
  kProductDescription = 6,
  kInventoryUnitSymbol = 7,
  kSalesUnitSymbol = 8,
  kPurchaseUnitSymbol = 9,
};
inline constexpr std::array<ProductField, 9> kProductFields = {ProductField::kCompany,
                                                               ProductField::kItemNumber,
                                                               ProductField::kProductName,
                                                               ProductField::kProductSearchName,
                                                               ProductField::kProductType,
                                                               ProductField::kProductDescription,
                                                               ProductField::kInventoryUnitSymbol,
                                                               ProductField::kSalesUnitSymbol,
                                                               ProductField::kPurchaseUnitSymbol};
// As documented: "itemNumber", "productName", …
std::string_view ProductFieldName(ProductField field);
// In any case.
std::optional<ProductField> FindProductField(std::string_view name);

const std::string& ProductFieldText(const Product& product, ProductField field);
std::string* MutableProductFieldText(Product* product, ProductField field);

}  // namespace onhand

#endif  // ONHAND_ENGINE_MODEL_PRODUCT_H_
