// File: fake_subject.h
//
// A subject in memory for tests of the benchmark itself: right, or wrong in a way that the audit must notice.
#ifndef ONHAND_TESTS_BENCHMARK_FAKE_SUBJECT_H_
#define ONHAND_TESTS_BENCHMARK_FAKE_SUBJECT_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "storage/base/mutex.h"
#include "tests/benchmark/registry.h"
#include "tests/benchmark/subject.h"

namespace onhand::benchmark {

enum class Fault : uint8_t {
  kNone,
  kLosesOne,     // acknowledges an event that it does not keep
  kCountsTwice,  // an id that is sent again
  kOversells,    // gives more than there is
  kWrongAnswer,  // a question has a row too many
};

// What a FakeSubject holds, shared with its sessions. Thread-safe.
class FakeBooks {
 public:
  FakeBooks(Fault fault, std::chrono::microseconds pause) : fault_(fault), pause_(pause) {}

  void Open(const Dataset& dataset);
  void Sell(const Sale& sale);
  bool Reserve(const Sale& sale);
  uint64_t answer_rows() const { return fault_ == Fault::kWrongAnswer ? 2 : 1; }
  // Once, the longest of all operations.
  void Pause();
  Totals totals();

 private:
  const Fault fault_;
  const std::chrono::microseconds pause_;
  Mutex mutex_;
  Dataset dataset_ ABSL_GUARDED_BY(mutex_);
  std::set<uint64_t> numbers_ ABSL_GUARDED_BY(mutex_);
  std::vector<int64_t> left_ ABSL_GUARDED_BY(mutex_);  // units by product
  Totals totals_ ABSL_GUARDED_BY(mutex_);
  bool lost_ ABSL_GUARDED_BY(mutex_) = false;
  bool paused_ ABSL_GUARDED_BY(mutex_) = false;
};

// `pause`: how long the first operation takes.
std::unique_ptr<Subject> NewFakeSubject(std::string name, Fault fault,
                                        std::chrono::microseconds pause = std::chrono::microseconds(0));

// A kind of this name, a family of its own.
void AddFakeSubject(std::string name, Fault fault, SubjectRegistry* registry);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_FAKE_SUBJECT_H_
