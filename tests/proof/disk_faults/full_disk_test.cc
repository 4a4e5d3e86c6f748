// What a store does after its disk was full.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "storage/kv/rocks_resources.h"
#include "storage/kv/rocks_store.h"
#include "storage/kv/store.h"
#include "tests/proof/file_system/disk_terms.h"
#include "tests/proof/file_system/simulated_disk.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::proof {
namespace {

using storage::PartitionHead;
using storage::ValueOf;
using storage::WriteBatch;

// RocksDB took its error back once there was room again, in a thread of its own, and ended the process at the next
// file that it was given to take over.
TEST(FullDisk, AStoreThatWasFullIsNotResumedBehindItsBack) {
  SimulatedDisk disk;
  storage::RocksLimits limits;
  limits.automatic_compactions = false;
  limits.file_bulk_bytes_min = 1;
  limits.disk = disk.disk();
  const auto resources = std::make_shared<storage::RocksResources>(limits);
  ONHAND_ASSERT_OK(storage::CreateRocksStore("/db", resources));
  storage::RocksStoreOptions options;
  options.path = "/db";
  options.resources = resources;
  std::unique_ptr<storage::Store> store = ValueOf(storage::OpenRocksStore(options));
  const PartitionHead head = ValueOf(store->TakePartition("main"));
  const auto commit = [&store, &head](uint64_t sequence) {
    WriteBatch batch;
    batch.Touch({"main", head.epoch, sequence, sequence + 1});
    batch.Put("Ra", "1");
    return store->Commit(batch);
  };
  ONHAND_ASSERT_OK(commit(head.sequence));

  disk.AddFault({.fault = DiskFault::kNoSpace, .operation = DiskOperation::kAppend, .kind = FileKind::kTable});
  EXPECT_EQ(storage::FlushRocksStore(store.get()).code(), absl::StatusCode::kUnavailable);
  // RocksDB would have noticed at once.
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  std::unique_ptr<storage::BulkWrite> bulk = store->NewBulkWrite("main", head.epoch, 100);
  ONHAND_ASSERT_OK(bulk->Put("Rb", "2"));
  EXPECT_EQ(bulk->Finish().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(commit(head.sequence + 1).code(), absl::StatusCode::kUnavailable);
  bulk.reset();
  store.reset();
  store = ValueOf(storage::OpenRocksStore(options));
  ONHAND_EXPECT_OK(commit(head.sequence + 1));
}

}  // namespace
}  // namespace onhand::proof
