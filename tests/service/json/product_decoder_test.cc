// Products and searches from JSON, and products to JSON.
#include "service/json/product_decoder.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/json/json_reader.h"
#include "service/json/product_encoder.h"
#include "service/json/product_search_decoder.h"

namespace onhand {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Op = ConditionOperator;

// A text and what was read from it.
struct Parsed {
  explicit Parsed(std::string_view json) : text(json) {
    JsonError error;
    document = JsonDocument::Read(text, {}, &error);
    EXPECT_NE(document, nullptr) << error.message;
  }
  const JsonValue& top() const { return document->top(); }

  const std::string text;
  std::unique_ptr<JsonDocument> document;
};

// "" or "path: message".
std::string WrongWithProduct(std::string_view json, Product* product) {
  const Parsed parsed(json);
  Issue issue;
  if (DecodeProduct(parsed.top(), product, &issue)) return "";
  EXPECT_EQ(issue.reason, Reason::kMalformed);
  return issue.path + ": " + issue.message;
}

TEST(ProductDecoderTest, ReadsEveryMember) {
  Product product;
  EXPECT_EQ(WrongWithProduct(R"({"ItemNumber": "M0030", "company": "usmf", "productName": "Speaker cable",
      "productSearchName": "SpeakerCable", "productType": "Item", "productDescription": "long\ntext",
      "inventoryUnitSymbol": "ea", "salesUnitSymbol": "pcs", "PurchaseUnitSymbol": "box", "colour": 1,
      "attributes": [{"attributeName": "Length", "attributeTypeName": "Metre", "attributeArea": " ProductAttribute",
                      "value": "10"},
                     {"attributename": "Colour", "attributeArea": "batchattribute", "value": null},],})",
                             &product),
            "");
  const Product expected = {
      .item_number = "M0030",
      .company = "usmf",
      .product_name = "Speaker cable",
      .product_search_name = "SpeakerCable",
      .product_type = "Item",
      .product_description = "long\ntext",
      .inventory_unit_symbol = "ea",
      .sales_unit_symbol = "pcs",
      .purchase_unit_symbol = "box",
      .attributes = {{"Length", "Metre", AttributeArea::kProduct, "10"}, {"Colour", "", AttributeArea::kBatch, ""}}};
  EXPECT_EQ(product, expected);
  // What is written is read back.
  std::string json;
  AppendProduct(product, &json);
  Product again;
  EXPECT_EQ(WrongWithProduct(json, &again), "");
  EXPECT_EQ(again, expected);
}

TEST(ProductDecoderTest, WritesNoEmptyMembers) {
  std::string json;
  AppendProduct({.item_number = "a\"b"}, &json);
  EXPECT_EQ(json, R"({"itemNumber":"a\"b"})");
  json.clear();
  AppendProductEnvelope("M1", Outcome::Refuse({Reason::kMalformed, "/company", "company is too long"}), &json);
  EXPECT_EQ(json,
            R"({"itemNumber":"M1","processingStatus":"failure","message":"company is too long","statusCode":400})");
}

TEST(ProductDecoderTest, NamesWhatIsWrong) {
  const struct {
    const char* json;
    const char* wrong;
  } kCases[] = {
      {R"({})", "/itemNumber: itemNumber is missing."},
      {R"({"itemNumber": null})", "/itemNumber: itemNumber is missing."},
      {R"({"itemNumber": 30})", "/itemNumber: itemNumber must be a string, not a number."},
      {R"({"itemNumber": "1", "company": []})", "/company: company must be a string, not an array."},
      {R"({"itemNumber": "1", "attributes": {}})", "/attributes: attributes must be an array of objects"},
      {R"({"itemNumber": "1", "attributes": [1]})", "/attributes/0: attributes/0 must be an object"},
      {R"({"itemNumber": "1", "attributes": [{"value": "1"}]})", "/attributes/0/attributeName: "},
      {R"({"itemNumber": "1", "attributes": [{"attributeName": "a", "value": 1}]})", "/attributes/0/value: "},
      {R"({"itemNumber": "1", "attributes": [{"attributeName": "a", "attributeArea": "Wheel"}]})",
       "/attributes/0/attributeArea: attributeArea \"Wheel\" is unknown; there are ProductAttribute"},
  };
  for (const auto& test : kCases) {
    Product product;
    EXPECT_THAT(WrongWithProduct(test.json, &product), HasSubstr(test.wrong));
  }
  Product product;
  WrongWithProduct(R"({"company": 1, "itemNumber": "M1"})", &product);
  EXPECT_EQ(product.item_number, "M1");
}

