// File: process_workloads.h
//
// Workloads about onhand in this process as a whole: how soon it is back after a crash, what memory it keeps to, what
// it takes on disk, how long its audit takes.
#ifndef ONHAND_TESTS_BENCHMARK_PROCESS_WORKLOADS_H_
#define ONHAND_TESTS_BENCHMARK_PROCESS_WORKLOADS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/benchmark/process_report.h"
#include "tests/benchmark/progress.h"
#include "tests/benchmark/registry.h"

namespace onhand::benchmark {

struct ProcessOptions {
  uint64_t rows = 0;      // 0 = the workload's own
  uint64_t receipts = 0;  // events that the data has seen; 0 = the workload's own
  double seconds = 5;     // of load, each round
  int rounds = 3;
  uint64_t memory_bytes = 0;  // the budget; 0 = the workload's own
  bool quick = false;         // a hundredth of its own rows and receipts, a tenth of its own budget
  std::string dir;            // see RunOptions
};

struct ProcessWorkload {
  std::string_view name;
  std::string_view help;
  absl::StatusOr<ProcessReport> (*run)(const ProcessOptions& options, const SubjectRegistry& registry,
                                       Progress* progress);
};

const std::vector<ProcessWorkload>& ProcessWorkloads();

// SIGKILL at full load with 10,000,000 rows and 100,000,000 receipts, the page cache emptied: how long until the first
// post and the first question are answered. The audit: all that was acknowledged is there, and at most what was under
// way besides. Needs about 10 GB.
absl::StatusOr<ProcessReport> RunRecovery(const ProcessOptions& options, const SubjectRegistry& registry,
                                          Progress* progress);

// The resident set with a budget of 512 MiB and ten times that on disk, and its rate beside that of a million rows with
// the default budget.
absl::StatusOr<ProcessReport> RunMemory(const ProcessOptions& options, const SubjectRegistry& registry,
                                        Progress* progress);

// What a row and what an event take on disk, beside raw RocksDB's rows.
absl::StatusOr<ProcessReport> RunDisk(const ProcessOptions& options, const SubjectRegistry& registry,
                                      Progress* progress);

// How long it takes to hold a million rows against their log, receipts and sums, beside reading the same files once.
absl::StatusOr<ProcessReport> RunAudit(const ProcessOptions& options, const SubjectRegistry& registry,
                                       Progress* progress);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_PROCESS_WORKLOADS_H_
