// What every store must do with a bulk write (storage/kv/store.h), run against each of them with small ones and large
// ones, which a store may gather in different ways.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "storage/kv/store.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/test_disk.h"

namespace onhand::storage {
namespace {

using ::testing::IsEmpty;

struct BulkSetup {
  StoreKind kind;
  bool large;
};

// Told, it makes a store gather in its way for large ones.
constexpr uint64_t kLargeBytes = 4 << 20;

class BulkWriteTest : public ::testing::TestWithParam<BulkSetup> {
 protected:
  void SetUp() override {
    disk_ = NewTestDisk(GetParam().kind);
    store_ = disk_->Open();
    head_ = ValueOf(store_->TakePartition("main"));
  }

  void Reopen() {
    store_.reset();
    store_ = disk_->Open();
  }

  std::unique_ptr<BulkWrite> NewBulk() {
    return store_->NewBulkWrite("main", head_.epoch, GetParam().large ? kLargeBytes : 100);
  }
  static void MustPut(BulkWrite* bulk, const std::map<std::string, std::string>& entries) {
    for (const auto& [key, value] : entries) ONHAND_ASSERT_OK(bulk->Put(key, value));
  }
  absl::Status Commit(WriteBatch batch) {
    batch.Touch({"main", head_.epoch, head_.sequence, head_.sequence + 1});
    absl::Status status = store_->Commit(batch);
    if (status.ok()) ++head_.sequence;
    return status;
  }
  absl::Status CommitPut(std::string_view key, std::string_view value) {
    WriteBatch batch;
    batch.Put(key, value);
    return Commit(std::move(batch));
  }

  std::optional<std::string> Get(std::string_view key) { return ValueOf(store_->GetSnapshot()->Get(key)); }
  static std::map<std::string, std::string> Contents(const Snapshot& snapshot) {
    std::map<std::string, std::string> found;
    for (const char* family : {"I", "M", "R", "X"}) {
      const std::unique_ptr<Cursor> cursor = snapshot.Scan({family, ""});
      for (; cursor->Valid(); cursor->Next()) found.emplace(cursor->key(), cursor->value());
      ONHAND_EXPECT_OK(cursor->status());
    }
    return found;
  }
  std::map<std::string, std::string> Contents() { return Contents(*store_->GetSnapshot()); }

