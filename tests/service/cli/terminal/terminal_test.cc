#include <sstream>
#include <string>

#include "gtest/gtest.h"
#include "service/cli/terminal/progress.h"
#include "service/cli/terminal/table.h"

namespace onhand::cli {
namespace {

TEST(TableTest, AlignsAndCutsTrailingBlanks) {
  EXPECT_EQ(RenderTable({{"product"}, {"site"}, {"pos.inbound", true}},
                        {{"T-shirt", "1", "12.5"}, {"Hose", "", "-3"}, {"Mütze", "Süd 2", ""}}),
            "product  site   pos.inbound\n"
            "-------  -----  -----------\n"
            "T-shirt  1             12.5\n"
            "Hose                     -3\n"
            "Mütze    Süd 2\n");
}

TEST(TableTest, ShowsControlCharactersAsQuestionMarks) {
  EXPECT_EQ(RenderTable({{"a"}}, {{"x\n\x1b[31my\x7f"}}), "a\n---------\nx??[31my?\n");
}

TEST(TableTest, ThousandsAreSetApart) {
  EXPECT_EQ(WithThousands(0), "0");
  EXPECT_EQ(WithThousands(999), "999");
  EXPECT_EQ(WithThousands(1000), "1,000");
  EXPECT_EQ(WithThousands(-123456), "-123,456");
  EXPECT_EQ(WithThousands(1234567), "1,234,567");
}

TEST(ProgressTest, Durations) {
  EXPECT_EQ(DurationText(0), "0 s");
  EXPECT_EQ(DurationText(0.2), "1 s");
  EXPECT_EQ(DurationText(59), "59 s");
  EXPECT_EQ(DurationText(200), "3 min 20 s");
  EXPECT_EQ(DurationText(7500), "2 h 5 min");
}

TEST(ProgressTest, Lines) {
  EXPECT_EQ(ProgressLine({115'200, "lines", 0.5, 4}, 10), "[=====>    ]   50%  115,200 lines  28,800/s  4 s left");
  EXPECT_EQ(ProgressLine({115'200, "lines", 0.5, 4}, 0), " 50%  115,200 lines  28,800/s  4 s left");
  EXPECT_EQ(ProgressLine({10, "lines", 0.5, 1}, 0), " 50%  10 lines  10/s");   // too early to tell
  EXPECT_EQ(ProgressLine({10, "lines", 0.005, 5}, 0), "  0%  10 lines  2/s");  // likewise
  EXPECT_EQ(ProgressLine({10, "lines", -1, 5}, 10), "10 lines  2/s");
  EXPECT_EQ(ProgressLine({0, "lines", 0, 0}, 4), "[>   ]    0%  0 lines");
  EXPECT_EQ(ProgressLine({8, "lines", 1, 2}, 4), "[====]  100%  8 lines  4/s");
}

// Calls often enough for the clock to be looked at.
void UpdateFor(Progress* progress, int64_t count, double fraction) {
  for (int i = 0; i < 64; ++i) progress->Update(count, fraction);
}

TEST(ProgressTest, TerminalRedrawsOneLine) {
  int64_t now_us = 5'000'000;
  std::ostringstream out;
  {
    Progress progress(ProgressStyle::kTerminal, "lines", &out, [&] { return now_us; });
    now_us += 50'000;
    UpdateFor(&progress, 1, 0.1);
    EXPECT_EQ(out.str(), "");
    now_us += 50'000;
    UpdateFor(&progress, 10, 0.5);
    EXPECT_EQ(out.str(), "\r\x1b[K[============>           ]   50%  10 lines  100/s");
    out.str("");
    UpdateFor(&progress, 11, 0.5);
    EXPECT_EQ(out.str(), "");  // not yet
  }
  EXPECT_EQ(out.str(), "\r\x1b[K");
}

TEST(ProgressTest, PlainLinesNowAndThen) {
  int64_t now_us = 0;
  std::ostringstream out;
  Progress progress(ProgressStyle::kPlain, "lines", &out, [&] { return now_us; });
  now_us = 9'000'000;
  UpdateFor(&progress, 1, 0.1);
  EXPECT_EQ(out.str(), "");
  now_us = 10'000'000;
  UpdateFor(&progress, 50, 0.5);
  EXPECT_EQ(out.str(), " 50%  50 lines  5/s  10 s left\n");
  progress.Finish();
  EXPECT_EQ(out.str(), " 50%  50 lines  5/s  10 s left\n");
}

TEST(ProgressTest, QuietSaysNothing) {
  int64_t now_us = 0;
  std::ostringstream out;
  Progress progress(ProgressStyle::kQuiet, "lines", &out, [&] { return now_us += 60'000'000; });
  UpdateFor(&progress, 1, 0.1);
  progress.Finish();
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace onhand::cli
