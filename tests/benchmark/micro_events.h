// File: micro_events.h
//
// A bulk of sales for the micro-benchmarks, in each of its forms.
#ifndef ONHAND_TESTS_BENCHMARK_MICRO_EVENTS_H_
#define ONHAND_TESTS_BENCHMARK_MICRO_EVENTS_H_

#include <deque>
#include <string>
#include <vector>

#include "engine/model/event.h"
#include "engine/model/quantity.h"

namespace onhand::benchmark {

inline constexpr int kMicroEvents = 512;

// Distinct ids, rows and texts, each a sale of one unit with two dimensions.
class MicroEvents {
 public:
  MicroEvents();
  MicroEvents(const MicroEvents&) = delete;
  MicroEvents& operator=(const MicroEvents&) = delete;

  const std::vector<ChangeEvent>& events() const { return events_; }
  // The body of POST …/onhand/bulk.
  std::string Json() const;

 private:
  std::deque<std::string> texts_;
  std::vector<ChangeEvent> events_;
};

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_MICRO_EVENTS_H_
