#include "service/cli/terminal/step_chart.h"

#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "service/cli/terminal/table.h"

namespace onhand::cli {
namespace {

constexpr WideMicros kUnit = kMicrosPerUnit;

std::vector<std::string> Lines(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(StepChartTest, ColumnsStandOnZero) {
  const std::vector<WideMicros> values = {0, 4 * kUnit, 5 * kUnit, 16 * kUnit};
  EXPECT_EQ(RenderStepChart(values, "2026-02-01", "2026-02-04"),
            "16 ┤                  ██████\n"
            "   │                  ██████\n"
            "   │                  ██████\n"
            "   │                  ██████\n"
            "   │                  ██████\n"
            "   │            ▄▄▄▄▄▄██████\n"
            "   │      ██████████████████\n"
            "   │      ██████████████████\n"
            " 0 ┼────────────────────────\n"
            "    2026-02-01    2026-02-04\n");
}

TEST(StepChartTest, ColumnsBelowZeroHangDown) {
  const std::vector<WideMicros> values = {-kUnit / 2, 3 * kUnit, -kUnit};
  EXPECT_EQ(RenderStepChart(values, "a", "b"),
            " 3 ┤      ██████\n"
            "   │      ██████\n"
            "   │      ██████\n"
            "   │      ██████\n"
            "   │      ██████\n"
            "   │      ██████\n"
            " 0 ┼──────────────────\n"
            "   │██████      ██████\n"
            "-1 ┤            ██████\n"
            "    a                b\n");
  EXPECT_EQ(RenderStepChart({std::vector<WideMicros>{-kUnit}}, "a", "a"),
            " 0 ┼──────\n"
            "   │██████\n"
            "   │██████\n"
            "   │██████\n"
            "   │██████\n"
            "   │██████\n"
            "   │██████\n"
            "   │██████\n"
            "-1 ┤██████\n"
            "    a\n");
}

TEST(StepChartTest, AllZeroIsOnlyTheAxis) {
  EXPECT_EQ(RenderStepChart({std::vector<WideMicros>{0, 0}}, "a", "b"), "0 ┼────────────\n   a          b\n");
}

TEST(StepChartTest, WhatIsSmallIsSeen) {
  const std::vector<WideMicros> values = {1, 1'000'000 * kUnit};
  const std::vector<std::string> lines = Lines(RenderStepChart(values, "a", "b"));
  ASSERT_EQ(lines.size(), 10u);
  EXPECT_EQ(lines[7], "        │▁▁▁▁▁▁██████");
}

TEST(StepChartTest, ManyValuesShareColumnsByTheSmallest) {
  for (const size_t count : {41u, 60u, 61u, 120u, 180u, 1000u}) {
    std::vector<WideMicros> values(count, 8 * kUnit);
    values[1] = 0;
    const std::vector<std::string> lines = Lines(RenderStepChart(values, "first", "last"));
    ASSERT_EQ(lines.size(), 10u) << count;
    EXPECT_LE(DisplayWidth(lines[8]), 3 + kChartColumnsMax) << count;
    EXPECT_GE(DisplayWidth(lines[8]), 3 + kChartColumnsMax / 2) << count;
    // The column that the second value is in is empty from top to bottom.
    EXPECT_EQ(lines[0].rfind(count <= kChartColumnsMax ? "8 ┤█ █" : "8 ┤ █", 0), 0u) << lines[0];
    EXPECT_EQ(lines[7].rfind(count <= kChartColumnsMax ? "  │█ █" : "  │ █", 0), 0u) << lines[7];
  }
}

TEST(StepChartTest, SumsBeyondSixtyFourBits) {
  const WideMicros large = static_cast<WideMicros>(kQuantityMicrosMax) * 1000;
  const std::vector<std::string> lines = Lines(RenderStepChart({std::vector<WideMicros>{large}}, "a", "a"));
  EXPECT_EQ(lines[0], FormatMicros(large) + " ┤██████");
}

}  // namespace
}  // namespace onhand::cli
