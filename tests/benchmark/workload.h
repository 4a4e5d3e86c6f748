// File: workload.h
//
// The workloads as data: what each does, to how many rows, with how many callers, and whom it is compared with.
#ifndef ONHAND_TESTS_BENCHMARK_WORKLOAD_H_
#define ONHAND_TESTS_BENCHMARK_WORKLOAD_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/benchmark/row_sequence.h"
#include "tests/benchmark/subject.h"

namespace onhand::benchmark {

enum class Operation : uint8_t {
  kApplyBatch,
  kApplyOne,
  kReserve,
  kQueryExact,
  kQueryVariants,
  kQueryIndex,
  kQueryLocation,
  kQueryAtp,
  kMixed,  // of five operations four are kQueryExact and one is kApplyOne
};

struct Load {
  Operation operation = Operation::kApplyBatch;
  Skew skew = Skew::kZipf;
  int callers = 1;
  int batch = 512;  // events of a kApplyBatch
  // A sell-out: each round takes the next product, asks for this many and ends when all are answered. 0 = by time.
  uint64_t asks = 0;
  // Result rows that each question must have; 0 = no question.
  uint64_t answer_rows = 0;
};

// True of operations that change something, whose windows include the drain.
bool Writes(Operation operation);
// What an operation is counted in: "events", "reservations", "queries", "operations".
const char* UnitOf(Operation operation);

struct Workload {
  std::string name;
  std::string help;  // one line
  Dataset dataset;
  Load load;
  bool by_product = false;         // SubjectOptions::by_product
  std::vector<std::string> peers;  // families, in the order of the report
  // Other workloads that onhand does in the same run, to be compared with.
  std::vector<std::string> references;
  bool without_index_sets = false;  // SubjectOptions::index_sets
  uint64_t memory_bytes = 0;        // SubjectOptions::memory_bytes
  bool cold = false;                // the page cache is emptied before each round
};

// All that have callers; what is about the process as a whole (recovery, memory, …) is in process_workloads.h. With
// --rows or --quick, datasets are scaled afterwards.
const std::vector<Workload>& Workloads();
// nullptr: no such workload.
const Workload* FindWorkload(std::string_view name);

// The same with about `rows` rows: fewer or more products, at least one. Workloads that are about one product or one
// location keep their size.
Dataset Scale(const Workload& workload, uint64_t rows);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_WORKLOAD_H_
