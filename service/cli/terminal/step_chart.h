// File: step_chart.h
//
// A small chart for people: how a number runs over time, as columns of blocks.
//
//   27 ┤               ████████████
//      │               ████████████
//   10 ┤████████████████████████████
//    0 ┼────────────────────────────
//       2026-02-01        2026-02-28
#ifndef ONHAND_SERVICE_CLI_TERMINAL_STEP_CHART_H_
#define ONHAND_SERVICE_CLI_TERMINAL_STEP_CHART_H_

#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "engine/model/quantity.h"

namespace onhand::cli {

// At most this wide, beside the scale.
inline constexpr size_t kChartColumnsMax = 60;

// `first` and `last` name the ends of the axis. The values are whole micros, at least one; of more than
// kChartColumnsMax each column shows the smallest of several. Columns stand on 0, those below it hang down. Lines have
// no blanks at their ends.
std::string RenderStepChart(absl::Span<const WideMicros> values, std::string_view first, std::string_view last);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_TERMINAL_STEP_CHART_H_