class SearchDecoderTest : public testing::Test {
 protected:
  std::vector<std::string> Decode(std::string_view json) {
    parsed_ = std::make_unique<Parsed>(json);
    search_ = {};
    std::vector<Issue> issues;
    DecodeProductSearch(parsed_->top(), &search_, &issues);
    std::vector<std::string> texts;
    for (const Issue& issue : issues) {
      EXPECT_TRUE(issue.reason == Reason::kMalformed || issue.reason == Reason::kInvalidSearch);
      texts.push_back(issue.path + ": " + issue.message);
    }
    return texts;
  }

  std::unique_ptr<Parsed> parsed_;
  ProductSearch search_;
};

// The contract as it is printed, trailing commas and the blank before ProductAttribute included.
TEST_F(SearchDecoderTest, ReadsTheDocumentedContract) {
  EXPECT_THAT(Decode(R"({
    "productFilter": {
        "logicalOperator": "And",
        "conditions": [ { "conditionOperator": "Contains", "productName": [ "Deluxe" ], }, ],
        "subFilters": [ { "conditions": [ { "conditionOperator": "IsExactly", "productType": [ "Item" ] } ] } ]
    },
    "attributeFilter": {
        "logicalOperator": "Or",
        "conditions": [ { "attributeName": "Weight Limit", "attributeTypeName":"PoundDomain",
                          "attributeArea": " ProductAttribute", "attributeValues": [ "370" ],
                          "conditionOperator": "GreaterEqual" } ],
        "subFilters": [ { "conditions": [ { "attributeName": "Weight Limit", "attributeTypeName":"PoundDomain",
                          "attributeArea": " ProductAttribute", "attributeValues": [ "330" ],
                          "conditionOperator": "LessEqual" } ] } ]
    },
})"),
              IsEmpty());
  const ProductFilter& products = search_.product_filter;
  EXPECT_FALSE(products.any);
  ASSERT_EQ(products.conditions.size(), 1u);
  EXPECT_EQ(products.conditions[0].field, ProductField::kProductName);
  EXPECT_EQ(products.conditions[0].op, Op::kContains);
  EXPECT_THAT(products.conditions[0].values, ElementsAre("Deluxe"));
  ASSERT_EQ(products.sub_filters.size(), 1u);
  EXPECT_EQ(products.sub_filters[0].conditions[0].field, ProductField::kProductType);
  const AttributeFilter& attributes = search_.attribute_filter;
  EXPECT_TRUE(attributes.any);
  ASSERT_EQ(attributes.conditions.size(), 1u);
  EXPECT_EQ(attributes.conditions[0].attribute_name, "Weight Limit");
  EXPECT_EQ(attributes.conditions[0].type_name, "PoundDomain");
  EXPECT_EQ(attributes.conditions[0].area, AttributeArea::kProduct);
  EXPECT_EQ(attributes.conditions[0].op, Op::kGreaterEqual);
  EXPECT_THAT(attributes.conditions[0].values, ElementsAre("370"));
  EXPECT_EQ(attributes.sub_filters[0].conditions[0].op, Op::kLessEqual);
}

