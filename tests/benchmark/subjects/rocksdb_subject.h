// File: rocksdb_subject.h
//
// Raw RocksDB, the floor that any engine on it stands on: it puts one 40-byte key and a 64-byte value for each event,
// and that is all. No ids, no sums, no checks.
//
//   key   := product "/" location "/" variant (two digits), filled up with "." to 40 bytes
//   value := 64 bytes
//
// Batches are one synced WriteBatch. QueryExact is a Get; QueryVariants a Seek and a Next for each variant. It is
// opened with RocksDB's default options, but for a block cache as large as onhand's caches together. Reservations and
// the other questions are UNIMPLEMENTED.
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECTS_ROCKSDB_SUBJECT_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECTS_ROCKSDB_SUBJECT_H_

#include "tests/benchmark/registry.h"

namespace onhand::benchmark {

// "rocksdb".
void AddRocksDbSubjects(SubjectRegistry* registry);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECTS_ROCKSDB_SUBJECT_H_
