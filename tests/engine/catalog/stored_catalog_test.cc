#include "engine/catalog/stored_catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "storage/kv/memory_store.h"
#include "storage/kv/store.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand {
namespace {

using storage::ValueOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Product Cable() {
  return {.item_number = "M0030",
          .company = "USMF",
          .product_name = "Speaker cable",
          .product_search_name = "SpeakerCable",
          .product_type = "Item",
          .product_description = "Ten metres,\nblack or white",
          .inventory_unit_symbol = "ea",
          .sales_unit_symbol = "pcs",
          .purchase_unit_symbol = "box",
          .attributes = {{"Length", "Metre", AttributeArea::kProduct, "10"},
                         {"Colour", "", AttributeArea::kDimension, "black"},
                         {"Colour", "", AttributeArea::kDimension, "white"}}};
}

class StoredCatalogTest : public testing::Test {
 protected:
  void SetUp() override { Open(); }
  void Open() {
    catalog_ = nullptr;
    store_ = disk_.OpenStore();
    catalog_ = ValueOf(StoredCatalog::Open(store_.get(), [this] { return enabled_.load(); }));
  }

  ProductResults Put(const std::vector<Product>& products) { return ValueOf(catalog_->PutProducts(products)); }
  ProductResults Delete(const std::vector<std::string_view>& items) { return ValueOf(catalog_->DeleteProducts(items)); }
  std::vector<Product> All() { return ValueOf(catalog_->List({})).products; }
  std::vector<std::string> FindName(std::string_view text) {
    ProductSearch search;
    search.product_filter.conditions = {{ProductField::kProductName, ConditionOperator::kContains, {text}}};
    const FoundProducts found = ValueOf(catalog_->Search(search, {}));
    EXPECT_THAT(found.issues, IsEmpty());
    return found.item_numbers;
  }

