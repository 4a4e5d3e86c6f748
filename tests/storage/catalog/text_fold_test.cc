#include "storage/catalog/text_fold.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "storage/catalog/number_text.h"

namespace onhand::storage {
namespace {

TEST(FoldTextTest, CaseDoesNotCount) {
  const struct {
    const char* text;
    const char* folded;
  } kCases[] = {
      {"", ""},
      {"Speaker CABLE 10m", "speaker cable 10m"},
      {"@[`{~", "@[`{~"},
      {"KÖLN Ærø ÅSA", "köln ærø åsa"},
      {"×÷ß", "×÷ß"},  // no letters with two cases, and one that simple folding leaves alone
      {"ĀāĿŀŹźſ", "āāŀŀźźs"},
      {"Ÿ", "ÿ"},
      {"ΑΒΣς Ώ", "αβσσ ώ"},
      {"ПРИВЕТ Ёлка", "привет ёлка"},
      {"ԱԲ", "աբ"},
      {"ẞ Ḁ", "ß ḁ"},
      {"Ⅷ Ⓐ Ａ", "ⅷ ⓐ ａ"},
      {"\xE2\x84\xAA", "k"},                         // the Kelvin sign: three bytes become one
      {"\xC8\xBA", "\xE2\xB1\xA5"},                  // Ⱥ: two bytes become three
      {"𐐀", "𐐨"},                                    // beyond the first plane
      {"İı", "İı"},                                  // Turkish; only full folding touches the first
      {"日本語 €", "日本語 €"},                      // no case at all
      {"\xFF\xC3 A\xE2\x82", "\xFF\xC3 a\xE2\x82"},  // no UTF-8: stays
  };
  for (const auto& test : kCases) EXPECT_EQ(FoldText(test.text), test.folded) << test.text;
}

TEST(FoldTextTest, FoldingTwiceIsFoldingOnce) {
  for (uint32_t code_point = 0; code_point < 0x20000; ++code_point) {
    const uint32_t folded = FoldCodePoint(code_point);
    EXPECT_EQ(FoldCodePoint(folded), folded) << code_point;
  }
}

TEST(FoldTextTest, AsciiIsAsEverywhere) {
  for (uint32_t c = 0; c < 0x80; ++c) EXPECT_EQ(FoldCodePoint(c), c >= 'A' && c <= 'Z' ? c + 32 : c);
}

TEST(CodePointOffsetsTest, CountsCodePoints) {
  EXPECT_EQ(CodePointOffsets(""), (std::vector<size_t>{0}));
  EXPECT_EQ(CodePointOffsets("aø€𐐨"), (std::vector<size_t>{0, 1, 3, 6, 10}));
  EXPECT_EQ(CodePointOffsets("\xE2\x82"), (std::vector<size_t>{0, 1, 2}));
}

TEST(ReadNumberTextTest, Numbers) {
  const struct {
    const char* text;
    double number;
  } kCases[] = {{"370", 370},
                {"-0.5", -0.5},
                {"+2", 2},
                {".5", 0.5},
                {"5.", 5},
                {"1e3", 1000},
                {"1E-2", 0.01},
                {"-0", 0},
                {"1e-999", 0},
                {"007", 7},
                {"9007199254740993", 9007199254740992.0}};
  for (const auto& test : kCases) {
    const std::optional<double> number = ReadNumberText(test.text);
    ASSERT_TRUE(number.has_value()) << test.text;
    EXPECT_EQ(*number, test.number) << test.text;
    EXPECT_FALSE(std::signbit(*number) && *number == 0) << test.text;
  }
}

TEST(ReadNumberTextTest, WhatIsNone) {
  for (const char* text : {"", "+", ".", "-.", "e3", "1e", "1e+", " 1", "1 ", "1,5", "0x10", "inf", "nan", "1e999",
                           "12kg", "--1", "1.2.3"}) {
    EXPECT_FALSE(ReadNumberText(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace onhand::storage
