// File: tree_file.h
//
// Files of the source tree and programs built from it, found wherever the benchmark is started.
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECTS_TREE_FILE_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECTS_TREE_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace onhand::benchmark {

// The absolute path of "service/onhandd" or "tests/benchmark/peers/redis": among the running program's own run files,
// else in the current folder. NOT_FOUND, naming both places.
absl::StatusOr<std::string> FindInTree(const std::string& path);

// A whole file, by a path as above. NOT_FOUND likewise.
absl::StatusOr<std::string> ReadTreeFile(const std::string& path);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECTS_TREE_FILE_H_
