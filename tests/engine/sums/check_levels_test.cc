#include "engine/sums/check_levels.h"

#include <set>
#include <string>

#include "engine/model/base_dimension.h"
#include "gtest/gtest.h"

namespace onhand {
namespace {

constexpr uint8_t kColor = static_cast<uint8_t>(BaseDimension::kColorId);
constexpr uint8_t kSize = static_cast<uint8_t>(BaseDimension::kSizeId);

storage::RowIdentity RedSmall() {
  return {.organization = "usmf",
          .product = "p",
          .site = "1",
          .location = "11",
          .dimensions = {{kColor, "red"}, {kSize, "small"}}};
}

std::set<std::string> Describe(const CheckLevels& levels) {
  std::set<std::string> all;
  for (size_t subset = 0; subset < levels.count(); ++subset) all.insert(levels.Describe(subset));
  return all;
}

TEST(CheckLevels, ByLocationThePlaceIsPartOfEveryLevel) {
  const storage::RowIdentity row = RedSmall();
  EXPECT_EQ(Describe(CheckLevels(row, /*by_location=*/true)),
            (std::set<std::string>{"", "ColorId red", "SizeId small", "ColorId red, SizeId small"}));
  const std::string key = storage::RowKey(row);
  EXPECT_EQ(PartitionOfRowKey(key, true), storage::KeyPrefix({"usmf", "p", "1", "11"}));
}

TEST(CheckLevels, ByProductThePlaceIsADimensionLikeOthers) {
  storage::RowIdentity row = RedSmall();
  row.dimensions.resize(1);
  EXPECT_EQ(Describe(CheckLevels(row, /*by_location=*/false)),
            (std::set<std::string>{"", "ColorId red", "siteid 1", "locationid 11", "ColorId red, siteid 1",
                                   "ColorId red, locationid 11", "siteid 1, locationid 11",
                                   "ColorId red, siteid 1, locationid 11"}));
  EXPECT_EQ(PartitionOfRowKey(storage::RowKey(row), false), storage::KeyPrefix({"usmf", "p"}));
}

// The tuple that a check asks for is the tuple under which a row of the same dimensions is summed.
TEST(CheckLevels, AskedAndSummedTuplesAgree) {
  const storage::RowIdentity row = RedSmall();
  for (const bool by_location : {true, false}) {
    const CheckLevels levels(row, by_location);
    for (size_t subset = 0; subset < levels.count(); ++subset) {
      std::string asked;
      levels.AppendTuple(subset, &asked);
      std::string summed;
      EXPECT_TRUE(AppendTupleOfRow(row, levels.mask(subset), &summed));
      EXPECT_EQ(asked, summed);
    }
  }
}

TEST(CheckLevels, ARowThatLeavesADimensionOpenIsNotSummedThere) {
  storage::RowIdentity row = RedSmall();
  const LevelMask color = LevelMask{1} << kColor;
  std::string tuple;
  EXPECT_TRUE(AppendTupleOfRow(row, color, &tuple));
  row.dimensions.erase(row.dimensions.begin());
  tuple.clear();
  EXPECT_FALSE(AppendTupleOfRow(row, color, &tuple));
}

}  // namespace
}  // namespace onhand
