#include "service/json/json_reader.h"

#include <memory>
#include <random>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/json/json_value.h"
#include "service/json/json_writer.h"

namespace onhand {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// The tree in compact form, or "error: <path>: <message>".
std::string Reread(std::string_view text, JsonLimits limits = {}) {
  JsonError error;
  const std::unique_ptr<JsonDocument> document = JsonDocument::Read(text, limits, &error);
  if (document == nullptr) return "error: " + error.path + ": " + error.message;
  std::string out;
  AppendJson(document->top(), 0, &out);
  return out;
}

TEST(JsonReader, ReadsEveryType) {
  EXPECT_EQ(Reread(R"( {"a":[1,-2.50,3e2,true,false,null,"x",{}],"b":{"c":[]}} )"),
            R"({"a":[1,-2.50,3e2,true,false,null,"x",{}],"b":{"c":[]}})");
  EXPECT_EQ(Reread("7"), "7");
  EXPECT_EQ(Reread("\"x\""), "\"x\"");
  EXPECT_EQ(Reread("null"), "null");
}

// Decisions T3: numbers are exact, whatever their length.
TEST(JsonReader, KeepsTheSpellingOfNumbers) {
  for (const std::string number :
       {"0", "-0", "10", "9223372036854.775807", "-9223372036854775808", "18446744073709551615", "18446744073709551616",
        "1e3", "1E+3", "12.5e-1", "1.0000000", "0.1234567", "0.30000000000000004", "123456789012345678901234567890.5",
        "1e400", "-1e-400", "0.000000000000000000000000000000000000000000000000000000000000000001"}) {
    EXPECT_EQ(Reread(number), number);
    EXPECT_EQ(Reread("[" + number + "]"), "[" + number + "]");
    EXPECT_EQ(Reread("{\"q\":" + number + ",\"r\":1}"), "{\"q\":" + number + ",\"r\":1}");
  }
  const std::string digits = "[1." + std::string(100'000, '7') + "]";
  EXPECT_EQ(Reread(digits), digits);
}

TEST(JsonReader, ReadsExponentsBeyondTheParserAsOutOfRangeNumbers) {
  EXPECT_EQ(Reread("[1e99999999999,2E-123456789012,\"1e99999999999\"] // 1e99999999999"),
            "[1e00099999999,2E-000099999999,\"1e99999999999\"]");
}

TEST(JsonReader, AllowsCommentsAndTrailingCommas) {
  EXPECT_EQ(Reread("// first\n{\"a\": /* one */ 1, // two\n \"b\": [1,2,],}\n// end"), R"({"a":1,"b":[1,2]})");
  EXPECT_EQ(Reread("[1,] /* end */"), "[1]");
}

TEST(JsonReader, RefusesBrokenText) {
  const struct {
    std::string_view text;
    std::string_view message;
  } kCases[] = {
      {"", "there is no JSON"},
      {"   ", "ends too early"},
      {"{", "ends too early"},
      {"[1", "ends too early"},
      {"\"abc", "ends too early"},
      {"[1 2]", "a comma or a colon is missing"},
      {"{\"posMachineId\": \"0001\"\n \"colorId\": \"red\"}", "line 2, column 2: a comma or a colon is missing"},
      {"{\"a\" 1}", "a comma or a colon is missing"},
      {"[,]", "',' is not"},
      {"[1,,2]", "',' is not"},
      {"{,}", "',' is not"},
      {"{a:1}", "'a' is not"},
      {"{'a':1}", "''' is not"},
      {"NaN", "'N' is not"},
      {"[NaN]", "'N' is not"},
      {"[Infinity]", "'I' is not"},
      {"[-Infinity]", "'I' is not"},
      {"[01]", ""},
      {"[+1]", "'+' is not"},
      {"[.5]", "'.' is not"},
      {"[1.]", "']' is not"},
      {"[1e]", "']' is not"},
      {"[0x10]", ""},
      {"[tru]", ""},
      {"[1]]", "more text"},
      {"{} {}", "more text"},
      {"[1] x", "more text"},
      {"[\"a\tb\"]", "control character"},
      {"[\"a\nb\"]", "control character"},
      {"[\"\\x41\"]", "'x' is not"},
      {"[\"\\u12g4\"]", "hexadecimal"},
      {"/* never closed", "ends too early"},
      {"# no comment\n1", "'#' is not"},
  };
  for (const auto& c : kCases) {
    EXPECT_THAT(Reread(c.text), AllOf(HasSubstr("error: "), HasSubstr(std::string(c.message)))) << c.text;
  }
  EXPECT_THAT(Reread(std::string_view("[1]\0", 4)), HasSubstr("error: "));
}

// Decisions E6: a lone surrogate is broken JSON; so is what is not UTF-8.
TEST(JsonReader, RefusesWhatIsNotUnicode) {
  for (const std::string_view text :
       {R"(["\ud800"])", R"(["\ud800x"])", R"(["\udc00"])", R"(["\ud800\u0041"])", "[\"\xff\"]", "[\"\xc3(\"]",
        "[\"\xed\xa0\x80\"]", "[\"\xc0\xaf\"]", "[\"\xf5\x80\x80\x80\"]", "[\"\xe2\x82\"]", "{\"\xff\":1}"}) {
    EXPECT_THAT(Reread(text), HasSubstr("error: ")) << text;
  }
  EXPECT_EQ(Reread(R"(["\ud83d\ude00"])"), "[\"\xF0\x9F\x98\x80\"]");
  EXPECT_EQ(Reread("[\"قميص\"]"), "[\"قميص\"]");
}

TEST(JsonReader, ReadsEscapes) {
  EXPECT_EQ(Reread(R"({"a\u0062":"\"\\\/\b\f\n\r\t\u0001\u00e9"})"),
            "{\"ab\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\xC3\xA9\"}");
}

TEST(JsonReader, SkipsAByteOrderMark) { EXPECT_EQ(Reread("\xEF\xBB\xBF[1]"), "[1]"); }

TEST(JsonReader, RefusesRepeatedNamesInAnyCase) {
  EXPECT_THAT(Reread(R"({"id":1,"ID":2})"), AllOf(HasSubstr("error: /ID:"), HasSubstr("appears twice")));
  EXPECT_THAT(Reread(R"([{"a":1},{"quantities":{"pos":{"inbound":1,"Inbound":2}}}])"),
              AllOf(HasSubstr("error: /1/quantities/pos/Inbound:"), HasSubstr("appears twice")));
  EXPECT_THAT(Reread(R"({"a":{"x":1},"\u0041":2})"), HasSubstr("appears twice"));
  EXPECT_EQ(Reread(R"([{"a":1},{"a":1}])"), R"([{"a":1},{"a":1}])");
  std::string many = "{\"Name7\":0";
  for (int i = 8; i < 1000; ++i) many += ",\"name" + std::to_string(i) + "\":0";
  EXPECT_THAT(Reread(many + "}"), HasSubstr("{\"Name7\""));
  EXPECT_THAT(Reread(many + ",\"nAME7\":0}"), HasSubstr("error: /nAME7: "));
}

TEST(JsonReader, RefusesNestingBeyond32) {
  EXPECT_EQ(Reread(std::string(32, '[') + std::string(32, ']')), std::string(32, '[') + std::string(32, ']'));
  EXPECT_THAT(Reread(std::string(33, '[') + std::string(33, ']')), HasSubstr("deeper than 32"));
  EXPECT_THAT(Reread(std::string(1'000'000, '[')), HasSubstr("deeper than 32"));
}

TEST(JsonReader, StopsAtTheLimitOfElementsAtTheTop) {
  JsonError error;
  EXPECT_NE(JsonDocument::Read("[1,{},[1,2,3]]", {.top_elements_max = 3}, &error), nullptr);
  for (const std::string_view text : {"[1,{},[1,2,3],4]", "[1,2,3,{}]", "[1,2,3,[", "[1,2,3,\"x"}) {
    error = {};
    EXPECT_EQ(JsonDocument::Read(text, {.top_elements_max = 3}, &error), nullptr) << text;
    EXPECT_EQ(error.too_many_elements, text != "[1,2,3,\"x") << text;
  }
  EXPECT_NE(JsonDocument::Read("{\"a\":[1,2,3,4]}", {.top_elements_max = 3}, &error), nullptr);
}

TEST(JsonReader, SaysWhere) {
  JsonError error;
  EXPECT_EQ(JsonDocument::Read("{\n  \"a\": [1, 2, ?]\n}", {}, &error), nullptr);
  EXPECT_EQ(error.path, "/a/2");
  EXPECT_EQ(error.offset, 16u);
  EXPECT_THAT(error.message, HasSubstr("line 2, column 15: '?' is not"));
}

// Whatever bytes come, the reader answers, and what it accepted it can write and read again.
TEST(JsonReader, SurvivesRandomBytes) {
  const std::string_view pieces[] = {"{",    "}",     "[",     "]",     ",",    ":",       "\"",          "\\",
                                     "1",    "-",     "e",     ".",     "true", "null",    "false",       " ",
                                     "//",   "/*",    "*/",    "\n",    "\0",   "\xff",    "é",           "\\u",
                                     "d800", "\"a\"", "\"A\"", "1e999", "0.10", "\"id\":", "\xEF\xBB\xBF"};
  std::mt19937 random(7);
  int accepted = 0;
  for (int round = 0; round < 60'000; ++round) {
    std::string text;
    const int length = static_cast<int>(random() % 24);
    for (int i = 0; i < length; ++i) {
      if (random() % 8 == 0) {
        text.push_back(static_cast<char>(random()));
      } else {
        text.append(pieces[random() % std::size(pieces)]);
      }
    }
    const std::string once = Reread(text);
    if (once.rfind("error: ", 0) == 0) continue;
    ++accepted;
    ASSERT_EQ(Reread(once), once) << text;
  }
  EXPECT_GT(accepted, 100);
}

TEST(JsonWriter, ReplacesWhatIsNotUtf8) {
  std::string out;
  AppendJsonString("a\xff\xc3(\xed\xa0\x80z\x7f", &out);
  EXPECT_EQ(out, "\"a\xEF\xBF\xBD\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz\x7f\"");
}

TEST(JsonWriter, Indents) {
  JsonError error;
  const auto document = JsonDocument::Read(R"({"a":[1,"x"],"b":{},"c":[[1],[]],"d":{"e":true}})", {}, &error);
  ASSERT_NE(document, nullptr);
  std::string out;
  AppendJson(document->top(), 2, &out);
  EXPECT_EQ(out, R"({
  "a": [1, "x"],
  "b": {},
  "c": [
    [1],
    []
  ],
  "d": {
    "e": true
  }
})");
}

}  // namespace
}  // namespace onhand