  std::atomic<bool> enabled_ = true;
  storage::MemoryDisk disk_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<StoredCatalog> catalog_;
};

TEST_F(StoredCatalogTest, ProductsAreKeptWholeAlsoAfterReopening) {
  const Product bare{.item_number = "m0030"};
  EXPECT_THAT(Put({Cable(), bare}).outcomes, ElementsAre(Outcome(), Outcome()));
  EXPECT_EQ(All(), (std::vector<Product>{Cable(), bare}));
  Open();
  EXPECT_EQ(All(), (std::vector<Product>{Cable(), bare}));
  EXPECT_EQ(catalog_->count(), 2u);
  EXPECT_THAT(FindName("CABLE"), ElementsAre("M0030"));
}

TEST_F(StoredCatalogTest, ASecondPutReplacesTheProduct) {
  Put({Cable()});
  const Product other{.item_number = "M0030", .product_name = "Lamp"};
  Put({other});
  EXPECT_EQ(All(), std::vector<Product>{other});
  EXPECT_THAT(FindName("cable"), IsEmpty());
  EXPECT_THAT(FindName("lamp"), ElementsAre("M0030"));
}

TEST_F(StoredCatalogTest, OfSeveralWithOneNumberTheLastHolds) {
  const Product first{.item_number = "1", .product_name = "first"};
  const Product last{.item_number = "1", .product_name = "last"};
  EXPECT_EQ(Put({first, last}).outcomes.size(), 2u);
  EXPECT_EQ(All(), std::vector<Product>{last});
}

TEST_F(StoredCatalogTest, RecordsAreIndependent) {
  Product wrong = Cable();
  wrong.product_name = "a\nb";
  const ProductResults results = Put({wrong, {.item_number = "2"}, {.item_number = ""}});
  EXPECT_EQ(results.outcomes[0].reason, Reason::kMalformed);
  EXPECT_EQ(results.outcomes[0].path, "/productName");
  EXPECT_EQ(results.outcomes[0].message, "productName holds a control character");
  EXPECT_FALSE(results.outcomes[1].refused());
  EXPECT_EQ(results.outcomes[2].reason, Reason::kInvalidProduct);
  EXPECT_EQ(results.outcomes[2].path, "/itemNumber");
  EXPECT_THAT(All(), ElementsAre(Product{.item_number = "2"}));
}

TEST_F(StoredCatalogTest, EveryRuleIsNamed) {
  const struct {
    void (*spoil)(Product*);
    const char* path;
    const char* message;
  } kCases[] = {
      {[](Product* p) { p->item_number = std::string(257, 'x'); }, "/itemNumber", "longer than 256 bytes"},
      {[](Product* p) { p->item_number = "\xFF"; }, "/itemNumber", "not valid UTF-8"},
      {[](Product* p) { p->company = std::string(257, 'x'); }, "/company", "company is longer than 256 bytes"},
      {[](Product* p) { p->sales_unit_symbol = "\x7F"; }, "/salesUnitSymbol", "control character"},
      {[](Product* p) { p->product_description = std::string(4097, 'x'); }, "/productDescription", "4096 bytes"},
      {[](Product* p) { p->product_description = std::string(1, '\0'); }, "/productDescription", "control character"},
      {[](Product* p) { p->attributes[1].name = ""; }, "/attributes/1/attributeName", "is empty"},
      {[](Product* p) { p->attributes[0].type_name = "\t"; }, "/attributes/0/attributeTypeName", "control character"},
      {[](Product* p) { p->attributes[2].value = std::string(1025, 'x'); }, "/attributes/2/value", "1024 bytes"},
      {[](Product* p) { p->attributes.resize(129, p->attributes[0]); }, "/attributes",
       "129 attributes; the most is 128"},
      {[](Product* p) {
         p->attributes.resize(20, p->attributes[0]);
         for (ProductAttribute& attribute : p->attributes) attribute.value = std::string(1000, 'x');
       },
       "", "the most is 16384"},
  };
  for (const auto& test : kCases) {
    Product product = Cable();
    test.spoil(&product);
    const ProductResults results = Put({product});
    EXPECT_TRUE(results.outcomes[0].refused()) << test.message;
    EXPECT_EQ(results.outcomes[0].path, test.path);
    EXPECT_THAT(results.outcomes[0].message, HasSubstr(test.message));
  }
  EXPECT_THAT(All(), IsEmpty());
  // The greatest that is right.
  Product product{.item_number = std::string(256, 'x'), .product_description = std::string(4096, '\n')};
  product.attributes.resize(128, {.name = "n", .value = ""});
  product.attributes[0].value = std::string(1024, 'v');
  EXPECT_FALSE(Put({product}).outcomes[0].refused());
  EXPECT_EQ(All(), std::vector<Product>{product});
}

TEST_F(StoredCatalogTest, DeletingIsRepeatable) {
  Put({Cable(), {.item_number = "2"}});
  const ProductResults results = Delete({"M0030", "9", "M0030", ""});
  EXPECT_EQ(results.outcomes[0], Outcome());
  EXPECT_EQ(results.outcomes[1].message, "there was no such product");
  EXPECT_FALSE(results.outcomes[1].refused());
  EXPECT_EQ(results.outcomes[2], Outcome());
  EXPECT_EQ(results.outcomes[3].reason, Reason::kInvalidProduct);
  EXPECT_THAT(All(), ElementsAre(Product{.item_number = "2"}));
  EXPECT_EQ(catalog_->count(), 1u);
}

TEST_F(StoredCatalogTest, GetsTheProductsAskedFor) {
  Put({Cable(), {.item_number = "2"}});
  const std::vector<std::string_view> wanted = {"2", "9", "M0030", "2", "m0030"};
  EXPECT_THAT(ValueOf(catalog_->Get(wanted)).products,
              ElementsAre(Product{.item_number = "2"}, Cable(), Product{.item_number = "2"}));
  EXPECT_EQ(ValueOf(catalog_->Get(std::vector<std::string_view>(513, "x"))).issues[0].reason, Reason::kTooManyRecords);
}

TEST_F(StoredCatalogTest, ListsInPages) {
  for (const char* item : {"b", "a", "c"}) Put({{.item_number = item}});
  ListedProducts page = ValueOf(catalog_->List({.after = "", .limit = 2}));
  EXPECT_THAT(page.products, ElementsAre(Product{.item_number = "a"}, Product{.item_number = "b"}));
  EXPECT_TRUE(page.more);
  page = ValueOf(catalog_->List({.after = "b", .limit = 2}));
  EXPECT_THAT(page.products, ElementsAre(Product{.item_number = "c"}));
  EXPECT_FALSE(page.more);
  EXPECT_FALSE(ValueOf(catalog_->List({.after = "", .limit = 3})).more);
}

TEST_F(StoredCatalogTest, TooManyRecordsAndASwitchThatIsOff) {
  const std::vector<Product> many(513, Cable());
  ASSERT_EQ(Put(many).issues.size(), 1u);
  EXPECT_EQ(Put(many).issues[0].reason, Reason::kTooManyRecords);
  EXPECT_THAT(Put(many).issues[0].message, HasSubstr("at most 512 products, not 513"));
  EXPECT_THAT(Put(many).outcomes, IsEmpty());
  EXPECT_EQ(Delete(std::vector<std::string_view>(513, "x")).issues[0].reason, Reason::kTooManyRecords);
  Put({Cable()});

  enabled_ = false;
  for (const std::vector<Issue>& issues :
       {Put({Cable()}).issues, Delete({"M0030"}).issues, ValueOf(catalog_->Search({}, {})).issues,
        ValueOf(catalog_->List({})).issues}) {
    ASSERT_EQ(issues.size(), 1u);
    EXPECT_EQ(issues[0].reason, Reason::kFeatureOff);
    EXPECT_THAT(issues[0].message, HasSubstr("productSearchConfiguration.isEnabled"));
  }
  enabled_ = true;
  EXPECT_EQ(All(), std::vector<Product>{Cable()});
}

TEST_F(StoredCatalogTest, ARefusingDiskIsAFailure) {
  Put({Cable()});
  disk_.RefuseWrites(absl::UnavailableError("the disk is full"));
  const std::vector<Product> products = {{.item_number = "2"}};
  ONHAND_EXPECT_STATUS(catalog_->PutProducts(products), absl::StatusCode::kUnavailable, "the disk is full");
  EXPECT_EQ(All(), std::vector<Product>{Cable()});
}

// Readers see whole products, and every product of every answered call.
TEST_F(StoredCatalogTest, WritersAndReadersAtTheSameTime) {
  constexpr int kProducts = 200;
  std::atomic<int> answered = 0;
  std::thread writer([&] {
    for (int i = 0; i < kProducts; ++i) {
      Put({{.item_number = std::to_string(1000 + i), .product_name = "cable", .product_type = "cable"}});
      answered = i + 1;
    }
  });
  std::thread remover([&] {
    for (int i = 0; i < kProducts; ++i) {
      Put({{.item_number = "x" + std::to_string(i), .product_name = "gone"}});
      const std::string item = "x" + std::to_string(i);
      Delete({item});
    }
  });
  while (answered < kProducts) {
    const int before = answered;
    EXPECT_GE(FindName("cable").size(), static_cast<size_t>(before));
    for (const Product& product : All()) {
      if (product.product_name == "cable") EXPECT_EQ(product.product_type, "cable");
    }
  }
  writer.join();
  remover.join();
  EXPECT_EQ(catalog_->count(), static_cast<uint64_t>(kProducts));
  EXPECT_THAT(FindName("gone"), IsEmpty());
}

}  // namespace
}  // namespace onhand
