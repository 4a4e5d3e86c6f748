#include "tests/benchmark/schedule.h"

#include <algorithm>
#include <cmath>
#include <thread>

namespace onhand::benchmark {
namespace {

// Longer than it takes to be woken.
constexpr std::chrono::microseconds kAwake(100);

}  // namespace

OpenSchedule::OpenSchedule(double operations_per_s, double seconds, size_t callers, size_t index)
    : interval_ns_(static_cast<double>(callers) * 1e9 / operations_per_s),
      first_ns_(static_cast<double>(index) * 1e9 / operations_per_s),
      count_(static_cast<uint64_t>(std::max(0.0, std::ceil((seconds * 1e9 - first_ns_) / interval_ns_)))) {}

int64_t OpenSchedule::DueNs(uint64_t k) const {
  return static_cast<int64_t>(first_ns_ + static_cast<double>(k) * interval_ns_);
}

std::chrono::steady_clock::time_point WaitUntil(std::chrono::steady_clock::time_point due, bool alone) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point now = Clock::now();
  if (now >= due) return now;
  if (!alone) {
    std::this_thread::sleep_until(due);
    return Clock::now();
  }
  if (due - now > kAwake) std::this_thread::sleep_until(due - kAwake);
  Clock::time_point last = Clock::now();
  while (last < due) last = Clock::now();
  return last;
}

}  // namespace onhand::benchmark