  std::unique_ptr<TestDisk> disk_;
  std::unique_ptr<Store> store_;
  PartitionHead head_;
};

INSTANTIATE_TEST_SUITE_P(Stores, BulkWriteTest,
                         ::testing::Values(BulkSetup{StoreKind::kMemory, false}, BulkSetup{StoreKind::kRocks, false},
                                           BulkSetup{StoreKind::kRocks, true}),
                         [](const auto& info) {
                           return StoreKindName(info.param.kind) + (info.param.large ? "Large" : "");
                         });

const std::map<std::string, std::string>& Few() {
  static const auto* const few = new std::map<std::string, std::string>{
      {"Ia", "receipt"}, {"Ib", ""}, {"Mmark", "1"}, {"Ra", "row"}, {"Rb", "row"}, {"Xa", ""}};
  return *few;
}

TEST_P(BulkWriteTest, NothingIsThereBeforeFinishAndEverythingAfterIt) {
  const std::unique_ptr<BulkWrite> bulk = NewBulk();
  MustPut(bulk.get(), Few());
  EXPECT_THAT(Contents(), IsEmpty());
  ONHAND_EXPECT_OK(bulk->Finish());
  EXPECT_EQ(Contents(), Few());
  EXPECT_EQ(ValueOf(store_->TakePartition("main")).sequence, 0u) << "no sequence number moves";
}

TEST_P(BulkWriteTest, IsDurable) {
  {
    const std::unique_ptr<BulkWrite> bulk = NewBulk();
    MustPut(bulk.get(), Few());
    ONHAND_ASSERT_OK(bulk->Finish());
  }
  disk_->crash().CrashAfter(0);
  Reopen();
  EXPECT_EQ(Contents(), Few());
  head_ = ValueOf(store_->TakePartition("main"));
  // And a later one over it, beside a commit.
  ONHAND_ASSERT_OK(CommitPut("Ra", "committed"));
  {
    const std::unique_ptr<BulkWrite> bulk = NewBulk();
    MustPut(bulk.get(), {{"Ra", "again"}, {"Rc", "new"}});
    ONHAND_ASSERT_OK(bulk->Finish());
  }
  Reopen();
  std::map<std::string, std::string> wanted = Few();
  wanted["Ra"] = "again";
  wanted["Rc"] = "new";
  EXPECT_EQ(Contents(), wanted);
}

TEST_P(BulkWriteTest, DroppedItLeavesNothing) {
  {
    const std::unique_ptr<BulkWrite> bulk = NewBulk();
    MustPut(bulk.get(), Few());
  }
  EXPECT_THAT(Contents(), IsEmpty());
  Reopen();
  EXPECT_THAT(Contents(), IsEmpty());
}

TEST_P(BulkWriteTest, OneOfNothingIsNothing) {
  ONHAND_EXPECT_OK(NewBulk()->Finish());
  EXPECT_THAT(Contents(), IsEmpty());
}

TEST_P(BulkWriteTest, WhoLostThePartitionIsRefused) {
  const std::unique_ptr<BulkWrite> bulk = NewBulk();
  MustPut(bulk.get(), Few());
  head_ = ValueOf(store_->TakePartition("main"));
  ONHAND_EXPECT_STATUS(bulk->Finish(), absl::StatusCode::kFailedPrecondition, "lost it");
  EXPECT_THAT(Contents(), IsEmpty());
  ONHAND_EXPECT_OK(CommitPut("Ra", "1"));
  const std::unique_ptr<BulkWrite> mine = NewBulk();
  MustPut(mine.get(), {{"Rb", "2"}});
  ONHAND_EXPECT_OK(mine->Finish());
  EXPECT_EQ(Contents().size(), 2u);
}

TEST_P(BulkWriteTest, CommitsMayComeBetween) {
  ONHAND_ASSERT_OK(CommitPut("Ra", "before"));
  std::unique_ptr<BulkWrite> bulk = NewBulk();
  ONHAND_ASSERT_OK(bulk->Put("Ra", "bulk"));
  ONHAND_ASSERT_OK(CommitPut("Rb", "between"));
  ONHAND_ASSERT_OK(bulk->Put("Rc", "bulk"));
  ONHAND_ASSERT_OK(CommitPut("Rd", "between"));
  ONHAND_ASSERT_OK(bulk->Finish());
  bulk.reset();
  ONHAND_ASSERT_OK(CommitPut("Rc", "after"));
  const std::map<std::string, std::string> wanted = {
      {"Ra", "bulk"}, {"Rb", "between"}, {"Rc", "after"}, {"Rd", "between"}};
  EXPECT_EQ(Contents(), wanted);
  Reopen();
  EXPECT_EQ(Contents(), wanted);
}

// What was deleted before, key by key or as a range, is there again; what is deleted afterwards is gone.
TEST_P(BulkWriteTest, DeletionsBeforeAndAfterIt) {
  WriteBatch batch;
  for (const char* key : {"Ra", "Rb", "Rc", "Rd"}) batch.Put(key, "old");
  ONHAND_ASSERT_OK(Commit(std::move(batch)));
  WriteBatch gone;
  gone.Delete("Ra");
  gone.DeleteRange("Rb", "Rd");
  ONHAND_ASSERT_OK(Commit(std::move(gone)));
  {
    const std::unique_ptr<BulkWrite> bulk = NewBulk();
    MustPut(bulk.get(), {{"Ra", "new"}, {"Rb", "new"}, {"Rc", "new"}});
    ONHAND_ASSERT_OK(bulk->Finish());
  }
  std::map<std::string, std::string> wanted = {{"Ra", "new"}, {"Rb", "new"}, {"Rc", "new"}, {"Rd", "old"}};
  EXPECT_EQ(Contents(), wanted);
  WriteBatch again;
  again.Delete("Ra");
  again.DeleteRange("Rb", "Rc");
  ONHAND_ASSERT_OK(Commit(std::move(again)));
  wanted = {{"Rc", "new"}, {"Rd", "old"}};
  EXPECT_EQ(Contents(), wanted);
  Reopen();
  EXPECT_EQ(Contents(), wanted);
}

TEST_P(BulkWriteTest, SnapshotsAndCursorsOfBeforeDoNotSeeIt) {
  ONHAND_ASSERT_OK(CommitPut("Ra", "old"));
  const std::unique_ptr<Snapshot> before = store_->GetSnapshot();
  const std::unique_ptr<BulkWrite> bulk = NewBulk();
  MustPut(bulk.get(), Few());
  const std::unique_ptr<Snapshot> meanwhile = store_->GetSnapshot();
  const std::unique_ptr<Cursor> cursor = meanwhile->Scan({"R", ""});
  ONHAND_ASSERT_OK(bulk->Finish());
  const std::map<std::string, std::string> old = {{"Ra", "old"}};
  EXPECT_EQ(Contents(*before), old);
  EXPECT_EQ(Contents(*meanwhile), old);
  EXPECT_EQ(ValueOf(meanwhile->MultiGet({"Ra", "Rb"}))[1], std::nullopt);
  ASSERT_TRUE(cursor->Valid());
  EXPECT_EQ(cursor->value(), "old");
  cursor->Next();
  EXPECT_FALSE(cursor->Valid());
  cursor->Seek("Ra");
  EXPECT_EQ(cursor->value(), "old");
  EXPECT_EQ(Contents(), Few());
}

TEST_P(BulkWriteTest, KeysOutOfOrderAreRefusedAndSoIsAllOfIt) {
  const auto refused = [this](const std::vector<std::string>& keys) {
    const std::unique_ptr<BulkWrite> bulk = NewBulk();
    for (size_t i = 0; i + 1 < keys.size(); ++i) ONHAND_EXPECT_OK(bulk->Put(keys[i], "x"));
    ONHAND_EXPECT_STATUS(bulk->Put(keys.back(), "x"), absl::StatusCode::kInvalidArgument, "a key of the b");
    ONHAND_EXPECT_STATUS(bulk->Put("Rzz", "x"), absl::StatusCode::kInvalidArgument, "a key of the b");
    ONHAND_EXPECT_STATUS(bulk->Finish(), absl::StatusCode::kInvalidArgument, "a key of the b");
    EXPECT_THAT(Contents(), IsEmpty());
  };
  refused({"Rb", "Ra"});
  refused({"Ra", "Ra"});
  refused({"Ra", "Xa", "Rb"});
  refused({"Ra", ""});
  refused({"Ra", "?no family"});
  refused({"Ra", "Pmain"});
  // The store takes the next one.
  const std::unique_ptr<BulkWrite> bulk = NewBulk();
  MustPut(bulk.get(), Few());
  ONHAND_EXPECT_OK(bulk->Finish());
}

TEST_P(BulkWriteTest, ManyEntriesOfSeveralFamilies) {
  std::map<std::string, std::string> wanted;
  std::mt19937_64 random(3);
  for (const char* family : {"I", "R", "X"}) {
    for (int i = 0; i < 20'000; ++i) {
      wanted[family + std::to_string(random())] = family[0] == 'X' ? "" : std::string(20 + random() % 60, 'a' + i % 26);
    }
  }
  std::unique_ptr<BulkWrite> bulk = NewBulk();
  MustPut(bulk.get(), wanted);
  ONHAND_ASSERT_OK(bulk->Finish());
  bulk.reset();
  EXPECT_EQ(Contents(), wanted);
  Reopen();
  EXPECT_EQ(Contents(), wanted);
}

// A reader beside it sees all of it or nothing.
TEST_P(BulkWriteTest, ReadersNeverSeeHalfOfIt) {
  std::atomic<bool> stop = false;
  std::atomic<int> torn = 0;
  std::atomic<int> looks = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      while (!stop.load()) {
        const std::unique_ptr<Snapshot> snapshot = store_->GetSnapshot();
        const auto values = ValueOf(snapshot->MultiGet({"Ra", "Rb"}));
        if (values[0] != values[1]) ++torn;
        ++looks;
      }
    });
  }
  for (int i = 1; i <= 60; ++i) {
    const std::unique_ptr<BulkWrite> bulk = NewBulk();
    MustPut(bulk.get(), {{"Ia", std::to_string(i)}, {"Ra", std::to_string(i)}, {"Rb", std::to_string(i)}});
    ONHAND_ASSERT_OK(bulk->Finish());
    ONHAND_ASSERT_OK(CommitPut("Mx", std::to_string(i)));
  }
  while (looks.load() < 10) std::this_thread::yield();
  stop = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(torn, 0);
  EXPECT_EQ(Get("Rb"), "60");
}

