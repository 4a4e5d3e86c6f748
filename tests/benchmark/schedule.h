// File: schedule.h
//
// When the operations of an open loop are due.
#ifndef ONHAND_TESTS_BENCHMARK_SCHEDULE_H_
#define ONHAND_TESTS_BENCHMARK_SCHEDULE_H_

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace onhand::benchmark {

// One caller's share of a rate: all callers together send evenly spaced, taking turns. Immutable.
class OpenSchedule {
 public:
  // operations_per_s > 0, of all callers; index < callers.
  OpenSchedule(double operations_per_s, double seconds, size_t callers, size_t index);
  // Operations that come due within `seconds`.
  uint64_t count() const { return count_; }
  // Of operation k, from the start; k < count.
  int64_t DueNs(uint64_t k) const;

 private:
  double interval_ns_;  // between two operations of this caller
  double first_ns_;
  uint64_t count_;
};

// Returns at `due`, or at once if that is over; the time it is then. `alone`: there is no other caller, so the last
// stretch may be waited for awake; many callers that did so would take the processors from what is measured.
std::chrono::steady_clock::time_point WaitUntil(std::chrono::steady_clock::time_point due, bool alone);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SCHEDULE_H_
