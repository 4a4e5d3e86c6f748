// File: onhandd_subject.h
//
// onhand as a service: the real onhandd, with its data on disk, over gRPC or REST on loopback.
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECTS_ONHANDD_SUBJECT_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECTS_ONHANDD_SUBJECT_H_

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

namespace onhand::benchmark {

enum class Wire : uint8_t { kGrpc, kRest };

// Opens a caller's connection to a server of ours, with an environment "bench".
absl::StatusOr<std::unique_ptr<Session>> OpenWireSession(Wire wire, const OnhanddProcess& server,
                                                         const NameTable* names, uint64_t run);

// Names: "onhand-grpc", "onhand-rest". The rows are made in this process, by engine_subject.h, before the server
// starts, so that all forms of onhand have the same data.
class OnhanddSubject : public Subject {
 public:
  OnhanddSubject(Wire wire, SubjectOptions options) : wire_(wire), options_(std::move(options)) {}

  std::string name() const override { return wire_ == Wire::kGrpc ? "onhand-grpc" : "onhand-rest"; }
  std::string description() const override;
  absl::Status Prepare(const Dataset& dataset, uint64_t run) override;
  absl::StatusOr<std::unique_ptr<Session>> OpenSession() override;
  // Everything is in its tables, and no compaction runs.
  absl::Status Drain() override;
  absl::StatusOr<Totals> Audit() override;
  // Of the server; after Prepare.
  pid_t pid() const { return server_->pid(); }

 private:
  // The sum of a metric over its labels.
  absl::StatusOr<double> Metric(const std::string& metric) const;

  const Wire wire_;
  const SubjectOptions options_;
  std::unique_ptr<NameTable> names_;
  std::unique_ptr<OnhanddProcess> server_;
  uint64_t run_ = 0;
};

// "onhand-grpc" and "onhand-rest".
void AddOnhanddSubjects(SubjectRegistry* registry);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECTS_ONHANDD_SUBJECT_H_
