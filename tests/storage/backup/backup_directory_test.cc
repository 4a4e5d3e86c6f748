#include "storage/backup/backup_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/backup/backup_list.h"
#include "storage/directory/data_directory.h"
#include "storage/kv/disk.h"
#include "storage/kv/store.h"
#include "storage/kv/store_image.h"
#include "tests/storage/backup/backup_place.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/temp_folder.h"

namespace onhand::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace fs = std::filesystem;

uintmax_t BytesOf(const std::map<std::string, uintmax_t>& files) {
  uintmax_t sum = 0;
  for (const auto& [name, bytes] : files) sum += bytes;
  return sum;
}

class BackupDirectoryTest : public ::testing::Test {
 protected:
  TempFolder folder_;
};

TEST_F(BackupDirectoryTest, RestoresWhatWasCommittedAndNothingLater) {
  Place place(folder_.path());
  place.Put("Ra", "1");
  place.PutBulk('b', 2 << 20);
  const StoredBackup backup = ValueOf(place.Create());
  place.Put("Ra", "2");
  place.Put("Rc", "3");
  EXPECT_EQ(backup.id, 1u);
  EXPECT_EQ(backup.environment, "shop");
  EXPECT_EQ(backup.created_at_us, 17);
  EXPECT_EQ(backup.sequence, 1u);
  EXPECT_GT(backup.bytes, 2u << 20);
  ONHAND_EXPECT_OK(place.backups->Verify("SHOP", 1, nullptr));

  ONHAND_ASSERT_OK(place.Restore(1, "Copy"));
  EXPECT_THAT(place.Environments(), ElementsAre("copy", "shop"));
  EXPECT_EQ(place.Get("copy", "Ra"), "1");
  EXPECT_TRUE(place.Get("copy", "Rb100000").has_value());
  EXPECT_EQ(place.Get("copy", "Rc"), std::nullopt);

  // Both go on by themselves.
  const std::unique_ptr<Store> copy = ValueOf(place.directory->OpenStore("copy"));
  PartitionHead head = ValueOf(copy->TakePartition(kPartition));
  EXPECT_EQ(head.sequence, 1u);
  WriteBatch batch;
  batch.Put("Ra", "copy");
  batch.Touch({kPartition, head.epoch, 1, 2});
  ONHAND_EXPECT_OK(copy->Commit(batch));
  place.Put("Rd", "4");
  EXPECT_EQ(ValueOf(place.store->GetSnapshot()->Get("Ra")), "2");
}

TEST_F(BackupDirectoryTest, NothingIsOverwritten) {
  Place place(folder_.path());
  place.Put("Ra", "1");
  ValueOf(place.Create());
  ONHAND_EXPECT_STATUS(place.Restore(1, "SHOP"), absl::StatusCode::kAlreadyExists, "'shop' exists already");
  ONHAND_EXPECT_STATUS(place.Restore(1, ""), absl::StatusCode::kInvalidArgument, "");
  ONHAND_EXPECT_STATUS(place.Restore(2, "copy"), absl::StatusCode::kNotFound, "no backup 2 in");
  ONHAND_EXPECT_STATUS(place.Restore(2, "copy"), absl::StatusCode::kNotFound, "there are 1");
  ONHAND_EXPECT_STATUS(place.backups->Verify("other", 1, nullptr), absl::StatusCode::kNotFound, "there is none");
  ONHAND_EXPECT_STATUS(place.backups->Delete("other", 1), absl::StatusCode::kNotFound, "there is none");
  // A target that comes to be while it is restored.
  ONHAND_EXPECT_STATUS(place.Restore(1, "late",
                                     [&, made = false](uint64_t, uint64_t) mutable {
                                       if (!std::exchange(made, true)) {
                                         ONHAND_EXPECT_OK(place.directory->Create("late"));
                                       }
                                       return true;
                                     }),
                       absl::StatusCode::kAlreadyExists, "'late' exists already");
  EXPECT_EQ(place.Get("late", "Ra"), std::nullopt);
  EXPECT_THAT(place.Environments(), ElementsAre("late", "shop"));
}

