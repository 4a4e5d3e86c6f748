#include "tests/proof/file_system/simulated_disk.h"

#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "storage/directory/data_directory.h"
#include "storage/kv/store.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::proof {
namespace {

using storage::ValueOf;

std::string ReadAll(const SimulatedDisk& disk, const std::string& path) {
  return disk.ReadFile(path).value_or("(nothing)");
}

std::string AfterCut(const SimulatedDisk& disk, const std::string& path, const PowerCut& cut = {}) {
  return ReadAll(SimulatedDisk(disk.Survivors(cut)), path);
}

TEST(SimulatedDiskTest, AFileSurvivesWithItsFolder) {
  SimulatedDisk disk;
  ONHAND_ASSERT_OK(disk.disk()->MakeFolder("/a"));
  ONHAND_ASSERT_OK(disk.disk()->WriteFile("/a/file", "synced"));
  EXPECT_EQ(AfterCut(disk, "/a/file"), "(nothing)") << "neither its name nor its folder's";
  ONHAND_ASSERT_OK(disk.disk()->SyncFolder("/a"));
  EXPECT_EQ(AfterCut(disk, "/a/file"), "(nothing)") << "its folder's name is not there";
  ONHAND_ASSERT_OK(disk.disk()->SyncFolder("/"));
  EXPECT_EQ(AfterCut(disk, "/a/file"), "synced");
}

TEST(SimulatedDiskTest, RenamingIsDoneOrNot) {
  SimulatedDisk disk;
  ONHAND_ASSERT_OK(disk.disk()->WriteFile("/old", "1"));
  ONHAND_ASSERT_OK(disk.disk()->WriteFile("/target", "2"));
  ONHAND_ASSERT_OK(disk.disk()->SyncFolder("/"));
  ONHAND_ASSERT_OK(disk.disk()->Rename("/old", "/target"));
  EXPECT_EQ(ReadAll(disk, "/target"), "1");
  EXPECT_EQ(AfterCut(disk, "/target"), "2");
  EXPECT_EQ(AfterCut(disk, "/old"), "1");
  int renamed = 0;
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    const SimulatedDisk after(disk.Survivors({.some_entries = true, .seed = seed}));
    const bool is_old = ReadAll(after, "/old") == "1" && ReadAll(after, "/target") == "2";
    const bool is_new = ReadAll(after, "/old") == "(nothing)" && ReadAll(after, "/target") == "1";
    EXPECT_TRUE(is_old || is_new);
    renamed += is_new ? 1 : 0;
  }
  EXPECT_GT(renamed, 0);
  EXPECT_LT(renamed, 40);
  ONHAND_ASSERT_OK(disk.disk()->SyncFolder("/"));
  EXPECT_EQ(AfterCut(disk, "/target"), "1");
  EXPECT_EQ(AfterCut(disk, "/old"), "(nothing)");
}

TEST(SimulatedDiskTest, WhatAFailedSyncLostStaysLost) {
  SimulatedDisk disk;
  ONHAND_ASSERT_OK(disk.disk()->WriteFile("/file", "12345678"));
  ONHAND_ASSERT_OK(disk.disk()->SyncFolder("/"));
  const int id = disk.AddFault({.operation = DiskOperation::kSync, .times = 1});
  ONHAND_EXPECT_STATUS(disk.disk()->WriteFile("/file", "abcd"), absl::StatusCode::kUnavailable, "Input/output error");
  EXPECT_EQ(disk.hits(id), 1);
  EXPECT_EQ(ReadAll(disk, "/file"), "abcd");
  EXPECT_EQ(AfterCut(disk, "/file"), std::string(4, '\0'));
  EXPECT_EQ(disk.count(DiskOperation::kSync, FileKind::kOther).faults, 1);
}

