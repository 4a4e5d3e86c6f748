// File: engine_subject.h
//
// onhand in this process: engine/engine.h on a real folder, every post synced.
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECTS_ENGINE_SUBJECT_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECTS_ENGINE_SUBJECT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/engine.h"
#include "tests/benchmark/registry.h"
#include "tests/benchmark/subject.h"

namespace onhand::benchmark {

struct EngineSubjectOptions {
  std::string name = "onhand";
  // data_dir must be set; observer is the subject's own and is replaced.
  EngineOptions engine;
  Configuration configuration = DefaultConfiguration();
};

// What the benchmark runs onhand with, whatever the way to it: the default configuration with an index set
// (ColorId, SizeId), or, without index sets, with {"Empty"} alone; by location, or by product.
Configuration BenchmarkConfiguration(const SubjectOptions& options);
// The engine's defaults, but for the memory budget if the options name one: half for the block cache, a quarter each
// for rows and for write buffers, as the defaults are divided.
EngineOptions BenchmarkEngineOptions(const SubjectOptions& options);

inline constexpr char kBenchmarkEnvironment[] = "bench";

// The data stays on disk when the object goes. Prepare opens what an earlier process left in the folder; it makes rows
// in a new environment alone.
std::unique_ptr<Subject> NewEngineSubject(EngineSubjectOptions options);

// "onhand".
void AddEngineSubjects(SubjectRegistry* registry);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECTS_ENGINE_SUBJECT_H_
