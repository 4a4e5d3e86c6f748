#include "service/generator/retailer.h"

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "service/generator/random.h"

namespace onhand {
namespace {

std::string TextOf(const EventRecord& event) {
  std::string text = event.id + "|" + event.organization_id + "|" + event.product_id;
  for (const EventRecord::Dimension& dimension : event.dimensions) text += "|" + dimension.name + "=" + dimension.value;
  for (const EventRecord::Measure& measure : event.quantities) {
    text += "|" + measure.data_source + "." + measure.measure + "=" + FormatQuantity(measure.quantity);
  }
  return text;
}

uint64_t HashOfStream(const RetailerOptions& options, int count) {
  Retailer retailer(options);
  uint64_t hash = 0xcbf29ce484222325ull;
  for (int i = 0; i < count; ++i) {
    for (const char c : TextOf(retailer.Next())) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  }
  return hash;
}

TEST(RandomTest, IsXoshiroSeededBySplitmix) {
  // Reference values of the two algorithms as published, for seed 0: state 0 is splitmix64's first four outputs.
  Random random(0);
  EXPECT_EQ(random.Next(), 0x99ec5f36cb75f2b4ull);
  EXPECT_EQ(random.Next(), 0xbf6e1f784956452aull);
}

TEST(RandomTest, BelowStaysBelow) {
  Random random(3);
  std::set<uint64_t> seen;
  for (int i = 0; i < 1000; ++i) {
    const uint64_t n = random.Below(7);
    ASSERT_LT(n, 7u);
    seen.insert(n);
  }
  EXPECT_EQ(seen.size(), 7u);
}

TEST(ZipfTableTest, SharesFollowTheLaw) {
  const ZipfTable table(1000, 990);
  double sum = 0;
  for (int k = 1; k <= 1000; ++k) sum += std::pow(k, -0.99);
  for (const uint32_t rank : {0u, 1u, 2u, 9u, 99u, 999u}) {
    EXPECT_NEAR(table.Share(rank), std::pow(rank + 1, -0.99) / sum, 1e-9) << rank;
  }
}

TEST(ZipfTableTest, ExponentZeroIsUniform) {
  const ZipfTable table(8, 0);
  for (uint32_t rank = 0; rank < 8; ++rank) EXPECT_DOUBLE_EQ(table.Share(rank), 0.125);
}

TEST(ZipfTableTest, DrawsAsOftenAsTheShareSays) {
  const ZipfTable table(100, 990);
  Random random(5);
  std::vector<int> counts(100);
  for (int i = 0; i < 100'000; ++i) ++counts[table.Draw(random)];
  for (const uint32_t rank : {0u, 1u, 10u, 99u}) {
    const double expected = table.Share(rank) * 100'000;
    EXPECT_NEAR(counts[rank], expected, 5 * std::sqrt(expected)) << rank;
  }
}

TEST(RetailerTest, SameSeedSameEvents) {
  EXPECT_EQ(HashOfStream({.seed = 7}, 20'000), HashOfStream({.seed = 7}, 20'000));
  EXPECT_NE(HashOfStream({.seed = 7}, 20'000), HashOfStream({.seed = 8}, 20'000));
}

// A change here makes every benchmark and saved seed mean something else: change the numbers knowingly.
TEST(RetailerTest, StreamNeverChanges) {
  EXPECT_EQ(HashOfStream({.seed = 1}, 20'000), 0x11dbbf7ba4f38d6dull);
  Retailer retailer({.seed = 1});
  EXPECT_EQ(
      TextOf(retailer.Next()),
      "g-o1|org002|P000267|siteId=site003|locationId=store000030|colorId=Blue|sizeId=M|styleId=Regular|pos.inbound=43");
}

TEST(RetailerTest, LooksLikeARetailer) {
  Retailer retailer({.seed = 42, .product_count = 500});
  std::map<std::string, int64_t> stock;
  std::set<std::string> ids;
  std::map<std::string, int> by_product;
  std::map<char, int> kinds;
  bool fractions = false;
  constexpr int kCount = 200'000;
  for (int i = 0; i < kCount; ++i) {
    const EventRecord& event = retailer.Next();
    ASSERT_TRUE(ids.insert(event.id).second) << event.id;
    ++kinds[event.id[2]];
    ++by_product[event.product_id];
    std::string row = event.organization_id + event.product_id;
    for (const EventRecord::Dimension& dimension : event.dimensions) row += "|" + dimension.value;
    ASSERT_EQ(event.quantities.size(), 1u);
    const int64_t micros = event.quantities[0].quantity.micros;
    ASSERT_GT(micros, 0);
    fractions |= micros % kMicrosPerUnit != 0;
    int64_t& level = stock[row];
    level += event.quantities[0].measure == "outbound" ? -micros : micros;
    ASSERT_GE(level, 0) << TextOf(event);
  }
  EXPECT_TRUE(fractions);
  EXPECT_EQ(kinds.size(), 4u);
  EXPECT_GT(kinds['s'], kinds['o']);
  EXPECT_GT(kinds['r'], kCount / 100);
  EXPECT_GT(kinds['d'], 0);
  EXPECT_EQ(kinds['o'], static_cast<int>(stock.size()));
  int most = 0;
  for (const auto& [product, count] : by_product) most = std::max(most, count);
  EXPECT_GT(most, 20 * kCount / static_cast<int>(by_product.size()));
}

}  // namespace
}  // namespace onhand
