// Damage in the files that RocksDB reads first, and what is none: a torn end as a crash leaves it.
#include "storage/kv/log_check.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/kv/commit_mark.h"
#include "storage/kv/log_scan.h"
#include "storage/kv/rocks_resources.h"
#include "storage/kv/rocks_store.h"
#include "storage/kv/store.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/temp_folder.h"

namespace onhand::storage {
namespace {

namespace fs = std::filesystem;

constexpr int kCommits = 12;

std::string Content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void Rewrite(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

// A database with kCommits commits in one log file, the last ones of several blocks, too large for zeros behind
// them; Reset brings it back.
class LogCheckTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ONHAND_ASSERT_OK(CreateRocksStore(path_, resources_));
    const std::unique_ptr<Store> store = ValueOf(TryOpen());
    PartitionHead head = ValueOf(store->TakePartition("main"));
    for (int i = 1; i <= kCommits; ++i) {
      WriteBatch batch;
      batch.Put("Ra", std::to_string(i));
      batch.Put("Rb", std::string(i < kCommits - 1 ? 500 : 200'000, 'x'));
      batch.Touch({"main", head.epoch, head.sequence, head.sequence + 1});
      ONHAND_ASSERT_OK(store->Commit(batch));
      ++head.sequence;
    }
    // Of a process that was killed: it is still open.
    fs::copy(folder_.path(), good_.path() + "/copy", fs::copy_options::recursive);
    const LogCheck check = ValueOf(CheckLogs(*Disk::System(), path_));
    log_ = check.files.back().path;
    manifest_ = check.manifest_path;
    ScanLog(Content(log_), [this](uint64_t offset, std::string_view) { records_.push_back(offset); });
    ASSERT_EQ(records_.size(), kCommits + 1u);  // and one that took the partition
  }

  void Reset(bool mark) {
    fs::remove_all(path_);
    fs::copy(good_.path() + "/copy", folder_.path(),
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    if (!mark) fs::remove(CommitMarkPath(path_));
  }

  absl::StatusOr<std::unique_ptr<Store>> TryOpen(bool read_only = false) {
    RocksStoreOptions options;
    options.path = path_;
    options.resources = resources_;
    options.read_only = read_only;
    return OpenRocksStore(options);
  }

  void Change(const std::string& path, const std::function<void(std::string*)>& change) {
    std::string content = Content(path);
    change(&content);
    Rewrite(path, content);
  }

  // What the database says of its last commit; opened for reading and for writing.
  void ExpectCommits(int count) {
    for (const bool read_only : {true, false}) {
      const absl::StatusOr<std::unique_ptr<Store>> store = TryOpen(read_only);
      ASSERT_TRUE(store.ok()) << store.status();
      EXPECT_EQ(ValueOf((*store)->GetSnapshot()->Get("Ra")), std::to_string(count));
    }
  }
  void ExpectDamage(const std::string& text) {
    ONHAND_EXPECT_STATUS(TryOpen(/*read_only=*/true), absl::StatusCode::kDataLoss, text);
    ONHAND_EXPECT_STATUS(TryOpen(), absl::StatusCode::kDataLoss, text);
  }

  TempFolder folder_{TempFolder::Place::kMemory};
  TempFolder good_{TempFolder::Place::kMemory};
  const std::string path_ = folder_.path() + "/db";
  std::string log_;
  std::string manifest_;
  std::vector<uint64_t> records_;
  std::shared_ptr<RocksResources> resources_ =
      std::make_shared<RocksResources>(RocksLimits{.block_cache_bytes = 32 << 20});
};

TEST_F(LogCheckTest, AKilledProcessLeavesNothingToComplainOf) {
  for (const bool mark : {true, false}) {
    Reset(mark);
    ExpectCommits(kCommits);
  }
}

// Whatever a crash leaves of the record under way: the mark does not know of it yet.
TEST_F(LogCheckTest, ATornEndIsDroppedWithoutComplaint) {
  const uint64_t last = records_.back();
  const uint64_t bytes = Content(log_).size();
  ASSERT_GT(bytes - last, 3u * 32'768) << "it should span blocks";
  for (uint64_t cut : {last, last + 1, last + 6, last + 7, last + 100, last + 33'000, last + 70'000, bytes - 1}) {
    Reset(/*mark=*/false);
    fs::resize_file(log_, cut);
    ExpectCommits(kCommits - 1);
  }
}

TEST_F(LogCheckTest, PagesThatAPowerCutLeftUnwrittenAreATornEnd) {
  const uint64_t last = records_.back();
  for (const char filler : {'\0', '\x5a', '\x01'}) {
    // Any of the pages of the last record may be missing, and its others be there.
    for (const auto& [from, bytes] : {std::pair<uint64_t, uint64_t>{0, 7}, {0, 4096}, {40'000, 4096}, {99'000, 1000}}) {
      Reset(/*mark=*/false);
      std::string content = Content(log_);
      Rewrite(log_, content.replace(last + from, bytes, std::string(bytes, filler)));
      ExpectCommits(kCommits - 1);
    }
    Reset(/*mark=*/false);
    Change(log_, [&](std::string* content) { content->append(10'000, filler); });
    ExpectCommits(kCommits);
  }
}

// As a crash leaves a log that was written over zeros.
TEST_F(LogCheckTest, ZerosBehindTheLastRecordAreNone) {
  for (const bool mark : {true, false}) {
    Reset(mark);
    const uint64_t bytes = Content(log_).size();
    Change(log_, [](std::string* content) { content->append(300'000, '\0'); });
    const LogCheck check = ValueOf(CheckLogs(*Disk::System(), path_));
    ONHAND_EXPECT_OK(check.damage);
    EXPECT_EQ(check.files.back().note, "only zeros from offset " + std::to_string(bytes));
    ExpectCommits(kCommits);
  }
  // Nor do they hide what is wrong before them.
  for (const uint64_t byte : {0, 4, 6, 7, 200}) {
    Reset(/*mark=*/true);
    Change(log_, [&](std::string* content) {
      (*content)[records_.back() + byte] ^= 0x40;
      content->append(300'000, '\0');
    });
    ExpectDamage("at offset " + std::to_string(records_.back()));
  }
}

TEST_F(LogCheckTest, OfARecordThatWasWrittenOverZerosAnySectorsMayBeMissing) {
  constexpr uint64_t kSector = 512;
  const uint64_t last = records_.back();
  const uint64_t first = last - last % kSector + kSector;
  for (uint64_t missing = first; missing < last + 40'000; missing += 9 * kSector) {
    Reset(/*mark=*/false);
    Change(log_, [&](std::string* content) {
      content->replace(missing, kSector, std::string(kSector, '\0'));
      content->append(300'000, '\0');
    });
    ExpectCommits(kCommits - 1);
  }
}

TEST_F(LogCheckTest, AFlippedBitInTheMiddleDropsNothingSilently) {
  for (const bool mark : {true, false}) {
    for (size_t i = 0; i + 1 < records_.size(); ++i) {
      for (const uint64_t byte : {0, 3, 4, 5, 6, 7, 15, 22}) {
        Reset(mark);
        Change(log_, [&](std::string* content) { (*content)[records_[i] + byte] ^= 0x40; });
        ExpectDamage(log_ + " is damaged at offset " + std::to_string(records_[i]));
      }
    }
  }
}

// It makes the record reach beyond the end of the file, and look like one that was never finished.
TEST_F(LogCheckTest, AFlippedLengthDoesNotHideWhatFollows) {
  Reset(/*mark=*/false);
  // As if the log ended with short records.
  fs::resize_file(log_, records_[kCommits - 1]);
  Change(log_, [&](std::string* content) { (*content)[records_[kCommits - 3] + 5] ^= 0x70; });
  ExpectDamage("the next record begins at offset " + std::to_string(records_[kCommits - 2]));
  // And of the last one, with nothing or only zeros behind it.
  for (const size_t zeros : {0, 5, 100'000}) {
    for (const uint64_t byte : {4, 5}) {
      Reset(/*mark=*/false);
      fs::resize_file(log_, records_[kCommits - 1]);
      Change(log_, [&](std::string* content) {
        (*content)[records_[kCommits - 2] + byte] ^= 0x70;
        content->append(zeros, '\0');
      });
      ExpectDamage("its length is wrong");
    }
  }
}

TEST_F(LogCheckTest, AnEmptyPageInTheMiddleIsDamage) {
  Reset(/*mark=*/false);
  Change(log_, [&](std::string* content) { content->replace(0, 4096, std::string(4096, '\0')); });
  ExpectDamage("at offset 0: its type is none");
}

TEST_F(LogCheckTest, TheMarkKnowsWhichCommitsWereOnDisk) {
  for (const uint64_t cut : {records_.back(), records_.back() + 3, records_[5], records_[5] + 9, uint64_t{0}}) {
    Reset(/*mark=*/true);
    fs::resize_file(log_, cut);
    ExpectDamage("were on disk and are not there");
  }
  Reset(/*mark=*/true);
  Change(log_, [&](std::string* content) { content->back() ^= 1; });
  ExpectDamage("at offset " + std::to_string(records_.back()) + ": its checksum does not match");
}

TEST_F(LogCheckTest, ADamagedMarkIsNamed) {
  Reset(/*mark=*/true);
  Change(CommitMarkPath(path_), [](std::string* content) { (*content)[14] ^= 1; });
  ExpectDamage("db.mark is damaged");
  Reset(/*mark=*/true);
  fs::resize_file(CommitMarkPath(path_), 0);
  ExpectDamage("db.mark is damaged");
  fs::remove(CommitMarkPath(path_));
  ExpectCommits(kCommits);
  EXPECT_TRUE(fs::exists(CommitMarkPath(path_))) << "made anew";
}

TEST_F(LogCheckTest, AManifestIsReadToItsEndOrNotAtAll) {
  std::vector<uint64_t> records;
  const LogScan scan =
      ScanLog(Content(manifest_), [&](uint64_t offset, std::string_view) { records.push_back(offset); });
  ASSERT_EQ(scan.end, LogScan::End::kWhole);
  ASSERT_GT(records.size(), 3u);
  for (size_t i = 0; i + 1 < records.size(); ++i) {
    for (const uint64_t byte : {0, 4, 5, 6, 7}) {
      Reset(/*mark=*/false);
      Change(manifest_, [&](std::string* content) { (*content)[records[i] + byte] ^= 0x40; });
      ExpectDamage(manifest_ + " is damaged at offset " + std::to_string(records[i]));
    }
  }
  // A record that a crash left half written.
  for (const bool garbage : {false, true}) {
    Reset(/*mark=*/true);
    Change(manifest_, [&](std::string* content) {
      const std::string record = content->substr(records.back());
      content->append(record, 0, record.size() - 2);
      if (garbage) content->append("??");
    });
    if (!garbage) ExpectCommits(kCommits);
    const std::unique_ptr<Store> store = ValueOf(TryOpen());
    EXPECT_EQ(ValueOf(store->GetSnapshot()->Get("Ra")), std::to_string(kCommits));
  }
}

TEST_F(LogCheckTest, AManifestThatWasCutShortIsNoDatabaseThatLacksSomething) {
  const uint64_t bytes = Content(manifest_).size();
  for (const uint64_t cut : {bytes - 1, bytes - 60, bytes / 2, bytes / 3, uint64_t{100}, uint64_t{0}}) {
    Reset(/*mark=*/true);
    fs::resize_file(manifest_, cut);
    ExpectDamage(manifest_ + " is damaged at offset ");
  }
  // Without a mark what is left of it must at least name all tables.
  Reset(/*mark=*/false);
  fs::resize_file(manifest_, bytes / 3);
  ExpectDamage(path_);
}

// A second recovery, when the first was cut short, meets the torn end and what the first one wrote behind it.
TEST_F(LogCheckTest, WhatWasTornStaysForgottenAfterwards) {
  Reset(/*mark=*/false);
  fs::resize_file(log_, records_.back() + 50);
  const std::string torn = Content(log_);
  {
    const std::unique_ptr<Store> store = ValueOf(TryOpen());
    const PartitionHead head = ValueOf(store->TakePartition("main"));
    WriteBatch batch;
    batch.Put("Ra", "again");
    batch.Touch({"main", head.epoch, head.sequence, head.sequence + 1});
    ONHAND_ASSERT_OK(store->Commit(batch));
  }
  Rewrite(log_, torn);  // its removal did not reach the disk
  EXPECT_EQ(ValueOf(ValueOf(TryOpen())->GetSnapshot()->Get("Ra")), "again");
}

TEST_F(LogCheckTest, CurrentIsNamed) {
  for (const char* content : {"", "nonsense", "MANIFEST-", "MANIFEST-000099\n", "MANIFEST-00000x\n"}) {
    Reset(/*mark=*/true);
    Rewrite(path_ + "/CURRENT", content);
    ExpectDamage(path_);
  }
}

}  // namespace
}  // namespace onhand::storage