TEST_F(BackupDirectoryTest, ASecondBackupCopiesOnlyWhatIsNew) {
  Place place(folder_.path());
  place.PutBulk('a', 4 << 20);
  const StoredBackup first = ValueOf(place.Create());
  const uintmax_t first_bytes = BytesOf(place.Files());
  place.PutBulk('b', 1 << 20);
  uint64_t copied = 0;
  const StoredBackup second = ValueOf(place.Create([&](uint64_t done, uint64_t total) {
    EXPECT_LE(done, total);
    copied = done;
    return true;
  }));
  EXPECT_GT(second.bytes, first.bytes + (1 << 20));
  EXPECT_LT(copied, 2u << 20);
  EXPECT_GT(copied, 1u << 20);
  EXPECT_LT(BytesOf(place.Files()), first_bytes + (2 << 20));
  // And what is long is not copied again as log.
  std::mt19937_64 random(1);
  for (int i = 0; i < 6; ++i) {
    std::string value(1 << 20, '\0');
    for (char& c : value) c = static_cast<char>(random());
    place.Put(absl::StrCat("Rlong", i), value);
  }
  ValueOf(place.Create());
  place.Put("Rshort", "1");
  ValueOf(place.Create([&](uint64_t done, uint64_t) {
    copied = done;
    return true;
  }));
  EXPECT_LT(copied, 1u << 20);
  for (uint32_t id = 1; id <= 4; ++id) ONHAND_EXPECT_OK(place.backups->Verify("shop", id, nullptr));
}

TEST_F(BackupDirectoryTest, DeletingFreesWhatNoOtherBackupNeeds) {
  Place place(folder_.path());
  place.PutBulk('a', 2 << 20);
  ValueOf(place.Create());
  place.PutBulk('b', 2 << 20);
  ValueOf(place.Create());
  const uintmax_t both = BytesOf(place.Files());
  ONHAND_ASSERT_OK(place.backups->Delete("shop", 1));
  // What the first had is in the second, too.
  EXPECT_GT(BytesOf(place.Files()), both - (1 << 20));
  ONHAND_EXPECT_OK(place.backups->Verify("shop", 2, nullptr));
  ONHAND_EXPECT_OK(place.Restore(2, "copy"));
  ONHAND_EXPECT_STATUS(place.backups->Delete("shop", 1), absl::StatusCode::kNotFound, "there are 2");
  ONHAND_ASSERT_OK(place.backups->Delete("shop", 2));
  EXPECT_LT(BytesOf(place.Files()), 100u);
  EXPECT_THAT(ValueOf(place.backups->List("")), IsEmpty());
  // A number means one backup for ever.
  EXPECT_EQ(ValueOf(place.Create()).id, 3u);
}

// A process was killed in its very first backup: that lay about until there was a second one.
TEST_F(BackupDirectoryTest, WhatIsLeftOfAFirstBackupGoesTooAndNothingOfOthers) {
  Place place(folder_.path());
  ValueOf(place.Create());
  ONHAND_ASSERT_OK(place.backups->Delete("shop", 1));
  const std::filesystem::path backups(place.backup_dir);
  std::ofstream(backups / "shop" / "files" / ".new-1-MANIFEST-000011") << "half";
  std::ofstream(backups / "shop" / "files" / "1-CURRENT") << "whole";
  std::filesystem::create_directories(backups / "photos" / "files");
  std::filesystem::create_directories(backups / "photos" / "backups");
  std::ofstream(backups / "photos" / "files" / "holiday") << "sea";
  place.backups->Tidy();
  EXPECT_FALSE(std::filesystem::exists(backups / "shop" / "files" / ".new-1-MANIFEST-000011"));
  EXPECT_TRUE(std::filesystem::exists(backups / "shop" / "files" / "1-CURRENT")) << "until there is another one";
  EXPECT_TRUE(std::filesystem::exists(backups / "photos" / "files" / "holiday"));
  EXPECT_FALSE(std::filesystem::exists(backups / "photos" / "LOCK"));
}

