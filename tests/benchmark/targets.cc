#include "tests/benchmark/targets.h"

#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/benchmark/statistics.h"

namespace onhand::benchmark {
namespace {

enum class Measure : uint8_t {
  kThroughput,  // ours / theirs, at least
  kMiddle,      // our median latency / theirs, at most
  kOverhead,    // our time a unit / (that of onhand in-process + that of the opponent), at most
};

struct Target {
  std::string_view workload;
  std::string_view transport;
  std::string_view against;
  Measure measure;
  double gate;
  double stretch;
  std::string_view ours = "";  // "" = the report's own entrant
};

constexpr Target kTargets[] = {
    {"apply-bulk", "inprocess", "rocksdb", Measure::kThroughput, 1.0, 2.5},
    {"apply-bulk", "inprocess", "redis", Measure::kThroughput, 1.5, 4},
    {"apply-bulk", "inprocess", "postgres", Measure::kThroughput, 5, 12},
    {"apply-bulk", "grpc", "redis", Measure::kThroughput, 1.0, 2.5},
    {"apply-bulk", "grpc", "postgres", Measure::kThroughput, 3, 8},
    {"apply-bulk", "grpc", "empty-grpc", Measure::kOverhead, 1.3, 1.1},
    {"apply-bulk", "rest", "empty-rest", Measure::kOverhead, 1.3, 1.1},
    {"apply-single-1", "inprocess", "rocksdb", Measure::kMiddle, 1.2, 1.05},
    {"apply-single-64", "inprocess", "rocksdb", Measure::kThroughput, 1.5, 3},
    {"apply-single-64", "inprocess", "postgres", Measure::kThroughput, 6, 12},
    {"apply-single-64", "grpc", "empty-grpc", Measure::kThroughput, 0.6, 0.9},
    {"apply-single-64", "rest", "empty-rest", Measure::kThroughput, 0.6, 0.9},
    {"hot-product", "inprocess", "onhand apply-single-64", Measure::kThroughput, 0.9, 1.0},
    {"hot-product-spread", "inprocess", "onhand apply-single-64", Measure::kThroughput, 0.6, 0.9},
    {"query-exact", "inprocess", "rocksdb", Measure::kThroughput, 1.2, 3},
    {"query-variants", "inprocess", "rocksdb", Measure::kThroughput, 0.7, 1.5},
    {"query-index", "inprocess", "postgres", Measure::kThroughput, 20, 60},
    {"query-index", "inprocess", "postgres", Measure::kThroughput, 2, 5, "onhand query-index-base"},
    {"query-index-base", "inprocess", "postgres", Measure::kThroughput, 2, 5},
};

double SecondsPerUnit(const EntrantResult& entrant) { return Ratio(1, entrant.throughput.median); }

}  // namespace

Verdict MakeVerdict(std::string what, double value, double gate, double stretch, bool at_most) {
  const auto met = [&](double bound) { return value > 0 && (at_most ? value <= bound : value >= bound); };
  return {.what = std::move(what),
          .value = value,
          .gate = gate,
          .stretch = stretch,
          .at_most = at_most,
          .gate_met = met(gate),
          .stretch_met = met(stretch)};
}

std::vector<Verdict> Judge(const WorkloadReport& report) {
  std::vector<Verdict> verdicts;
  for (const Target& target : kTargets) {
    if (target.workload != report.workload || target.transport != report.transport || report.entrants.empty()) continue;
    const EntrantResult* const ours =
        report.Find(target.ours.empty() ? std::string_view(report.entrants[0].label) : target.ours);
    const EntrantResult* const theirs = report.Find(target.against);
    if (ours == nullptr || theirs == nullptr) continue;
    const std::string who = absl::StrCat(target.ours.empty() ? "" : absl::StrCat(ours->label, ": "));
    const std::string against = absl::StrCat(" against ", theirs->label);
    switch (target.measure) {
      case Measure::kThroughput:
        verdicts.push_back(MakeVerdict(absl::StrCat(who, "throughput", against),
                                       Ratio(ours->throughput.median, theirs->throughput.median), target.gate,
                                       target.stretch, false));
        break;
      case Measure::kMiddle:
        verdicts.push_back(MakeVerdict(absl::StrCat(who, "p50", against),
                                       Ratio(MiddleLatencyUs(*ours), MiddleLatencyUs(*theirs)), target.gate,
                                       target.stretch, true));
        break;
      case Measure::kOverhead: {
        const EntrantResult* const inside = report.Find("onhand");
        if (inside == nullptr) break;
        verdicts.push_back(MakeVerdict(absl::StrCat(who, "time a unit against in-process and ", theirs->label),
                                       Ratio(SecondsPerUnit(*ours), SecondsPerUnit(*inside) + SecondsPerUnit(*theirs)),
                                       target.gate, target.stretch, true));
        break;
      }
    }
  }
  return verdicts;
}

}  // namespace onhand::benchmark
