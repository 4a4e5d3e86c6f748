// File: results.h
//
// What a workload came to: figures without a judgement, and the judgement.
#ifndef ONHAND_TESTS_BENCHMARK_RESULTS_H_
#define ONHAND_TESTS_BENCHMARK_RESULTS_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/benchmark/statistics.h"

namespace onhand::benchmark {

// Of latencies. The last is the longest of all.
inline constexpr std::array<double, 5> kPercentiles = {0.5, 0.9, 0.99, 0.999, 1.0};
inline constexpr std::array<std::string_view, 5> kPercentileNames = {"p50", "p90", "p99", "p99.9", "max"};
using LatencySpreads = std::array<Spread, kPercentiles.size()>;  // microseconds, over rounds

enum class Role : uint8_t { kOurs, kReference, kPeer };

// One line of the table: a subject doing a workload.
struct EntrantResult {
  std::string label;  // "onhand", "rocksdb", "onhand apply-single-64"
  Role role = Role::kPeer;
  std::string description;  // of the subject
  std::string left_out;     // not "": it was not measured, and why
  int callers = 0;
  std::vector<double> rounds;      // units a second, closed loop, by round
  Spread throughput;               // of rounds
  Spread cpu_us;                   // of this process an operation's unit; means little where the subject is another one
  LatencySpreads closed{};         // all 0 where it was not timed
  LatencySpreads open{};           // all 0 where there was no open loop
  Spread open_rate;                // operations a second that the open loop asked for
  uint64_t units = 0;              // all that was acknowledged in measured windows
  std::string audit = "not done";  // "ok", "keeps no books", or what is wrong
  bool sound = true;               // the audit found nothing wrong

  bool measured() const { return left_out.empty(); }
};

// A target as it came out.
struct Verdict {
  std::string what;  // "throughput against rocksdb"
  double value = 0;
  double gate = 0;
  double stretch = 0;
  bool at_most = false;  // the value must not be above, rather than not below
  bool gate_met = false;
  bool stretch_met = false;
};

struct WorkloadReport {
  std::string workload;
  std::string transport;  // "inprocess", "grpc", "rest"
  std::string help;
  std::string unit;  // see UnitOf
  uint64_t rows = 0;
  double seconds = 0;
  int rounds = 0;
  double open_share = 0;
  double noise = 0;                     // see NoiseOf
  Spread sync_us;                       // see TimeSyncUs; beside the rounds
  std::vector<EntrantResult> entrants;  // ours first
  std::vector<Verdict> verdicts;

  bool sound() const {
    for (const EntrantResult& entrant : entrants) {
      if (!entrant.sound) return false;
    }
    return true;
  }
  // nullptr if there is none of this label, or it was left out.
  const EntrantResult* Find(std::string_view label) const {
    for (const EntrantResult& entrant : entrants) {
      if (entrant.label == label && entrant.measured()) return &entrant;
    }
    return nullptr;
  }
};

// The middle latency: of the closed loop where that was timed, else of the open one. Microseconds.
inline double MiddleLatencyUs(const EntrantResult& entrant) {
  return entrant.closed[0].median > 0 ? entrant.closed[0].median : entrant.open[0].median;
}

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_RESULTS_H_
