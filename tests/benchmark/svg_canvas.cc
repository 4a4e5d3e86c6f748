#include "tests/benchmark/svg_canvas.h"

#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"

namespace onhand::benchmark {
namespace {

constexpr char kStyle[] = R"(<style>
  .ground { fill: #ffffff; }
  text { font-family: system-ui, sans-serif; font-size: 13px; fill: #24292f; }
  .title { font-size: 18px; font-weight: 600; }
  .quiet { fill: #57606a; font-size: 12px; }
  .strong { font-weight: 600; }
  .grid { stroke: #d0d7de; stroke-width: 1; }
  .whisker { stroke: #24292f; stroke-width: 1.5; }
  .line { fill: none; stroke-width: 2.25; stroke-linejoin: round; }
%s  @media (prefers-color-scheme: dark) {
  .ground { fill: #0d1117; }
  text { fill: #e6edf3; }
  .quiet { fill: #9198a1; }
  .grid { stroke: #30363d; }
  .whisker { stroke: #e6edf3; }
%s  }
</style>
)";

// Colours that stay apart for the colour-blind (after Okabe and Ito), on light ground and, brighter, on dark.
constexpr const char* kLight[] = {"#0072b2", "#d55e00", "#009e73", "#b8569a",
                                  "#b58900", "#3d9bd1", "#6e7781", "#7c5cc4"};
constexpr const char* kDark[] = {"#4aa8e0", "#f08a3c", "#2fc79a", "#e08ac2",
                                 "#e3b83a", "#8fd0f5", "#9aa4ae", "#a98bf0"};

// Spelled out for each series: not every program that shows SVG knows variables in styles.
template <size_t count>
std::string SeriesStyle(const char* const (&colors)[count]) {
  std::string style;
  for (size_t i = 0; i < count; ++i) {
    absl::StrAppendFormat(&style, "  .fill.s%d { fill: %s; } .line.s%d { stroke: %s; }\n", i, colors[i], i, colors[i]);
  }
  return style;
}

std::string Escape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else {
      escaped.push_back(c);
    }
  }
  return escaped;
}

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

void SvgCanvas::Text(double x, double y, std::string_view text, std::string_view style, Anchor anchor) {
  static constexpr const char* kAnchors[] = {"start", "middle", "end"};
  absl::StrAppendFormat(&body_, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\" text-anchor=\"%s\">%s</text>\n", x, y,
                        View(style), kAnchors[static_cast<int>(anchor)], Escape(text));
}

void SvgCanvas::Bar(double x, double y, double width, double height, std::string_view style) {
  absl::StrAppendFormat(&body_,
                        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\" class=\"fill %s\"/>\n", x,
                        y, width, height, View(style));
}

void SvgCanvas::Line(double x1, double y1, double x2, double y2, std::string_view style) {
  absl::StrAppendFormat(&body_, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n", x1, y1, x2,
                        y2, View(style));
}

void SvgCanvas::Path(const std::vector<std::pair<double, double>>& points, std::string_view style) {
  body_ += "<polyline points=\"";
  for (const auto& [x, y] : points) absl::StrAppendFormat(&body_, "%.1f,%.1f ", x, y);
  absl::StrAppendFormat(&body_, "\" class=\"line %s\"/>\n", View(style));
}

void SvgCanvas::Dot(double x, double y, std::string_view style) {
  absl::StrAppendFormat(&body_, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" class=\"fill %s\"/>\n", x, y, View(style));
}

std::string SvgCanvas::Finish(double height) const {
  return absl::StrFormat(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\">\n%s"
      "<rect width=\"%.0f\" height=\"%.0f\" class=\"ground\"/>\n%s</svg>\n",
      width_, height, width_, height, absl::StrFormat(kStyle, SeriesStyle(kLight), SeriesStyle(kDark)), width_, height,
      body_);
}

}  // namespace onhand::benchmark
