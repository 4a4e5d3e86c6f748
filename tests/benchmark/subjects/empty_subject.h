// File: empty_subject.h
//
// What the wire alone costs: the same server frameworks with handlers that decode a post, answer as many successes as
// it has events, and do nothing else (empty_server.cc).
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECTS_EMPTY_SUBJECT_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECTS_EMPTY_SUBJECT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/benchmark/registry.h"
#include "tests/benchmark/subject.h"
#include "tests/benchmark/subjects/name_table.h"
#include "tests/benchmark/subjects/onhandd_process.h"
#include "tests/benchmark/subjects/onhandd_subject.h"

namespace onhand::benchmark {

// Names: "empty-grpc", "empty-rest". It takes posts; its audit is UNIMPLEMENTED, and what it answers to questions, if
// anything, means nothing.
class EmptySubject : public Subject {
 public:
  EmptySubject(Wire wire, SubjectOptions options) : wire_(wire), options_(std::move(options)) {}

  std::string name() const override { return wire_ == Wire::kGrpc ? "empty-grpc" : "empty-rest"; }
  std::string description() const override;
  absl::Status Prepare(const Dataset& dataset, uint64_t run) override;
  absl::StatusOr<std::unique_ptr<Session>> OpenSession() override;
  absl::Status Drain() override { return absl::OkStatus(); }
  absl::StatusOr<Totals> Audit() override;
  bool applies_ids_once() const override { return false; }

 private:
  const Wire wire_;
  const SubjectOptions options_;
  std::unique_ptr<NameTable> names_;
  std::unique_ptr<OnhanddProcess> server_;
  uint64_t run_ = 0;
};

// "empty-grpc" and "empty-rest".
void AddEmptySubjects(SubjectRegistry* registry);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECTS_EMPTY_SUBJECT_H_