TEST(SimulatedDiskTest, AFullDiskTakesWhatFits) {
  SimulatedDisk disk;
  ONHAND_ASSERT_OK(disk.disk()->WriteFile("/first", std::string(100, 'x')));
  disk.SetRoom(30);
  ONHAND_EXPECT_STATUS(disk.disk()->WriteFile("/second", std::string(50, 'y')), absl::StatusCode::kUnavailable,
                       "No space left on device");
  EXPECT_EQ(ReadAll(disk, "/second"), std::string(30, 'y'));
  EXPECT_EQ(disk.room(), 0);
  ONHAND_ASSERT_OK(disk.disk()->RemoveAll("/first"));
  EXPECT_EQ(disk.room(), 100);
  ONHAND_EXPECT_OK(disk.disk()->WriteFile("/third", std::string(100, 'z')));
}

class ZerosTest : public ::testing::Test {
 protected:
  void SetUp() override {
    rocksdb::Env* const env = disk_.disk()->env();
    ASSERT_TRUE(env->NewWritableFile("/log", &log_, rocksdb::EnvOptions()).ok());
    ONHAND_ASSERT_OK(disk_.disk()->SyncFolder("/"));
    ASSERT_TRUE(log_->Append(std::string(1000, 'a')).ok());
  }
  bool PutZeros(uint64_t offset, size_t size) {
    std::unique_ptr<rocksdb::RandomRWFile> file;
    return disk_.disk()->env()->NewRandomRWFile("/log", &file, rocksdb::EnvOptions()).ok() &&
           file->Write(offset, std::string(size, '\0')).ok();
  }

  SimulatedDisk disk_;
  std::unique_ptr<rocksdb::WritableFile> log_;
};

TEST_F(ZerosTest, WhatIsAppendedTakesTheirPlace) {
  disk_.SetRoom(5000);
  ASSERT_TRUE(PutZeros(1000, 4000));
  EXPECT_EQ(disk_.room(), 1000);
  EXPECT_EQ(ReadAll(disk_, "/log"), std::string(1000, 'a') + std::string(4000, '\0'));
  ASSERT_TRUE(log_->Append(std::string(3000, 'b')).ok());
  EXPECT_EQ(disk_.room(), 1000);
  EXPECT_EQ(ReadAll(disk_, "/log"), std::string(1000, 'a') + std::string(3000, 'b') + std::string(1000, '\0'));
  ASSERT_TRUE(log_->Truncate(4000).ok());
  EXPECT_EQ(disk_.room(), 2000);
  EXPECT_EQ(ReadAll(disk_, "/log").size(), 4000u);
}

TEST_F(ZerosTest, TheySurviveOnceTheyAreSynced) {
  ASSERT_TRUE(log_->Sync().ok());
  ASSERT_TRUE(PutZeros(1000, 4000));
  EXPECT_EQ(AfterCut(disk_, "/log").size(), 1000u);
  ASSERT_TRUE(log_->Sync().ok());
  EXPECT_EQ(AfterCut(disk_, "/log").size(), 5000u);
  ASSERT_TRUE(log_->Truncate(1000).ok());
  EXPECT_EQ(AfterCut(disk_, "/log").size(), 5000u) << "to cut them off is not durable";
}

