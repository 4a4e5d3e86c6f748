// The write-ahead log on the system's disk and on one that refuses: where zeros are, and that nobody else sees them.
#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "storage/kv/rocks_resources.h"
#include "tests/proof/file_system/simulated_disk.h"
#include "tests/storage/testing/temp_folder.h"

namespace onhand::storage {
namespace {

constexpr uint64_t kKiB = 1 << 10;

std::string Content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class ZerosAheadTest : public ::testing::Test {
 protected:
  std::unique_ptr<rocksdb::WritableFile> Make(const std::string& path) {
    std::unique_ptr<rocksdb::WritableFile> file;
    EXPECT_TRUE(resources_.env()->NewWritableFile(path, &file, rocksdb::EnvOptions()).ok());
    return file;
  }
  // What the rest of RocksDB, and so a backup, takes for the size of a file.
  uint64_t Size(const std::string& path) {
    uint64_t size = 0;
    EXPECT_TRUE(resources_.env()->GetFileSize(path, &size).ok());
    return size;
  }

  TempFolder folder_{TempFolder::Place::kMemory};
  const std::string path_ = folder_.path() + "/000004.log";
  RocksResources resources_{RocksLimits{.block_cache_bytes = 1 << 20}};
};

TEST_F(ZerosAheadTest, SmallAppendsAreWrittenOverZeros) {
  const auto log = Make(path_);
  std::string appended;
  int grown = 0;
  uint64_t size = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string data(200 + i % 100, static_cast<char>('a' + i % 26));
    ASSERT_TRUE(log->Append(data).ok());
    ASSERT_TRUE(log->Sync().ok());
    appended += data;
    ASSERT_EQ(Size(path_), appended.size());
    const uint64_t now = std::filesystem::file_size(path_);
    grown += now != size ? 1 : 0;
    size = now;
    ASSERT_LE(size, appended.size() + std::max<uint64_t>(64 * kKiB, appended.size()));
  }
  EXPECT_LT(grown, 8) << "a file that grows costs a second write";
  ASSERT_GT(size, appended.size());
  EXPECT_EQ(Content(path_), appended + std::string(size - appended.size(), '\0'));
  ASSERT_TRUE(log->Close().ok());
  EXPECT_EQ(Content(path_), appended);
  EXPECT_EQ(Size(path_), appended.size());
}

TEST_F(ZerosAheadTest, ThereAreNeverManyZeros) {
  const auto log = Make(path_);
  const std::string data(128 * kKiB, 'x');
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(log->Append(data).ok());
    ASSERT_LE(std::filesystem::file_size(path_), Size(path_) + 1024 * kKiB);
  }
}

TEST_F(ZerosAheadTest, LargeAppendsTakeNone) {
  const auto log = Make(path_);
  for (int i = 1; i < 20; ++i) {
    ASSERT_TRUE(log->Append(std::string(160 * kKiB, 'x')).ok());
    ASSERT_EQ(std::filesystem::file_size(path_), i * 160 * kKiB);
  }
}

TEST_F(ZerosAheadTest, OtherFilesHaveNone) {
  const std::string path = folder_.path() + "/000004.sst";
  const auto table = Make(path);
  ASSERT_TRUE(table->Append("small").ok());
  EXPECT_EQ(std::filesystem::file_size(path), 5u);
}

// Even a few: RocksDB takes less than a header for one that is broken, and may pass over all later logs.
TEST_F(ZerosAheadTest, ReadersFindTheEndOfALogWhereZerosBegin) {
  const std::string record("\x11\x22\x33\x44\x05\x00\x01hello", 12);
  for (const size_t zeros : {0, 1, 3, 6, 7, 8, 100, 32'756, 40'000, 100'000}) {
    std::ofstream(path_, std::ios::binary) << record << std::string(zeros, '\0');
    std::unique_ptr<rocksdb::SequentialFile> log;
    ASSERT_TRUE(resources_.env()->NewSequentialFile(path_, &log, rocksdb::EnvOptions()).ok());
    std::string block(32 * kKiB, '\0');
    rocksdb::Slice read;
    ASSERT_TRUE(log->Read(block.size(), &read, block.data()).ok());
    EXPECT_EQ(read.ToString(), record) << zeros;
    ASSERT_TRUE(log->Read(block.size(), &read, block.data()).ok());
    EXPECT_TRUE(read.empty()) << zeros;
  }
}

TEST(ZerosAheadOnADiskTest, ALogGoesOnWithoutThemWhereTheDiskRefuses) {
  proof::SimulatedDisk disk;
  disk.SetRoom(100'000);
  const RocksResources resources(RocksLimits{.block_cache_bytes = 1 << 20, .disk = disk.disk()});
  std::unique_ptr<rocksdb::WritableFile> log;
  ASSERT_TRUE(resources.env()->NewWritableFile("/000004.log", &log, rocksdb::EnvOptions()).ok());
  std::string appended;
  for (int i = 0; i < 400; ++i) {
    const std::string data(200, static_cast<char>('a' + i % 26));
    ASSERT_TRUE(log->Append(data).ok());
    appended += data;
    EXPECT_EQ(disk.ReadFile("/000004.log")->substr(0, appended.size()), appended);
  }
  EXPECT_EQ(*disk.ReadFile("/000004.log"), appended) << "what fitted of them was given back";
  EXPECT_EQ(disk.room(), 100'000 - static_cast<int64_t>(appended.size()));
  EXPECT_EQ(disk.count(proof::DiskOperation::kPutZeros, proof::FileKind::kWal).operations, 2)
      << "refused once, it does not ask again";
}

}  // namespace
}  // namespace onhand::storage
