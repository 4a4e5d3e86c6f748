#include "storage/keys/row_key.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "tests/storage/testing/bytes.h"

namespace onhand::storage {
namespace {

RowIdentity Identity(std::string_view organization, std::string_view product, std::string_view site,
                     std::string_view location, std::initializer_list<RowDimension> dimensions = {}) {
  RowIdentity identity{organization, product, site, location, {}};
  identity.dimensions.assign(dimensions.begin(), dimensions.end());
  return identity;
}

void ExpectSame(const std::optional<RowIdentity>& found, const RowIdentity& wanted) {
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->organization, wanted.organization);
  EXPECT_EQ(found->product, wanted.product);
  EXPECT_EQ(found->site, wanted.site);
  EXPECT_EQ(found->location, wanted.location);
  EXPECT_EQ(found->dimensions, wanted.dimensions);
}

const RowIdentity kIdentities[] = {
    Identity("o", "p", "", ""),
    Identity("o", "p", "1", "11"),
    Identity("o", "p", "", "11", {{1, "Red"}}),
    Identity("o", "p", "1", "", {{1, "Red"}, {2, "L"}, {255, "x y"}}),
    Identity("organisation", "Stuhl", "Zürich", "Süd", {{3, "größe"}}),
};

TEST(RowKeyTest, ComesBack) {
  for (const RowIdentity& identity : kIdentities) {
    const std::string row = RowKey(identity);
    ExpectSame(ParseRowKey(row), identity);
    const std::string place = PlaceKey(identity);
    ExpectSame(ParsePlaceKey(place), identity);
    std::string appended = "R";
    AppendRowKey(identity, &appended);
    EXPECT_EQ(appended, "R" + row);
  }
}

TEST(RowKeyTest, SortsByItsPartsInOrder) {
  const std::vector<RowIdentity> sorted = {
      Identity("a", "b", "", ""),
      Identity("a", "b", "", "1"),
      Identity("a", "b", "1", ""),
      Identity("a", "b", "1", "1"),
      Identity("a", "b", "1", "1", {{1, "L"}}),
      Identity("a", "b", "1", "1", {{1, "Lx"}}),
      Identity("a", "b", "1", "1", {{1, "Lx"}, {2, "A"}}),
      Identity("a", "b", "1", "1", {{2, "A"}}),
      Identity("a", "b", "10", "1"),
      Identity("a", "b c", "1", "1"),
      Identity("a", "bc", "1", "1"),
      Identity("a b", "b", "1", "1"),
      Identity("ab", "b", "1", "1"),
      Identity("\xC3\xA4", "b", "1", "1"),
  };
  std::vector<std::string> keys;
  for (const RowIdentity& identity : sorted) keys.push_back(RowKey(identity));
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
  EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end());
}

TEST(RowKeyTest, OtherBytesAreNoKey) {
  const auto bad = [](std::string_view hex) {
    EXPECT_EQ(ParseRowKey(FromHex(hex)), std::nullopt) << hex;
    EXPECT_EQ(ParsePlaceKey(FromHex(hex)), std::nullopt) << hex;
  };
  bad("");
  bad("00 00 00");
  bad("61 00 62 00 63 00 64");
  bad("61 00 62 00 63 00 64 00 01");        // dimension without a value
  bad("61 00 62 00 63 00 64 00 01 00");     // an empty one
  bad("61 00 62 00 63 00 64 00 01 65");     // without its end
  bad("61 00 62 00 63 00 64 00 00 65 00");  // number 0
  bad("61 00 62 00 63 00 64 00 02 65 00 01 66 00");
  bad("61 00 62 00 63 00 64 00 02 65 00 02 66 00");
}

TEST(RowKeyTest, DamageNeverCrashes) {
  const std::string key = RowKey(kIdentities[3]);
  const auto parse = [](std::string_view bytes) {
    const std::optional<RowIdentity> row = ParseRowKey(bytes);
    if (row.has_value()) EXPECT_EQ(RowKey(*row), bytes);
    const std::optional<RowIdentity> place = ParsePlaceKey(bytes);
    if (place.has_value()) EXPECT_EQ(PlaceKey(*place), bytes);
  };
  ForEachTruncation(key, parse);
  ForEachDamage(key, parse);
}

TEST(KeyPrefixTest, IsWhatKeysOfThesePartsShare) {
  EXPECT_EQ(KeyPrefix({}), "");
  EXPECT_EQ(KeyPrefix({"o", ""}), std::string("o\0\0", 3));
  const RowIdentity identity = Identity("o", "p", "s", "l", {{1, "Red"}});
  EXPECT_EQ(RowKey(identity).rfind(KeyPrefix({"o", "p"}), 0), 0u);
  EXPECT_EQ(PlaceKey(identity).rfind(KeyPrefix({"o", "s", "l"}), 0), 0u);
  EXPECT_NE(RowKey(Identity("o", "pq", "s", "l")).rfind(KeyPrefix({"o", "p"}), 0), 0u);
}

TEST(AfterPrefixTest, IsTheFirstKeyBeyond) {
  EXPECT_EQ(AfterPrefix("ab"), "ac");
  EXPECT_EQ(AfterPrefix(std::string("a\0", 2)), "a\x01");
  EXPECT_EQ(AfterPrefix("a\xFF\xFF"), "b");
  EXPECT_EQ(AfterPrefix("\xFF"), "");
  EXPECT_EQ(AfterPrefix(""), "");
}

}  // namespace
}  // namespace onhand::storage
