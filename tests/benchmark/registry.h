// File: registry.h
//
// What the benchmark can measure, by name. The program fills one registry at its start:
//
//   SubjectRegistry registry;
//   AddEngineSubjects(&registry);                      // each of tests/benchmark/subjects/ has such a function
//   auto subject = registry.MakeSubject("rocksdb", {.dir = "/tmp/x/rocksdb"});
#ifndef ONHAND_TESTS_BENCHMARK_REGISTRY_H_
#define ONHAND_TESTS_BENCHMARK_REGISTRY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/benchmark/subject.h"

namespace onhand::benchmark {

// What a workload may ask of any subject; one that knows no such thing passes it over.
struct SubjectOptions {
  std::string dir;            // the subject's own folder; made and emptied by whoever makes the subject
  uint64_t memory_bytes = 0;  // for caches and write buffers together; 0 = the subject's default
  bool index_sets = true;   // onhand: an index set (ColorId, SizeId); false: only {"Empty"}, so no sums to answer from
  bool by_product = false;  // onhand: the partition rule, By product in place of By location
};

// One name. `family` is what --peers names: "redis" stands for redis and redis-everysec.
struct SubjectKind {
  std::string name;
  std::string family;
  std::string help;  // one line for --list
  // UNAVAILABLE: it is not installed or cannot be started, with what to do about it. Work that takes time belongs in
  // Subject::Prepare.
  std::function<absl::StatusOr<std::unique_ptr<Subject>>(const SubjectOptions& options)> make;
};

// Not thread-safe.
class SubjectRegistry {
 public:
  // Names once each; a second one of the same name is a bug.
  void Add(SubjectKind kind);

  // INVALID_ARGUMENT: no such name; says which there are.
  absl::StatusOr<std::unique_ptr<Subject>> MakeSubject(std::string_view name, const SubjectOptions& options) const;

  // Names of a family in the order of Add; empty = no such family. A family may be named as its one member.
  std::vector<std::string> NamesOfFamily(std::string_view family) const;
  const std::vector<SubjectKind>& kinds() const { return kinds_; }

 private:
  std::vector<SubjectKind> kinds_;
};

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_REGISTRY_H_
