// What each operator finds, case by case, and which searches are refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/catalog/stored_catalog.h"
#include "storage/kv/memory_store.h"
#include "storage/kv/store.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand {
namespace {

using storage::ValueOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Op = ConditionOperator;
using Values = std::vector<std::string_view>;

class ProductSearchTest : public testing::Test {
 protected:
  void SetUp() override {
    store_ = storage::NewMemoryStore();
    catalog_ = ValueOf(StoredCatalog::Open(store_.get(), [] { return true; }));
    const auto weight = [](std::string value, std::string type = "PoundDomain") {
      return ProductAttribute{"Weight Limit", std::move(type), AttributeArea::kProduct, std::move(value)};
    };
    const std::vector<Product> products = {
        {.item_number = "C1",
         .company = "usmf",
         .product_name = "Speaker Cable 10",
         .product_type = "Item",
         .attributes = {weight("370")}},
        {.item_number = "C2",
         .company = "USRT",
         .product_name = "Loudspeaker cables",
         .product_type = "Item",
         .attributes = {weight("99.5"), weight("400")}},
        {.item_number = "C3",
         .product_name = "Lautsprecher-Kabel ÄRGER",
         .product_type = "Service",
         .product_description = "Deluxe speaker\ncable"},
        {.item_number = "D1", .product_name = "茶 Tea", .attributes = {weight("heavy", "Words")}},
        {.item_number = "D2",
         .product_name = "xl",
         .attributes = {{"Colour", "", AttributeArea::kDimension, "Red"},
                        {"Colour", "", AttributeArea::kBatch, "blue"}}},
        {.item_number = "E1"},
    };
    for (const Outcome& outcome : ValueOf(catalog_->PutProducts(products)).outcomes) ASSERT_FALSE(outcome.refused());
  }

