// File: counting_store.h
//
// A store that counts what is read through it, for tests that promise how little that is: reads, not time.
#ifndef ONHAND_TESTS_STORAGE_TESTING_COUNTING_STORE_H_
#define ONHAND_TESTS_STORAGE_TESTING_COUNTING_STORE_H_

#include <atomic>
#include <cstdint>
#include <memory>

#include "storage/kv/store.h"

namespace onhand::storage {

struct ReadCounts {
  std::atomic<int64_t> keys = 0;     // asked for one by one (Get, MultiGet)
  std::atomic<int64_t> entries = 0;  // that cursors stood on
  void Reset() { keys = 0, entries = 0; }
};

// `store` and `counts` are not owned; they must outlive it.
std::unique_ptr<Store> NewCountingStore(Store* store, ReadCounts* counts);

}  // namespace onhand::storage

#endif  // ONHAND_TESTS_STORAGE_TESTING_COUNTING_STORE_H_
