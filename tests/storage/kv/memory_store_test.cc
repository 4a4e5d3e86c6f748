#include "storage/kv/memory_store.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "storage/kv/store.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

WriteBatch PutAt(const PartitionHead& head, const std::string& key, const std::string& value) {
  WriteBatch batch;
  batch.Put(key, value);
  batch.Touch({"main", head.epoch, head.sequence, head.sequence + 1});
  return batch;
}

TEST(MemoryDiskTest, RivalsShareHeadsAndContents) {
  MemoryDisk disk;
  const std::unique_ptr<Store> first = disk.OpenStore();
  const std::unique_ptr<Store> second = disk.OpenStore();
  const PartitionHead lost = ValueOf(first->TakePartition("main"));
  const PartitionHead owner = ValueOf(second->TakePartition("main"));
  ONHAND_EXPECT_STATUS(first->Commit(PutAt(lost, "Ra", "1")), absl::StatusCode::kFailedPrecondition, "lost it");
  ONHAND_ASSERT_OK(second->Commit(PutAt(owner, "Ra", "2")));
  EXPECT_EQ(ValueOf(first->GetSnapshot()->Get("Ra")), "2");
}

TEST(MemoryDiskTest, RefusedStoreStaysRefusedUntilReopened) {
  MemoryDisk disk;
  std::unique_ptr<Store> store = disk.OpenStore();
  const PartitionHead head = ValueOf(store->TakePartition("main"));
  disk.RefuseWrites(absl::UnavailableError("no space left"));
  ONHAND_EXPECT_STATUS(store->Commit(PutAt(head, "Ra", "1")), absl::StatusCode::kUnavailable, "no space left");
  disk.RefuseWrites(absl::OkStatus());
  ONHAND_EXPECT_STATUS(store->Commit(PutAt(head, "Ra", "1")), absl::StatusCode::kUnavailable, "no space left");
  ONHAND_EXPECT_STATUS(store->TakePartition("main"), absl::StatusCode::kUnavailable, "opened again");
  EXPECT_EQ(ValueOf(store->GetSnapshot()->Get("Ra")), std::nullopt);

  store = disk.OpenStore();
  const PartitionHead again = ValueOf(store->TakePartition("main"));
  ONHAND_EXPECT_OK(store->Commit(PutAt(again, "Ra", "1")));
}

// Old versions go when nobody can see them; otherwise this would take gigabytes and minutes.
TEST(MemoryDiskTest, ManySmallCommitsStayFast) {
  const std::unique_ptr<Store> store = NewMemoryStore();
  PartitionHead head = ValueOf(store->TakePartition("main"));
  const std::string value(2000, 'v');
  std::unique_ptr<Snapshot> snapshot;
  for (int i = 0; i < 300'000; ++i) {
    if (i % 3 == 0) snapshot = store->GetSnapshot();
    ONHAND_ASSERT_OK(store->Commit(PutAt(head, "R" + std::to_string(i % 100), value)));
    ++head.sequence;
  }
  EXPECT_EQ(ValueOf(store->GetSnapshot()->Get("R99")), value);
}

}  // namespace
}  // namespace onhand::storage
