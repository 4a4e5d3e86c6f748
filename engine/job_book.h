// File: job_book.h
//
// Work of an environment that takes longer than a call: clean-up of reservation data (spec 1.9, decisions V9) and
// extracts of the transaction log (spec 1.19). A job is started, looked at, and leaves a message and perhaps a file.
//
//   onhand::JobBook& jobs = environment->jobs();
//   absl::StatusOr<onhand::JobStart> start = jobs.StartLogExtract({.organization_id = "usmf", .from_us = …});
//   absl::StatusOr<onhand::Job> job = jobs.Find(start->job_id);          // until it is completed
//   absl::StatusOr<std::string> bytes = jobs.ReadResult(job->id, 0);     // piece by piece, "" at the end
//
// Jobs and their files lie in the environment's store. One that was waiting or under way when the process ended runs
// again, from its beginning, once the environment is opened. A finished job is forgotten with its file after
// kJobRetentionDays, and earlier, oldest first, while there are more than kJobsMax.
#ifndef ONHAND_ENGINE_JOB_BOOK_H_
#define ONHAND_ENGINE_JOB_BOOK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/model/outcome.h"

namespace onhand {

inline constexpr int kJobRetentionDays = 7;
// An attempt that fails is followed by at most this many further ones (spec 1.10).
inline constexpr int kJobRetriesMax = 3;
// Jobs of one environment that are not finished; starting another is RESOURCE_EXHAUSTED.
inline constexpr size_t kUnfinishedJobsMax = 100;
// Jobs of one environment that are remembered.
inline constexpr size_t kJobsMax = 10'000;

enum class JobKind : uint8_t { kReservationResync, kLogExtract };
// The part of a job id before the colon: "ReservationResyncJob", "TransactionLogJob".
std::string_view JobKindName(JobKind kind);

enum class JobState : uint8_t {
  kQueued,  // waits, perhaps after an attempt that failed
  kRunning,
  kCompleted,
  kFailed,  // for good
};
// "Queued", "Running", "Completed", "Failed".
std::string_view JobStateName(JobState state);

struct Job {
  std::string id;  // "TransactionLogJob:3f0c…": JobKindName, a colon, a random GUID in lower case
  JobKind kind = JobKind::kReservationResync;
  JobState state = JobState::kQueued;
  int progress = 0;     // percent: 100 = completed
  std::string message;  // one sentence for people: what it does, did, or why it failed; may be ""
  int64_t created_at_us = 0;
  int64_t started_at_us = 0;   // of the last attempt; 0 = not yet
  int64_t finished_at_us = 0;  // completed or failed; 0 = not yet
  bool has_result = false;     // completed, and made a file:
  uint64_t result_bytes = 0;
  std::string content_type;
  std::string file_name;  // A–Z a–z 0–9 - . alone
};

// What to extract from the transaction log. Texts are compared exactly.
struct LogExtract {
  std::string organization_id;  // 1–256 bytes of UTF-8
  int64_t from_us = 0;          // since 1970, UTC; included
  int64_t until_us = 0;         // not included; > from_us
  std::optional<std::string> product_id;
  std::optional<std::string> site_id;      // "" = rows that leave it unspecified
  std::optional<std::string> location_id;  // likewise
};

// What starting a job came to.
struct JobStart {
  std::vector<Issue> issues;  // not empty: refused, no job was made
  std::string job_id;
};

// Thread-safe. Nothing here waits for a job; starting and deleting wait for one synced write.
class JobBook {
 public:
  virtual ~JobBook() = default;

  // Drops what no answer depends on; no data sources = all of them. Refused: kFeatureOff while reservations are
  // switched off (decisions C5), kUnknownDataSource with the path "/<position>". RESOURCE_EXHAUSTED: too many jobs
  // are waiting. UNAVAILABLE: the store refused.
  virtual absl::StatusOr<JobStart> StartReservationResync(absl::Span<const std::string> data_sources) = 0;

  // Makes a CSV file of what was committed in that time (docs/reference/jobs.md has its columns). Refused: kFeatureOff
  // while the log is switched off, kInvalidOrganization, kInvalidProduct, kInvalidDimensionValue, kInvalidDateRange;
  // paths are those of POST logTransactionDetails. Errors as above.
  virtual absl::StatusOr<JobStart> StartLogExtract(const LogExtract& extract) = 0;

  // NOT_FOUND: there is no such job, or it is forgotten.
  virtual absl::StatusOr<Job> Find(std::string_view id) = 0;
  // Newest first.
  virtual std::vector<Job> List() = 0;
  // Stops it where it is not finished, and removes it with its file. NOT_FOUND. UNAVAILABLE: the store refused.
  virtual absl::Status Delete(std::string_view id) = 0;

  // Bytes of the file from `offset` on: at most 64 KiB, at least one, and "" at its end. NOT_FOUND: no such job.
  // FAILED_PRECONDITION: it has no file, or not yet. OUT_OF_RANGE: offset lies behind the end. UNAVAILABLE, DATA_LOSS.
  virtual absl::StatusOr<std::string> ReadResult(std::string_view id, uint64_t offset) = 0;
};

}  // namespace onhand

#endif  // ONHAND_ENGINE_JOB_BOOK_H_
