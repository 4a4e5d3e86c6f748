// File: runner.h
//
// Runs one workload: sets the subjects up, warms them, measures them in turn over some rounds, audits them.
#ifndef ONHAND_TESTS_BENCHMARK_RUNNER_H_
#define ONHAND_TESTS_BENCHMARK_RUNNER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/benchmark/progress.h"
#include "tests/benchmark/registry.h"
#include "tests/benchmark/results.h"
#include "tests/benchmark/workload.h"

namespace onhand::benchmark {

enum class Transport : uint8_t { kInProcess, kGrpc, kRest };
// "inprocess", "grpc", "rest".
const char* TransportName(Transport transport);
// Nothing: no such transport.
std::optional<Transport> FindTransport(std::string_view name);

struct RunOptions {
  double seconds = 5;         // of the closed loop, each subject and round; the open loop takes half as long again
  int rounds = 5;             // at least 1
  double open_share = 0.5;    // of the round's closed-loop throughput that the open loop asks for; 0 = no open loop
  uint64_t rows = 0;          // about as many in place of the workload's own; 0 = those
  int rows_divisor = 1;       // of those of the workload where `rows` is 0
  int callers = 0;            // in place of the workload's own; 0 = those, over a socket more
  uint64_t memory_bytes = 0;  // SubjectOptions::memory_bytes
  // Families in place of the workload's own; one that cannot be measured is then an error.
  std::optional<std::vector<std::string>> peers;
  std::string dir;  // for data, on the disk that is to be measured; a folder "run" in it is made and removed
};

// Over gRPC and REST onhand in-process is measured too, and unless `callers` says otherwise questions come from at
// least 16 callers and bulks from at least 8.
//
// An error: onhand, or a subject that was asked for by name, could not be set up or failed on the way. What the audit
// finds is in the report (WorkloadReport::sound). `progress` is not owned.
absl::StatusOr<WorkloadReport> RunWorkload(const Workload& workload, Transport transport, const RunOptions& options,
                                           const SubjectRegistry& registry, Progress* progress);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_RUNNER_H_
