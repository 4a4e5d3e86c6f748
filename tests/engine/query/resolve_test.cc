#include "engine/query/resolve.h"

#include <functional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/engine/compiled_default.h"

namespace onhand {
namespace {

IndexQuery Good() {
  return {.organization_ids = {"usmf"},
          .product_ids = {"T-shirt"},
          .filters = {{"siteId", {"1"}}, {"locationId", {"11"}}},
          .group_by = {"colorId"}};
}

ExactQuery GoodExact() {
  return {.organization_ids = {"usmf"},
          .product_ids = {"T-shirt"},
          .keys = {"siteId", "locationId"},
          .tuples = {{"1", "11"}}};
}

std::vector<std::string_view> Names(const std::vector<BaseDimension>& dimensions) {
  std::vector<std::string_view> names;
  for (BaseDimension dimension : dimensions) names.push_back(BaseDimensionName(dimension));
  return names;
}

template <typename Question>
struct IssueCase {
  const char* name;
  PartitionRule rule;
  std::function<void(Question*)> change;
  Reason reason;
  const char* path;
};

constexpr PartitionRule kByLocation = PartitionRule::kByLocation;
constexpr PartitionRule kByProduct = PartitionRule::kByProduct;

const std::vector<std::string>& Numbers() {
  static const auto* const numbers = [] {
    auto* strings = new std::vector<std::string>;
    for (int i = 0; i < 10'002; ++i) strings->push_back(std::to_string(i));
    return strings;
  }();
  return *numbers;
}

std::vector<std::string_view> FirstNumbers(size_t count) {
  return {Numbers().begin(), Numbers().begin() + static_cast<ptrdiff_t>(count)};
}

TEST(ResolveIndexQuery, Issues) {
  const std::vector<IssueCase<IndexQuery>> cases = {
      {"no organization", kByLocation, [](IndexQuery* q) { q->organization_ids.clear(); }, Reason::kOrganizationCount,
       "/filters/organizationId"},
      {"two organizations", kByLocation, [](IndexQuery* q) { q->organization_ids.push_back("b"); },
       Reason::kOrganizationCount, "/filters/organizationId"},
      {"control character", kByLocation, [](IndexQuery* q) { q->product_ids[0] = std::string_view("a\0b", 3); },
       Reason::kInvalidProduct, "/filters/productId/0"},
      {"unknown filter", kByLocation,
       [](IndexQuery* q) {
         q->filters.push_back({"shade", {"x"}});
       },
       Reason::kUnknownDimension, "/filters/shade"},
      {"custom name without source", kByLocation,
       [](IndexQuery* q) {
         q->filters.push_back({"posMachineId", {"x"}});
       },
       Reason::kUnknownDimension, "/filters/posMachineId"},
      {"unknown source", kByLocation, [](IndexQuery* q) { q->dimension_data_source = "shelf"; },
       Reason::kUnknownDataSource, "/dimensionDataSource"},
      {"unknown group-by", kByLocation,
       [](IndexQuery* q) {
         q->group_by = {"colorId", "shade"};
       },
       Reason::kUnknownGroupBy, "/groupByValues/1"},
      {"filters that disagree", kByLocation,
       [](IndexQuery* q) {
         q->filters.push_back({"SITEID", {"2"}});
       },
       Reason::kConflictingDimensions, "/filters/SITEID"},
      {"no product, no location", kByLocation,
       [](IndexQuery* q) {
         q->product_ids.clear();
         q->filters.pop_back();
       },
       Reason::kMissingFilter, "/filters/locationId"},
      {"no product by product", kByProduct, [](IndexQuery* q) { q->product_ids.clear(); }, Reason::kMissingFilter,
       "/filters/productId"},
      {"too many places", kByLocation,
       [](IndexQuery* q) {
         q->filters[0].values = FirstNumbers(101);
         q->filters[1].values = FirstNumbers(100);
       },
       Reason::kTooManyCombinations, "/filters/siteId"},
      {"too many products", kByLocation, [](IndexQuery* q) { q->product_ids = FirstNumbers(5'001); },
       Reason::kTooManyProducts, "/filters/productId"},
      {"page number", kByLocation,
       [](IndexQuery* q) {
         q->version = QueryVersion::kV2;
         q->page_number = 0;
       },
       Reason::kInvalidPage, "/pageNumber"},
      {"page size", kByLocation,
       [](IndexQuery* q) {
         q->version = QueryVersion::kV2;
         q->page_size = -1;
       },
       Reason::kInvalidPage, "/pageSize"},
  };
  for (const auto& c : cases) {
    IndexQuery query = Good();
    c.change(&query);
    const Resolution resolution = ResolveIndexQuery(*CompileDefault(c.rule), query);
    ASSERT_EQ(resolution.issues.size(), 1u) << c.name;
    EXPECT_EQ(resolution.issues[0].reason, c.reason) << c.name;
    EXPECT_EQ(resolution.issues[0].path, c.path) << c.name;
  }
}

TEST(ResolveIndexQuery, WhatIsAllowed) {
  const std::vector<std::function<void(IndexQuery*)>> changes = {
      [](IndexQuery* q) {
        q->filters[0].values = FirstNumbers(100);
        q->filters[1].values = FirstNumbers(100);
      },
      [](IndexQuery* q) { q->product_ids = FirstNumbers(5'000); },
      [](IndexQuery* q) { q->filters.clear(); },
      [](IndexQuery* q) { q->product_ids.clear(); },
      [](IndexQuery* q) {
        q->filters.push_back({"SiteId", {"1", "1"}});
      },
      [](IndexQuery* q) {
        q->filters.push_back({"colorId", {}});
      },
      [](IndexQuery* q) {
        q->filters.push_back({"colorId", {""}});
      },
      [](IndexQuery* q) {
        q->version = QueryVersion::kV2;
        q->organization_ids = {"a", "b"};
        q->filters[0].values = FirstNumbers(200);
        q->filters[1].values = FirstNumbers(200);
      },
  };
  for (size_t i = 0; i < changes.size(); ++i) {
    IndexQuery query = Good();
    changes[i](&query);
    EXPECT_TRUE(ResolveIndexQuery(*CompileDefault(), query).issues.empty()) << i;
  }
}

// Decisions R2, R4, R7.
TEST(ResolveIndexQuery, Grouping) {
  IndexQuery query = Good();
  query.group_by = {"sizeId", "colorId", "SIZEID", "locationId"};
  using V = std::vector<std::string_view>;
  EXPECT_EQ(Names(ResolveIndexQuery(*CompileDefault(), query).query.grouping),
            (V{"siteid", "locationid", "SizeId", "ColorId"}));
  query.filters = {{"siteId", {}}};
  query.group_by = {"colorId"};
  EXPECT_EQ(Names(ResolveIndexQuery(*CompileDefault(), query).query.grouping), (V{"siteid", "locationid", "ColorId"}));
  EXPECT_EQ(Names(ResolveIndexQuery(*CompileDefault(kByProduct), query).query.grouping), (V{"ColorId"}));
  query.filters = {{"locationId", {"11"}}};
  EXPECT_EQ(Names(ResolveIndexQuery(*CompileDefault(kByProduct), query).query.grouping), (V{"locationid", "ColorId"}));
  query.filters = {};
  query.group_by = {"colorId", "siteId"};
  EXPECT_EQ(Names(ResolveIndexQuery(*CompileDefault(kByProduct), query).query.grouping), (V{"siteid", "ColorId"}));
  query.version = QueryVersion::kV2;
  query.page_size = 2;
  EXPECT_EQ(Names(ResolveIndexQuery(*CompileDefault(kByProduct), query).query.grouping),
            (V{"siteid", "locationid", "ColorId"}));
}

TEST(ResolveExactQuery, Issues) {
  const std::vector<IssueCase<ExactQuery>> cases = {
      {"site missing", kByLocation,
       [](ExactQuery* q) {
         q->keys = {"locationId"};
         q->tuples = {{"11"}};
       },
       Reason::kMissingFilter, "/filters/dimensions"},
      {"no product by product", kByProduct, [](ExactQuery* q) { q->product_ids.clear(); }, Reason::kMissingFilter,
       "/filters/productId"},
      {"no tuple", kByLocation, [](ExactQuery* q) { q->tuples.clear(); }, Reason::kInvalidTuple, "/filters/values"},
      {"short tuple", kByLocation, [](ExactQuery* q) { q->tuples.push_back({"1"}); }, Reason::kInvalidTuple,
       "/filters/values/1"},
      {"key twice", kByLocation,
       [](ExactQuery* q) {
         q->keys.push_back("SITEID");
         q->tuples = {{"1", "11", "1"}};
       },
       Reason::kInvalidTuple, "/filters/dimensions/2"},
      {"unknown key", kByLocation,
       [](ExactQuery* q) {
         q->keys.push_back("shade");
         q->tuples = {{"1", "11", "x"}};
       },
       Reason::kUnknownDimension, "/filters/dimensions/2"},
      {"organization as a key in 1.0", kByLocation,
       [](ExactQuery* q) {
         q->keys.push_back("organizationId");
         q->tuples = {{"1", "11", "x"}};
       },
       Reason::kUnknownDimension, "/filters/dimensions/2"},
      {"organization as a filter in 2.0", kByLocation,
       [](ExactQuery* q) {
         q->version = QueryVersion::kV2;
         q->keys.push_back("organizationid");
         q->tuples = {{"1", "11", "x"}};
       },
       Reason::kOrganizationCount, "/filters/organizationId"},
      {"no organization in 2.0", kByLocation,
       [](ExactQuery* q) {
         q->version = QueryVersion::kV2;
         q->organization_ids.clear();
       },
       Reason::kOrganizationCount, "/filters/keys"},
      {"10,001 tuples", kByLocation,
       [](ExactQuery* q) {
         q->tuples.clear();
         for (std::string_view n : FirstNumbers(10'001)) q->tuples.push_back({"1", n});
       },
       Reason::kTooManyCombinations, "/filters/values"},
  };
  for (const auto& c : cases) {
    ExactQuery query = GoodExact();
    c.change(&query);
    const Resolution resolution = ResolveExactQuery(*CompileDefault(c.rule), query);
    ASSERT_EQ(resolution.issues.size(), 1u) << c.name;
    EXPECT_EQ(resolution.issues[0].reason, c.reason) << c.name;
    EXPECT_EQ(resolution.issues[0].path, c.path) << c.name;
  }
}

TEST(ResolveExactQuery, KeysJoinTheGroupingAndTuplesCountOnce) {
  ExactQuery query = GoodExact();
  query.version = QueryVersion::kV2;
  query.organization_ids.clear();
  query.keys = {"colorId", "organizationId", "locationId", "siteId"};
  query.tuples = {{"red", "usmf", "11", "1"}, {"red", "usmf", "11", "1"}, {"", "other", "12", "2"}};
  query.group_by = {"sizeId", "colorId"};
  const Resolution resolution = ResolveExactQuery(*CompileDefault(), query);
  ASSERT_TRUE(resolution.issues.empty());
  EXPECT_EQ(Names(resolution.query.grouping),
            (std::vector<std::string_view>{"siteid", "locationid", "SizeId", "ColorId"}));
  EXPECT_EQ(resolution.query.tuples->tuples.size(), 2u);
  EXPECT_EQ(resolution.query.organizations, (std::vector<std::string_view>{"other", "usmf"}));
}

// Decisions R10, E9: nothing else is said.
TEST(Resolve, WithoutAnIndexSetNoQueryIsAnswered) {
  Configuration configuration = DefaultConfiguration();
  configuration.index_sets.clear();
  IndexQuery query = Good();
  query.organization_ids.clear();
  const Resolution resolution = ResolveIndexQuery(*Compile(configuration), query);
  ASSERT_EQ(resolution.issues.size(), 1u);
  EXPECT_EQ(resolution.issues[0].message, "No index hierarchy has been set.");
}

}  // namespace
}  // namespace onhand
