#include "tests/benchmark/process_report.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "tests/benchmark/json_report.h"
#include "tests/benchmark/json_writer.h"
#include "tests/benchmark/svg_canvas.h"
#include "tests/benchmark/table_report.h"

namespace onhand::benchmark {
namespace {

void WriteFigures(const ProcessReport& report, bool peers, JsonWriter* json) {
  json->BeginObject();
  for (const Figure& figure : report.figures) {
    if (figure.peer != peers) continue;
    json->Key(figure.name).BeginObject();
    json->Key("unit").Text(figure.unit);
    json->Key("median").Number(figure.value.median);
    json->Key("min").Number(figure.value.min);
    json->Key("max").Number(figure.value.max);
    json->EndObject();
  }
  json->EndObject();
}

void WriteAll(const ProcessReport& report, bool full, JsonWriter* json) {
  json->BeginObject();
  json->Key("workload").Text(report.workload);
  json->Key("transport").Text("inprocess");
  if (full) {
    json->Key("help").Text(report.help);
    json->Key("setting").Text(report.setting);
  }
  json->Key("onhand");
  WriteFigures(report, false, json);
  json->Key("peers");
  WriteFigures(report, true, json);
  json->Key("ratios").BeginObject();
  for (const Verdict& verdict : report.verdicts) json->Key(verdict.what).Number(verdict.value);
  json->EndObject();
  if (full) WriteVerdicts(report.verdicts, json);
  json->Key("sound").Bool(report.sound());
  if (full) {
    json->Key("faults").BeginArray();
    for (const std::string& fault : report.faults) json->Text(fault);
    json->EndArray();
  }
  json->EndObject();
}

}  // namespace

std::string FormatTable(const ProcessReport& report) {
  std::string text = absl::StrCat("\n", report.workload, ": ", report.help, "\n", report.setting, "\n\n");
  std::vector<std::vector<std::string>> rows = {{"figure", "median", "min", "max", "unit"}};
  for (const Figure& figure : report.figures) {
    rows.push_back({figure.name, FormatFigure(figure.value.median), FormatFigure(figure.value.min),
                    FormatFigure(figure.value.max), figure.unit});
  }
  absl::StrAppend(&text, AlignColumns(rows), FormatVerdicts(report.verdicts));
  for (const std::string& fault : report.faults) absl::StrAppend(&text, "\nAUDIT FAILED: ", fault, "\n");
  return text;
}

std::string FullJson(const ProcessReport& report) {
  JsonWriter json(true);
  WriteAll(report, true, &json);
  return json.Take() + "\n";
}

std::string SummaryJson(const ProcessReport& report) {
  JsonWriter json;
  WriteAll(report, false, &json);
  return json.Take();
}

std::string DrawChart(const ProcessReport& report) {
  constexpr double kWidth = 900;
  constexpr double kLeft = 300;
  constexpr double kRight = 760;
  constexpr double kStep = 34;
  SvgCanvas canvas(kWidth);
  canvas.Text(24, 36, report.workload, "title");
  canvas.Text(24, 58, report.help, "quiet");
  canvas.Text(24, 76, report.setting, "quiet");
  // Bars of one unit share a scale.
  std::map<std::string, double> most;
  for (const Figure& figure : report.figures) most[figure.unit] = std::max(most[figure.unit], figure.value.max);
  double y = 104;
  for (const Figure& figure : report.figures) {
    const auto x = [&](double value) { return kLeft + Ratio(value, most[figure.unit]) * (kRight - kLeft); };
    canvas.Text(kLeft - 10, y + 15, figure.name, "", Anchor::kEnd);
    canvas.Bar(kLeft, y, std::max(1.0, x(figure.value.median) - kLeft), 20, figure.peer ? "s1" : "s0");
    canvas.Line(x(figure.value.min), y + 10, x(figure.value.max), y + 10, "whisker");
    canvas.Text(x(figure.value.max) + 10, y + 15, absl::StrCat(FormatFigure(figure.value.median), " ", figure.unit),
                "");
    y += kStep;
  }
  return canvas.Finish(y + 12);
}

}  // namespace onhand::benchmark
