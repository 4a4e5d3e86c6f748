// Names, base dimensions and texts: what may be written how.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/model/base_dimension.h"
#include "engine/model/name.h"
#include "engine/model/text.h"
#include "gtest/gtest.h"

namespace onhand {
namespace {

TEST(Name, IsComparedWithoutAsciiCase) {
  EXPECT_TRUE(NamesEqual("ColorId", "colorID"));
  EXPECT_FALSE(NamesEqual("ColorId", "ColorI"));
  EXPECT_FALSE(NamesEqual("É", "é"));
  EXPECT_EQ(FoldName("AvailableToReserve É"), "availabletoreserve É");
  EXPECT_EQ(NameHash()("SiteId"), NameHash()("siteid"));
  EXPECT_TRUE(IsBlank(" \t\r\n"));
  EXPECT_FALSE(IsBlank(" pos"));
}

TEST(BaseDimension, IsFoundByAllItsNames) {
  EXPECT_EQ(FindBaseDimension("COLORID"), BaseDimension::kColorId);
  EXPECT_EQ(FindBaseDimension("siteId"), BaseDimension::kSiteId);
  EXPECT_EQ(FindBaseDimension("inventdimension12"), FindBaseDimension("CustomDimension12"));
  EXPECT_EQ(FindBaseDimension("InventDimension13"), std::nullopt);
  EXPECT_EQ(FindBaseDimension("organizationId"), std::nullopt);
  EXPECT_EQ(FindBaseDimension("Empty"), std::nullopt);
}

TEST(BaseDimension, NamesComeBackInTheSpellingOfAnswers) {
  for (int i = 1; i <= kBaseDimensionCount; ++i) {
    const auto dimension = static_cast<BaseDimension>(i);
    EXPECT_EQ(FindBaseDimension(BaseDimensionName(dimension)), dimension);
  }
  EXPECT_EQ(BaseDimensionName(BaseDimension::kSiteId), "siteid");
  EXPECT_EQ(BaseDimensionName(BaseDimension::kColorId), "ColorId");
  EXPECT_EQ(BaseDimensionName(*FindBaseDimension("inventDimension7")), "CustomDimension7");
  EXPECT_EQ(static_cast<int>(*FindBaseDimension("ExtendedDimension8")), kStoredDimensionMax);
}

TEST(CheckText, Table) {
  using std::string_literals::operator""s;
  const std::vector<std::pair<std::string, TextError>> cases = {
      {"a", TextError::kNone},
      {"Größe 48 – 日本語 😀", TextError::kNone},
      {std::string(256, 'x'), TextError::kNone},
      {"", TextError::kEmpty},
      {std::string(257, 'x'), TextError::kTooLong},
      {"a\0b"s, TextError::kControlCharacter},
      {"a\nb", TextError::kControlCharacter},
      {"\x7f", TextError::kControlCharacter},
      {"\xc2\x80", TextError::kControlCharacter},
      {"\xc2\x9f", TextError::kControlCharacter},
      {"\xc2\xa0", TextError::kNone},
      {"\xc0\x80", TextError::kNotUtf8},
      {"\xc1\xbf", TextError::kNotUtf8},
      {"\xe0\x80\x80", TextError::kNotUtf8},
      {"\xed\xa0\x80", TextError::kNotUtf8},
      {"\xed\x9f\xbf", TextError::kNone},
      {"\xf0\x80\x80\x80", TextError::kNotUtf8},
      {"\xf4\x8f\xbf\xbf", TextError::kNone},
      {"\xf4\x90\x80\x80", TextError::kNotUtf8},
      {"\xff", TextError::kNotUtf8},
      {"\xe2\x82", TextError::kNotUtf8},
      {"\x80", TextError::kNotUtf8},
  };
  for (const auto& [text, error] : cases) EXPECT_EQ(CheckText(text), error) << testing::PrintToString(text);
  EXPECT_EQ(CheckOptionalText(""), TextError::kNone);
}

}  // namespace
}  // namespace onhand
