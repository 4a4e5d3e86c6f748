// What every store must do (storage/kv/store.h), run against each of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "storage/kv/partition_heads.h"
#include "storage/kv/store.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/test_disk.h"

namespace onhand::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

class StoreContractTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  void SetUp() override {
    disk_ = NewTestDisk(GetParam());
    store_ = disk_->Open();
    head_ = ValueOf(store_->TakePartition("main"));
  }

  void Reopen() {
    store_.reset();
    store_ = disk_->Open();
  }

  // Commits under the partition "main", as its owner.
  absl::Status Commit(WriteBatch batch) {
    batch.Touch({"main", head_.epoch, head_.sequence, head_.sequence + 1});
    absl::Status status = store_->Commit(batch);
    if (status.ok()) ++head_.sequence;
    return status;
  }

  void MustPut(std::initializer_list<std::pair<const char*, const char*>> entries) {
    WriteBatch batch;
    for (const auto& [key, value] : entries) batch.Put(key, value);
    ONHAND_ASSERT_OK(Commit(std::move(batch)));
  }

  std::optional<std::string> Get(std::string_view key) { return ValueOf(store_->GetSnapshot()->Get(key)); }

  static std::vector<std::string> Keys(const Snapshot& snapshot, const KeyRange& range) {
    std::vector<std::string> keys;
    const std::unique_ptr<Cursor> cursor = snapshot.Scan(range);
    for (; cursor->Valid(); cursor->Next()) keys.emplace_back(cursor->key());
    EXPECT_EQ(cursor->status(), absl::OkStatus());
    return keys;
  }
  std::vector<std::string> Keys(const KeyRange& range) { return Keys(*store_->GetSnapshot(), range); }

  std::unique_ptr<TestDisk> disk_;
  std::unique_ptr<Store> store_;
  PartitionHead head_;
};

INSTANTIATE_TEST_SUITE_P(Stores, StoreContractTest, ::testing::Values(StoreKind::kMemory, StoreKind::kRocks),
                         [](const auto& info) { return StoreKindName(info.param); });

TEST_P(StoreContractTest, WhatWasPutIsRead) {
  MustPut({{"Ra", "1"}, {"Rb", ""}});
  EXPECT_THAT(Get("Ra"), Optional(std::string("1")));
  EXPECT_THAT(Get("Rb"), Optional(std::string()));
  EXPECT_EQ(Get("Rc"), std::nullopt);
  EXPECT_EQ(Get("R"), std::nullopt);
  EXPECT_EQ(Get(""), std::nullopt);
  EXPECT_EQ(Get("?unknown family"), std::nullopt);
}

TEST_P(StoreContractTest, KeysAndValuesMayHoldAnyByte) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  WriteBatch batch;
  batch.Put("X" + bytes, bytes);
  batch.Put(std::string("X\0", 2), "zero");
  ONHAND_ASSERT_OK(Commit(batch));
  EXPECT_THAT(Get("X" + bytes), Optional(bytes));
  EXPECT_THAT(Get(std::string("X\0", 2)), Optional(std::string("zero")));
}

TEST_P(StoreContractTest, LaterChangeOfAKeyWins) {
  WriteBatch batch;
  batch.Put("Ra", "1");
  batch.Put("Ra", "2");
  batch.Put("Rb", "1");
  batch.Delete("Rb");
  batch.Delete("Rc");
  batch.Put("Rc", "1");
  batch.Put("Rd1", "1");
  batch.DeleteRange("Rd", "Re");
  batch.Put("Rd2", "1");
  ONHAND_ASSERT_OK(Commit(batch));
  EXPECT_THAT(Keys({"R", ""}), ElementsAre("Ra", "Rc", "Rd2"));
  EXPECT_THAT(Get("Ra"), Optional(std::string("2")));
}

TEST_P(StoreContractTest, MultiGetAnswersInOrder) {
  MustPut({{"Ra", "1"}, {"Ma", "2"}, {"Ia", "3"}});
  const std::unique_ptr<Snapshot> snapshot = store_->GetSnapshot();
  EXPECT_THAT(ValueOf(snapshot->MultiGet({"Ia", "Rz", "Ra", "Ma", "Ra", ""})),
              ElementsAre(Optional(std::string("3")), std::nullopt, Optional(std::string("1")),
                          Optional(std::string("2")), Optional(std::string("1")), std::nullopt));
  EXPECT_THAT(ValueOf(snapshot->MultiGet({})), IsEmpty());
}

