#include "service/grpc/product_messages.h"

#include <optional>

#include "gtest/gtest.h"
#include "service/grpc/product_search_messages.h"

namespace onhand {
namespace {

using Op = ConditionOperator;

TEST(ProductMessagesTest, ThereAndBackAgain) {
  const Product product = {.item_number = "M0030",
                           .company = "usmf",
                           .product_name = "Speaker cable",
                           .product_search_name = "SpeakerCable",
                           .product_type = "Item",
                           .product_description = "long\ntext",
                           .inventory_unit_symbol = "ea",
                           .sales_unit_symbol = "pcs",
                           .purchase_unit_symbol = "box",
                           .attributes = {{"Length", "Metre", AttributeArea::kProduct, "10"},
                                          {"Colour", "", AttributeArea::kDimension, "red"},
                                          {"Lot", "", AttributeArea::kBatch, "7"}}};
  v1::Product message;
  EncodeProductMessage(product, &message);
  EXPECT_EQ(message.attributes(2).attribute_area(), v1::ATTRIBUTE_AREA_BATCH);
  Product decoded;
  EXPECT_EQ(DecodeProductMessage(message, &decoded), std::nullopt);
  EXPECT_EQ(decoded, product);
  message.mutable_attributes(1)->set_attribute_area(v1::ATTRIBUTE_AREA_UNSPECIFIED);
  decoded = {};
  EXPECT_EQ(DecodeProductMessage(message, &decoded), std::nullopt);
  EXPECT_EQ(decoded.attributes[1].area, AttributeArea::kProduct);
  message.mutable_attributes(1)->set_attribute_area(static_cast<v1::AttributeArea>(9));
  const std::optional<Issue> issue = DecodeProductMessage(message, &decoded);
  ASSERT_TRUE(issue.has_value());
  EXPECT_EQ(issue->path, "/attributes/1/attributeArea");
}

TEST(ProductMessagesTest, FieldPaths) {
  EXPECT_EQ(ProductFieldPath("/itemNumber"), "item_number");
  EXPECT_EQ(ProductFieldPath("/purchaseUnitSymbol"), "purchase_unit_symbol");
  EXPECT_EQ(ProductFieldPath("/productSearchName"), "product_search_name");
  EXPECT_EQ(ProductFieldPath("/attributes"), "attributes");
  EXPECT_EQ(ProductFieldPath("/attributes/3/value"), "attributes[3].value");
  EXPECT_EQ(ProductFieldPath("/attributes/0/attributeTypeName"), "attributes[0].attribute_type_name");
  EXPECT_EQ(ProductFieldPath(""), "");
}

TEST(ProductSearchMessagesTest, ThereAndBackAgain) {
  ProductSearch search;
  search.product_filter = {.any = true,
                           .conditions = {{ProductField::kCompany, Op::kIsExactly, {"a"}},
                                          {ProductField::kPurchaseUnitSymbol, Op::kBetween, {"b", "c"}}},
                           .sub_filters = {{.any = false, .conditions = {}, .sub_filters = {{}}}}};
  search.attribute_filter.conditions = {{.attribute_name = "w",
                                         .type_name = "t",
                                         .area = AttributeArea::kBatch,
                                         .op = Op::kDoesNotContain,
                                         .values = {"x"}},
                                        {.attribute_name = "v", .op = Op::kIsOneOf, .values = {"y", "z"}}};
  v1::ProductSearch message;
  EncodeProductSearchMessage(search, &message);
  EXPECT_EQ(message.product_filter().conditions(1).condition_operator(), v1::CONDITION_OPERATOR_BETWEEN);
  ProductSearch decoded;
  ASSERT_EQ(DecodeProductSearchMessage(message, "search", &decoded), std::nullopt);
  EXPECT_TRUE(decoded.product_filter.any);
  ASSERT_EQ(decoded.product_filter.conditions.size(), 2u);
  EXPECT_EQ(decoded.product_filter.conditions[0].field, ProductField::kCompany);
  EXPECT_EQ(decoded.product_filter.conditions[1].op, Op::kBetween);
  EXPECT_EQ(decoded.product_filter.conditions[1].values, search.product_filter.conditions[1].values);
  ASSERT_EQ(decoded.product_filter.sub_filters.size(), 1u);
  EXPECT_EQ(decoded.product_filter.sub_filters[0].sub_filters.size(), 1u);
  ASSERT_EQ(decoded.attribute_filter.conditions.size(), 2u);
  EXPECT_EQ(decoded.attribute_filter.conditions[0].area, AttributeArea::kBatch);
  EXPECT_EQ(decoded.attribute_filter.conditions[0].type_name, "t");
  EXPECT_EQ(decoded.attribute_filter.conditions[1].area, std::nullopt);
  EXPECT_EQ(decoded.attribute_filter.conditions[1].op, Op::kIsOneOf);
}

TEST(ProductSearchMessagesTest, NumbersThatAreNone) {
  const auto issue = [](const v1::ProductSearch& message) {
    ProductSearch search;
    const std::optional<Issue> found = DecodeProductSearchMessage(message, "query.product_search", &search);
    return found.has_value() ? found->path + ": " + found->message : "";
  };
  v1::ProductSearch message;
  v1::ProductCondition* condition = message.mutable_product_filter()->add_sub_filters()->add_conditions();
  condition->set_field(v1::PRODUCT_FIELD_COMPANY);
  EXPECT_EQ(issue(message),
            "query.product_search.product_filter.sub_filters[0].conditions[0].condition_operator: condition operator "
            "is missing");
  condition->set_condition_operator(v1::CONDITION_OPERATOR_IS_NOT);
  EXPECT_EQ(issue(message), "");
  condition->set_field(static_cast<v1::ProductField>(77));
  EXPECT_EQ(issue(message),
            "query.product_search.product_filter.sub_filters[0].conditions[0].field: product field 77 is unknown");
  message.Clear();
  v1::AttributeCondition* attribute = message.mutable_attribute_filter()->add_conditions();
  attribute->set_condition_operator(static_cast<v1::ConditionOperator>(10));
  EXPECT_EQ(issue(message),
            "query.product_search.attribute_filter.conditions[0].condition_operator: condition operator 10 is unknown");
  attribute->set_condition_operator(v1::CONDITION_OPERATOR_IS_NOT);
  attribute->set_attribute_area(static_cast<v1::AttributeArea>(4));
  EXPECT_EQ(issue(message),
            "query.product_search.attribute_filter.conditions[0].attribute_area: attribute area 4 is unknown");
  message.Clear();
  message.mutable_product_filter()->set_logical_operator(static_cast<v1::LogicalOperator>(3));
  EXPECT_EQ(issue(message), "query.product_search.product_filter.logical_operator: logical operator 3 is unknown");
}

TEST(ProductSearchMessagesTest, FieldPaths) {
  const auto path = [](const char* pointer) { return ProductSearchFieldPath(pointer, "search"); };
  EXPECT_EQ(path("/productSearch"), "search");
  EXPECT_EQ(path("/productSearch/productFilter/conditions/2/productName/1"),
            "search.product_filter.conditions[2].values[1]");
  EXPECT_EQ(path("/productSearch/attributeFilter/subFilters/3/subFilters/0/conditions/0/attributeName"),
            "search.attribute_filter.sub_filters[3].sub_filters[0].conditions[0].attribute_name");
  EXPECT_EQ(path("/productSearch/attributeFilter/conditions/0/attributeValues"),
            "search.attribute_filter.conditions[0].values");
  EXPECT_EQ(path("/productSearch/productFilter/conditions"), "search.product_filter.conditions");
  EXPECT_EQ(path("/filters/siteId"), "/filters/siteId");
  EXPECT_EQ(path(""), "");
}

}  // namespace
}  // namespace onhand