// Random commits and bulk writes on the store and on a map; each snapshot must keep showing the map of its moment.
TEST_P(BulkWriteTest, RandomBulksAndCommitsMatchAMap) {
  std::mt19937 random(11);
  const auto key = [&random] { return "R" + std::to_string(random() % 50); };
  std::map<std::string, std::string> model;
  std::vector<std::pair<std::unique_ptr<Snapshot>, std::map<std::string, std::string>>> kept;
  for (int i = 0; i < 300; ++i) {
    if (random() % 3 == 0) {
      std::map<std::string, std::string> entries;
      for (int changes = random() % 20; changes >= 0; --changes) entries[key()] = std::to_string(i);
      const std::unique_ptr<BulkWrite> bulk = NewBulk();
      MustPut(bulk.get(), entries);
      if (random() % 4 == 0) continue;  // dropped
      ONHAND_ASSERT_OK(bulk->Finish());
      for (const auto& [changed, value] : entries) model[changed] = value;
    } else {
      WriteBatch batch;
      const std::string at = key();
      const std::string end = key();
      if (random() % 2 == 0) {
        batch.Put(at, std::to_string(i));
        model[at] = std::to_string(i);
      } else if (at < end && random() % 3 == 0) {
        batch.DeleteRange(at, end);
        model.erase(model.lower_bound(at), model.lower_bound(end));
      } else {
        batch.Delete(at);
        model.erase(at);
      }
      ONHAND_ASSERT_OK(Commit(std::move(batch)));
    }
    if (random() % 15 == 0) kept.emplace_back(store_->GetSnapshot(), model);
    if (random() % 20 == 0 && !kept.empty()) {
      ASSERT_EQ(Contents(*kept.front().first), kept.front().second);
      kept.erase(kept.begin());
    }
    if (random() % 60 == 0) {
      kept.clear();
      Reopen();
      head_ = ValueOf(store_->TakePartition("main"));
      ASSERT_EQ(Contents(), model);
    }
  }
  for (const auto& [snapshot, wanted] : kept) ASSERT_EQ(Contents(*snapshot), wanted);
  EXPECT_EQ(Contents(), model);
}

}  // namespace
}  // namespace onhand::storage
