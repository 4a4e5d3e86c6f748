#include "tests/benchmark/progress.h"

#include <unistd.h>

#include <cstdio>

namespace onhand::benchmark {

Progress::Progress() : terminal_(isatty(STDERR_FILENO) == 1) {}
Progress::~Progress() { Clear(); }

void Progress::Step(std::string_view text) {
  Clear();
  std::fprintf(stderr, terminal_ ? "%.*s" : "bench: %.*s\n", static_cast<int>(text.size()), text.data());
  pending_ = terminal_;
  std::fflush(stderr);
}

void Progress::Say(std::string_view text) {
  Clear();
  std::fprintf(stderr, "bench: %.*s\n", static_cast<int>(text.size()), text.data());
}

void Progress::Clear() {
  if (pending_) std::fputs("\r\033[K", stderr);
  pending_ = false;
}

}  // namespace onhand::benchmark