TEST_F(ZerosTest, AnySectorsOfWhatTookTheirPlaceMaySurvive) {
  ASSERT_TRUE(PutZeros(1000, 10'000));
  ASSERT_TRUE(log_->Sync().ok());
  ASSERT_TRUE(log_->Append(std::string(5000, 'b')).ok());
  EXPECT_EQ(AfterCut(disk_, "/log"), std::string(1000, 'a') + std::string(10'000, '\0'));
  int later_without_earlier = 0;
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    const std::string left = AfterCut(disk_, "/log", {.bytes = PowerCut::Bytes::kTorn, .seed = seed});
    ASSERT_EQ(left.size(), 11'000u);
    ASSERT_EQ(left.substr(0, 1000), std::string(1000, 'a'));
    const size_t first = left.find('\0', 1000);
    later_without_earlier += left.find('b', first) != std::string::npos ? 1 : 0;
  }
  EXPECT_GT(later_without_earlier, 20);
}

TEST(SimulatedDiskTest, ImagesStayAsTheyWere) {
  SimulatedDisk disk;
  ONHAND_ASSERT_OK(disk.disk()->WriteFile("/file", "first"));
  ONHAND_ASSERT_OK(disk.disk()->SyncFolder("/"));
  const DiskImage image = disk.Survivors({});
  const uint64_t digest = image.Digest();
  ONHAND_ASSERT_OK(disk.disk()->WriteFile("/file", "second"));
  ONHAND_ASSERT_OK(disk.disk()->RemoveAll("/file"));
  ONHAND_ASSERT_OK(disk.disk()->SyncFolder("/"));
  EXPECT_EQ(ReadAll(SimulatedDisk(image), "/file"), "first");
  EXPECT_EQ(image.Digest(), digest);
  EXPECT_NE(disk.Survivors({}).Digest(), digest);
}

TEST(SimulatedDiskTest, RulesCountWhatTheyMatch) {
  SimulatedDisk disk;
  disk.AddFault({.fault = DiskFault::kNoSpace, .operation = DiskOperation::kCreate, .first = 2, .times = 2});
  std::vector<bool> done;
  for (int i = 0; i < 5; ++i) done.push_back(disk.disk()->WriteFile("/file" + std::to_string(i), "1").ok());
  EXPECT_EQ(done, std::vector<bool>({true, false, false, true, true}));
  disk.PowerOff();
  EXPECT_FALSE(disk.disk()->WriteFile("/file9", "1").ok());
  EXPECT_FALSE(disk.disk()->ReadFile("/file0", 10).ok());
}

// The real storage runs on it, and what it acknowledged survives.
TEST(SimulatedDiskTest, TheStorageRunsOnIt) {
  SimulatedDisk disk;
  storage::DirectoryOptions options;
  options.data_dir = "/data";
  options.block_cache_bytes = 8 << 20;
  options.write_buffer_bytes = 8 << 20;
  options.disk = disk.disk();
  int64_t last = 0;
  disk.OnSync([&last](const SyncPoint& point) { last = point.number; });
  const auto directory = ValueOf(storage::DataDirectory::Open(options));
  ONHAND_ASSERT_OK(directory->Create("demo"));
  const auto store = ValueOf(directory->OpenStore("demo"));
  const storage::PartitionHead head = ValueOf(store->TakePartition("main"));
  storage::WriteBatch batch;
  batch.Put("Ra", "1");
  batch.Touch({"main", head.epoch, head.sequence, head.sequence + 1});
  ONHAND_ASSERT_OK(store->Commit(batch));
  EXPECT_GT(last, 10);
  EXPECT_EQ(last, disk.syncs());
  EXPECT_FALSE(directory->OpenStore("demo").ok()) << "it is locked";

  const SimulatedDisk after(disk.Survivors({.bytes = PowerCut::Bytes::kTorn, .some_entries = true}));
  options.disk = after.disk();
  const auto other = ValueOf(storage::DataDirectory::Open(options));
  const auto survivor = ValueOf(other->OpenStore("demo"));
  EXPECT_EQ(ValueOf(survivor->GetSnapshot()->Get("Ra")), "1");
}

TEST(SimulatedDiskTest, FilesHaveKinds) {
  EXPECT_EQ(KindOfFile("/d/environments/x/db/000012.log"), FileKind::kWal);
  EXPECT_EQ(KindOfFile("/d/environments/x/db.log"), FileKind::kWarnings);
  EXPECT_EQ(KindOfFile("/d/environments/x/db/000012.sst"), FileKind::kTable);
  EXPECT_EQ(KindOfFile("/d/environments/x/db.bulk/0.sst"), FileKind::kBulkTable);
  EXPECT_EQ(KindOfFile("/d/environments/x/FORMAT.new"), FileKind::kFormat);
  EXPECT_EQ(KindOfFile("/d/environments/x/db/000003.dbtmp"), FileKind::kTemporary);
}

}  // namespace
}  // namespace onhand::proof