TEST_F(BackupDirectoryTest, BackupsOfADeletedEnvironmentStay) {
  Place place(folder_.path());
  place.Put("Ra", "1");
  ValueOf(place.Create());
  place.store.reset();
  ONHAND_ASSERT_OK(place.directory->Delete("shop"));
  EXPECT_EQ(ValueOf(place.backups->List("")).size(), 1u);
  ONHAND_ASSERT_OK(place.Restore(1, "shop"));
  EXPECT_EQ(place.Get("shop", "Ra"), "1");
}

// The same file numbers mean other contents there.
TEST_F(BackupDirectoryTest, AnEnvironmentThatWasMadeAnewSharesNothingWithTheOldOne) {
  Place place(folder_.path());
  place.PutBulk('a', 2 << 20);
  ValueOf(place.Create());
  place.store.reset();
  ONHAND_ASSERT_OK(place.directory->Delete("shop"));
  ONHAND_ASSERT_OK(place.directory->Create("shop"));
  place.store = ValueOf(place.directory->OpenStore("shop"));
  place.head = ValueOf(place.store->TakePartition(kPartition));
  place.PutBulk('z', 2 << 20);
  ValueOf(place.Create());
  ONHAND_ASSERT_OK(place.Restore(1, "one"));
  ONHAND_ASSERT_OK(place.Restore(2, "two"));
  EXPECT_TRUE(place.Get("one", "Ra100000").has_value());
  EXPECT_FALSE(place.Get("one", "Rz100000").has_value());
  EXPECT_TRUE(place.Get("two", "Rz100000").has_value());
  EXPECT_FALSE(place.Get("two", "Ra100000").has_value());
}

// A restored environment continues the numbers of the one that it was made from, and both are backed up.
TEST_F(BackupDirectoryTest, ACopyThatTookTheOriginalsNameSharesNothingWrong) {
  Place place(folder_.path());
  place.PutBulk('a', 2 << 20);
  ValueOf(place.Create());
  place.PutBulk('b', 2 << 20);
  ValueOf(place.Create());
  place.store.reset();
  ONHAND_ASSERT_OK(place.directory->Delete("shop"));
  ONHAND_ASSERT_OK(place.Restore(1, "shop"));
  place.store = ValueOf(place.directory->OpenStore("shop"));
  place.head = ValueOf(place.store->TakePartition(kPartition));
  place.PutBulk('c', 2 << 20);
  ValueOf(place.Create());
  ONHAND_ASSERT_OK(place.Restore(3, "three"));
  EXPECT_TRUE(place.Get("three", "Ra100000").has_value());
  EXPECT_FALSE(place.Get("three", "Rb100000").has_value());
  EXPECT_TRUE(place.Get("three", "Rc100000").has_value());
}

