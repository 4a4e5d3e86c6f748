#include "service/cli/terminal/progress.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "service/cli/terminal/table.h"

namespace onhand::cli {
namespace {

constexpr int64_t kTerminalIntervalUs = 100'000;
constexpr int64_t kPlainIntervalUs = 10'000'000;
constexpr int64_t kCallsBetweenLooks = 64;  // at the clock
constexpr int kBarWidth = 24;

}  // namespace

std::string DurationText(double seconds) {
  const int64_t whole = static_cast<int64_t>(std::ceil(std::max(seconds, 0.0)));
  if (whole < 60) return absl::StrCat(whole, " s");
  if (whole < 3600) return absl::StrCat(whole / 60, " min ", whole % 60, " s");
  return absl::StrCat(whole / 3600, " h ", whole % 3600 / 60, " min");
}

std::string ProgressLine(const ProgressState& state, int bar_width) {
  std::string line;
  const bool known = state.fraction >= 0;
  const double fraction = std::clamp(state.fraction, 0.0, 1.0);
  if (known && bar_width > 0) {
    const int filled = static_cast<int>(fraction * bar_width);
    std::string bar(static_cast<size_t>(filled), '=');
    if (filled < bar_width) bar.push_back('>');
    bar.resize(static_cast<size_t>(bar_width), ' ');
    absl::StrAppend(&line, "[", bar, "]  ");
  }
  if (known) absl::StrAppendFormat(&line, "%3d%%  ", static_cast<int>(fraction * 100));
  if (!state.unit.empty()) absl::StrAppend(&line, WithThousands(state.count), " ", state.unit);
  if (!state.unit.empty() && state.elapsed_s > 0) {
    absl::StrAppend(&line, "  ",
                    WithThousands(static_cast<int64_t>(static_cast<double>(state.count) / state.elapsed_s)), "/s");
  }
  if (known && fraction >= 0.01 && fraction < 1 && state.elapsed_s >= 2) {
    absl::StrAppend(&line, state.unit.empty() ? "" : "  ", DurationText(state.elapsed_s / fraction * (1 - fraction)),
                    " left");
  }
  return line.substr(0, line.find_last_not_of(' ') + 1);
}

Progress::Progress(ProgressStyle style, std::string unit, std::ostream* out, std::function<int64_t()> now_us)
    : style_(style),
      unit_(std::move(unit)),
      out_(out),
      now_us_(std::move(now_us)),
      started_us_(now_us_()),
      shown_us_(started_us_) {}

void Progress::Update(int64_t count, double fraction) {
  if (--calls_until_look_ > 0) return;
  calls_until_look_ = kCallsBetweenLooks;
  UpdateSlow(count, fraction);
}

void Progress::UpdateSlow(int64_t count, double fraction) {
  if (style_ == ProgressStyle::kQuiet) return;
  const int64_t now_us = now_us_();
  if (now_us - shown_us_ < (style_ == ProgressStyle::kTerminal ? kTerminalIntervalUs : kPlainIntervalUs)) return;
  shown_us_ = now_us;
  const ProgressState state{count, unit_, fraction, elapsed_s()};
  if (style_ == ProgressStyle::kTerminal) {
    *out_ << "\r\x1b[K" << ProgressLine(state, kBarWidth) << std::flush;
    line_open_ = true;
  } else {
    *out_ << ProgressLine(state, 0) << std::endl;
  }
}

void Progress::Finish() {
  if (line_open_) *out_ << "\r\x1b[K" << std::flush;
  line_open_ = false;
}

double Progress::elapsed_s() const { return static_cast<double>(now_us_() - started_us_) / 1e6; }

ProgressStyle ChooseProgressStyle(bool quiet) {
  if (quiet) return ProgressStyle::kQuiet;
  return isatty(STDERR_FILENO) ? ProgressStyle::kTerminal : ProgressStyle::kPlain;
}

int64_t SteadyNowMicros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace onhand::cli
