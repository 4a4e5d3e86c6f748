// File: test_disk.h
//
// One disk of each kind of store, so that a test runs on all of them and can close and open again, or kill and open
// again.
#ifndef ONHAND_TESTS_STORAGE_TESTING_TEST_DISK_H_
#define ONHAND_TESTS_STORAGE_TESTING_TEST_DISK_H_

#include <memory>
#include <string>

#include "storage/kv/store.h"
#include "tests/storage/testing/crashing_store.h"

namespace onhand::storage {

class TestDisk {
 public:
  virtual ~TestDisk() = default;
  // The store as it was left. One at a time; it must not outlive the disk.
  std::unique_ptr<Store> Open();

  // Of the store that was opened last. Whoever kills it destroys it and opens it again.
  CrashSwitch& crash() { return *crash_; }

 protected:
  virtual std::unique_ptr<Store> OpenStore() = 0;

 private:
  std::shared_ptr<CrashSwitch> crash_;
};

enum class StoreKind { kMemory, kRocks };

std::unique_ptr<TestDisk> NewTestDisk(StoreKind kind);

// For INSTANTIATE_TEST_SUITE_P.
std::string StoreKindName(StoreKind kind);

}  // namespace onhand::storage

#endif  // ONHAND_TESTS_STORAGE_TESTING_TEST_DISK_H_