TEST_F(BackupDirectoryTest, EveryDamagedFileIsNamedAndNothingIsMadeOfIt) {
  Place place(folder_.path());
  place.PutBulk('a', 2 << 20);
  place.Put("Ra", "1");
  ValueOf(place.Create());
  const std::string files = place.backup_dir + "/shop/files";
  int damaged = 0;
  for (const auto& entry : fs::directory_iterator(files)) {
    const std::string path = entry.path().string();
    const std::string safe = folder_.path() + "/safe";
    fs::copy_file(path, safe, fs::copy_options::overwrite_existing);
    for (const char* how : {"flip", "cut", "longer", "gone"}) {
      if (how[0] == 'f') {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        const auto at = static_cast<std::streamoff>(entry.file_size() / 2);
        file.seekg(at);
        const char byte = static_cast<char>(file.get() ^ 1);
        file.seekp(at);
        file.put(byte);
      } else if (how[0] == 'c') {
        fs::resize_file(path, entry.file_size() - 1);
      } else if (how[0] == 'l') {
        std::ofstream(path, std::ios::app) << 'x';
      } else {
        fs::remove(path);
      }
      ++damaged;
      ONHAND_EXPECT_STATUS(place.backups->Verify("shop", 1, nullptr), absl::StatusCode::kDataLoss, path);
      ONHAND_EXPECT_STATUS(place.Restore(1, "copy"), absl::StatusCode::kDataLoss, path);
      EXPECT_THAT(place.Environments(), ElementsAre("shop")) << path << " " << how;
      fs::copy_file(safe, path, fs::copy_options::overwrite_existing);
    }
  }
  EXPECT_GE(damaged, 4 * 4);
  ONHAND_EXPECT_OK(place.backups->Verify("shop", 1, nullptr));
  ONHAND_EXPECT_OK(place.Restore(1, "copy"));
}

TEST_F(BackupDirectoryTest, AFileThatIsMissingIsCopiedAgainByTheNextBackup) {
  Place place(folder_.path());
  place.PutBulk('a', 2 << 20);
  ValueOf(place.Create());
  for (const auto& entry : fs::directory_iterator(place.backup_dir + "/shop/files")) {
    if (entry.file_size() > (1 << 20)) fs::remove(entry.path());
  }
  ONHAND_EXPECT_STATUS(place.backups->Verify("shop", 1, nullptr), absl::StatusCode::kDataLoss, "is missing");
  ValueOf(place.Create());
  ONHAND_EXPECT_OK(place.backups->Verify("shop", 1, nullptr));
  ONHAND_EXPECT_OK(place.backups->Verify("shop", 2, nullptr));
}

TEST_F(BackupDirectoryTest, ADamagedListIsShownAndCanBeDeleted) {
  Place place(folder_.path());
  place.PutBulk('a', 2 << 20);
  ValueOf(place.Create());
  ValueOf(place.Create());
  const std::string list = place.backup_dir + "/shop/backups/000001";
  fs::resize_file(list, 100);
  const std::vector<StoredBackup> backups = ValueOf(place.backups->List("shop"));
  ASSERT_EQ(backups.size(), 2u);
  EXPECT_NE(backups[0].damage.find(list), std::string::npos) << backups[0].damage;
  EXPECT_EQ(backups[0].id, 1u);
  EXPECT_EQ(backups[1].damage, "");
  ONHAND_EXPECT_STATUS(place.backups->Verify("shop", 1, nullptr), absl::StatusCode::kDataLoss, list);
  ONHAND_EXPECT_STATUS(place.Restore(1, "copy"), absl::StatusCode::kDataLoss, list);
  // Nobody knows which files it needs, so none goes.
  const size_t files = place.Files().size();
  ONHAND_EXPECT_OK(place.backups->Delete("shop", 2));
  EXPECT_EQ(place.Files().size(), files);  // the list has gone, LAST has come
  ONHAND_EXPECT_OK(place.backups->Delete("shop", 1));
  EXPECT_LT(BytesOf(place.Files()), 100u);
}

TEST_F(BackupDirectoryTest, ListsThatWereMixedUpByHandAreFound) {
  Place place(folder_.path());
  place.Put("Ra", "1");
  ValueOf(place.Create());
  fs::copy_file(place.backup_dir + "/shop/backups/000001", place.backup_dir + "/shop/backups/000002");
  ONHAND_EXPECT_STATUS(place.Restore(2, "copy"), absl::StatusCode::kDataLoss, "mixed up by hand");
}

