// Disks that are full or must not be written: a small tmpfs, which needs the right to mount one.
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>

#include "storage/directory/data_directory.h"
#include "storage/kv/store.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/temp_folder.h"

namespace onhand::storage {
namespace {

class FullDiskTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, "size=8m") != 0) {
      GTEST_SKIP() << "cannot mount a tmpfs here: " << std::strerror(errno);
    }
    mounted_ = true;
  }
  void TearDown() override {
    if (mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
  }

  absl::StatusOr<std::unique_ptr<DataDirectory>> Open(bool read_only = false) {
    DirectoryOptions options;
    options.data_dir = folder_.path() + "/data";
    options.block_cache_bytes = 8 << 20;
    options.read_only = read_only;
    return DataDirectory::Open(options);
  }

  void FillDisk() {
    std::ofstream file(filler(), std::ios::binary | std::ios::app);
    const std::string block(4096, 'x');
    while (file.write(block.data(), block.size()).flush()) continue;
  }
  void FreeDisk() { std::filesystem::remove(filler()); }

  void SetReadOnly() {
    ASSERT_EQ(::mount("tmpfs", folder_.path().c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr), 0)
        << std::strerror(errno);
  }

  // Goes on from `head`; moves it on when the commit was accepted.
  static absl::Status Put(Store& store, PartitionHead& head, const std::string& key, const std::string& value) {
    WriteBatch batch;
    batch.Put(key, value);
    batch.Touch({"main", head.epoch, head.sequence, head.sequence + 1});
    absl::Status status = store.Commit(batch);
    if (status.ok()) ++head.sequence;
    return status;
  }

  std::string filler() const { return folder_.path() + "/filler"; }

  TempFolder folder_;
  bool mounted_ = false;
};

TEST_F(FullDiskTest, AFullDiskAtStartIsNamed) {
  ONHAND_ASSERT_OK(ValueOf(Open())->Create("demo"));
  FillDisk();
  ONHAND_EXPECT_STATUS(Open(), absl::StatusCode::kUnavailable, "No space left on device");
  ONHAND_EXPECT_STATUS(Open(), absl::StatusCode::kUnavailable, folder_.path());
  FreeDisk();
  ONHAND_EXPECT_OK(ValueOf(Open())->OpenStore("demo"));
}

TEST_F(FullDiskTest, AReadOnlyDiskAtStartIsNamedAndCanBeRead) {
  {
    const std::unique_ptr<DataDirectory> directory = ValueOf(Open());
    ONHAND_ASSERT_OK(directory->Create("demo"));
    const std::unique_ptr<Store> store = ValueOf(directory->OpenStore("demo"));
    PartitionHead head = ValueOf(store->TakePartition("main"));
    ONHAND_ASSERT_OK(Put(*store, head, "Ra", "1"));
  }
  SetReadOnly();
  ONHAND_EXPECT_STATUS(Open(), absl::StatusCode::kUnavailable, "Read-only file system");
  const std::unique_ptr<DataDirectory> directory = ValueOf(Open(/*read_only=*/true));
  EXPECT_EQ(ValueOf(ValueOf(directory->OpenStore("demo"))->GetSnapshot()->Get("Ra")), "1");
}

TEST_F(FullDiskTest, CreatingOnAFullDiskLeavesNothing) {
  const std::unique_ptr<DataDirectory> directory = ValueOf(Open());
  FillDisk();
  ONHAND_EXPECT_STATUS(directory->Create("demo"), absl::StatusCode::kUnavailable, "No space left on device");
  EXPECT_FALSE(ValueOf(directory->Exists("demo")));
  FreeDisk();
  ONHAND_EXPECT_OK(directory->Create("demo"));
}

