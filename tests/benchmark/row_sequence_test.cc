#include "tests/benchmark/row_sequence.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "gtest/gtest.h"

namespace onhand::benchmark {
namespace {

constexpr uint32_t kRows = 1000;

std::vector<uint32_t> Popularity(const RowSequence& rows) {
  std::vector<uint32_t> counts(kRows);
  for (uint64_t i = 0; i < rows.size(); ++i) ++counts.at(rows.At(i));
  return counts;
}

TEST(RowSequence, UniformTouchesAllAlike) {
  const std::vector<uint32_t> counts = Popularity(RowSequence(kRows, Skew::kUniform, 1, 1 << 18));
  const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
  EXPECT_GT(*least, 180u);
  EXPECT_LT(*most, 350u);
}

// With exponent 0.99 the most popular of 1000 rows gets about 13 %.
TEST(RowSequence, ZipfHasFavouritesThatAreNoNeighbours) {
  const std::vector<uint32_t> counts = Popularity(RowSequence(kRows, Skew::kZipf, 1, 1 << 18));
  const auto first = std::max_element(counts.begin(), counts.end());
  EXPECT_GT(*first, (1u << 18) / 10);
  std::vector<uint32_t> rest = counts;
  rest[first - counts.begin()] = 0;
  const auto second = std::max_element(rest.begin(), rest.end());
  EXPECT_GT(std::abs((second - rest.begin()) - (first - counts.begin())), 1);
}

TEST(RowSequence, FavouritesAreTheSameForEverySeedButDrawsAreNot) {
  const RowSequence one(kRows, Skew::kZipf, 1, 1 << 16);
  const RowSequence two(kRows, Skew::kZipf, 2, 1 << 16);
  const auto favourite = [](const RowSequence& rows) {
    const std::vector<uint32_t> counts = Popularity(rows);
    return std::max_element(counts.begin(), counts.end()) - counts.begin();
  };
  EXPECT_EQ(favourite(one), favourite(two));
  int same = 0;
  for (uint64_t i = 0; i < 1000; ++i) same += one.At(i) == two.At(i) ? 1 : 0;
  EXPECT_LT(same, 200);
}

TEST(RowSequence, BeginsAgainAfterTheLastDraw) {
  const RowSequence rows(kRows, Skew::kUniform, 3, 1000);
  EXPECT_EQ(rows.size(), 1024u);
  EXPECT_EQ(rows.At(5), rows.At(5 + rows.size()));
}

}  // namespace
}  // namespace onhand::benchmark
