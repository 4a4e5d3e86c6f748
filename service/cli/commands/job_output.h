// File: job_output.h
//
// What the jobs commands share: how a job is printed, waited for and saved. Private to service/cli/commands.
#ifndef ONHAND_SERVICE_CLI_COMMANDS_JOB_OUTPUT_H_
#define ONHAND_SERVICE_CLI_COMMANDS_JOB_OUTPUT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/job_book.h"
#include "service/cli/backend/job_backend.h"
#include "service/cli/commands/command.h"
#include "service/cli/terminal/progress.h"

namespace onhand::cli {

// {"jobId", "status", "progress", "message", "createdAt", "startedAt", "finishedAt", "file": {"name", "bytes"}}; what
// is not there yet is left out.
std::string JobJson(const Job& job);
// A table of all of them.
std::string JobsTable(const std::vector<Job>& jobs);
// A line for each property.
std::string JobText(const Job& job);

// Asks until the job has ended, with a bar on io.err. DEADLINE_EXCEEDED: it has not after `give_up_after_s` > 0
// seconds.
absl::StatusOr<Job> WaitForJob(JobBackend* backend, const std::string& environment, const std::string& job_id,
                               int64_t give_up_after_s, ProgressStyle style, const CommandIo& io);

// Saves the job's file as `path` ("-" is the standard output), whole or not at all.
absl::Status SaveJobFile(JobBackend* backend, const std::string& environment, const Job& job, const std::string& path,
                         ProgressStyle style, const CommandIo& io);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_COMMANDS_JOB_OUTPUT_H_
