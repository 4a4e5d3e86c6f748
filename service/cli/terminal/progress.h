// File: progress.h
//
// How far a long job has come, on the standard error: one line that is redrawn on a terminal (ten times a second at
// most), a plain line every ten seconds elsewhere, nothing when quiet.
//
//   [=========>          ]  48%  115,200 lines  62,340/s  2 s left
#ifndef ONHAND_SERVICE_CLI_TERMINAL_PROGRESS_H_
#define ONHAND_SERVICE_CLI_TERMINAL_PROGRESS_H_

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>

namespace onhand::cli {

struct ProgressState {
  int64_t count = 0;     // things done
  std::string unit;      // what they are: "lines"; "" = only the fraction is told
  double fraction = -1;  // of the whole job, 0–1; negative: not known
  double elapsed_s = 0;
};

// The line without its end. With `bar_width` 0 there is no bar. Time left is told from two seconds and one percent on.
std::string ProgressLine(const ProgressState& state, int bar_width);

// "8 s", "3 min 20 s", "2 h 5 min".
std::string DurationText(double seconds);

enum class ProgressStyle { kTerminal, kPlain, kQuiet };

// Not thread-safe.
class Progress {
 public:
  // `out` is not owned. `now_us` is a clock that does not step back.
  Progress(ProgressStyle style, std::string unit, std::ostream* out, std::function<int64_t()> now_us);
  ~Progress() { Finish(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Cheap enough to call for each thing.
  void Update(int64_t count, double fraction);
  // The same for things that take long: looks at the clock each time.
  void UpdateSlow(int64_t count, double fraction);
  // Clears the line on a terminal, so that other output can follow.
  void Finish();
  double elapsed_s() const;

 private:
  const ProgressStyle style_;
  const std::string unit_;
  std::ostream* const out_;
  const std::function<int64_t()> now_us_;
  const int64_t started_us_;
  int64_t shown_us_;
  int64_t calls_until_look_ = 0;
  bool line_open_ = false;
};

// kQuiet if asked, kTerminal if the standard error is one, else kPlain.
ProgressStyle ChooseProgressStyle(bool quiet);
// A clock for Progress.
int64_t SteadyNowMicros();

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_TERMINAL_PROGRESS_H_
