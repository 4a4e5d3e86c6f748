#include "service/cli/terminal/step_chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "storage/base/check.h"

namespace onhand::cli {
namespace {

constexpr int kRows = 8;               // above and below 0 together, at most one more
constexpr size_t kColumnsWanted = 40;  // few values get columns of several characters

// Blocks that fill a character from below, in eighths.
constexpr std::array<std::string_view, 9> kFromBelow = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

// How many parts are filled of a column that is `parts` high for `most`; one at least, so that what is small is seen.
int FilledParts(WideMicros value, WideMicros most, int parts) {
  const double share = static_cast<double>(value) / static_cast<double>(most);
  return std::max(1, static_cast<int>(std::ceil(parts * share - 1e-9)));
}

// The values as columns: each repeated, or the smallest of several.
std::vector<WideMicros> Columns(absl::Span<const WideMicros> values) {
  std::vector<WideMicros> columns;
  const size_t repeat = std::max<size_t>(1, std::min<size_t>(6, kColumnsWanted / values.size()));
  const size_t together = (values.size() + kChartColumnsMax - 1) / kChartColumnsMax;
  for (size_t first = 0; first < values.size(); first += together) {
    const size_t end = std::min(first + together, values.size());
    columns.insert(columns.end(), repeat, *std::min_element(values.begin() + first, values.begin() + end));
  }
  return columns;
}

// One line: the label, the axis' sign, the cells.
void AppendLine(std::string_view label, size_t label_width, std::string_view axis, std::string_view cells,
                std::string* out) {
  std::string line(label_width - label.size(), ' ');
  line.append(label).append(" ").append(axis).append(cells);
  line.erase(line.find_last_not_of(' ') + 1);
  out->append(line).push_back('\n');
}

}  // namespace

std::string RenderStepChart(absl::Span<const WideMicros> values, std::string_view first, std::string_view last) {
  ONHAND_CHECK(!values.empty());
  const std::vector<WideMicros> columns = Columns(values);
  const WideMicros top = std::max<WideMicros>(0, *std::max_element(columns.begin(), columns.end()));
  const WideMicros bottom = std::min<WideMicros>(0, *std::min_element(columns.begin(), columns.end()));
  const double above_share =
      top == bottom ? 0 : static_cast<double>(top) / (static_cast<double>(top) - static_cast<double>(bottom));
  int above = static_cast<int>(std::lround(kRows * above_share));
  int below = bottom == 0 ? 0 : std::max(1, kRows - above);
  if (top > 0) above = std::max(1, above);
  const std::string top_label = FormatMicros(top);
  const std::string bottom_label = FormatMicros(bottom);
  const size_t label_width = std::max({top_label.size(), bottom_label.size(), size_t{1}});

  std::string out;
  for (int row = above; row >= 1; --row) {
    std::string cells;
    for (const WideMicros value : columns) {
      const int filled = value <= 0 ? 0 : FilledParts(value, top, 8 * above);
      const int eighths = std::clamp(filled - 8 * (row - 1), 0, 8);
      cells.append(kFromBelow[eighths]);
    }
    AppendLine(row == above ? top_label : "", label_width, row == above ? "┤" : "│", cells, &out);
  }
  std::string axis;
  for (size_t i = 0; i < columns.size(); ++i) axis.append("─");
  AppendLine("0", label_width, "┼", axis, &out);
  for (int row = 1; row <= below; ++row) {
    std::string cells;
    for (const WideMicros value : columns) {
      const int filled = value >= 0 ? 0 : FilledParts(value, bottom, 2 * below);
      const int halves = std::clamp(filled - 2 * (row - 1), 0, 2);
      cells.append(halves == 0 ? " " : halves == 1 ? "▀" : "█");
    }
    AppendLine(row == below ? bottom_label : "", label_width, row == below ? "┤" : "│", cells, &out);
  }
  std::string ends(first);
  if (values.size() > 1) {
    const size_t gap = columns.size() > first.size() + last.size() ? columns.size() - first.size() - last.size() : 1;
    ends.append(gap, ' ').append(last);
  }
  AppendLine("", label_width, " ", ends, &out);
  return out;
}

}  // namespace onhand::cli
