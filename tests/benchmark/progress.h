// File: progress.h
//
// Tells on standard error what is being measured: one line that changes on a terminal, a line for each step elsewhere.
#ifndef ONHAND_TESTS_BENCHMARK_PROGRESS_H_
#define ONHAND_TESTS_BENCHMARK_PROGRESS_H_

#include <string_view>

namespace onhand::benchmark {

// Not thread-safe.
class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Goes when the next one comes.
  void Step(std::string_view text);
  // Stays.
  void Say(std::string_view text);
  // Takes a step away, before something else is written to the terminal.
  void Clear();

 private:
  const bool terminal_;
  bool pending_ = false;  // a step stands in the current line
};

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_PROGRESS_H_
