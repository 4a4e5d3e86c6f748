#include "tests/benchmark/svg_chart.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/benchmark/spin_check.h"
#include "tests/benchmark/svg_canvas.h"
#include "tests/benchmark/table_report.h"

namespace onhand::benchmark {
namespace {

constexpr double kWidth = 900;
constexpr double kMargin = 24;
constexpr double kBarsLeft = 230;
constexpr double kBarsRight = 700;
constexpr double kBarStep = 34;
constexpr double kBarHeight = 20;
constexpr double kPlotLeft = 80;
constexpr double kPlotRight = 690;
constexpr double kPlotHeight = 260;
constexpr size_t kSeries = 8;

std::string StyleOf(size_t series) { return absl::StrCat("s", series % kSeries); }

struct Series {
  const EntrantResult* entrant;
  std::string style;
};

std::vector<Series> Measured(const WorkloadReport& report) {
  std::vector<Series> list;
  for (const EntrantResult& entrant : report.entrants) {
    if (entrant.measured()) list.push_back({&entrant, StyleOf(list.size())});
  }
  return list;
}

double DrawTitle(const WorkloadReport& report, SvgCanvas* canvas) {
  canvas->Text(kMargin, 36, absl::StrCat(report.workload, ", ", report.transport), "title");
  canvas->Text(kMargin, 58, report.help, "quiet");
  canvas->Text(kMargin, 76,
               absl::StrCat(FormatFigure(static_cast<double>(report.rows)), " rows; median of ", report.rounds,
                            " alternating rounds of ", FormatFigure(report.seconds), " s, whiskers from least to most",
                            report.noise > kNoiseMax ? "; the machine was noisy" : ""),
               "quiet");
  return 112;
}

double DrawBars(const WorkloadReport& report, const std::vector<Series>& list, double y, SvgCanvas* canvas) {
  canvas->Text(kMargin, y, absl::StrCat("Throughput, ", report.unit, " a second (closed loop)"), "strong");
  y += 16;
  double most = 0;
  for (const Series& series : list) most = std::max(most, series.entrant->throughput.max);
  const auto x = [&](double value) { return kBarsLeft + Ratio(value, most) * (kBarsRight - kBarsLeft); };
  for (const Series& series : list) {
    const Spread& spread = series.entrant->throughput;
    const double middle = y + kBarHeight / 2;
    canvas->Text(kBarsLeft - 10, middle + 5, series.entrant->label, "", Anchor::kEnd);
    canvas->Bar(kBarsLeft, y, std::max(1.0, x(spread.median) - kBarsLeft), kBarHeight, series.style);
    canvas->Line(x(spread.min), middle, x(spread.max), middle, "whisker");
    canvas->Line(x(spread.min), middle - 4, x(spread.min), middle + 4, "whisker");
    canvas->Line(x(spread.max), middle - 4, x(spread.max), middle + 4, "whisker");
    std::string figure = FormatFigure(spread.median);
    if (series.entrant->role != Role::kOurs) {
      const double ratio = Ratio(list.front().entrant->throughput.median, spread.median);
      absl::StrAppend(&figure, ", onhand is ", FormatFigure(ratio), " ×");
    }
    canvas->Text(std::max(x(spread.max), x(spread.median)) + 10, middle + 5, figure, "");
    y += kBarStep;
  }
  return y + 24;
}

// The power of ten at or below / above, in microseconds.
double Floor10(double value) { return std::floor(std::log10(std::max(value, 0.01))); }

double DrawLatencies(const WorkloadReport& report, const std::vector<Series>& all, double y, SvgCanvas* canvas) {
  std::vector<Series> list;
  double least = 1e12;
  double most = 0;
  for (const Series& series : all) {
    if (series.entrant->open[0].median == 0) continue;
    list.push_back(series);
    for (const Spread& spread : series.entrant->open) {
      least = std::min(least, spread.median);
      most = std::max(most, spread.median);
    }
  }
  if (list.empty()) return y;
  canvas->Text(kMargin, y,
               absl::StrCat("Latency of an operation at ", FormatFigure(report.open_share * 100),
                            " % of each one's own throughput (open loop, from when it was due)"),
               "strong");
  const double top = y + 20;
  const double bottom = top + kPlotHeight;
  const double low = Floor10(least);
  const double high = std::max(low + 1, Floor10(most) + 1);
  const auto y_of = [&](double us) {
    return bottom - (std::log10(std::max(us, 0.01)) - low) / (high - low) * kPlotHeight;
  };
  const auto x_of = [&](size_t i) {
    return kPlotLeft + 40 + (kPlotRight - kPlotLeft - 80) * static_cast<double>(i) / (kPercentiles.size() - 1);
  };
  for (double power = low; power <= high; ++power) {
    const double us = std::pow(10, power);
    canvas->Line(kPlotLeft, y_of(us), kPlotRight, y_of(us), "grid");
    const std::string label = us >= 1e6   ? FormatFigure(us / 1e6) + " s"
                              : us >= 1e3 ? absl::StrCat(us / 1e3, " ms")
                                          : absl::StrCat(us, " µs");
    canvas->Text(kPlotLeft - 8, y_of(us) + 4, label, "quiet", Anchor::kEnd);
  }
  for (size_t i = 0; i < kPercentiles.size(); ++i) {
    canvas->Text(x_of(i), bottom + 20, kPercentileNames[i], "quiet", Anchor::kMiddle);
  }
  double legend = top + 10;
  for (const Series& series : list) {
    std::vector<std::pair<double, double>> points;
    for (size_t i = 0; i < kPercentiles.size(); ++i) points.emplace_back(x_of(i), y_of(series.entrant->open[i].median));
    canvas->Path(points, series.style);
    for (const auto& [x, dot_y] : points) canvas->Dot(x, dot_y, series.style);
    canvas->Bar(kPlotRight + 16, legend - 9, 12, 10, series.style);
    canvas->Text(kPlotRight + 34, legend, series.entrant->label, "");
    legend += 22;
  }
  return bottom + 44;
}

}  // namespace

std::string DrawChart(const WorkloadReport& report) {
  SvgCanvas canvas(kWidth);
  const std::vector<Series> list = Measured(report);
  double y = DrawTitle(report, &canvas);
  y = DrawBars(report, list, y, &canvas);
  y = DrawLatencies(report, list, y, &canvas);
  return canvas.Finish(y);
}

}  // namespace onhand::benchmark