TEST_P(StoreContractTest, RangesAreHalfOpenAndStayInTheirFamily) {
  MustPut({{"Ra", ""}, {"Rb", ""}, {"Rc", ""}, {"Xa", ""}, {"Ma", ""}, {"Ba", ""}});
  EXPECT_THAT(Keys({"R", ""}), ElementsAre("Ra", "Rb", "Rc"));
  EXPECT_THAT(Keys({"R", "S"}), ElementsAre("Ra", "Rb", "Rc"));
  EXPECT_THAT(Keys({"Ra", "Rc"}), ElementsAre("Ra", "Rb"));
  EXPECT_THAT(Keys({"Raa", "Rbb"}), ElementsAre("Rb"));
  EXPECT_THAT(Keys({"Rb", "Rb"}), IsEmpty());
  EXPECT_THAT(Keys({"Rd", ""}), IsEmpty());
  EXPECT_THAT(Keys({"X", ""}), ElementsAre("Xa"));
}

TEST_P(StoreContractTest, CursorSeeksForwardsAndBackwardsWithinItsRange) {
  MustPut({{"Ra", "1"}, {"Rc", "3"}, {"Re", "5"}, {"Rg", "7"}});
  const std::unique_ptr<Snapshot> snapshot = store_->GetSnapshot();
  const std::unique_ptr<Cursor> cursor = snapshot->Scan({"Rb", "Rg"});
  ASSERT_TRUE(cursor->Valid());
  EXPECT_EQ(cursor->key(), "Rc");
  EXPECT_EQ(cursor->value(), "3");
  cursor->Seek("Rd");
  EXPECT_EQ(cursor->key(), "Re");
  cursor->Seek("R");
  EXPECT_EQ(cursor->key(), "Rc");
  cursor->Seek("Rf");
  EXPECT_FALSE(cursor->Valid());
  cursor->Seek("Re");
  ASSERT_TRUE(cursor->Valid());
  EXPECT_EQ(cursor->value(), "5");
  cursor->Next();
  EXPECT_FALSE(cursor->Valid());
  EXPECT_EQ(cursor->status(), absl::OkStatus());
}

TEST_P(StoreContractTest, SnapshotsDoNotSeeLaterWrites) {
  MustPut({{"Ra", "1"}, {"Rb", "1"}, {"Rc", "1"}});
  const std::unique_ptr<Snapshot> before = store_->GetSnapshot();
  const std::unique_ptr<Cursor> walking = before->Scan({"R", ""});
  WriteBatch batch;
  batch.Put("Ra", "2");
  batch.Delete("Rb");
  batch.DeleteRange("Rc", "Rd");
  batch.Put("Rd", "2");
  ONHAND_ASSERT_OK(Commit(batch));
  const std::unique_ptr<Snapshot> between = store_->GetSnapshot();
  MustPut({{"Ra", "3"}, {"Rb", "3"}});

  EXPECT_THAT(Keys(*before, {"R", ""}), ElementsAre("Ra", "Rb", "Rc"));
  EXPECT_THAT(ValueOf(before->Get("Ra")), Optional(std::string("1")));
  EXPECT_EQ(ValueOf(before->Get("Rd")), std::nullopt);
  EXPECT_THAT(Keys(*between, {"R", ""}), ElementsAre("Ra", "Rd"));
  EXPECT_THAT(ValueOf(between->Get("Ra")), Optional(std::string("2")));
  EXPECT_THAT(Keys({"R", ""}), ElementsAre("Ra", "Rb", "Rd"));
  EXPECT_THAT(Get("Ra"), Optional(std::string("3")));

  std::vector<std::string> walked;
  for (; walking->Valid(); walking->Next())
    walked.push_back(std::string(walking->key()) + std::string(walking->value()));
  EXPECT_THAT(walked, ElementsAre("Ra1", "Rb1", "Rc1"));
}

TEST_P(StoreContractTest, DeleteRangeDeletesUpToItsEndOnly) {
  MustPut({{"Ra", ""}, {"Rb", ""}, {"Rc", ""}, {"Rd", ""}, {"Xa", ""}});
  WriteBatch batch;
  batch.DeleteRange("Rb", "Rd");
  batch.DeleteRange("Ra", "Ra");  // empty
  ONHAND_ASSERT_OK(Commit(batch));
  EXPECT_THAT(Keys({"R", ""}), ElementsAre("Ra", "Rd"));
  WriteBatch rest;
  rest.DeleteRange("R", "");
  ONHAND_ASSERT_OK(Commit(rest));
  EXPECT_THAT(Keys({"R", ""}), IsEmpty());
  EXPECT_THAT(Keys({"X", ""}), ElementsAre("Xa"));
}