TEST_F(BackupDirectoryTest, WhatIsCancelledLeavesNothing) {
  Place place(folder_.path());
  place.PutBulk('a', 4 << 20);
  for (int calls = 0; calls < 4; ++calls) {
    int left = calls;
    ONHAND_EXPECT_STATUS(place.Create([&](uint64_t, uint64_t) { return left-- > 0; }), absl::StatusCode::kCancelled,
                         "cancelled");
    EXPECT_EQ(place.Files().size(), 0u) << calls;
  }
  ValueOf(place.Create());
  const std::map<std::string, uintmax_t> files = place.Files();
  place.PutBulk('b', 4 << 20);
  int left = 3;
  ONHAND_EXPECT_STATUS(place.Create([&](uint64_t, uint64_t) { return left-- > 0; }), absl::StatusCode::kCancelled, "");
  EXPECT_EQ(place.Files(), files);
  for (int calls = 0; calls < 4; ++calls) {
    left = calls;
    ONHAND_EXPECT_STATUS(place.Restore(1, "copy", [&](uint64_t, uint64_t) { return left-- > 0; }),
                         absl::StatusCode::kCancelled, "cancelled");
    EXPECT_THAT(place.Environments(), ElementsAre("shop")) << calls;
    left = calls;
    const absl::Status status = place.backups->Verify("shop", 1, [&](uint64_t, uint64_t) { return left-- > 0; });
    EXPECT_TRUE(absl::IsCancelled(status)) << status;
  }
  ONHAND_EXPECT_OK(place.Restore(1, "copy"));
}

TEST_F(BackupDirectoryTest, OnlyOneIsMadeAtATime) {
  Place place(folder_.path());
  place.Put("Ra", "1");
  ValueOf(place.Create());
  bool tried = false;
  ValueOf(place.Create([&](uint64_t, uint64_t) {
    if (std::exchange(tried, true)) return true;
    ONHAND_EXPECT_STATUS(place.Create(), absl::StatusCode::kFailedPrecondition, "is being made or deleted");
    ONHAND_EXPECT_STATUS(place.backups->Delete("shop", 1), absl::StatusCode::kFailedPrecondition, "LOCK is locked");
    // Reading goes on.
    EXPECT_THAT(place.Ids(), ElementsAre(1));
    ONHAND_EXPECT_OK(place.backups->Verify("shop", 1, nullptr));
    ONHAND_EXPECT_OK(place.Restore(1, "copy"));
    return true;
  }));
  EXPECT_TRUE(tried);
  tried = false;
  ONHAND_EXPECT_OK(place.Restore(1, "copy2", [&](uint64_t, uint64_t) {
    if (std::exchange(tried, true)) return true;
    ONHAND_EXPECT_STATUS(place.Restore(2, "copy2"), absl::StatusCode::kFailedPrecondition,
                         "'copy2' is being restored already");
    return true;
  }));
  // What is being read can be deleted; then it is not there any more.
  ONHAND_EXPECT_STATUS(place.Restore(2, "copy3",
                                     [&](uint64_t, uint64_t) {
                                       place.backups->Delete("shop", 2).IgnoreError();
                                       return true;
                                     }),
                       absl::StatusCode::kNotFound, "no backup 2");
  EXPECT_THAT(place.Environments(), ElementsAre("copy", "copy2", "shop"));
}

TEST_F(BackupDirectoryTest, OneOfANewerProgramIsRefused) {
  Place place(folder_.path());
  place.Put("Ra", "1");
  ValueOf(place.Create());
  std::ifstream first(place.backup_dir + "/shop/backups/000001");
  BackupList list = ValueOf(DecodeBackupList(std::string(std::istreambuf_iterator<char>(first), {})));
  list.id = 2;
  list.format = 99;
  std::ofstream(place.backup_dir + "/shop/backups/000002") << EncodeBackupList(list);
  ONHAND_EXPECT_STATUS(place.Restore(2, "copy"), absl::StatusCode::kFailedPrecondition, "has format version 99");
  EXPECT_THAT(place.Environments(), ElementsAre("shop"));
}

}  // namespace
}  // namespace onhand::storage
