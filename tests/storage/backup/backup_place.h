// File: backup_place.h
//
// A data directory with one open environment, and a directory of its backups, for tests.
#ifndef ONHAND_TESTS_STORAGE_BACKUP_BACKUP_PLACE_H_
#define ONHAND_TESTS_STORAGE_BACKUP_BACKUP_PLACE_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "storage/backup/backup_directory.h"
#include "storage/directory/data_directory.h"
#include "storage/kv/disk.h"
#include "storage/kv/store.h"
#include "storage/kv/store_image.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {

inline constexpr char kPartition[] = "main";

// A data directory with an open environment "shop" and a directory of backups.
struct Place {
  explicit Place(const std::string& path) : backup_dir(path + "/backups"), data_dir(path + "/data") {
    DirectoryOptions options;
    options.data_dir = data_dir;
    options.block_cache_bytes = 8 << 20;
    directory = ValueOf(DataDirectory::Open(options));
    backups = std::make_unique<BackupDirectory>(backup_dir, Disk::System());
    backups->Tidy();
    if (!ValueOf(directory->Exists("shop"))) {
      ONHAND_EXPECT_OK(directory->Create("shop"));
    }
    store = ValueOf(directory->OpenStore("shop"));
    head = ValueOf(store->TakePartition(kPartition));
  }

  // One more commit.
  void Put(const std::string& key, const std::string& value) {
    WriteBatch batch;
    batch.Put(key, value);
    batch.Touch({kPartition, head.epoch, head.sequence, head.sequence + 1});
    ONHAND_ASSERT_OK(store->Commit(batch));
    ++head.sequence;
  }
  // A table file of its own, of bytes that cannot be compressed.
  void PutBulk(char first, size_t bytes) {
    std::mt19937_64 random(static_cast<uint64_t>(first));
    const std::unique_ptr<BulkWrite> bulk = store->NewBulkWrite(kPartition, head.epoch, bytes);
    for (size_t i = 0; i < bytes / 1024; ++i) {
      std::string value(1024, '\0');
      for (char& c : value) c = static_cast<char>(random());
      ONHAND_ASSERT_OK(bulk->Put(absl::StrCat("R", std::string(1, first), 100'000 + i), value));
    }
    ONHAND_ASSERT_OK(bulk->Finish());
  }

  absl::StatusOr<StoredBackup> Create(const BackupMeterCallback& progress = nullptr) {
    absl::StatusOr<std::shared_ptr<StoreImage>> image = store->OpenImage();
    if (!image.ok()) return image.status();
    return backups->Create("Shop", **image, kPartition, /*created_at_us=*/17, progress);
  }
  absl::Status Restore(uint32_t id, const std::string& target, const BackupMeterCallback& progress = nullptr) {
    return backups->Restore("shop", id, directory.get(), target, kPartition, progress);
  }
  std::optional<std::string> Get(const std::string& environment, const std::string& key) {
    return ValueOf(ValueOf(directory->OpenStore(environment))->GetSnapshot()->Get(key));
  }
  std::vector<uint32_t> Ids() {
    std::vector<uint32_t> ids;
    for (const StoredBackup& backup : ValueOf(backups->List("shop"))) ids.push_back(backup.id);
    return ids;
  }
  // Names and sizes of everything that backups take.
  std::map<std::string, uintmax_t> Files() const {
    std::map<std::string, uintmax_t> files;
    if (!std::filesystem::exists(backup_dir)) return files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(backup_dir)) {
      if (entry.is_regular_file() && entry.path().filename() != "LOCK") {
        files[std::filesystem::relative(entry.path(), backup_dir).string()] = entry.file_size();
      }
    }
    return files;
  }
  std::vector<std::string> Environments() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(data_dir + "/environments")) {
      if (entry.is_directory()) names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  const std::string backup_dir;
  const std::string data_dir;
  std::unique_ptr<DataDirectory> directory;
  std::unique_ptr<BackupDirectory> backups;
  std::unique_ptr<Store> store;
  PartitionHead head;
};

}  // namespace onhand::storage

#endif  // ONHAND_TESTS_STORAGE_BACKUP_BACKUP_PLACE_H_