TEST_P(StoreContractTest, WhatWasCommittedSurvivesReopening) {
  MustPut({{"Ra", "1"}, {"Ma", "2"}, {"Ia", "3"}, {"La", "4"}, {"Ba", "5"}, {"Xa", "6"}});
  MustPut({{"Ra", "7"}});
  Reopen();
  EXPECT_THAT(Get("Ra"), Optional(std::string("7")));
  for (const char* key : {"Ma", "Ia", "La", "Ba", "Xa"}) EXPECT_NE(Get(key), std::nullopt) << key;
  const PartitionHead head = ValueOf(store_->TakePartition("main"));
  EXPECT_EQ(head.epoch, head_.epoch + 1);
  EXPECT_EQ(head.sequence, 2u);
}

TEST_P(StoreContractTest, BatchesMustMoveTheirPartitionsOn) {
  WriteBatch none;
  none.Put("Ra", "1");
  ONHAND_EXPECT_STATUS(store_->Commit(none), absl::StatusCode::kInvalidArgument, "touches no partition");
  WriteBatch still;
  still.Put("Ra", "1");
  still.Touch({"main", head_.epoch, 0, 0});
  ONHAND_EXPECT_STATUS(store_->Commit(still), absl::StatusCode::kInvalidArgument, "'main'");
  WriteBatch twice;
  twice.Put("Ra", "1");
  twice.Touch({"main", head_.epoch, 0, 1});
  twice.Touch({"main", head_.epoch, 0, 2});
  ONHAND_EXPECT_STATUS(store_->Commit(twice), absl::StatusCode::kInvalidArgument, "twice");
  EXPECT_EQ(Get("Ra"), std::nullopt);
}

TEST_P(StoreContractTest, BadKeysAreRefused) {
  const auto refused = [this](const char* text, auto&& change) {
    WriteBatch batch;
    batch.Put("Ra", "1");
    change(batch);
    ONHAND_EXPECT_STATUS(Commit(batch), absl::StatusCode::kInvalidArgument, text);
  };
  refused("empty", [](WriteBatch& batch) { batch.Put("", "1"); });
  refused("no family", [](WriteBatch& batch) { batch.Delete("?"); });
  refused("no family", [](WriteBatch& batch) { batch.Put("Pmain", "1"); });
  refused("65537", [](WriteBatch& batch) { batch.Put("R" + std::string(64 << 10, 'a'), "1"); });
  refused("spans families", [](WriteBatch& batch) { batch.DeleteRange("M", "X"); });
  EXPECT_EQ(Get("Ra"), std::nullopt);
  MustPut({{"Ra", "1"}});
}

TEST_P(StoreContractTest, StaleSequenceNumberIsAborted) {
  MustPut({{"Ra", "1"}});
  for (const uint64_t before : {0u, 2u}) {
    WriteBatch batch;
    batch.Put("Ra", "2");
    batch.Touch({"main", head_.epoch, before, before + 1});
    ONHAND_EXPECT_STATUS(store_->Commit(batch), absl::StatusCode::kAborted, "at number 1");
  }
  EXPECT_THAT(Get("Ra"), Optional(std::string("1")));
}

TEST_P(StoreContractTest, LostOwnershipIsRefused) {
  const PartitionHead old = head_;
  head_ = ValueOf(store_->TakePartition("main"));
  EXPECT_EQ(head_.epoch, old.epoch + 1);
  WriteBatch batch;
  batch.Put("Ra", "1");
  batch.Touch({"main", old.epoch, old.sequence, old.sequence + 1});
  ONHAND_EXPECT_STATUS(store_->Commit(batch), absl::StatusCode::kFailedPrecondition, "lost it");
  EXPECT_EQ(Get("Ra"), std::nullopt);
  MustPut({{"Ra", "2"}});
}

TEST_P(StoreContractTest, PartitionsNobodyTookCannotBeWritten) {
  WriteBatch batch;
  batch.Put("Ra", "1");
  batch.Touch({"other", 1, 0, 1});
  ONHAND_EXPECT_STATUS(store_->Commit(batch), absl::StatusCode::kFailedPrecondition, "'other'");
}

TEST_P(StoreContractTest, OneLostPartitionRefusesTheWholeBatch) {
  const PartitionHead other = ValueOf(store_->TakePartition("other"));
  ValueOf(store_->TakePartition("other"));
  WriteBatch batch;
  batch.Put("Ra", "1");
  batch.Touch({"main", head_.epoch, head_.sequence, head_.sequence + 1});
  batch.Touch({"other", other.epoch, other.sequence, other.sequence + 1});
  ONHAND_EXPECT_STATUS(store_->Commit(batch), absl::StatusCode::kFailedPrecondition, "'other'");
  EXPECT_EQ(Get("Ra"), std::nullopt);
  MustPut({{"Ra", "1"}});  // "main" did not move
}

