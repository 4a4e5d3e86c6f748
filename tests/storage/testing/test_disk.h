// File: test_disk.h
//
// One disk of each kind of store, so that a test runs on all of them and can close and open again.
#ifndef ONHAND_TESTS_STORAGE_TESTING_TEST_DISK_H_
#define ONHAND_TESTS_STORAGE_TESTING_TEST_DISK_H_

#include <memory>
#include <string>

#include "storage/kv/store.h"

namespace onhand::storage {

class TestDisk {
 public:
  virtual ~TestDisk() = default;
  // The store as it was left. One at a time; it must not outlive the disk.
  virtual std::unique_ptr<Store> Open() = 0;
};

enum class StoreKind { kMemory, kRocks };

std::unique_ptr<TestDisk> NewTestDisk(StoreKind kind);

// For INSTANTIATE_TEST_SUITE_P.
std::string StoreKindName(StoreKind kind);

}  // namespace onhand::storage

#endif  // ONHAND_TESTS_STORAGE_TESTING_TEST_DISK_H_
