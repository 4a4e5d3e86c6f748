#include "engine/query/searched_products.h"

#include <string>
#include <vector>

#include "engine/query/resolve.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/compiled_default.h"

namespace onhand {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Answers every search with the same.
class CannedCatalog : public ProductCatalog {
 public:
  absl::StatusOr<FoundProducts> answer = FoundProducts();
  int searches = 0;
  size_t limit = 0;

  absl::StatusOr<FoundProducts> Search(const ProductSearch&, const ProductPage& page) override {
    ++searches;
    limit = page.limit;
    return answer;
  }
  absl::StatusOr<ProductResults> PutProducts(absl::Span<const Product>) override { return ProductResults(); }
  absl::StatusOr<ProductResults> DeleteProducts(absl::Span<const std::string_view>) override {
    return ProductResults();
  }
  absl::StatusOr<ListedProducts> List(const ProductPage&) override { return ListedProducts(); }
  absl::StatusOr<ListedProducts> Get(absl::Span<const std::string_view>) override { return ListedProducts(); }
  uint64_t count() override { return 0; }
};

class SearchedProductsTest : public ::testing::Test {
 protected:
  SearchedProductsTest() {
    search_.product_filter.conditions = {{ProductField::kProductName, ConditionOperator::kContains, {"cable"}}};
    query_ = {.organization_ids = {"usmf"}, .group_by = {"colorId"}};
    query_.product_search = &search_;
  }

  Resolution Find(const CompiledConfiguration& configuration) {
    Resolution resolution = ResolveIndexQuery(configuration, query_);
    status_ = FindSearchedProducts(configuration, search_, &catalog_, &found_, &resolution);
    return resolution;
  }

  // "REASON path" of each.
  static std::vector<std::string> Shown(const Resolution& resolution) {
    std::vector<std::string> shown;
    for (const Issue& issue : resolution.issues) {
      shown.push_back(std::string(ReasonName(issue.reason)) + " " + issue.path);
    }
    return shown;
  }

  ProductSearch search_;
  IndexQuery query_;
  CannedCatalog catalog_;
  FoundProducts found_;
  absl::Status status_;
};

TEST_F(SearchedProductsTest, WhatIsFoundCountsAsProductsGiven) {
  catalog_.answer->item_numbers = {"M0030", "M0031"};
  for (const PartitionRule rule : {PartitionRule::kByLocation, PartitionRule::kByProduct}) {
    const Resolution resolution = Find(*CompileDefault(rule));
    EXPECT_THAT(Shown(resolution), IsEmpty());
    EXPECT_THAT(resolution.query.products, ElementsAre("M0030", "M0031"));
    EXPECT_TRUE(resolution.query.names_products());
  }
  EXPECT_EQ(catalog_.limit, 5'000u);
}

TEST_F(SearchedProductsTest, FindingNothingIsNoFault) {
  const Resolution resolution = Find(*CompileDefault(PartitionRule::kByProduct));
  EXPECT_THAT(Shown(resolution), IsEmpty());
  EXPECT_THAT(resolution.query.products, IsEmpty());
  // Not "all products".
  EXPECT_TRUE(resolution.query.names_products());
}

TEST_F(SearchedProductsTest, ExactQueriesToo) {
  catalog_.answer->item_numbers = {"M0030"};
  ExactQuery query{.organization_ids = {"usmf"}, .keys = {}, .tuples = {{}}};
  query.product_search = &search_;
  const auto configuration = CompileDefault(PartitionRule::kByProduct);
  Resolution resolution = ResolveExactQuery(*configuration, query);
  EXPECT_THAT(Shown(resolution), IsEmpty());
  EXPECT_TRUE(FindSearchedProducts(*configuration, search_, &catalog_, &found_, &resolution).ok());
  EXPECT_THAT(Shown(resolution), IsEmpty());
  EXPECT_THAT(resolution.query.products, ElementsAre("M0030"));

  query.product_ids = {"M0031"};
  EXPECT_THAT(Shown(ResolveExactQuery(*configuration, query)), ElementsAre("INVALID_SEARCH /filters/productId"));
}

TEST_F(SearchedProductsTest, MoreThanAQueryMayAskForAreRefused) {
  catalog_.answer->item_numbers.assign(5'000, "x");
  EXPECT_THAT(Shown(Find(*CompileDefault())), IsEmpty());
  catalog_.answer->more = true;
  const Resolution resolution = Find(*CompileDefault());
  EXPECT_THAT(Shown(resolution), ElementsAre("TOO_MANY_PRODUCTS /productSearch"));
  EXPECT_EQ(resolution.issues[0].message,
            "the product search finds more than 5000 products, which is the most for a query; narrow it");
}

TEST_F(SearchedProductsTest, FaultsOfQueryAndSearchComeTogetherWithoutSearching) {
  query_.product_ids = {"M0030"};
  query_.group_by = {"shade"};
  search_.product_filter.conditions[0].values = {};
  EXPECT_THAT(Shown(Find(*CompileDefault())),
              ElementsAre("INVALID_SEARCH /filters/productId", "UNKNOWN_GROUP_BY /groupByValues/0",
                          "INVALID_SEARCH /productSearch/productFilter/conditions/0/productName"));
  EXPECT_EQ(catalog_.searches, 0);
}

TEST_F(SearchedProductsTest, WhatTheCatalogueRefusesRefusesTheQuery) {
  catalog_.answer->issues = {{Reason::kInvalidSearch, "/productSearch/productFilter", "too deep"}};
  EXPECT_THAT(Shown(Find(*CompileDefault())), ElementsAre("INVALID_SEARCH /productSearch/productFilter"));
}

TEST_F(SearchedProductsTest, TheSwitchComesBeforeEverythingElse) {
  Configuration configuration = DefaultConfiguration();
  configuration.product_search_enabled = false;
  configuration.index_sets.clear();
  query_.group_by = {"shade"};
  EXPECT_THAT(Shown(Find(*Compile(configuration))), ElementsAre("FEATURE_OFF "));
  EXPECT_EQ(catalog_.searches, 0);
}

// Decisions R10, E9.
TEST_F(SearchedProductsTest, WithoutAnIndexSetNothingElseIsSaid) {
  Configuration configuration = DefaultConfiguration();
  configuration.index_sets.clear();
  search_.product_filter.conditions[0].values = {};
  EXPECT_THAT(Shown(Find(*Compile(configuration))), ElementsAre("NO_INDEX_SET "));
  EXPECT_EQ(catalog_.searches, 0);
}

TEST_F(SearchedProductsTest, AFailingCatalogueIsAFailure) {
  catalog_.answer = absl::UnavailableError("the disk is gone");
  Find(*CompileDefault());
  EXPECT_TRUE(absl::IsUnavailable(status_));
}

}  // namespace
}  // namespace onhand