TEST_P(StoreContractTest, PartitionsMoveIndependentlyAndMaySkipNumbers) {
  PartitionHead other = ValueOf(store_->TakePartition("other"));
  WriteBatch batch;
  batch.Put("Ra", "1");
  batch.Touch({"main", head_.epoch, 0, 5});
  batch.Touch({"other", other.epoch, 0, 1});
  ONHAND_ASSERT_OK(store_->Commit(batch));
  Reopen();
  EXPECT_EQ(ValueOf(store_->TakePartition("main")).sequence, 5u);
  EXPECT_EQ(ValueOf(store_->TakePartition("other")).sequence, 1u);
  EXPECT_EQ(ValueOf(store_->TakePartition("third")).sequence, 0u);
}

TEST_P(StoreContractTest, HeadsAreReadableRecords) {
  MustPut({{"Ra", "1"}});
  const std::optional<std::string> head = Get("Pmain");
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(ValueOf(DecodePartitionHead(*head)).sequence, 1u);
  EXPECT_EQ(ValueOf(DecodePartitionHead(*head)).epoch, 1u);
  EXPECT_THAT(Keys({"P", ""}), ElementsAre("Pmain"));
}

TEST_P(StoreContractTest, ReadersSeeWholeBatches) {
  MustPut({{"Ra", "0"}, {"Rb", "0"}});
  std::atomic<bool> stop = false;
  std::atomic<int> torn = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      while (!stop.load()) {
        const std::unique_ptr<Snapshot> snapshot = store_->GetSnapshot();
        const auto values = ValueOf(snapshot->MultiGet({"Ra", "Rb"}));
        std::string scanned;
        const std::unique_ptr<Cursor> cursor = snapshot->Scan({"R", ""});
        for (; cursor->Valid(); cursor->Next()) scanned += cursor->value();
        if (values[0] != values[1] || scanned != *values[0] + *values[1]) ++torn;
      }
    });
  }
  for (int i = 1; i <= 300; ++i) {
    WriteBatch batch;
    batch.Put("Ra", std::to_string(i));
    batch.Put("Rb", std::to_string(i));
    ONHAND_ASSERT_OK(Commit(batch));
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(torn, 0);
}

// The same random changes on the store and on plain maps; each snapshot must keep showing the map of its moment.
TEST_P(StoreContractTest, RandomChangesMatchAMap) {
  std::mt19937 random(7);
  const auto key = [&random] { return "R" + std::to_string(random() % 50); };
  std::map<std::string, std::string> model;
  std::vector<std::pair<std::unique_ptr<Snapshot>, std::map<std::string, std::string>>> kept;
  const auto contents = [](const Snapshot& snapshot) {
    std::map<std::string, std::string> found;
    const std::unique_ptr<Cursor> cursor = snapshot.Scan({"R", ""});
    for (; cursor->Valid(); cursor->Next()) found.emplace(cursor->key(), cursor->value());
    return found;
  };
  for (int i = 0; i < 1500; ++i) {
    WriteBatch batch;
    for (int changes = random() % 4; changes >= 0; --changes) {
      const uint32_t kind = random() % 10;
      const std::string at = key();
      if (kind < 6) {
        batch.Put(at, std::to_string(i));
        model[at] = std::to_string(i);
      } else if (kind < 9) {
        batch.Delete(at);
        model.erase(at);
      } else {
        const std::string end = key();
        if (end <= at) continue;
        batch.DeleteRange(at, end);
        model.erase(model.lower_bound(at), model.lower_bound(end));
      }
    }
    ONHAND_ASSERT_OK(Commit(std::move(batch)));
    if (random() % 20 == 0) kept.emplace_back(store_->GetSnapshot(), model);
    if (random() % 25 == 0 && !kept.empty()) {
      const size_t gone = random() % kept.size();
      ASSERT_EQ(contents(*kept[gone].first), kept[gone].second);
      kept.erase(kept.begin() + gone);
    }
    if (random() % 300 == 0) {
      kept.clear();
      Reopen();
      head_ = ValueOf(store_->TakePartition("main"));
      ASSERT_EQ(contents(*store_->GetSnapshot()), model);
    }
  }
  for (const auto& [snapshot, wanted] : kept) ASSERT_EQ(contents(*snapshot), wanted);
  EXPECT_EQ(contents(*store_->GetSnapshot()), model);
}

}  // namespace
}  // namespace onhand::storage
