#include "engine/jobs/ledger_job_book.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/jobs/job_request.h"
#include "engine/jobs/job_rules.h"
#include "engine/jobs/log_csv.h"
#include "engine/jobs/log_extract.h"
#include "engine/jobs/resync.h"
#include "storage/base/failpoint.h"

namespace onhand {
namespace {

using storage::JobRecord;
using storage::kJobPieceBytes;
using storage::StoredJobKind;
using storage::StoredJobState;

constexpr int64_t kRetentionUs = int64_t{kJobRetentionDays} * 24 * 3600 * 1'000'000;
// Pieces that are written together, so that a long file does not cost one sync for each.
constexpr size_t kPiecesPerWrite = 16;
constexpr int kRetryDelayGrowth = 5;

JobKind ToKind(StoredJobKind kind) {
  return kind == StoredJobKind::kLogExtract ? JobKind::kLogExtract : JobKind::kReservationResync;
}
StoredJobKind ToStored(JobKind kind) {
  return kind == JobKind::kLogExtract ? StoredJobKind::kLogExtract : StoredJobKind::kReservationResync;
}

JobState ToState(StoredJobState state) {
  switch (state) {
    case StoredJobState::kQueued:
      return JobState::kQueued;
    case StoredJobState::kRunning:
      return JobState::kRunning;
    case StoredJobState::kCompleted:
      return JobState::kCompleted;
    case StoredJobState::kFailed:
      return JobState::kFailed;
  }
  return JobState::kFailed;
}

bool IsFinished(const JobRecord& record) {
  return record.state == StoredJobState::kCompleted || record.state == StoredJobState::kFailed;
}

absl::Status UnknownJob(std::string_view id) {
  return absl::NotFoundError(absl::StrCat("there is no job '", std::string(id), "'"));
}

}  // namespace

// Collects the file in pieces and writes whole ones as they come.
class LedgerJobBook::Attempt : public JobAttempt {
 public:
  Attempt(LedgerJobBook* book, std::string id) : book_(book), id_(std::move(id)) {}

  bool stopped() override { return book_->closing_.load(std::memory_order_relaxed) || deleted_; }

  void SetProgress(int percent) override {
    if (percent == progress_) return;
    progress_ = percent;
    MutexLock lock(&book_->mutex_);
    const auto entry = book_->entries_.find(id_);
    deleted_ = entry == book_->entries_.end();
    if (!deleted_) entry->second.progress = percent;
  }

  absl::Status AppendToFile(std::string_view bytes) override {
    bytes_ += bytes.size();
    while (!bytes.empty()) {
      if (pieces_.empty() || pieces_.back().size() == kJobPieceBytes) {
        if (pieces_.size() == kPiecesPerWrite) {
          if (absl::Status status = WritePieces(); !status.ok()) return status;
        }
        pieces_.emplace_back();
      }
      const size_t taken = std::min(bytes.size(), kJobPieceBytes - pieces_.back().size());
      pieces_.back().append(bytes.substr(0, taken));
      bytes.remove_prefix(taken);
    }
    return absl::OkStatus();
  }

  // What AppendToFile has not written yet, for the write that completes the job.
  uint64_t bytes() const { return bytes_; }
  uint32_t next_piece() const { return next_piece_; }
  absl::Span<const std::string> pieces() const { return pieces_; }

 private:
  absl::Status WritePieces() {
    MutexLock lock(&book_->mutex_);
    const auto entry = book_->entries_.find(id_);
    deleted_ = entry == book_->entries_.end();
    if (deleted_ || book_->closed_) return absl::CancelledError("stopped");
    absl::Status status = book_->table_->PutWithPieces(entry->second.record, next_piece_, pieces_);
    next_piece_ += static_cast<uint32_t>(pieces_.size());
    pieces_.clear();
    return status;
  }

