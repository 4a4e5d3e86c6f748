#include "service/flags/flag_set.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace onhand {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Targets {
  std::string data_dir = "here";
  std::vector<std::string> products;
  bool quiet = false;
  bool negative = true;
  int64_t seed = 1;

  FlagSet Declare() {
    FlagSet flags("tool [flags]", "Does things.");
    flags.Text("data_dir", "DIR", "Where.", &data_dir);
    flags.Texts("product", "ID", "Which.", &products);
    flags.Switch("quiet", "Says nothing.", &quiet);
    flags.Switch("negative", "Shows them.", &negative);
    flags.Integer("seed", "N", "Of the numbers.", 0, 10, &seed);
    return flags;
  }
};

std::string ErrorOf(const std::vector<std::string>& arguments) {
  Targets targets;
  const auto parsed = targets.Declare().Parse(arguments);
  return parsed.ok() ? "" : std::string(parsed.status().message().data(), parsed.status().message().size());
}

TEST(FlagSetTest, TakesAllForms) {
  Targets targets;
  const auto rest = targets.Declare().Parse({"a", "--data-dir", "x y", "--product=1", "--product=", "--quiet",
                                             "--nonegative", "--seed=10", "-", "--", "--b"});
  ASSERT_TRUE(rest.ok()) << rest.status();
  EXPECT_THAT(*rest, ElementsAre("a", "-", "--b"));
  EXPECT_EQ(targets.data_dir, "x y");
  EXPECT_THAT(targets.products, ElementsAre("1", ""));
  EXPECT_TRUE(targets.quiet);
  EXPECT_FALSE(targets.negative);
  EXPECT_EQ(targets.seed, 10);
}

TEST(FlagSetTest, SwitchTakesTrueAndFalse) {
  Targets targets;
  ASSERT_TRUE(targets.Declare().Parse({"--quiet=true", "--negative=false"}).ok());
  EXPECT_TRUE(targets.quiet);
  EXPECT_FALSE(targets.negative);
}

TEST(FlagSetTest, ErrorsSayWhatToDo) {
  EXPECT_EQ(ErrorOf({"--datadir=x"}), "unknown flag --datadir; did you mean --data_dir?");
  EXPECT_EQ(ErrorOf({"--prod=x"}), "unknown flag --prod; did you mean --product?");
  EXPECT_EQ(ErrorOf({"--unheard_of_thing"}), "unknown flag --unheard_of_thing");
  EXPECT_EQ(ErrorOf({"--noproduct"}), "unknown flag --noproduct; did you mean --product?");
  EXPECT_EQ(ErrorOf({"--data_dir"}), "--data_dir needs a value: --data_dir=DIR");
  EXPECT_EQ(ErrorOf({"--data_dir", "--quiet"}), "--data_dir needs a value: --data_dir=DIR");
  EXPECT_EQ(ErrorOf({"--data_dir=a", "--data_dir=b"}), "--data_dir is given twice");
  EXPECT_EQ(ErrorOf({"--seed=11"}), "--seed takes a whole number from 0 to 10, not \"11\"");
  EXPECT_EQ(ErrorOf({"--seed=1x"}), "--seed takes a whole number from 0 to 10, not \"1x\"");
  EXPECT_EQ(ErrorOf({"--seed="}), "--seed takes a whole number from 0 to 10, not \"\"");
  EXPECT_EQ(ErrorOf({"--quiet=yes"}), "--quiet is a switch: give --quiet or --noquiet, not \"yes\"");
  EXPECT_THAT(ErrorOf({"-q"}), HasSubstr("two hyphens"));
}

TEST(FlagSetTest, HelpNamesFlagsAndDefaults) {
  Targets targets;
  const std::string help = targets.Declare().Help();
  EXPECT_THAT(help, HasSubstr("Usage: tool [flags]"));
  EXPECT_THAT(help, HasSubstr("--data_dir=DIR"));
  EXPECT_THAT(help, HasSubstr("Where. Default: here."));
  EXPECT_THAT(help, HasSubstr("Which. Repeatable."));
  EXPECT_THAT(help, HasSubstr("Shows them. Default: on."));
}

TEST(FlagSetTest, HasStopsAtTwoHyphens) {
  EXPECT_TRUE(FlagSet::Has({"x", "--help"}, "help"));
  EXPECT_FALSE(FlagSet::Has({"--helpful", "--", "--help"}, "help"));
}

TEST(NearestWordTest, OnlySlipsCount) {
  const std::vector<std::string_view> words = {"query", "import", "export"};
  EXPECT_EQ(NearestWord("qurey", words), "query");
  EXPECT_EQ(NearestWord("exprot", words), "export");
  EXPECT_EQ(NearestWord("banana", words), "");
}

}  // namespace
}  // namespace onhand
