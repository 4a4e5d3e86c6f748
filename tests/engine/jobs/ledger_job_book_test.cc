// Jobs from start to end: what they answer, what survives a restart and a crash, what is retried and forgotten.
#include "engine/jobs/ledger_job_book.h"

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/jobs/job_runner.h"
#include "engine/model/outcome.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/jobs/job_record.h"
#include "storage/jobs/job_table.h"
#include "storage/kv/memory_store.h"
#include "storage/kv/store.h"
#include "tests/engine/jobs/log_host.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand {
namespace {

using storage::ValueOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int64_t kUnit = 1'000'000;
constexpr int64_t kDayUs = 24ll * 3600 * 1'000'000;
constexpr std::chrono::milliseconds kRetryDelay(1);

// Lets the first run of a host's maintenance begin and holds it until it is opened.
class MaintenanceGate {
 public:
  explicit MaintenanceGate(LogHost* host) {
    host->maintain = [this]() -> absl::StatusOr<MaintenanceReport> {
      if (!used_.exchange(true)) {
        reached_.set_value();
        open_.get_future().wait();
      }
      return MaintenanceReport{};
    };
  }
  void WaitUntilReached() { reached_.get_future().wait(); }
  void Open() { open_.set_value(); }

 private:
  std::promise<void> reached_;
  std::promise<void> open_;
  std::atomic<bool> used_ = false;
};

class LedgerJobBookTest : public testing::Test {
 protected:
  void SetUp() override { Open(); }
  void TearDown() override { Close(); }

  void Open() {
    host_ = std::make_unique<LogHost>(disk_.OpenStore());
    book_ = ValueOf(LedgerJobBook::Open(host_->store(), host_.get(), &runner_, kRetryDelay));
  }
  void Close() {
    book_.reset();
    host_.reset();
  }