TEST_F(SearchDecoderTest, NamesMatchInAnyCase) {
  EXPECT_THAT(Decode(R"({"ProductFilter": {"LogicalOperator": " or", "Conditions": [
      {"ConditionOperator": "beginswith ", "ITEMNUMBER": ["M"], "productName": null, "company": []}]},
      "AttributeFilter": null, "comment": {}})"),
              IsEmpty());
  EXPECT_TRUE(search_.product_filter.any);
  EXPECT_EQ(search_.product_filter.conditions[0].op, Op::kBeginsWith);
  EXPECT_EQ(search_.product_filter.conditions[0].field, ProductField::kItemNumber);
  EXPECT_THAT(Decode("{}"), IsEmpty());
  EXPECT_THAT(Decode(R"({"attributeFilter": {"conditions": [{"attributeName": "a", "conditionOperator": "isnot",
      "attributeArea": "", "attributeValues": ["1"]}]}})"),
              IsEmpty());
  EXPECT_EQ(search_.attribute_filter.conditions[0].area, std::nullopt);
}

TEST_F(SearchDecoderTest, NamesWhatIsWrong) {
  const struct {
    const char* json;
    const char* wrong;
  } kCases[] = {
      {R"([])", "/productSearch: productSearch must be an object, not an array."},
      {R"({"productFilter": []})", "/productSearch/productFilter: "},
      {R"({"productFilter": {"conditions": {}}})", "/productSearch/productFilter/conditions: "},
      {R"({"productFilter": {"conditions": ["a"]}})", "/productSearch/productFilter/conditions/0: "},
      {R"({"productFilter": {"subFilters": [1]}})", "/productSearch/productFilter/subFilters/0: "},
      {R"({"productFilter": {"logicalOperator": "Xor"}})",
       "/productSearch/productFilter/logicalOperator: logicalOperator \"Xor\" is unknown; there are And and Or."},
      {R"({"productFilter": {"conditions": [{"productName": ["a"]}]}})",
       "/productSearch/productFilter/conditions/0/conditionOperator: "},
      {R"({"productFilter": {"conditions": [{"conditionOperator": "Like", "productName": ["a"]}]}})",
       "conditionOperator \"Like\" is unknown; there are IsExactly,"},
      {R"({"productFilter": {"conditions": [{"conditionOperator": 1, "productName": ["a"]}]}})",
       "conditionOperator must be a string"},
      {R"({"productFilter": {"conditions": [{"conditionOperator": "Contains", "colour": ["a"]}]}})",
       "/productSearch/productFilter/conditions/0/colour: \"colour\" is no field of a product; there are company,"},
      {R"({"productFilter": {"conditions": [{"conditionOperator": "Contains"}]}})",
       "/productSearch/productFilter/conditions/0: the condition needs a field with values"},
      {R"({"productFilter": {"conditions": [{"conditionOperator": "Contains", "company": []}]}})",
       "the condition needs a field with values"},
      {R"({"productFilter": {"conditions": [{"conditionOperator": "Contains", "company": ["a"], "itemNumber": ["b"]}]}})",
       "/productSearch/productFilter/conditions/0/itemNumber: a condition names one field"},
      {R"({"productFilter": {"conditions": [{"conditionOperator": "Contains", "company": "a"}]}})",
       "must be an array of strings"},
      {R"({"productFilter": {"conditions": [{"conditionOperator": "Contains", "company": ["a", 1]}]}})",
       "/productSearch/productFilter/conditions/0/company/1: "},
      {R"({"attributeFilter": {"conditions": [{"conditionOperator": "IsNot", "attributeValues": ["a"]}]}})",
       "/productSearch/attributeFilter/conditions/0/attributeName: "},
      {R"({"attributeFilter": {"conditions": [{"conditionOperator": "IsNot", "attributeName": "a"}]}})",
       "/productSearch/attributeFilter/conditions/0/attributeValues: "},
      {R"({"attributeFilter": {"conditions": [{"conditionOperator": "IsNot", "attributeName": "a",
          "attributeValues": ["a"], "attributeArea": "Wheel"}]}})",
       "/productSearch/attributeFilter/conditions/0/attributeArea: attributeArea \"Wheel\" is unknown"},
  };
  for (const auto& test : kCases) {
    const std::vector<std::string> wrong = Decode(test.json);
    ASSERT_EQ(wrong.size(), 1u) << test.json;
    EXPECT_THAT(wrong[0], HasSubstr(test.wrong));
  }
}

}  // namespace
}  // namespace onhand
