// File: svg_canvas.h
//
// The few shapes that a chart is made of, as SVG text. Coordinates are pixels from the upper left corner.
#ifndef ONHAND_TESTS_BENCHMARK_SVG_CANVAS_H_
#define ONHAND_TESTS_BENCHMARK_SVG_CANVAS_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace onhand::benchmark {

enum class Anchor { kStart, kMiddle, kEnd };

// Not thread-safe. `style` is one of the classes in svg_canvas.cc, "s0" … "s7" the colours of series.
class SvgCanvas {
 public:
  explicit SvgCanvas(double width) : width_(width) {}

  void Text(double x, double y, std::string_view text, std::string_view style, Anchor anchor = Anchor::kStart);
  void Bar(double x, double y, double width, double height, std::string_view style);
  void Line(double x1, double y1, double x2, double y2, std::string_view style);
  void Path(const std::vector<std::pair<double, double>>& points, std::string_view style);
  void Dot(double x, double y, std::string_view style);

  // The document, as high as given.
  std::string Finish(double height) const;

 private:
  const double width_;
  std::string body_;
};

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SVG_CANVAS_H_