  LedgerJobBook* const book_;
  const std::string id_;
  bool deleted_ = false;
  int progress_ = 0;
  uint64_t bytes_ = 0;
  uint32_t next_piece_ = 0;
  std::vector<std::string> pieces_;
};

absl::StatusOr<std::unique_ptr<LedgerJobBook>> LedgerJobBook::Open(storage::Store* store, JobHost* host,
                                                                   JobRunner* runner,
                                                                   std::chrono::milliseconds retry_delay) {
  absl::StatusOr<std::unique_ptr<storage::JobTable>> table = storage::JobTable::Open(store);
  if (!table.ok()) return table.status();
  absl::StatusOr<std::vector<JobRecord>> records = (*table)->ReadAll();
  if (!records.ok()) return records.status();
  std::unique_ptr<LedgerJobBook> book(new LedgerJobBook(*std::move(table), host, runner, retry_delay));
  std::sort(records->begin(), records->end(),
            [](const JobRecord& a, const JobRecord& b) { return a.created_at_us < b.created_at_us; });
  std::vector<std::string> unfinished;
  {
    MutexLock lock(&book->mutex_);
    for (JobRecord& record : *records) {
      if (!IsFinished(record)) {
        record.state = StoredJobState::kQueued;
        unfinished.push_back(record.id);
      }
      std::string id = record.id;
      book->entries_.emplace(std::move(id), Entry{std::move(record), 0});
    }
  }
  for (const std::string& id : unfinished) book->Schedule(id, /*failures=*/0);
  return book;
}

LedgerJobBook::LedgerJobBook(std::unique_ptr<storage::JobTable> table, JobHost* host, JobRunner* runner,
                             std::chrono::milliseconds retry_delay)
    : table_(std::move(table)), host_(host), runner_(runner), retry_delay_(retry_delay) {}

LedgerJobBook::~LedgerJobBook() { Close(); }

void LedgerJobBook::Close() {
  if (closing_.exchange(true)) return;
  runner_->Forget(this);
  MutexLock lock(&mutex_);
  closed_ = true;
}

absl::Status LedgerJobBook::CheckOpen() const {
  if (closed_) return absl::UnavailableError("the environment has been closed or deleted");
  return absl::OkStatus();
}

LedgerJobBook::Entry* LedgerJobBook::FindEntry(std::string_view id) {
  ForgetOldLocked(/*room=*/0);
  const auto entry = entries_.find(id);
  return entry == entries_.end() ? nullptr : &entry->second;
}

void LedgerJobBook::ForgetOld() {
  MutexLock lock(&mutex_);
  ForgetOldLocked(/*room=*/0);
}

// Also the oldest finished ones, until there is room for so many.
void LedgerJobBook::ForgetOldLocked(size_t room) {
  if (closed_) return;
  const int64_t before_us = host_->NowMicros() - kRetentionUs;
  if (oldest_finish_us_ > before_us && entries_.size() + room <= kJobsMax) return;
  std::vector<std::pair<int64_t, std::string>> finished;  // by time
  for (const auto& [id, entry] : entries_) {
    if (IsFinished(entry.record)) finished.emplace_back(entry.record.finished_at_us, id);
  }
  std::sort(finished.begin(), finished.end());
  std::vector<std::string> old;
  int64_t oldest_kept_us = host_->NowMicros();
  for (const auto& [finished_at_us, id] : finished) {
    const bool too_many = entries_.size() - old.size() + room > kJobsMax;
    if (finished_at_us > before_us && !too_many) {
      oldest_kept_us = std::min(oldest_kept_us, finished_at_us);
      break;
    }
    old.push_back(id);
  }
  // Where the store refuses, the next call tries again.
  if (!table_->Delete(old).ok()) return;
  for (const std::string& id : old) entries_.erase(id);
  oldest_finish_us_ = oldest_kept_us;
}

Job LedgerJobBook::ToJob(const Entry& entry) {
  const JobRecord& record = entry.record;
  Job job;
  job.id = record.id;
  job.kind = ToKind(record.kind);
  job.state = ToState(record.state);
  job.progress = job.state == JobState::kCompleted ? 100 : entry.progress;
  job.message = record.message;
  job.created_at_us = record.created_at_us;
  job.started_at_us = record.started_at_us;
  job.finished_at_us = record.finished_at_us;
  job.has_result = job.state == JobState::kCompleted && !record.content_type.empty();
  job.result_bytes = record.result_bytes;
  job.content_type = record.content_type;
  job.file_name = record.file_name;
  return job;
}

absl::StatusOr<JobStart> LedgerJobBook::Start(JobKind kind, std::vector<storage::JobParameter> parameters) {
  JobStart start;
  {
    MutexLock lock(&mutex_);
    if (absl::Status status = CheckOpen(); !status.ok()) return status;
    ForgetOldLocked(/*room=*/1);
    const auto unfinished = std::count_if(entries_.begin(), entries_.end(),
                                          [](const auto& entry) { return !IsFinished(entry.second.record); });
    if (static_cast<size_t>(unfinished) >= kUnfinishedJobsMax) {
      return absl::ResourceExhaustedError(
          absl::StrCat(unfinished, " jobs of this environment wait already; start it again once some have ended"));
    }
    JobRecord record;
    record.id = NewJobId(kind);
    record.kind = ToStored(kind);
    record.created_at_us = host_->NowMicros();
    record.parameters = std::move(parameters);
    if (absl::Status status = table_->Put(record); !status.ok()) return status;
    PassFailpoint("jobs.start.written");
    start.job_id = record.id;
    entries_.emplace(start.job_id, Entry{std::move(record), 0});
  }
  Schedule(start.job_id, /*failures=*/0);
  return start;
}

absl::StatusOr<JobStart> LedgerJobBook::StartReservationResync(absl::Span<const std::string> data_sources) {
  std::vector<std::string> sources;
  std::optional<Issue> issue = CheckResync(host_->configuration()->configuration, data_sources, &sources);
  if (issue.has_value()) return JobStart{{*std::move(issue)}, {}};
  return Start(JobKind::kReservationResync, EncodeResync(sources));
}

absl::StatusOr<JobStart> LedgerJobBook::StartLogExtract(const LogExtract& extract) {
  std::optional<Issue> issue = CheckLogExtract(host_->configuration()->configuration, extract);
  if (issue.has_value()) return JobStart{{*std::move(issue)}, {}};
  return Start(JobKind::kLogExtract, EncodeLogExtract(extract));
}

absl::StatusOr<Job> LedgerJobBook::Find(std::string_view id) {
  MutexLock lock(&mutex_);
  if (absl::Status status = CheckOpen(); !status.ok()) return status;
  const Entry* entry = FindEntry(id);
  if (entry == nullptr) return UnknownJob(id);
  return ToJob(*entry);
}

std::vector<Job> LedgerJobBook::List() {
  std::vector<Job> jobs;
  MutexLock lock(&mutex_);
  ForgetOldLocked(/*room=*/0);
  for (const auto& [id, entry] : entries_) jobs.push_back(ToJob(entry));
  std::stable_sort(jobs.begin(), jobs.end(),
                   [](const Job& a, const Job& b) { return a.created_at_us > b.created_at_us; });
  return jobs;
}

absl::Status LedgerJobBook::Delete(std::string_view id) {
  MutexLock lock(&mutex_);
  if (absl::Status status = CheckOpen(); !status.ok()) return status;
  const Entry* entry = FindEntry(id);
  if (entry == nullptr) return UnknownJob(id);
  // An attempt that is under way finds its entry gone and gives up.
  const std::string key = entry->record.id;
  if (absl::Status status = table_->Delete({key}); !status.ok()) return status;
  entries_.erase(key);
  return absl::OkStatus();
}

absl::StatusOr<std::string> LedgerJobBook::ReadResult(std::string_view id, uint64_t offset) {
  MutexLock lock(&mutex_);
  if (absl::Status status = CheckOpen(); !status.ok()) return status;
  const Entry* entry = FindEntry(id);
  if (entry == nullptr) return UnknownJob(id);
  const Job job = ToJob(*entry);
  if (!job.has_result) {
    return absl::FailedPreconditionError(absl::StrCat("job '", job.id, "' is ", std::string(JobStateName(job.state)),
                                                      " and has no file", IsFinished(entry->record) ? "" : " yet"));
  }
  if (offset > job.result_bytes) {
    return absl::OutOfRangeError(
        absl::StrCat("the file of job '", job.id, "' has ", job.result_bytes, " bytes; there is none at ", offset));
  }
  if (offset == job.result_bytes) return std::string();
  absl::StatusOr<std::string> piece = table_->ReadPiece(id, static_cast<uint32_t>(offset / kJobPieceBytes));
  if (!piece.ok() && !absl::IsNotFound(piece.status())) return piece.status();
  const uint64_t in_piece = offset % kJobPieceBytes;
  const uint64_t expected = std::min<uint64_t>(job.result_bytes - (offset - in_piece), kJobPieceBytes);
  if (!piece.ok() || piece->size() != expected) {
    return absl::DataLossError(absl::StrCat("the file of job '", job.id, "' is damaged at ", offset));
  }
  return piece->substr(in_piece);
}

void LedgerJobBook::Schedule(const std::string& id, uint32_t failures) {
  std::chrono::milliseconds delay(0);
  if (failures > 0) delay = retry_delay_;
  for (uint32_t i = 1; i < failures; ++i) delay *= kRetryDelayGrowth;
  runner_->RunAfter(delay, this, [this, id] { Run(id); });
}

void LedgerJobBook::Run(const std::string& id) {
  JobRecord record;
  {
    MutexLock lock(&mutex_);
    const auto entry = entries_.find(id);
    if (entry == entries_.end() || closing_) return;
    record = entry->second.record;
    record.state = StoredJobState::kRunning;
    record.started_at_us = host_->NowMicros();
    record.message.clear();
    entry->second = {record, 0};
  }
  Attempt attempt(this, id);
  absl::StatusOr<std::string> message = RunBody(record, &attempt);
  if (closing_) return;
  if (message.ok()) {
    Complete(id, *std::move(message), &attempt);
  } else {
    Fail(id, message.status());
  }
}

absl::StatusOr<std::string> LedgerJobBook::RunBody(const JobRecord& record, Attempt* attempt) {
  {
    MutexLock lock(&mutex_);
    if (!entries_.contains(record.id)) return absl::CancelledError("stopped");
    // What an earlier attempt left of its file goes.
    if (absl::Status status = table_->PutWithoutFile(record); !status.ok()) return status;
  }
  PassFailpoint("jobs.run.begin");
  if (record.kind == StoredJobKind::kReservationResync) return ResyncReservations(host_);
  absl::StatusOr<LogExtract> extract = DecodeLogExtract(record.parameters);
  if (!extract.ok()) return extract.status();
  return ExtractLog(*extract, *host_, attempt);
}

void LedgerJobBook::Complete(const std::string& id, std::string message, Attempt* attempt) {
  absl::Status status;
  {
    MutexLock lock(&mutex_);
    const auto entry = entries_.find(id);
    if (entry == entries_.end()) return;
    JobRecord record = entry->second.record;
    record.state = StoredJobState::kCompleted;
    record.finished_at_us = host_->NowMicros();
    record.message = std::move(message);
    if (record.kind == StoredJobKind::kLogExtract) {
      record.result_bytes = attempt->bytes();
      record.content_type = std::string(kLogCsvContentType);
      record.file_name = absl::StrCat(id, ".csv");
      std::replace(record.file_name.begin(), record.file_name.end(), ':', '-');
    }
    PassFailpoint("jobs.complete.begin");
    status = table_->PutWithPieces(record, attempt->next_piece(), attempt->pieces());
    PassFailpoint("jobs.complete.written");
    if (status.ok()) {
      oldest_finish_us_ = std::min(oldest_finish_us_, record.finished_at_us);
      entry->second.record = std::move(record);
    }
  }
  if (!status.ok()) Fail(id, status);
}

void LedgerJobBook::Fail(const std::string& id, const absl::Status& status) {
  bool again = false;
  uint32_t failures = 0;
  {
    MutexLock lock(&mutex_);
    const auto entry = entries_.find(id);
    if (entry == entries_.end()) return;
    JobRecord& record = entry->second.record;
    failures = ++record.failures;
    again = failures <= static_cast<uint32_t>(kJobRetriesMax);
    record.message = absl::StrCat("Attempt ", failures, " of ", kJobRetriesMax + 1, " failed: ", status.message(),
                                  again ? "; it is tried again." : ".");
    record.state = again ? StoredJobState::kQueued : StoredJobState::kFailed;
    if (!again) {
      record.finished_at_us = host_->NowMicros();
      oldest_finish_us_ = std::min(oldest_finish_us_, record.finished_at_us);
    }
    // Where the store refuses this too, the job runs again once the environment is opened.
    table_->PutWithoutFile(record).IgnoreError();
  }
  if (again) Schedule(id, failures);
}

}  // namespace onhand
