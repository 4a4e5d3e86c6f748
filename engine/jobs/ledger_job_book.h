// File: ledger_job_book.h
//
// The jobs of one environment: kept in memory, made durable in its store, run on the engine's job thread.
//
//   Queued -> Running -> Completed
//     ^         |  \--> Failed            after kJobRetriesMax further attempts
//     \---------/  an attempt failed
#ifndef ONHAND_ENGINE_JOBS_LEDGER_JOB_BOOK_H_
#define ONHAND_ENGINE_JOBS_LEDGER_JOB_BOOK_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/job_book.h"
#include "engine/jobs/job_host.h"
#include "engine/jobs/job_runner.h"
#include "storage/base/mutex.h"
#include "storage/jobs/job_record.h"
#include "storage/jobs/job_table.h"

namespace onhand {

class LedgerJobBook : public JobBook {
 public:
  // Reads the jobs and hands those that are not finished to the runner, so the host must be ready. Nothing is owned;
  // all must outlive it. The first retry comes after `retry_delay`, each further one after five times as long.
  // DATA_LOSS, UNAVAILABLE.
  static absl::StatusOr<std::unique_ptr<LedgerJobBook>> Open(
      storage::Store* store, JobHost* host, JobRunner* runner,
      std::chrono::milliseconds retry_delay = std::chrono::seconds(1));
  ~LedgerJobBook() override;

  // Stops the job that runs and touches the store no more; calls from now on are UNAVAILABLE. Jobs that are not
  // finished run again once the environment is opened. May be called twice.
  void Close();

  // Forgets what is past its retention; other calls do so as well.
  void ForgetOld();

  absl::StatusOr<JobStart> StartReservationResync(absl::Span<const std::string> data_sources) override;
  absl::StatusOr<JobStart> StartLogExtract(const LogExtract& extract) override;
  absl::StatusOr<Job> Find(std::string_view id) override;
  std::vector<Job> List() override;
  absl::Status Delete(std::string_view id) override;
  absl::StatusOr<std::string> ReadResult(std::string_view id, uint64_t offset) override;

 private:
  class Attempt;
  struct Entry {
    storage::JobRecord record;
    int progress = 0;
  };
  using Entries = std::map<std::string, Entry, std::less<>>;

  LedgerJobBook(std::unique_ptr<storage::JobTable> table, JobHost* host, JobRunner* runner,
                std::chrono::milliseconds retry_delay);

  static Job ToJob(const Entry& entry);
  absl::StatusOr<JobStart> Start(JobKind kind, std::vector<storage::JobParameter> parameters);

  // On the runner's thread.
  void Run(const std::string& id);
  absl::StatusOr<std::string> RunBody(const storage::JobRecord& record, Attempt* attempt);
  void Complete(const std::string& id, std::string message, Attempt* attempt);
  void Fail(const std::string& id, const absl::Status& status);
  void Schedule(const std::string& id, uint32_t failures);

  absl::Status CheckOpen() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Null: there is none, or it is past its retention.
  Entry* FindEntry(std::string_view id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ForgetOldLocked(size_t room) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::unique_ptr<storage::JobTable> table_;
  JobHost* const host_;
  JobRunner* const runner_;
  const std::chrono::milliseconds retry_delay_;
  std::atomic<bool> closing_ = false;

  // Held while the store is written, so that what is in memory and what is durable change together.
  Mutex mutex_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  Entries entries_ ABSL_GUARDED_BY(mutex_);
  // No finished job finished before it, so that nobody need look before that one is past its retention.
  int64_t oldest_finish_us_ ABSL_GUARDED_BY(mutex_) = std::numeric_limits<int64_t>::min();
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_JOBS_LEDGER_JOB_BOOK_H_
