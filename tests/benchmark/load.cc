#include "tests/benchmark/load.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <latch>
#include <thread>

#include "absl/time/time.h"
#include "tests/benchmark/schedule.h"

namespace onhand::benchmark {
namespace {

using Clock = std::chrono::steady_clock;

// A reading of the clock costs 20 to 40 ns: nothing beside a synced write, but a tenth of the quickest question, so
// that those are timed in the open loop alone.
constexpr uint64_t kStepsPerReading = 16;

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double Seconds(Clock::duration duration) { return std::chrono::duration<double>(duration).count(); }
int64_t Nanos(Clock::duration duration) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count();
}

// What one caller's thread came to.
struct Share {
  absl::Status status;
  LatencyHistogram latency;
};

// Runs body(i, start) for each caller on a thread of its own, all from the same start.
template <typename Body>
absl::StatusOr<LoadResult> RunAll(const std::vector<std::unique_ptr<Caller>>& callers,
                                  const std::function<absl::Status()>& drain, Body body) {
  std::vector<Share> shares(callers.size());
  std::vector<CallerCounts> before;
  for (const auto& caller : callers) before.push_back(caller->counts());
  std::latch ready(static_cast<std::ptrdiff_t>(callers.size()) + 1);
  std::atomic<int64_t> start_ns = 0;
  std::latch go(1);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < callers.size(); ++i) {
    threads.emplace_back([&, i] {
      prctl(PR_SET_TIMERSLACK, 1);  // sleep as long as asked for; 50 µs more is the default
      ready.count_down();
      go.wait();
      shares[i].status = body(i, Clock::time_point(Clock::duration(start_ns.load())), &shares[i].latency);
    });
  }
  ready.arrive_and_wait();
  const double cpu_before = CpuSeconds();
  const Clock::time_point start = Clock::now();
  start_ns = start.time_since_epoch().count();
  go.count_down();
  for (std::thread& thread : threads) thread.join();
  LoadResult result;
  for (const Share& share : shares) {
    if (!share.status.ok()) return share.status;
    result.latency.Merge(share.latency);
  }
  if (drain != nullptr) {
    const absl::Status drained = drain();
    if (!drained.ok()) return drained;
  }
  result.seconds = Seconds(Clock::now() - start);
  result.cpu_seconds = CpuSeconds() - cpu_before;
  for (size_t i = 0; i < callers.size(); ++i) {
    const CallerCounts& after = callers[i]->counts();
    result.counts.Add({.operations = after.operations - before[i].operations,
                       .sold = after.sold - before[i].sold,
                       .reserved = after.reserved - before[i].reserved,
                       .refused = after.refused - before[i].refused});
  }
  return result;
}

}  // namespace

absl::StatusOr<LoadResult> RunClosedLoop(const std::vector<std::unique_ptr<Caller>>& callers, double seconds,
                                         uint64_t operations, const std::function<absl::Status()>& drain) {
  std::atomic<bool> stop = false;
  std::atomic<int64_t> left = static_cast<int64_t>(operations);
  const auto body = [&](size_t i, Clock::time_point start, LatencyHistogram* latency) {
    Caller* const caller = callers[i].get();
    const Clock::time_point end = start + std::chrono::duration_cast<Clock::duration>(
                                              std::chrono::duration<double>(operations > 0 ? 3600.0 : seconds));
    const bool each = caller->timed_each();
    Clock::time_point last = Clock::now();
    while (last < end && !stop.load(std::memory_order_relaxed)) {
      for (uint64_t k = 0; k < (each ? 1 : kStepsPerReading); ++k) {
        if (operations > 0 && left.fetch_sub(1, std::memory_order_relaxed) <= 0) return absl::OkStatus();
        absl::Status status = caller->Step();
        if (!status.ok()) {
          stop = true;
          return status;
        }
      }
      const Clock::time_point now = Clock::now();
      if (each) latency->Record(Nanos(now - last));
      last = now;
    }
    return absl::OkStatus();
  };
  return RunAll(callers, drain, body);
}

absl::StatusOr<LoadResult> RunOpenLoop(const std::vector<std::unique_ptr<Caller>>& callers, double operations_per_s,
                                       double seconds) {
  std::atomic<bool> stop = false;
  const auto body = [&](size_t i, Clock::time_point start, LatencyHistogram* latency) {
    const OpenSchedule schedule(operations_per_s, seconds, callers.size(), i);
    const Clock::time_point give_up =
        start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(3 * seconds));
    for (uint64_t k = 0; k < schedule.count() && !stop.load(std::memory_order_relaxed); ++k) {
      const Clock::time_point due = start + std::chrono::nanoseconds(schedule.DueNs(k));
      if (WaitUntil(due, callers.size() == 1) > give_up) break;
      absl::Status status = callers[i]->Step();
      if (!status.ok()) {
        stop = true;
        return status;
      }
      latency->Record(Nanos(Clock::now() - due));
    }
    return absl::OkStatus();
  };
  return RunAll(callers, nullptr, body);
}

}  // namespace onhand::benchmark
