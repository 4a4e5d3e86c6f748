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
  const AccessPath path = ChooseAccessPath(Base(), {});
  EXPECT_EQ(path.table, AccessPath::Table::kRows);
  EXPECT_EQ(Readable(path), (V{"o|p|", "o|q|"}));
}

TEST(ChooseAccessPath, FewPlacesNarrowTheProductRanges) {
  ResolvedQuery query = Base();
  query.filters = {{kSiteId, {"1", "2"}}, {kLocationId, {"11"}}, {kColorId, {"red"}}};
  EXPECT_EQ(Readable(ChooseAccessPath(query, {})), (V{"o|p|1|11|", "o|p|2|11|", "o|q|1|11|", "o|q|2|11|"}));
  query.filters = {{kSiteId, {"1"}}};
  EXPECT_EQ(Readable(ChooseAccessPath(query, {})), (V{"o|p|1|", "o|q|1|"}));
  query.filters = {{kSiteId, {""}}, {kLocationId, {""}}};
  EXPECT_EQ(Readable(ChooseAccessPath(query, {})), (V{"o|p|||", "o|q|||"}));
  query.filters = {{kLocationId, {"11"}}};
  EXPECT_EQ(Readable(ChooseAccessPath(query, {})), (V{"o|p|", "o|q|"}));
}

TEST(ChooseAccessPath, ManyPlacesDoNot) {
  ResolvedQuery query = Base();
  std::vector<std::string> names;
  for (int i = 10; i < 50; ++i) names.push_back(std::to_string(i));
  query.filters = {{kSiteId, {names.begin(), names.end()}}, {kLocationId, {names.begin(), names.end()}}};
  EXPECT_EQ(Readable(ChooseAccessPath(query, {})), (V{"o|p|", "o|q|"}));
}

TEST(ChooseAccessPath, AllProductsOfPlacesArePlaceRanges) {
  ResolvedQuery query = Base();
  query.products.clear();
  query.filters = {{kSiteId, {"1"}}, {kLocationId, {"11", "12"}}};
  const AccessPath path = ChooseAccessPath(query, {});
  EXPECT_EQ(path.table, AccessPath::Table::kPlaces);
  EXPECT_EQ(Readable(path), (V{"o|1|11|", "o|1|12|"}));
}

TEST(ChooseAccessPath, TuplesAreTheirDistinctPlaces) {
  ResolvedQuery query = Base();
  query.products.clear();
  query.tuples = TupleSet{.with_organization = true,
                          .dimensions = {kColorId, kLocationId, kSiteId},
                          .tuples = {{"o", "black", "11", "1"}, {"o", "red", "11", "1"}, {"o", "red", "21", "2"}}};
  EXPECT_EQ(Readable(ChooseAccessPath(query, {})), (V{"o|1|11|", "o|2|21|"}));
}

TEST(ChooseAccessPath, TheShallowestIndexSetThatServesIsPreferred) {
  const std::vector<MaterialisedSet> sets = {{0, {kColorId, kSizeId, kStyleId}}, {1, {kSizeId}}};
  ResolvedQuery query = Base();
  query.grouping = {kSiteId, kLocationId, kSizeId};
  AccessPath path = ChooseAccessPath(query, sets);
  EXPECT_EQ(path.table, AccessPath::Table::kIndexSet);
  EXPECT_EQ(path.index_set, 1u);
  EXPECT_EQ(path.index_depth, 1u);
  query.filters = {{kColorId, {"red"}}};
  path = ChooseAccessPath(query, sets);
  EXPECT_EQ(path.index_set, 0u);
  EXPECT_EQ(path.index_depth, 2u);
  query.grouping.push_back(kBatchId);
  EXPECT_EQ(ChooseAccessPath(query, sets).table, AccessPath::Table::kRows);
}

}  // namespace
}  // namespace onhand
