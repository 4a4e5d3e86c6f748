// File: caller.h
//
// One caller of a load: it knows which operation comes next and whether the answer is right.
#ifndef ONHAND_TESTS_BENCHMARK_CALLER_H_
#define ONHAND_TESTS_BENCHMARK_CALLER_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "tests/benchmark/row_sequence.h"
#include "tests/benchmark/subject.h"
#include "tests/benchmark/workload.h"

namespace onhand::benchmark {

// What was sent and answered.
struct CallerCounts {
  uint64_t operations = 0;
  uint64_t sold = 0;      // units: events applied
  uint64_t reserved = 0;  // units
  uint64_t refused = 0;   // reservations

  // What throughput is counted in, see UnitOf.
  uint64_t units(Operation operation) const {
    return operation == Operation::kApplyBatch || operation == Operation::kApplyOne ? sold : operations;
  }
  void Add(const CallerCounts& other);
};

// What all callers of one load share. Not owned; outlives them.
struct CallerPlan {
  Load load;
  Dataset dataset;
  const RowSequence* rows = nullptr;
  uint64_t product = 0;       // of a sell-out
  uint64_t first_number = 0;  // of ids; callers take turns from here on
};

// Not thread-safe.
class Caller {
 public:
  // `index` is one of 0 … plan.load.callers − 1.
  Caller(const CallerPlan* plan, int index, std::unique_ptr<Session> session);

  // Carries out the next operation. An error: it failed, or a question was answered with another number of rows than
  // it must have.
  absl::Status Step();
  // The last kApplyBatch or kApplyOne over again, with the same ids. OK if there was none.
  absl::Status Repeat();

  // Whether an operation takes long enough for a reading of the clock after each.
  bool timed_each() const {
    return plan_->load.operation != Operation::kQueryExact && plan_->load.operation != Operation::kQueryVariants;
  }
  const CallerCounts& counts() const { return counts_; }
  // Above all numbers that this caller used for ids.
  uint64_t number_end() const { return number_; }

 private:
  Sale NextSale();
  uint64_t NextRow();
  absl::Status ApplyBatch();
  absl::Status ApplyOne();
  absl::Status Reserve();
  absl::Status Ask(Operation operation);

  const CallerPlan* const plan_;
  const std::unique_ptr<Session> session_;
  uint64_t number_;
  uint64_t position_;  // in plan_->rows
  uint64_t steps_ = 0;
  std::vector<Sale> sales_;  // of the last post
  CallerCounts counts_;
};

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_CALLER_H_
