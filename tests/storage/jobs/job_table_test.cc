// The table of jobs on each kind of store: what is written comes back after a reopen, files come and go with their
// jobs, a table that lost its partition writes nothing.
#include "storage/jobs/job_table.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "storage/keys/job_key.h"
#include "storage/kv/memory_store.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/test_disk.h"

namespace onhand::storage {
namespace {

JobRecord Record(const std::string& id, const std::string& message = "") {
  JobRecord record;
  record.id = id;
  record.message = message;
  return record;
}

class JobTableTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  void SetUp() override { Reopen(); }
  void Reopen() {
    table_.reset();
    store_.reset();
    store_ = disk_->Open();
    table_ = ValueOf(JobTable::Open(store_.get()));
  }
  size_t PieceCount(const std::string& id) {
    const std::unique_ptr<Snapshot> snapshot = store_->GetSnapshot();
    size_t count = 0;
    const std::unique_ptr<Cursor> cursor = snapshot->Scan({JobResultPrefix(id), JobResultPrefix(id + "\x01")});
    for (; cursor->Valid(); cursor->Next()) ++count;
    return count;
  }

  const std::unique_ptr<TestDisk> disk_ = NewTestDisk(GetParam());
  std::unique_ptr<Store> store_;
  std::unique_ptr<JobTable> table_;
};

INSTANTIATE_TEST_SUITE_P(Stores, JobTableTest, ::testing::Values(StoreKind::kMemory, StoreKind::kRocks),
                         [](const auto& info) { return StoreKindName(info.param); });

TEST_P(JobTableTest, RecordsComeBackById) {
  EXPECT_TRUE(ValueOf(table_->ReadAll()).empty());
  ONHAND_ASSERT_OK(table_->Put(Record("B:2", "first")));
  ONHAND_ASSERT_OK(table_->Put(Record("A:1")));
  ONHAND_ASSERT_OK(table_->Put(Record("B:2", "second")));
  const std::vector<JobRecord> expected = {Record("A:1"), Record("B:2", "second")};
  EXPECT_EQ(ValueOf(table_->ReadAll()), expected);
  Reopen();
  EXPECT_EQ(ValueOf(table_->ReadAll()), expected);
}

TEST_P(JobTableTest, AFileGrowsAndGoes) {
  const std::string full(kJobPieceBytes, 'x');
  ONHAND_ASSERT_OK(table_->PutWithPieces(Record("A:1"), 0, {full, full}));
  ONHAND_ASSERT_OK(table_->PutWithPieces(Record("A:1", "done"), 2, {"end"}));
  ONHAND_ASSERT_OK(table_->PutWithPieces(Record("A:10"), 0, {"other"}));
  Reopen();
  EXPECT_EQ(ValueOf(table_->ReadPiece("A:1", 1)), full);
  EXPECT_EQ(ValueOf(table_->ReadPiece("A:1", 2)), "end");
  ONHAND_EXPECT_STATUS(table_->ReadPiece("A:1", 3), absl::StatusCode::kNotFound, "no piece 3");
  EXPECT_EQ(ValueOf(table_->ReadAll())[0].message, "done");

  ONHAND_ASSERT_OK(table_->PutWithoutFile(Record("A:1", "again")));
  EXPECT_EQ(PieceCount("A:1"), 0u);
  EXPECT_EQ(ValueOf(table_->ReadAll())[0].message, "again");
  EXPECT_EQ(ValueOf(table_->ReadPiece("A:10", 0)), "other");
}

TEST_P(JobTableTest, DeletedJobsGoWithTheirFiles) {
  ONHAND_ASSERT_OK(table_->PutWithPieces(Record("A:1"), 0, {"one"}));
  ONHAND_ASSERT_OK(table_->PutWithPieces(Record("A:2"), 0, {"two"}));
  ONHAND_ASSERT_OK(table_->Delete({}));
  ONHAND_ASSERT_OK(table_->Delete({"A:1", "A:3"}));
  EXPECT_EQ(ValueOf(table_->ReadAll()), std::vector<JobRecord>{Record("A:2")});
  EXPECT_EQ(PieceCount("A:1"), 0u);
  EXPECT_EQ(ValueOf(table_->ReadPiece("A:2", 0)), "two");
}

TEST_P(JobTableTest, TheLedgersPartitionIsAnother) {
  const PartitionHead main = ValueOf(store_->TakePartition("main"));
  ONHAND_ASSERT_OK(table_->Put(Record("A:1")));
  WriteBatch batch;
  batch.Put("Rrow", "value");
  batch.Touch({"main", main.epoch, main.sequence, main.sequence + 1});
  ONHAND_EXPECT_OK(store_->Commit(batch));
  ONHAND_EXPECT_OK(table_->Put(Record("A:2")));
}

TEST_P(JobTableTest, WhoLostThePartitionWritesNothing) {
  ONHAND_ASSERT_OK(table_->Put(Record("A:1")));
  const std::unique_ptr<JobTable> rival = ValueOf(JobTable::Open(store_.get()));
  ONHAND_EXPECT_STATUS(table_->Put(Record("A:2")), absl::StatusCode::kFailedPrecondition, "jobs");
  ONHAND_EXPECT_OK(rival->Put(Record("A:3")));
  EXPECT_EQ(ValueOf(rival->ReadAll()), (std::vector<JobRecord>{Record("A:1"), Record("A:3")}));
}

TEST(JobTableOnMemoryTest, ARefusedWriteIsNotThere) {
  MemoryDisk disk;
  const std::unique_ptr<Store> store = disk.OpenStore();
  const std::unique_ptr<JobTable> table = ValueOf(JobTable::Open(store.get()));
  disk.RefuseWrites(absl::UnavailableError("full"));
  ONHAND_EXPECT_STATUS(table->Put(Record("A:1")), absl::StatusCode::kUnavailable, "full");
  disk.RefuseWrites(absl::OkStatus());
  const std::unique_ptr<Store> reopened = disk.OpenStore();
  EXPECT_TRUE(ValueOf(ValueOf(JobTable::Open(reopened.get()))->ReadAll()).empty());
}

TEST(JobTableOnMemoryTest, ADamagedRecordIsNamed) {
  const std::unique_ptr<Store> store = NewMemoryStore();
  const PartitionHead head = ValueOf(store->TakePartition(kJobsPartition));
  WriteBatch batch;
  batch.Put(JobKey("A:1"), "\x01");
  batch.Touch({std::string(kJobsPartition), head.epoch, 0, 1});
  ONHAND_ASSERT_OK(store->Commit(batch));
  ONHAND_EXPECT_STATUS(ValueOf(JobTable::Open(store.get()))->ReadAll(), absl::StatusCode::kDataLoss, "job 'A:1'");
}

}  // namespace
}  // namespace onhand::storage
