// Which queries are answered from sums: index queries whose dimensions one index set has.

#include "engine/query/summed_parts.h"

#include <optional>
#include <vector>

#include "gtest/gtest.h"
#include "tests/engine/compiled_default.h"

namespace onhand {
namespace {

using enum BaseDimension;
using storage::PartMask;

constexpr PartMask Bit(BaseDimension dimension) { return PartMask{1} << static_cast<int>(dimension); }
constexpr PartMask kPlace = storage::kSitePart | storage::kLocationPart;

// The default configuration has one index set: colour, size and style.
std::optional<PartMask> Parts(std::vector<BaseDimension> grouping, std::vector<DimensionSet> filters) {
  ResolvedQuery query;
  query.grouping = std::move(grouping);
  query.filters = std::move(filters);
  return SummedParts(*CompileDefault(), query);
}

TEST(SummedParts, AreWhatTheQueryFiltersAndGroupsBy) {
  EXPECT_EQ(Parts({}, {}), PartMask{0});
  EXPECT_EQ(Parts({kSiteId, kLocationId}, {}), kPlace) << "every set has the place";
  EXPECT_EQ(Parts({kColorId}, {{kSizeId, {"L"}}, {kSiteId, {"1"}}}), Bit(kColorId) | Bit(kSizeId) | storage::kSitePart);
  EXPECT_EQ(Parts({kColorId, kSizeId, kStyleId}, {{kColorId, {"red"}}}), Bit(kColorId) | Bit(kSizeId) | Bit(kStyleId));
}

TEST(SummedParts, OfADimensionThatNoSetHasThereAreNone) {
  EXPECT_EQ(Parts({kConfigId}, {}), std::nullopt);
  EXPECT_EQ(Parts({kColorId}, {{kConfigId, {"c"}}}), std::nullopt);
}

TEST(SummedParts, OneSetMustHaveThemAll) {
  Configuration configuration = DefaultConfiguration();
  configuration.index_sets = {{.number = 1, .dimensions = {"ColorId"}}, {.number = 2, .dimensions = {"SizeId"}}};
  const auto compiled = Compile(std::move(configuration));
  ResolvedQuery query;
  query.grouping = {kSizeId};
  EXPECT_EQ(SummedParts(*compiled, query), Bit(kSizeId));
  query.grouping = {kColorId, kSizeId};
  EXPECT_EQ(SummedParts(*compiled, query), std::nullopt);
}

TEST(SummedParts, AnExactQueryHasNone) {
  ResolvedQuery query;
  query.grouping = {kSiteId, kLocationId};
  query.tuples = TupleSet{.dimensions = {kSiteId, kLocationId}, .tuples = {{"1", "11"}}};
  EXPECT_EQ(SummedParts(*CompileDefault(), query), std::nullopt);
}

}  // namespace
}  // namespace onhand