TEST_F(FullDiskTest, AStoreThatWasRefusedStaysRefusedAndReadsGoOn) {
  const std::unique_ptr<DataDirectory> directory = ValueOf(Open());
  ONHAND_ASSERT_OK(directory->Create("demo"));
  std::unique_ptr<Store> store = ValueOf(directory->OpenStore("demo"));
  PartitionHead head = ValueOf(store->TakePartition("main"));
  ONHAND_ASSERT_OK(Put(*store, head, "Ra", "1"));
  FillDisk();
  absl::Status refused;
  for (int i = 0; i < 100 && refused.ok(); ++i) {
    refused = Put(*store, head, "R" + std::to_string(i), std::string(20'000, 'x'));
  }
  ONHAND_EXPECT_STATUS(refused, absl::StatusCode::kUnavailable, "No space left on device");
  ONHAND_EXPECT_STATUS(refused, absl::StatusCode::kUnavailable, "refuses writes until it is opened again");
  const uint64_t accepted = head.sequence;
  FreeDisk();
  ONHAND_EXPECT_STATUS(Put(*store, head, "Rb", "2"), absl::StatusCode::kUnavailable, "opened again");
  EXPECT_EQ(ValueOf(store->GetSnapshot()->Get("Ra")), "1");
  EXPECT_EQ(ValueOf(store->GetSnapshot()->Get("Rb")), std::nullopt);

  // Opening it on a disk that is still full is refused, not fatal, and harms nothing.
  store.reset();
  FillDisk();
  const absl::StatusOr<std::unique_ptr<Store>> still_full = directory->OpenStore("demo");
  if (!still_full.ok()) ONHAND_EXPECT_STATUS(still_full, absl::StatusCode::kUnavailable, "No space left on device");
  FreeDisk();
  store = ValueOf(directory->OpenStore("demo"));
  head = ValueOf(store->TakePartition("main"));
  EXPECT_GE(head.sequence, accepted);
  EXPECT_EQ(ValueOf(store->GetSnapshot()->Get("Ra")), "1");
  ONHAND_EXPECT_OK(Put(*store, head, "Rb", "2"));
}

// The files of a bulk write are in nobody's way: what they have no room for is refused, commits go on.
TEST_F(FullDiskTest, ABulkWriteThatFindsNoRoomHarmsNothing) {
  const std::unique_ptr<DataDirectory> directory = ValueOf(Open());
  ONHAND_ASSERT_OK(directory->Create("demo"));
  std::unique_ptr<Store> store = ValueOf(directory->OpenStore("demo"));
  PartitionHead head = ValueOf(store->TakePartition("main"));
  ONHAND_ASSERT_OK(Put(*store, head, "Ra", "1"));
  const auto bulk_write = [&](int count) {
    const std::unique_ptr<BulkWrite> bulk = store->NewBulkWrite("main", head.epoch, 16 << 20);
    for (int i = 0; i < count; ++i) {
      // Bytes that do not compress.
      std::string value(1000, '\0');
      std::mt19937 random(i);
      for (char& byte : value) byte = static_cast<char>(random());
      if (absl::Status status = bulk->Put("R" + std::to_string(100'000 + i), value); !status.ok()) return status;
    }
    return bulk->Finish();
  };
  const absl::Status refused = bulk_write(20'000);
  ONHAND_EXPECT_STATUS(refused, absl::StatusCode::kUnavailable, "No space left on device");
  ONHAND_EXPECT_STATUS(refused, absl::StatusCode::kUnavailable, ".bulk/");
  EXPECT_EQ(ValueOf(store->GetSnapshot()->Get("R100000")), std::nullopt);
  ONHAND_EXPECT_OK(Put(*store, head, "Ra", "2"));
  ONHAND_EXPECT_OK(bulk_write(1000));
  EXPECT_NE(ValueOf(store->GetSnapshot()->Get("R100999")), std::nullopt);
  ONHAND_EXPECT_OK(Put(*store, head, "Ra", "3"));
  store.reset();
  store = ValueOf(directory->OpenStore("demo"));
  EXPECT_EQ(ValueOf(store->GetSnapshot()->Get("Ra")), "3");
  EXPECT_NE(ValueOf(store->GetSnapshot()->Get("R100000")), std::nullopt);
}

}  // namespace
}  // namespace onhand::storage
