#include "tests/benchmark/table_report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "absl/strings/str_cat.h"
#include "tests/benchmark/spin_check.h"

namespace onhand::benchmark {
namespace {

// Columns in place of bytes: what is written here has no combining characters.
size_t Width(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// The first `left` columns to the left.
std::string Align(const std::vector<std::vector<std::string>>& rows, size_t left) {
  std::vector<size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], Width(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string fill(widths[i] - Width(row[i]), ' ');
      absl::StrAppend(&line, "  ", i < left ? row[i] : fill, i < left ? fill : row[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    absl::StrAppend(&text, line, "\n");
  }
  return text;
}

std::string Latency(const Spread& spread) { return spread.median > 0 ? FormatFigure(spread.median) : "-"; }

std::string Throughputs(const WorkloadReport& report) {
  std::vector<std::vector<std::string>> rows = {{absl::StrCat("closed loop, ", report.unit, "/s"), "median", "min",
                                                 "max", "onhand is", "callers", "p50 µs", "p99 µs", "CPU µs", "audit"}};
  const double ours = report.entrants.front().throughput.median;
  for (const EntrantResult& entrant : report.entrants) {
    if (!entrant.measured()) continue;
    rows.push_back(
        {entrant.label, FormatFigure(entrant.throughput.median), FormatFigure(entrant.throughput.min),
         FormatFigure(entrant.throughput.max),
         entrant.role == Role::kOurs ? "" : absl::StrCat(FormatFigure(Ratio(ours, entrant.throughput.median)), " ×"),
         absl::StrCat(entrant.callers), Latency(entrant.closed[0]), Latency(entrant.closed[2]),
         FormatFigure(entrant.cpu_us.median), entrant.audit});
  }
  return AlignColumns(rows);
}

std::string Latencies(const WorkloadReport& report) {
  std::vector<std::vector<std::string>> rows = {
      {absl::StrCat("open loop at ", FormatFigure(report.open_share * 100), " %, µs"), "operations/s"}};
  for (const std::string_view name : kPercentileNames) rows[0].push_back(std::string(name));
  for (const EntrantResult& entrant : report.entrants) {
    if (!entrant.measured() || entrant.open_rate.median == 0) continue;
    rows.push_back({entrant.label, FormatFigure(entrant.open_rate.median)});
    for (const Spread& spread : entrant.open) rows.back().push_back(FormatFigure(spread.median));
  }
  return rows.size() > 1 ? "\n" + AlignColumns(rows) : "";
}

std::string Notes(const WorkloadReport& report) {
  std::string notes;
  for (const EntrantResult& entrant : report.entrants) {
    if (!entrant.measured()) absl::StrAppend(&notes, "left out: ", entrant.label, ": ", entrant.left_out, "\n");
    if (!entrant.sound) absl::StrAppend(&notes, "AUDIT FAILED: ", entrant.label, ": ", entrant.audit, "\n");
  }
  if (report.noise > kNoiseMax) {
    absl::StrAppend(&notes, "noisy: a fixed loop beside the rounds took up to ", FormatFigure(report.noise * 100),
                    " % longer than at best; run again on a quiet machine\n");
  }
  return notes.empty() ? "" : "\n" + notes;
}

}  // namespace

std::string FormatVerdicts(const std::vector<Verdict>& verdicts) {
  if (verdicts.empty()) return "";
  std::vector<std::vector<std::string>> rows = {{"target", "value", "gate", "stretch", ""}};
  for (const Verdict& verdict : verdicts) {
    const char* const sign = verdict.at_most ? "<= " : ">= ";
    rows.push_back({verdict.what, FormatFigure(verdict.value), sign + FormatFigure(verdict.gate),
                    sign + FormatFigure(verdict.stretch),
                    verdict.stretch_met ? "stretch" : (verdict.gate_met ? "gate" : "MISSED")});
  }
  return "\n" + AlignColumns(rows);
}

std::string FormatFigure(double value) {
  const double size = std::fabs(value);
  char digits[40];
  const int fraction = value == std::floor(value) ? 0 : (size < 9.995 ? 2 : (size < 99.95 ? 1 : 0));
  std::snprintf(digits, sizeof(digits), "%.*f", fraction, value);
  std::string text = digits;
  const size_t sign = value < 0 ? 1 : 0;
  if (text.find('.') != std::string::npos) return text;
  for (size_t i = text.size(); i > sign + 3;) text.insert(i -= 3, ",");
  return text;
}

std::string AlignColumns(const std::vector<std::vector<std::string>>& rows) { return Align(rows, 1); }
std::string AlignToLeft(const std::vector<std::vector<std::string>>& rows) {
  return Align(rows, std::numeric_limits<size_t>::max());
}

std::string FormatTable(const WorkloadReport& report) {
  std::string text = absl::StrCat("\n", report.workload, ", ", report.transport, ": ", report.help, "\n");
  absl::StrAppend(&text, FormatFigure(static_cast<double>(report.rows)), " rows, ", report.rounds, " rounds of ",
                  FormatFigure(report.seconds), " s; fdatasync of 4 KiB beside them ",
                  FormatFigure(report.sync_us.median), " µs (", FormatFigure(report.sync_us.min), " to ",
                  FormatFigure(report.sync_us.max), ")\n\n", Throughputs(report), Latencies(report),
                  FormatVerdicts(report.verdicts), Notes(report));
  return text;
}

}  // namespace onhand::benchmark
