#include "tests/benchmark/subjects/name_table.h"

#include "gtest/gtest.h"

namespace onhand::benchmark {
namespace {

void ExpectSameNames(const Dataset& dataset) {
  const NameTable table(dataset);
  for (uint64_t row = 0; row < dataset.row_count(); ++row) {
    const RowNames names = NamesOf(dataset, row);
    const RowTexts texts = table.Of(row);
    ASSERT_EQ(texts.product, names.product) << row;
    ASSERT_EQ(texts.location, names.location) << row;
    ASSERT_EQ(texts.color, names.color) << row;
    ASSERT_EQ(texts.size, names.size) << row;
  }
}

TEST(NameTableTest, NamesRowsAsTheDatasetDoes) {
  ExpectSameNames({.products = 3, .locations = 5, .variants = 12});
  ExpectSameNames({.products = 7, .locations = 2, .variants = 1});
}

TEST(NameTableTest, MakesTheSameIds) {
  IdMaker ids(42);
  for (const uint64_t number : {0ull, 9ull, 1234567890ull, 98765432101ull}) {
    EXPECT_EQ(ids.Make({0, number}), IdOf(42, {0, number}));
  }
}

TEST(NameTableTest, MarksTellContentsApart) {
  const uint64_t mark = ContentMark("sale", {"a", "b", "c", "d"});
  EXPECT_EQ(mark, ContentMark("sale", {"a", "b", "c", "d"}));
  EXPECT_NE(mark, ContentMark("reservation", {"a", "b", "c", "d"}));
  EXPECT_NE(mark, ContentMark("sale", {"ab", "", "c", "d"}));
  EXPECT_NE(mark, ContentMark("sale", {"a", "b", "cd", ""}));
}

}  // namespace
}  // namespace onhand::benchmark
