// The planner never asks for a full scan, whatever the query.

#include "engine/query/access_path.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace onhand {
namespace {

using enum BaseDimension;

ResolvedQuery Base() {
  ResolvedQuery query;
  query.organizations = {"o"};
  query.products = {"p", "q"};
  return query;
}

// Prefixes with '|' for the byte that ends a text.
std::vector<std::string> Readable(const AccessPath& path) {
  std::vector<std::string> out = path.prefixes;
  for (std::string& prefix : out) std::replace(prefix.begin(), prefix.end(), '\0', '|');
  return out;
}

using V = std::vector<std::string>;

TEST(ChooseAccessPath, ProductsEverywhereAreProductRanges) {
  const AccessPath path = ChooseAccessPath(Base());
  EXPECT_EQ(path.table, AccessPath::Table::kRows);
  EXPECT_TRUE(path.whole_products);
  EXPECT_EQ(Readable(path), (V{"o|p|", "o|q|"}));
}

TEST(ChooseAccessPath, FewPlacesNarrowTheProductRanges) {
  ResolvedQuery query = Base();
  query.filters = {{kSiteId, {"1", "2"}}, {kLocationId, {"11"}}, {kColorId, {"red"}}};
  EXPECT_EQ(Readable(ChooseAccessPath(query)), (V{"o|p|1|11|", "o|p|2|11|", "o|q|1|11|", "o|q|2|11|"}));
  query.filters = {{kSiteId, {"1"}}};
  EXPECT_FALSE(ChooseAccessPath(query).whole_products);
  EXPECT_EQ(Readable(ChooseAccessPath(query)), (V{"o|p|1|", "o|q|1|"}));
  query.filters = {{kSiteId, {""}}, {kLocationId, {""}}};
  EXPECT_EQ(Readable(ChooseAccessPath(query)), (V{"o|p|||", "o|q|||"}));
  query.filters = {{kLocationId, {"11"}}};
  EXPECT_EQ(Readable(ChooseAccessPath(query)), (V{"o|p|", "o|q|"}));
}

TEST(ChooseAccessPath, ThirtyTwoPlacesAreFew) {
  ResolvedQuery query = Base();
  std::vector<std::string> locations;
  for (int i = 11; i < 27; ++i) locations.push_back(std::to_string(i));
  query.filters = {{kSiteId, {"1", "2"}}, {kLocationId, {locations.begin(), locations.end()}}};
  const V prefixes = Readable(ChooseAccessPath(query));
  ASSERT_EQ(prefixes.size(), 64u);
  EXPECT_EQ(prefixes[0], "o|p|1|11|");
  EXPECT_EQ(prefixes[63], "o|q|2|26|");
}

TEST(ChooseAccessPath, ManyPlacesDoNot) {
  ResolvedQuery query = Base();
  std::vector<std::string> names;
  for (int i = 10; i < 50; ++i) names.push_back(std::to_string(i));
  query.filters = {{kSiteId, {names.begin(), names.end()}}, {kLocationId, {names.begin(), names.end()}}};
  EXPECT_EQ(Readable(ChooseAccessPath(query)), (V{"o|p|", "o|q|"}));
}

TEST(ChooseAccessPath, AllProductsOfPlacesArePlaceRanges) {
  ResolvedQuery query = Base();
  query.products.clear();
  query.filters = {{kSiteId, {"1"}}, {kLocationId, {"11", "12"}}};
  const AccessPath path = ChooseAccessPath(query);
  EXPECT_EQ(path.table, AccessPath::Table::kPlaces);
  EXPECT_EQ(Readable(path), (V{"o|1|11|", "o|1|12|"}));
}

TEST(ChooseAccessPath, TuplesAreTheirDistinctPlaces) {
  ResolvedQuery query = Base();
  query.products.clear();
  query.tuples = TupleSet{.with_organization = true,
                          .dimensions = {kColorId, kLocationId, kSiteId},
                          .tuples = {{"o", "black", "11", "1"}, {"o", "red", "11", "1"}, {"o", "red", "21", "2"}}};
  EXPECT_EQ(Readable(ChooseAccessPath(query)), (V{"o|1|11|", "o|2|21|"}));
}

TEST(ChooseAccessPath, TuplesNarrowTheProductRangesByTheDimensionsThatFollow) {
  ResolvedQuery query = Base();
  query.products = {"p"};
  query.tuples = TupleSet{.dimensions = {kSizeId, kLocationId, kSiteId, kColorId},
                          .tuples = {{"L", "11", "1", "red"}, {"M", "11", "1", "red"}, {"S", "12", "1", ""}}};
  EXPECT_EQ(Readable(ChooseAccessPath(query)),
            (V{"o|p|1|11|\x01red|\x02L|", "o|p|1|11|\x01red|\x02M|", "o|p|1|12|\x02S|"}));
  // A range within another is not walked twice.
  query.tuples->tuples = {{"", "11", "1", "red"}, {"M", "11", "1", "red"}};
  EXPECT_EQ(Readable(ChooseAccessPath(query)), (V{"o|p|1|11|\x01red|"}));
  // Any colour may stand before the size.
  query.tuples = TupleSet{.dimensions = {kSizeId, kLocationId, kSiteId}, .tuples = {{"L", "11", "1"}}};
  EXPECT_EQ(Readable(ChooseAccessPath(query)), (V{"o|p|1|11|"}));
}

}  // namespace
}  // namespace onhand
