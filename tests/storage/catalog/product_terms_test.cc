#include "storage/catalog/product_terms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "storage/keys/product_key.h"

namespace onhand::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string TextKey(TermKind kind, const TermPath& path, std::string_view text, std::string_view item) {
  std::string key = TermPrefix(kind, path);
  AppendTextTerm(text, &key);
  return key.append(item);
}

TEST(GramsTest, ThreeCodePointsInARow) {
  EXPECT_THAT(Grams("cable"), ElementsAre("cab", "abl", "ble"));
  EXPECT_THAT(Grams("aø€z"), ElementsAre("aø€", "ø€z"));
  EXPECT_THAT(Grams("ab"), IsEmpty());
  EXPECT_EQ(MarkedValue("ab"),
            "\x02"
            "ab\x03\x03");
  EXPECT_EQ(MarkedValue(""), "");
  EXPECT_THAT(Grams(MarkedValue("a")), ElementsAre("\x02"
                                                   "a\x03",
                                                   "a\x03\x03"));
}

TEST(ProductTermKeysTest, EveryValueIsFoldedAndFoundByItsText) {
  ProductRecord record;
  record.fields = {{3, "Speaker CABLE"}, {4, "370"}};
  record.attributes = {{1, "Weight LIMIT", "Pound", "-1.5"}, {2, "Colour", "", "Röt"}, {2, "Empty", "", ""}};
  const std::vector<std::string> keys = ProductTermKeys("M0030", record);
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
  EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end());

  std::vector<std::string> others;
  size_t grams = 0;
  for (const std::string& key : keys) {
    const std::optional<TermKeyParts> parts = ParseTermKey(key);
    ASSERT_TRUE(parts.has_value()) << key;
    EXPECT_EQ(parts->item_number, "M0030");
    if (parts->kind == TermKind::kGram) {
      ++grams;
    } else {
      others.push_back(key);
    }
  }
  std::string number = TermPrefix(TermKind::kNumber, {4, {}});
  AppendNumberTerm(370, &number);
  std::string weight = TermPrefix(TermKind::kNumber, {10, "weight limit"});
  AppendNumberTerm(-1.5, &weight);
  EXPECT_THAT(others,
              ::testing::UnorderedElementsAre(TextKey(TermKind::kText, {2, {}}, "m0030", "M0030"),
                                              TextKey(TermKind::kText, {3, {}}, "speaker cable", "M0030"),
                                              TextKey(TermKind::kNumeral, {4, {}}, "370", "M0030"),
                                              TextKey(TermKind::kText, {10, "colour"}, "röt", "M0030"),
                                              TextKey(TermKind::kNumeral, {10, "weight limit"}, "-1.5", "M0030"),
                                              number + "M0030", weight + "M0030"));
  // Of m0030 six, of the name fourteen, of 370 four, of -1.5 five, of röt four; none of them twice.
  EXPECT_EQ(grams, 6u + 14u + 4u + 5u + 4u);
}

TEST(ProductTermKeysTest, LongValuesAreCut) {
  ProductRecord record;
  record.fields = {{6, std::string(300, 'A')}};
  const std::vector<std::string> keys = ProductTermKeys("x", record);
  EXPECT_NE(std::find(keys.begin(), keys.end(), TextKey(TermKind::kText, {6, {}}, std::string(128, 'a'), "x")),
            keys.end());
}

TEST(TermKeyTest, NumbersSortBySize) {
  const std::vector<double> numbers = {-1e300, -2.5, -2, -1e-300, 0, 1e-300, 1, 370, 370.5, 1e300};
  std::string before;
  for (const double number : numbers) {
    std::string key = TermPrefix(TermKind::kNumber, {10, "weight"});
    AppendNumberTerm(number, &key);
    EXPECT_LT(before, key) << number;
    before = key;
    key.append("item");
    const std::optional<TermKeyParts> parts = ParseTermKey(key);
    ASSERT_TRUE(parts.has_value());
    EXPECT_EQ(NumberOfTerm(parts->term), number);
    EXPECT_EQ(parts->path, (TermPath{10, "weight"}));
  }
}

TEST(TermKeyTest, OtherBytesAreNone) {
  std::string key = TermPrefix(TermKind::kText, {3, {}});
  AppendTextTerm("cable", &key);
  EXPECT_FALSE(ParseTermKey(key).has_value()) << "no item number";
  EXPECT_TRUE(ParseTermKey(key + "x").has_value());
  const std::string none[] = {"",
                              "T",
                              "Te",
                              "Cx",
                              "Rx",
                              "Te\x0B"
                              "a",
                              std::string("Te\0a\0x", 6),
                              "Te\x03"
                              "cable",
                              "Tn\x03"
                              "1234567",
                              "Tg\x03"
                              "ab",
                              "Tg\x03"
                              "abc",
                              "Tz\x03"
                              "a",
                              "Te\x0A"
                              "colour"};
  for (const std::string& bytes : none) EXPECT_FALSE(ParseTermKey(bytes).has_value()) << bytes;
  EXPECT_FALSE(ParseTermKey("Tg\x03\xF0\xF0\xF0").has_value());
}

}  // namespace
}  // namespace onhand::storage
