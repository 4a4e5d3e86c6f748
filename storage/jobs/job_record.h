// File: job_record.h
//
// The value of a job: what it is to do, and how far it has come.
//
//   job       := version:u8 (=1) kind:u8 state:u8 failures:varint created_at_us started_at_us finished_at_us
//                message:str parameters:varint parameter* result_bytes:varint content_type:str file_name:str
//                times are zigzag-varints, 0 = not yet
//   parameter := name:str value:str
//
// Worked example: docs/formats/records.md.
#ifndef ONHAND_STORAGE_JOBS_JOB_RECORD_H_
#define ONHAND_STORAGE_JOBS_JOB_RECORD_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace onhand::storage {

// On disk; do not change or reuse.
enum class StoredJobKind : uint8_t {
  kReservationResync = 1,
  kLogExtract = 2,
};
enum class StoredJobState : uint8_t {
  kQueued = 1,
  kRunning = 2,
  kCompleted = 3,
  kFailed = 4,
};

// The names in dumps: "reservation_resync", "queued", …; "" for a number that is none.
std::string_view StoredJobKindName(StoredJobKind kind);
std::string_view StoredJobStateName(StoredJobState state);

struct JobParameter {
  std::string name;
  std::string value;
  friend bool operator==(const JobParameter&, const JobParameter&) = default;
};

struct JobRecord {
  std::string id;  // in the key
  StoredJobKind kind = StoredJobKind::kReservationResync;
  StoredJobState state = StoredJobState::kQueued;
  uint32_t failures = 0;  // attempts that failed
  int64_t created_at_us = 0;
  int64_t started_at_us = 0;   // of the last attempt
  int64_t finished_at_us = 0;  // completed, or failed for good
  std::string message;
  std::vector<JobParameter> parameters;  // the engine's, in its order
  uint64_t result_bytes = 0;             // of the file, once the job is completed
  std::string content_type;              // of the file; "" = the job made none
  std::string file_name;
  friend bool operator==(const JobRecord&, const JobRecord&) = default;
};

void EncodeJobRecord(const JobRecord& record, std::string* out);  // appends
// Without the id. DATA_LOSS with what is wrong.
absl::StatusOr<JobRecord> DecodeJobRecord(std::string_view bytes);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_JOBS_JOB_RECORD_H_
