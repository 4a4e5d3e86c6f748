// File: log_extract.h
//
// The body of a log extract: walks the commit log once, in the memory of one record, and writes what was asked for.
#ifndef ONHAND_ENGINE_JOBS_LOG_EXTRACT_H_
#define ONHAND_ENGINE_JOBS_LOG_EXTRACT_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/job_book.h"
#include "engine/jobs/job_host.h"

namespace onhand {

// The job's closing message. What was committed while the log was switched off (logConfiguration.isEnabled) is left
// out. CANCELLED: stopped. DATA_LOSS: the log is damaged. Else the errors of JobAttempt::AppendToFile.
absl::StatusOr<std::string> ExtractLog(const LogExtract& extract, const JobHost& host, JobAttempt* attempt);

}  // namespace onhand

#endif  // ONHAND_ENGINE_JOBS_LOG_EXTRACT_H_