  std::string Run(const ProductSearch& search) {
    const FoundProducts found = ValueOf(catalog_->Search(search, {}));
    EXPECT_THAT(found.issues, IsEmpty());
    std::string items;
    for (const std::string& item : found.item_numbers) items += (items.empty() ? "" : " ") + item;
    return items;
  }
  std::string Find(ProductField field, Op op, Values values) {
    ProductSearch search;
    search.product_filter.conditions = {{field, op, std::move(values)}};
    return Run(search);
  }
  std::string FindAttribute(AttributeCondition condition) {
    ProductSearch search;
    search.attribute_filter.conditions = {std::move(condition)};
    return Run(search);
  }

  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<StoredCatalog> catalog_;
};

TEST_F(ProductSearchTest, Fields) {
  const struct {
    ProductField field;
    Op op;
    Values values;
    const char* found;
  } kCases[] = {
      {ProductField::kProductName, Op::kIsExactly, {"SPEAKER cable 10"}, "C1"},
      {ProductField::kProductName, Op::kIsExactly, {"speaker cable"}, ""},
      {ProductField::kProductName, Op::kIsExactly, {"xl", "loudspeaker CABLES"}, "C2 D2"},
      {ProductField::kItemNumber, Op::kIsExactly, {"c1"}, "C1"},
      {ProductField::kProductType, Op::kIsOneOf, {"service", "ITEM"}, "C1 C2 C3"},
      {ProductField::kProductType, Op::kIsNot, {"item"}, "C3 D1 D2 E1"},
      {ProductField::kProductType, Op::kIsNot, {"item", "service"}, "D1 D2 E1"},
      {ProductField::kProductName, Op::kContains, {"speaker cable"}, "C1 C2"},
      {ProductField::kProductName, Op::kContains, {"ärger"}, "C3"},
      {ProductField::kProductName, Op::kContains, {"peake"}, "C1 C2"},
      {ProductField::kProductName, Op::kContains, {"kabel", "TEA"}, "C3 D1"},
      {ProductField::kProductName, Op::kContains, {"茶"}, "D1"},
      {ProductField::kProductName, Op::kContains, {"l"}, "C1 C2 C3 D2"},
      {ProductField::kProductName, Op::kContains, {"10"}, "C1"},
      {ProductField::kProductName, Op::kContains, {" "}, "C1 C2 C3 D1"},
      {ProductField::kProductName, Op::kContains, {"r-k"}, "C3"},
      {ProductField::kProductDescription, Op::kContains, {"speaker\ncable"}, "C3"},
      {ProductField::kProductDescription, Op::kContains, {"speaker cable"}, ""},
      {ProductField::kProductName, Op::kDoesNotContain, {"cable"}, "C3 D1 D2 E1"},
      {ProductField::kProductName, Op::kDoesNotContain, {"cable", "tea"}, "C3 D2 E1"},
      {ProductField::kProductName, Op::kBeginsWith, {"speaker"}, "C1"},
      {ProductField::kProductName, Op::kBeginsWith, {"L"}, "C2 C3"},
      {ProductField::kItemNumber, Op::kBeginsWith, {"c", "E1"}, "C1 C2 C3 E1"},
      {ProductField::kItemNumber, Op::kGreaterEqual, {"D1"}, "D1 D2 E1"},
      {ProductField::kItemNumber, Op::kLessEqual, {"c2"}, "C1 C2"},
      {ProductField::kItemNumber, Op::kBetween, {"c2", "d1"}, "C2 C3 D1"},
      {ProductField::kItemNumber, Op::kBetween, {"d1", "c2"}, ""},
      {ProductField::kCompany, Op::kIsExactly, {"USMF"}, "C1"},
      // What a product does not have fails all but the negative ones.
      {ProductField::kCompany, Op::kGreaterEqual, {"a"}, "C1 C2"},
      {ProductField::kCompany, Op::kLessEqual, {"z"}, "C1 C2"},
      {ProductField::kCompany, Op::kDoesNotContain, {"us"}, "C3 D1 D2 E1"},
  };
  for (const auto& test : kCases) {
    EXPECT_EQ(Find(test.field, test.op, test.values), test.found)
        << ProductFieldName(test.field) << " " << ConditionOperatorName(test.op) << " " << test.values[0];
  }
}

TEST_F(ProductSearchTest, NumbersCompareBySizeAndTextsAsTexts) {
  const auto find = [this](Op op, Values values) {
    return FindAttribute({.attribute_name = "weight limit", .op = op, .values = std::move(values)});
  };
  EXPECT_EQ(find(Op::kGreaterEqual, {"370"}), "C1 C2 D1");  // "heavy" is text, and behind "370"
  EXPECT_EQ(find(Op::kGreaterEqual, {"370.1"}), "C2 D1");
  EXPECT_EQ(find(Op::kGreaterEqual, {"1e2"}), "C1 C2 D1");
  EXPECT_EQ(find(Op::kLessEqual, {"100"}), "C2");
  EXPECT_EQ(find(Op::kLessEqual, {"99.50"}), "C2");
  EXPECT_EQ(find(Op::kLessEqual, {"99.4"}), "");
  EXPECT_EQ(find(Op::kBetween, {"370", "370"}), "C1");
  EXPECT_EQ(find(Op::kBetween, {"100", "399"}), "C1");
  EXPECT_EQ(find(Op::kBetween, {"3", "heavz"}), "C1 C2 D1");  // 370 >= 3 by size, "370" <= "heavz" as text
  EXPECT_EQ(find(Op::kGreaterEqual, {"g"}), "D1");
  EXPECT_EQ(find(Op::kLessEqual, {"g"}), "C1 C2");
  EXPECT_EQ(find(Op::kIsExactly, {"370.0"}), "");  // exactly is by text
  EXPECT_EQ(find(Op::kContains, {"9.5"}), "C2");
  EXPECT_EQ(find(Op::kBeginsWith, {"3"}), "C1");
}

TEST_F(ProductSearchTest, AttributesAreFoundByNameTypeAndArea) {
  EXPECT_EQ(FindAttribute({.attribute_name = "COLOUR", .op = Op::kIsExactly, .values = {"RED"}}), "D2");
  EXPECT_EQ(FindAttribute(
                {.attribute_name = "colour", .area = AttributeArea::kBatch, .op = Op::kIsExactly, .values = {"red"}}),
            "");
  EXPECT_EQ(FindAttribute(
                {.attribute_name = "colour", .area = AttributeArea::kBatch, .op = Op::kIsExactly, .values = {"blue"}}),
            "D2");
  EXPECT_EQ(
      FindAttribute(
          {.attribute_name = "Weight Limit", .type_name = "pounddomain", .op = Op::kGreaterEqual, .values = {"0"}}),
      "C1 C2");
  EXPECT_EQ(FindAttribute({.attribute_name = "Weight", .op = Op::kGreaterEqual, .values = {"0"}}), "");
  // None of several may be it; who has no such attribute passes.
  EXPECT_EQ(FindAttribute({.attribute_name = "Weight Limit", .op = Op::kIsNot, .values = {"400"}}), "C1 C3 D1 D2 E1");
  EXPECT_EQ(FindAttribute({.attribute_name = "Colour", .op = Op::kDoesNotContain, .values = {"u"}}), "C1 C2 C3 D1 E1");
}

ProductFilter Leaf(ProductField field, Op op, Values values) {
  return {.any = false, .conditions = {{field, op, std::move(values)}}, .sub_filters = {}};
}

TEST_F(ProductSearchTest, TreesOfAndAndOr) {
  ProductSearch search;
  search.product_filter = {.any = true,
                           .conditions = {{ProductField::kItemNumber, Op::kIsExactly, {"E1"}}},
                           .sub_filters = {{.any = false,
                                            .conditions = {{ProductField::kProductType, Op::kIsExactly, {"item"}},
                                                           {ProductField::kCompany, Op::kIsNot, {"usmf"}}},
                                            .sub_filters = {}}}};
  EXPECT_EQ(Run(search), "C2 E1");
  // Both filters must hold.
  search.attribute_filter.conditions = {
      {.attribute_name = "weight limit", .op = Op::kIsOneOf, .values = {"400", "370"}}};
  EXPECT_EQ(Run(search), "C2");
  // Filters that say nothing restrict nothing, in an Or too.
  search.product_filter.sub_filters.push_back({.any = true, .conditions = {}, .sub_filters = {{}, {}}});
  EXPECT_EQ(Run(search), "C2");
  EXPECT_EQ(Run({}), "C1 C2 C3 D1 D2 E1");
  // An Or with a part that no posting serves.
  search = {};
  search.product_filter = {.any = true, .conditions = {}, .sub_filters = {}};
  search.product_filter.sub_filters = {Leaf(ProductField::kProductName, Op::kDoesNotContain, {"a"}),
                                       Leaf(ProductField::kItemNumber, Op::kIsExactly, {"c1"})};
  EXPECT_EQ(Run(search), "C1 D2 E1");
}

TEST_F(ProductSearchTest, PagesOfAnAnswer) {
  for (const Op op : {Op::kBeginsWith, Op::kDoesNotContain}) {
    ProductSearch search;
    search.product_filter.conditions = {
        {ProductField::kItemNumber, op, {op == Op::kBeginsWith ? std::string_view("c") : "d"}}};
    FoundProducts found = ValueOf(catalog_->Search(search, {.after = "", .limit = 2}));
    EXPECT_THAT(found.item_numbers, ElementsAre("C1", "C2"));
    EXPECT_TRUE(found.more);
    found = ValueOf(catalog_->Search(search, {.after = "C2", .limit = 1}));
    EXPECT_THAT(found.item_numbers, ElementsAre("C3"));
    EXPECT_EQ(found.more, op == Op::kDoesNotContain);  // E1
    found = ValueOf(catalog_->Search(search, {.after = "Z"}));
    EXPECT_THAT(found.item_numbers, IsEmpty());
  }
}

TEST_F(ProductSearchTest, LongTextsAreJudgedWhole) {
  const std::string beginning(200, 'a');
  std::vector<Product> products;
  for (const char* end : {"b", "c"}) {
    products.push_back({.item_number = std::string("L") + end, .product_name = beginning + end});
  }
  ValueOf(catalog_->PutProducts(products));
  const std::string b = beginning + "b";
  EXPECT_EQ(Find(ProductField::kProductName, Op::kIsExactly, {b}), "Lb");
  EXPECT_EQ(Find(ProductField::kProductName, Op::kBeginsWith, {b}), "Lb");
  EXPECT_EQ(Find(ProductField::kProductName, Op::kBeginsWith, {beginning}), "Lb Lc");
  EXPECT_EQ(Find(ProductField::kProductName, Op::kContains, {b}), "Lb");
  EXPECT_EQ(Find(ProductField::kProductName, Op::kLessEqual, {b}), "Lb");
}

TEST_F(ProductSearchTest, WhatCannotBeSearchedIsSaidWithItsPlace) {
  const auto issue = [this](const ProductSearch& search) {
    const FoundProducts found = ValueOf(catalog_->Search(search, {}));
    EXPECT_EQ(found.issues.size(), 1u);
    EXPECT_THAT(found.item_numbers, IsEmpty());
    if (found.issues.empty()) return std::string();
    EXPECT_EQ(found.issues[0].reason, Reason::kInvalidSearch);
    return found.issues[0].path + ": " + found.issues[0].message;
  };
  ProductSearch search;
  search.product_filter = Leaf(ProductField::kProductName, Op::kContains, {});
  EXPECT_EQ(issue(search), "/productSearch/productFilter/conditions/0/productName: at least one value is needed");
  search.product_filter = Leaf(ProductField::kProductName, Op::kContains, {"a", ""});
  EXPECT_EQ(issue(search), "/productSearch/productFilter/conditions/0/productName/1: the value is empty");
  search.product_filter = Leaf(ProductField::kProductName, Op::kBetween, {"a"});
  EXPECT_THAT(issue(search), HasSubstr("Between takes exactly two values, not 1"));
  search.product_filter = Leaf(ProductField::kProductName, Op::kBetween, {"a", "b", "c"});
  EXPECT_THAT(issue(search), HasSubstr("not 3"));
  search.product_filter = Leaf(ProductField::kProductName, Op::kIsExactly, {"\xFF"});
  EXPECT_THAT(issue(search), HasSubstr("is not valid UTF-8"));
  const std::string long_text(4097, 'x');
  search.product_filter = Leaf(ProductField::kProductName, Op::kIsExactly, {long_text});
  EXPECT_THAT(issue(search), HasSubstr("longer than 4096 bytes"));
  search = {};
  search.attribute_filter.sub_filters.resize(1);
  search.attribute_filter.sub_filters[0].conditions = {{.attribute_name = "", .values = {"a"}}};
  EXPECT_EQ(issue(search),
            "/productSearch/attributeFilter/subFilters/0/conditions/0/attributeName: attributeName is empty");
  search.attribute_filter.sub_filters[0].conditions = {{.attribute_name = "n", .type_name = "\n", .values = {"a"}}};
  EXPECT_THAT(issue(search), HasSubstr("attributeTypeName holds a control character"));
}

TEST_F(ProductSearchTest, SizeIsLimited) {
  const auto issues = [this](const ProductSearch& search) {
    return ValueOf(catalog_->Search(search, {.after = "", .limit = 1})).issues;
  };
  const auto deep = [](int depth) {
    ProductFilter filter = Leaf(ProductField::kProductName, Op::kContains, {"a"});
    for (int i = 1; i < depth; ++i) {
      ProductFilter outer;
      outer.sub_filters.push_back(std::move(filter));
      filter = std::move(outer);
    }
    return ProductSearch{.product_filter = std::move(filter), .attribute_filter = {}};
  };
  EXPECT_THAT(issues(deep(32)), IsEmpty());
  ASSERT_EQ(issues(deep(33)).size(), 1u);
  EXPECT_THAT(issues(deep(33))[0].message, HasSubstr("nested deeper than 32"));
  ASSERT_EQ(issues(deep(90)).size(), 1u);

  const auto wide = [](size_t conditions) {
    ProductSearch search;
    search.product_filter.any = true;
    const ProductCondition condition = {ProductField::kProductName, Op::kContains, {"speaker"}};
    search.product_filter.conditions.resize(conditions, condition);
    return search;
  };
  EXPECT_THAT(issues(wide(128)), IsEmpty());
  ASSERT_EQ(issues(wide(130)).size(), 1u);
  EXPECT_THAT(issues(wide(130))[0].message, HasSubstr("more than 128 conditions"));

  const auto many = [](size_t values) {
    ProductSearch search;
    search.product_filter = Leaf(ProductField::kItemNumber, Op::kIsOneOf, Values(values, "c1"));
    return search;
  };
  EXPECT_THAT(issues(many(1024)), IsEmpty());
  EXPECT_EQ(Run(many(1024)), "C1");
  ASSERT_EQ(issues(many(2000)).size(), 1u);
  EXPECT_THAT(issues(many(2000))[0].message, HasSubstr("more than 1024 values"));
}

}  // namespace
}  // namespace onhand