  std::string StartResync() {
    const JobStart start = ValueOf(book_->StartReservationResync({}));
    EXPECT_TRUE(start.issues.empty());
    return start.job_id;
  }
  std::string StartExtract() {
    const JobStart start = ValueOf(
        book_->StartLogExtract({.organization_id = "usmf", .from_us = kLogStartUs, .until_us = kLogStartUs + kDayUs}));
    EXPECT_TRUE(start.issues.empty());
    return start.job_id;
  }
  Job WaitFor(const std::string& id, JobState state) {
    Job job;
    for (int i = 0; i < 10'000; ++i) {
      job = ValueOf(book_->Find(id));
      if (job.state == state) return job;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ADD_FAILURE() << id << " is " << JobStateName(job.state) << ": " << job.message;
    return job;
  }
  std::string ReadFile(const std::string& id) {
    std::string file;
    while (true) {
      const std::string more = ValueOf(book_->ReadResult(id, file.size()));
      if (more.empty()) return file;
      EXPECT_LE(more.size(), storage::kJobPieceBytes);
      file += more;
    }
  }

  storage::MemoryDisk disk_;
  JobRunner runner_;
  std::unique_ptr<LogHost> host_;
  std::unique_ptr<LedgerJobBook> book_;
};

TEST_F(LedgerJobBookTest, AResyncReportsWhatItDropped) {
  const std::string id = StartResync();
  EXPECT_THAT(id, StartsWith("ReservationResyncJob:"));
  const Job job = WaitFor(id, JobState::kCompleted);
  EXPECT_EQ(job.kind, JobKind::kReservationResync);
  EXPECT_EQ(job.progress, 100);
  EXPECT_THAT(job.message, StartsWith("Dropped 1 ended hold, 2 receipts and 3 log records past their retention."));
  EXPECT_EQ(job.created_at_us, kLogStartUs);
  EXPECT_EQ(job.started_at_us, kLogStartUs);
  EXPECT_EQ(job.finished_at_us, kLogStartUs);
  EXPECT_FALSE(job.has_result);
  ONHAND_EXPECT_STATUS(book_->ReadResult(id, 0), absl::StatusCode::kFailedPrecondition, "has no file");
}

TEST_F(LedgerJobBookTest, AnExtractMakesAFile) {
  for (int i = 0; i < 3; ++i) host_->CommitChange(absl::StrCat("e", i), {}, kUnit, kLogStartUs + i);
  const std::string id = StartExtract();
  EXPECT_THAT(id, StartsWith("TransactionLogJob:"));
  const Job job = WaitFor(id, JobState::kCompleted);
  EXPECT_EQ(job.message, "3 lines of 3 events.");
  EXPECT_TRUE(job.has_result);
  EXPECT_EQ(job.content_type, "text/csv; charset=utf-8");
  EXPECT_EQ(job.file_name, absl::StrCat("TransactionLogJob-", id.substr(id.find(':') + 1), ".csv"));
  const std::string file = ReadFile(id);
  EXPECT_EQ(file.size(), job.result_bytes);
  EXPECT_EQ(std::count(file.begin(), file.end(), '\n'), 4);
  ONHAND_EXPECT_STATUS(book_->ReadResult(id, file.size() + 1), absl::StatusCode::kOutOfRange, "there is none at");
  EXPECT_EQ(ValueOf(book_->ReadResult(id, 5)), file.substr(5));
}

// More than is written at once, with a last piece that is full to the byte or not at all.
TEST_F(LedgerJobBookTest, ALongFileComesInPieces) {
  LogRow row;
  row.product = std::string(256, 'p');
  row.color = std::string(256, 'c');
  for (int i = 0; i < 3'000; ++i) host_->CommitChange(absl::StrCat("e", 1'000 + i), row, kUnit, kLogStartUs);
  const std::string id = StartExtract();
  const Job job = WaitFor(id, JobState::kCompleted);
  EXPECT_GT(job.result_bytes, uint64_t{18} * storage::kJobPieceBytes);
  std::string file = ReadFile(id);
  EXPECT_EQ(file.size(), job.result_bytes);
  size_t at = 0;
  for (int i = 0; i < 3'000; ++i) {
    at = file.find(absl::StrCat(",change,e", 1'000 + i, ","), at);
    ASSERT_NE(at, std::string::npos) << i;
  }
  EXPECT_EQ(ValueOf(book_->ReadResult(id, storage::kJobPieceBytes + 3)),
            file.substr(storage::kJobPieceBytes + 3, storage::kJobPieceBytes - 3));
  Close();
  Open();
  EXPECT_EQ(ReadFile(id), file);
}

TEST_F(LedgerJobBookTest, RefusedStartsMakeNoJob) {
  EXPECT_EQ(ValueOf(book_->StartReservationResync({"nothing"})).issues.front().reason, Reason::kUnknownDataSource);
  EXPECT_EQ(ValueOf(book_->StartLogExtract({.organization_id = "usmf"})).issues.front().reason,
            Reason::kInvalidDateRange);
  EXPECT_TRUE(book_->List().empty());
}

TEST_F(LedgerJobBookTest, UnknownJobsAreNotFound) {
  ONHAND_EXPECT_STATUS(book_->Find("TransactionLogJob:1"), absl::StatusCode::kNotFound, "TransactionLogJob:1");
  ONHAND_EXPECT_STATUS(book_->Delete("x"), absl::StatusCode::kNotFound, "'x'");
  ONHAND_EXPECT_STATUS(book_->ReadResult("", 0), absl::StatusCode::kNotFound, "");
}

TEST_F(LedgerJobBookTest, TheNewestJobComesFirst) {
  const std::string first = StartResync();
  host_->clock().Advance(1);
  const std::string second = StartExtract();
  host_->clock().Advance(1);
  const std::string third = StartResync();
  std::vector<std::string> ids;
  for (const Job& job : book_->List()) ids.push_back(job.id);
  EXPECT_EQ(ids, (std::vector<std::string>{third, second, first}));
}

TEST_F(LedgerJobBookTest, AnAttemptThatFailsIsRepeated) {
  std::atomic<int> attempts = 0;
  host_->maintain = [&]() -> absl::StatusOr<MaintenanceReport> {
    if (++attempts <= kJobRetriesMax) return absl::UnavailableError("no luck");
    return MaintenanceReport{};
  };
  const Job job = WaitFor(StartResync(), JobState::kCompleted);
  EXPECT_EQ(attempts, kJobRetriesMax + 1);
  EXPECT_THAT(job.message, StartsWith("Dropped 0 ended holds"));
}

TEST_F(LedgerJobBookTest, TheFourthFailureIsTheLast) {
  std::atomic<int> attempts = 0;
  host_->maintain = [&]() -> absl::StatusOr<MaintenanceReport> {
    ++attempts;
    return absl::UnavailableError("no luck");
  };
  const std::string id = StartResync();
  const Job job = WaitFor(id, JobState::kFailed);
  EXPECT_EQ(attempts, kJobRetriesMax + 1);
  EXPECT_EQ(job.message, "Attempt 4 of 4 failed: no luck.");
  EXPECT_EQ(job.finished_at_us, kLogStartUs);
  Close();
  Open();
  EXPECT_EQ(ValueOf(book_->Find(id)).state, JobState::kFailed);
  EXPECT_EQ(attempts, kJobRetriesMax + 1);
}

TEST_F(LedgerJobBookTest, UnfinishedJobsRunAgainAfterAReopen) {
  auto gate = std::make_unique<MaintenanceGate>(host_.get());
  host_->CommitChange("e", {}, kUnit, kLogStartUs);
  const std::string running = StartResync();
  gate->WaitUntilReached();
  const std::string waiting = StartExtract();
  EXPECT_EQ(ValueOf(book_->Find(running)).state, JobState::kRunning);
  EXPECT_EQ(ValueOf(book_->Find(waiting)).state, JobState::kQueued);

  std::thread closer([&] { book_->Close(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(10));
  gate->Open();
  closer.join();
  ONHAND_EXPECT_STATUS(book_->Find(running), absl::StatusCode::kUnavailable, "closed");
  Close();
  Open();
  EXPECT_THAT(WaitFor(running, JobState::kCompleted).message, StartsWith("Dropped 1 ended hold"));
  EXPECT_EQ(WaitFor(waiting, JobState::kCompleted).message, "1 line of 1 event.");
}

// As a crash leaves it: nothing was closed, and whoever opens next runs the jobs.
TEST_F(LedgerJobBookTest, UnfinishedJobsRunAgainAfterACrash) {
  auto gate = std::make_unique<MaintenanceGate>(host_.get());
  const std::string running = StartResync();
  gate->WaitUntilReached();
  const std::string waiting = StartExtract();

  JobRunner runner;
  LogHost host(disk_.OpenStore());
  host.CommitChange("e", {}, kUnit, kLogStartUs);
  const auto book = ValueOf(LedgerJobBook::Open(host.store(), &host, &runner, kRetryDelay));
  const auto finished = [&](const std::string& id) { return ValueOf(book->Find(id)).state == JobState::kCompleted; };
  for (int i = 0; i < 10'000 && !(finished(running) && finished(waiting)); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_TRUE(finished(running));
  EXPECT_TRUE(finished(waiting));
  // The old owner cannot write over it.
  gate->Open();
  WaitFor(running, JobState::kFailed);
  EXPECT_TRUE(finished(running));
  EXPECT_EQ(book->List().size(), 2u);
}

// An attempt of its file's first half, then a crash: the second attempt's file has nothing of it.
TEST_F(LedgerJobBookTest, WhatAnEarlierAttemptLeftOfAFileGoes) {
  host_->CommitChange("e", {}, kUnit, kLogStartUs);
  std::string id;
  {
    const auto table = ValueOf(storage::JobTable::Open(host_->store()));
    storage::JobRecord record;
    record.id = id = "TransactionLogJob:1";
    record.kind = storage::StoredJobKind::kLogExtract;
    record.state = storage::StoredJobState::kRunning;
    record.parameters = {{"organization", "usmf"}, {"from", "0"}, {"until", absl::StrCat(kLogStartUs * 2)}};
    ONHAND_ASSERT_OK(
        table->PutWithPieces(record, 0, std::vector<std::string>(3, std::string(storage::kJobPieceBytes, 'x'))));
  }
  Close();
  Open();
  WaitFor(id, JobState::kCompleted);
  EXPECT_EQ(ReadFile(id).find('x'), std::string::npos);
  ONHAND_EXPECT_STATUS(ValueOf(storage::JobTable::Open(host_->store()))->ReadPiece(id, 1), absl::StatusCode::kNotFound,
                       "piece 1");
}

TEST_F(LedgerJobBookTest, ADeletedJobIsGoneWithItsFile) {
  const std::string id = StartExtract();
  WaitFor(id, JobState::kCompleted);
  ONHAND_EXPECT_OK(book_->Delete(id));
  EXPECT_EQ(book_->Find(id).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(book_->ReadResult(id, 0).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(book_->Delete(id).code(), absl::StatusCode::kNotFound);
  Close();
  Open();
  EXPECT_TRUE(book_->List().empty());
}

TEST_F(LedgerJobBookTest, AJobThatRunsCanBeDeleted) {
  MaintenanceGate gate(host_.get());
  const std::string id = StartResync();
  gate.WaitUntilReached();
  ONHAND_EXPECT_OK(book_->Delete(id));
  EXPECT_TRUE(book_->List().empty());
  gate.Open();
  WaitFor(StartResync(), JobState::kCompleted);  // the runner got past it
  EXPECT_EQ(book_->List().size(), 1u);
}

TEST_F(LedgerJobBookTest, FinishedJobsAreForgottenAfterTheirTime) {
  const std::string id = StartExtract();
  WaitFor(id, JobState::kCompleted);
  host_->clock().Advance(kJobRetentionDays * kDayUs - 1);
  EXPECT_TRUE(book_->Find(id).ok());
  host_->clock().Advance(1);
  EXPECT_EQ(book_->Find(id).status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(book_->List().empty());
  ONHAND_EXPECT_STATUS(ValueOf(storage::JobTable::Open(host_->store()))->ReadPiece(id, 0), absl::StatusCode::kNotFound,
                       "");
}

TEST_F(LedgerJobBookTest, UnfinishedJobsAreNeverForgotten) {
  MaintenanceGate gate(host_.get());
  const std::string running = StartResync();
  gate.WaitUntilReached();
  const std::string waiting = StartResync();
  host_->clock().Advance(100 * kDayUs);
  book_->ForgetOld();
  EXPECT_EQ(book_->List().size(), 2u);
  gate.Open();
  WaitFor(running, JobState::kCompleted);
  WaitFor(waiting, JobState::kCompleted);
}

TEST_F(LedgerJobBookTest, TooManyWaitingJobsAreRefused) {
  MaintenanceGate gate(host_.get());
  std::vector<std::string> ids = {StartResync()};
  gate.WaitUntilReached();
  while (ids.size() < kUnfinishedJobsMax) ids.push_back(StartResync());
  ONHAND_EXPECT_STATUS(book_->StartReservationResync({}), absl::StatusCode::kResourceExhausted, "100 jobs");
  gate.Open();
  WaitFor(ids.back(), JobState::kCompleted);
  StartResync();
}

TEST_F(LedgerJobBookTest, TheOldestFinishedJobsMakeRoom) {
  {
    const auto table = ValueOf(storage::JobTable::Open(host_->store()));
    for (size_t i = 0; i < kJobsMax; ++i) {
      storage::JobRecord record;
      record.id = absl::StrCat("ReservationResyncJob:", i);
      record.state = storage::StoredJobState::kCompleted;
      record.finished_at_us = kLogStartUs - static_cast<int64_t>(i);
      ONHAND_ASSERT_OK(table->Put(record));
    }
  }
  Close();
  Open();
  EXPECT_EQ(book_->List().size(), kJobsMax);
  const std::string id = StartResync();
  EXPECT_EQ(book_->List().size(), kJobsMax);
  EXPECT_TRUE(book_->Find(id).ok());
  EXPECT_FALSE(book_->Find(absl::StrCat("ReservationResyncJob:", kJobsMax - 1)).ok());
  EXPECT_TRUE(book_->Find(absl::StrCat("ReservationResyncJob:", kJobsMax - 2)).ok());
}

TEST_F(LedgerJobBookTest, AStoreThatRefusesWritesStartsNoJob) {
  disk_.RefuseWrites(absl::UnavailableError("full"));
  EXPECT_EQ(book_->StartReservationResync({}).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(book_->List().empty());
  disk_.RefuseWrites(absl::OkStatus());
}

// The store refuses in the middle: the attempts fail, and after a reopen the job, which is Running on disk, runs.
TEST_F(LedgerJobBookTest, AStoreThatRefusesTheEndIsTriedAgainAfterAReopen) {
  MaintenanceGate gate(host_.get());
  const std::string id = StartResync();
  gate.WaitUntilReached();
  disk_.RefuseWrites(absl::UnavailableError("full"));
  gate.Open();
  EXPECT_THAT(WaitFor(id, JobState::kFailed).message, HasSubstr("full"));
  disk_.RefuseWrites(absl::OkStatus());
  Close();
  Open();
  WaitFor(id, JobState::kCompleted);
}

}  // namespace
}  // namespace onhand
