// Sums of a product as the row cache keeps them; views of every age ask for them in row_cache_test.cc.
#include "storage/cache/product_sums.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "storage/cache/memory_budget.h"
#include "storage/cache/row_cache.h"
#include "storage/keys/row_key.h"
#include "storage/kv/store.h"
#include "tests/storage/cache/table_of_rows.h"

namespace onhand::storage {
namespace {

class ProductSumsTest : public ::testing::Test {
 protected:
  ProductSumsTest() {
    for (int site = 0; site < kSites; ++site) cache_->Install(SiteKey(site), RowOf(1, site));
    cache_->KeepProduct(product_, At(1), {});
  }
  static std::string SiteKey(int site) { return KeyPrefix({"o", "p", std::to_string(100 + site), ""}); }
  ViewPoint At(uint64_t sequence) { return {sequence, 0, tables_.get()}; }
  // Nothing: not at hand.
  std::optional<int64_t> Sum(uint64_t sequence, PartMask parts = 0) {
    std::optional<int64_t> sum;
    const bool visited = cache_->VisitSums(product_, parts, At(sequence), [&](std::string_view, const CellSums& sums) {
      sum = sum.value_or(0) + static_cast<int64_t>(sums[0].quantity_micros);
    });
    EXPECT_EQ(visited, sum.has_value());
    return sum;
  }

  TableOfRows table_;
  const std::shared_ptr<const Snapshot> tables_ = table_.Look();
  MemoryBudget budget_{1 << 20};
  std::unique_ptr<RowCache> cache_ = std::make_unique<RowCache>(&budget_, 0);
  const std::string product_ = KeyPrefix({"o", "p"});

  static constexpr int kSites = 40;
  static constexpr int64_t kSum = kSites * (kSites - 1) / 2;
};

TEST_F(ProductSumsTest, TheyAreMadeWhenAskedForTwiceAndFollowEachChange) {
  EXPECT_EQ(Sum(1), std::nullopt);
  EXPECT_EQ(Sum(1), kSum);
  cache_->Install(SiteKey(0), RowOf(2, 1000));
  EXPECT_EQ(Sum(1), std::nullopt) << "an older view looks at rows";
  EXPECT_EQ(Sum(2), kSum + 1000);
  cache_->Install(KeyPrefix({"o", "p", "new", ""}), RowOf(3, 5));
  EXPECT_EQ(Sum(3), kSum + 1005);
}

TEST_F(ProductSumsTest, ACleanUpEndsThem) {
  Sum(1);
  EXPECT_EQ(Sum(1), kSum);
  cache_->TakeDirty(1);
  cache_->SetMark(2);
  cache_->Remove([](std::string_view key) { return key == SiteKey(39); }, 2);
  EXPECT_EQ(Sum(2), std::nullopt);
  EXPECT_EQ(Sum(2), kSum - 39);
}

TEST_F(ProductSumsTest, ThoseThatNobodyAsksForGo) {
  Sum(1);
  EXPECT_EQ(Sum(1), kSum);
  const uint64_t with_sums = budget_.bytes();
  for (uint64_t sequence = 2; sequence < 2000; ++sequence) cache_->Install(SiteKey(0), RowOf(sequence, 0));
  EXPECT_LT(budget_.bytes(), with_sums);
  EXPECT_EQ(Sum(1999), kSum) << "and come again";
}

TEST_F(ProductSumsTest, ThereAreAFewForAProductAtOnce) {
  for (PartMask parts = 1; parts <= 10; ++parts) {
    Sum(1, parts);
    EXPECT_EQ(Sum(1, parts), kSum);
  }
  EXPECT_EQ(Sum(1, 10), kSum);
  EXPECT_EQ(Sum(1, 7), kSum);
  EXPECT_EQ(Sum(1, 1), std::nullopt);
  cache_.reset();
  EXPECT_EQ(budget_.bytes(), 0u);
}

}  // namespace
}  // namespace onhand::storage
