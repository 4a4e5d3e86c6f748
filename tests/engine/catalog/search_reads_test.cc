// How little a search reads of a large catalogue: records and postings are counted, not time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/catalog/stored_catalog.h"
#include "storage/kv/memory_store.h"
#include "storage/kv/store.h"
#include "tests/storage/testing/counting_store.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand {
namespace {

using storage::ValueOf;
using Op = ConditionOperator;

constexpr int kProducts = 20'000;

constexpr const char* kWords[] = {"speaker", "cable", "lamp", "table", "chair", "wireless", "deluxe", "garden",
                                  "phone",   "case",  "blue", "red",   "oak",   "steel",    "glass",  "mini"};

// Products 000000, 000001, …: names of three words and the number, one in a thousand a "theremin".
Product Made(int i) {
  std::string number = std::to_string(i);
  number.insert(0, 6 - number.size(), '0');
  const auto word = [i](int k) { return std::string(kWords[(i / k + i * 7) % 16]); };
  Product product{.item_number = number,
                  .company = i % 2 == 0 ? "usmf" : "usrt",
                  .product_name = word(1) + " " + word(16) + " " + word(256) + " " + number,
                  .product_type = i % 10 == 0 ? "Service" : "Item"};
  if (i % 1000 == 17) product.product_name = "Grand Theremin " + number;
  product.attributes = {{"Weight", "Kilogram", AttributeArea::kProduct, std::to_string(i % 5000) + ".5"}};
  return product;
}

class SearchReadsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    store_ = storage::NewMemoryStore().release();
    counts_ = new storage::ReadCounts;
    counting_ = storage::NewCountingStore(store_, counts_).release();
    catalog_ = ValueOf(StoredCatalog::Open(counting_, [] { return true; })).release();
    std::vector<Product> products;
    for (int i = 0; i < kProducts; ++i) {
      products.push_back(Made(i));
      if (products.size() < 500 && i + 1 < kProducts) continue;
      for (const Outcome& outcome : ValueOf(catalog_->PutProducts(products)).outcomes) ASSERT_FALSE(outcome.refused());
      products.clear();
    }
    ASSERT_EQ(catalog_->count(), static_cast<uint64_t>(kProducts));
  }
  static void TearDownTestSuite() {
    delete catalog_;
    delete counting_;
    delete counts_;
    delete store_;
  }

  // How many products are found, with what was read counted.
  static size_t Find(const ProductSearch& search, ProductPage page = {}) {
    counts_->Reset();
    const FoundProducts found = ValueOf(catalog_->Search(search, page));
    EXPECT_TRUE(found.issues.empty());
    return found.item_numbers.size();
  }
  static size_t Find(ProductField field, Op op, std::vector<std::string_view> values) {
    ProductSearch search;
    search.product_filter.conditions = {{field, op, std::move(values)}};
    return Find(search);
  }
  static int64_t records() { return counts_->keys; }
  static int64_t postings() { return counts_->entries; }

  static storage::Store* store_;
  static storage::ReadCounts* counts_;
  static storage::Store* counting_;
  static StoredCatalog* catalog_;
};

storage::Store* SearchReadsTest::store_ = nullptr;
storage::ReadCounts* SearchReadsTest::counts_ = nullptr;
storage::Store* SearchReadsTest::counting_ = nullptr;
StoredCatalog* SearchReadsTest::catalog_ = nullptr;

TEST_F(SearchReadsTest, Equality) {
  EXPECT_EQ(Find(ProductField::kItemNumber, Op::kIsExactly, {"012345"}), 1u);
  EXPECT_EQ(records(), 1);
  EXPECT_LE(postings(), 2);
  EXPECT_EQ(Find(ProductField::kItemNumber, Op::kIsOneOf, {"000001", "x", "019999"}), 2u);
  EXPECT_EQ(records(), 2);
  EXPECT_LE(postings(), 4);
  EXPECT_EQ(Find(ProductField::kProductName, Op::kIsExactly, {"grand theremin 001017"}), 1u);
  EXPECT_EQ(records(), 1);
}

TEST_F(SearchReadsTest, Beginnings) {
  EXPECT_EQ(Find(ProductField::kProductName, Op::kBeginsWith, {"Grand"}), 20u);
  EXPECT_EQ(records(), 20);
  EXPECT_LE(postings(), 25);
  EXPECT_EQ(Find(ProductField::kItemNumber, Op::kBeginsWith, {"0123"}), 100u);
  EXPECT_EQ(records(), 100);
  EXPECT_LE(postings(), 105);
}

TEST_F(SearchReadsTest, WordsAndPartsOfWords) {
  for (const char* text : {"theremin", "heremi", "grand theremin", "rand t", "THEREMIN 0"}) {
    EXPECT_EQ(Find(ProductField::kProductName, Op::kContains, {text}), 20u) << text;
    EXPECT_EQ(records(), 20) << text;
    EXPECT_LE(postings(), 2'000) << text;
  }
  EXPECT_EQ(Find(ProductField::kProductName, Op::kContains, {"xylophone"}), 0u);
  EXPECT_EQ(records(), 0);
  EXPECT_LE(postings(), 100);
}

TEST_F(SearchReadsTest, Ranges) {
  ProductSearch search;
  search.attribute_filter.conditions = {{.attribute_name = "weight", .op = Op::kBetween, .values = {"100", "109.9"}}};
  EXPECT_EQ(Find(search), 40u);
  EXPECT_EQ(records(), 40);
  EXPECT_LE(postings(), 45);
  search.attribute_filter.conditions = {{.attribute_name = "weight", .op = Op::kGreaterEqual, .values = {"4999.5"}}};
  EXPECT_EQ(Find(search), 4u);
  EXPECT_EQ(records(), 4);
}

// A rare condition beside ones that nothing serves, or that nearly everything meets.
TEST_F(SearchReadsTest, TheRareConditionDecides) {
  ProductSearch search;
  search.product_filter.conditions = {{ProductField::kProductName, Op::kDoesNotContain, {"lamp"}},
                                      {ProductField::kProductType, Op::kIsExactly, {"item"}},
                                      {ProductField::kProductName, Op::kContains, {"theremin"}},
                                      {ProductField::kCompany, Op::kIsNot, {"usmf"}}};
  EXPECT_EQ(Find(search), 20u);
  EXPECT_EQ(records(), 20);
  EXPECT_LE(postings(), 1'000);
}

// What the postings cannot tell is looked at product by product, and no further than the page goes.
TEST_F(SearchReadsTest, LastResort) {
  ProductSearch search;
  search.product_filter.conditions = {{ProductField::kProductName, Op::kDoesNotContain, {"theremin"}}};
  EXPECT_EQ(Find(search, {.after = "", .limit = 10}), 10u);
  EXPECT_LE(postings(), 15);
  search.product_filter.conditions = {{ProductField::kProductType, Op::kIsExactly, {"item"}}};
  EXPECT_EQ(Find(search, {.after = "", .limit = 10}), 10u);
  EXPECT_LE(records(), 11);
  EXPECT_LE(postings(), 12);
  EXPECT_EQ(Find(search, {.after = "010000", .limit = 10}), 10u);
  EXPECT_LE(postings(), 13);
}

}  // namespace
}  // namespace onhand
