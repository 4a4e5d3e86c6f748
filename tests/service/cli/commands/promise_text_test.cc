// The texts of answers that no short story of commands brings about.
#include <string>

#include "gtest/gtest.h"
#include "service/cli/commands/allocation_table.h"
#include "service/cli/commands/atp_text.h"
#include "service/cli/commands/explanation_text.h"

namespace onhand::cli {
namespace {

TEST(AtpTextTest, SeveralMeasuresVersionTwoAndNoSchedules) {
  QueryAnswer answer;
  answer.version = QueryVersion::kV2;
  answer.dimension_names = {"siteid", "ColorId"};
  answer.columns = {{"iv", "a", true}, {"iv", "b", true}};
  ResultRow row;
  row.organization_id = "usmf";
  row.product_id = "Bike";
  row.dimension_values = {"1", ""};
  row.promises = {{20'000, {{0, 0}, {1, -1'000'000}}}, {20'001, {{0, 0}, {1, -1'000'000}}}};
  answer.rows = {row};
  EXPECT_EQ(AtpText(answer),
            "Bike of usmf, siteid 1, ColorId (none)\n\n"
            "days                     iv.a promise  iv.b promise\n"
            "-----------------------  ------------  ------------\n"
            "2024-10-04 – 2024-10-05             0            -1\n"
            "\niv.a available to promise (on hand 0)\n"
            "0 ┼────────────\n"
            "   2024-10-04 2024-10-05\n"
            "\niv.b available to promise (on hand 0)\n"
            " 0 ┼────────────\n"
            "   │████████████\n"
            "   │████████████\n"
            "   │████████████\n"
            "   │████████████\n"
            "   │████████████\n"
            "   │████████████\n"
            "   │████████████\n"
            "-1 ┤████████████\n"
            "    2024-10-04 2024-10-05\n"
            "\n1 row\n");
}

TEST(AtpTextTest, ARowWithoutPromisesSaysWhy) {
  QueryAnswer answer;
  answer.rows.emplace_back().product_id = "Bike";
  EXPECT_EQ(AtpText(answer).rfind("Bike\n\nnothing can be promised: ", 0), 0u);
}

TEST(AllocationTableTest, WithoutBuckets) {
  EXPECT_EQ(AllocationTable({}),
            "allocated  consumed  ever allocated  ever consumed\n"
            "---------  --------  --------------  -------------\n");
}

TEST(ExplanationTextTest, OnlySchedulesAndMoreRowsThanShown) {
  Explanation explanation;
  explanation.row_count = 1234;
  ExplainedRow row;
  row.dimensions = {{"siteid", "1"}, {"locationid", ""}};
  row.schedules = {{20'000, {"pos", "inbound", false}, -2'500'000}};
  explanation.rows = {row};
  explanation.formulas = {{{"iv", "onhand", true},
                           {{{"pos", "größe", false}, false, 1'500'000, true}, {{"pos", "out", false}, true, 0, false}},
                           1'500'000}};
  EXPECT_EQ(ExplanationText(explanation),
            "row siteid 1, locationid (none): only schedules\n"
            "  schedules\n"
            "    day         measure      change\n"
            "    ----------  -----------  ------\n"
            "    2024-10-04  pos.inbound    -2.5\n"
            "\n"
            "… and 1233 more rows: name more dimensions to see them\n"
            "\n"
            "calculated measures over all 1234 rows\n"
            "  iv.onhand      1.5\n"
            "    + pos.größe  1.5\n"
            "    never posted: - pos.out\n");
}

}  // namespace
}  // namespace onhand::cli
