#include "service/cli/commands/job_output.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/cli/files/atomic_file.h"
#include "service/cli/terminal/table.h"
#include "service/json/json_writer.h"
#include "service/json/time_text.h"

namespace onhand::cli {
namespace {

using std::chrono::milliseconds;

// Between two questions; longer each time, for most jobs are short and few are long.
constexpr milliseconds kAskFirst(20);
constexpr milliseconds kAskMost(500);

std::string TimeText(int64_t time_us) {
  std::string text;
  AppendTime(time_us, &text);
  return text;
}

std::string Percent(const Job& job) { return absl::StrCat(job.progress, "%"); }

bool IsOver(const Job& job) { return job.state == JobState::kCompleted || job.state == JobState::kFailed; }

}  // namespace

std::string JobJson(const Job& job) {
  std::string json = "{\"jobId\":";
  AppendJsonString(job.id, &json);
  json.append(",\"status\":\"").append(JobStateName(job.state));
  absl::StrAppend(&json, "\",\"progress\":", job.progress, ",\"message\":");
  AppendJsonString(job.message, &json);
  absl::StrAppend(&json, ",\"createdAt\":\"", TimeText(job.created_at_us), "\"");
  if (job.started_at_us != 0) absl::StrAppend(&json, ",\"startedAt\":\"", TimeText(job.started_at_us), "\"");
  if (job.finished_at_us != 0) absl::StrAppend(&json, ",\"finishedAt\":\"", TimeText(job.finished_at_us), "\"");
  if (job.has_result) {
    json.append(",\"file\":{\"name\":");
    AppendJsonString(job.file_name, &json);
    absl::StrAppend(&json, ",\"bytes\":", job.result_bytes, "}");
  }
  json.push_back('}');
  return json;
}

std::string JobsTable(const std::vector<Job>& jobs) {
  std::vector<std::vector<std::string>> rows;
  for (const Job& job : jobs) {
    rows.push_back({job.id, std::string(JobStateName(job.state)), Percent(job), TimeText(job.created_at_us),
                    job.has_result ? WithThousands(static_cast<int64_t>(job.result_bytes)) : "", job.message});
  }
  return RenderTable({{"job"}, {"status"}, {"progress", true}, {"created"}, {"bytes", true}, {"message"}}, rows);
}

std::string JobText(const Job& job) {
  std::string text = absl::StrCat("job       ", job.id, "\nstatus    ", std::string(JobStateName(job.state)), " (",
                                  Percent(job), ")\n");
  if (!job.message.empty()) absl::StrAppend(&text, "message   ", job.message, "\n");
  absl::StrAppend(&text, "created   ", TimeText(job.created_at_us), "\n");
  if (job.started_at_us != 0) absl::StrAppend(&text, "started   ", TimeText(job.started_at_us), "\n");
  if (job.finished_at_us != 0) absl::StrAppend(&text, "finished  ", TimeText(job.finished_at_us), "\n");
  if (job.has_result) {
    absl::StrAppend(&text, "file      ", job.file_name, " (", WithThousands(static_cast<int64_t>(job.result_bytes)),
                    " bytes)\n");
  }
  return text;
}

absl::StatusOr<Job> WaitForJob(JobBackend* backend, const std::string& environment, const std::string& job_id,
                               int64_t give_up_after_s, ProgressStyle style, const CommandIo& io) {
  Progress progress(style, "", &io.err, SteadyNowMicros);
  for (milliseconds pause = kAskFirst;; pause = std::min(pause * 3 / 2, kAskMost)) {
    absl::StatusOr<Job> job = backend->FindJob(environment, job_id);
    if (!job.ok() || IsOver(*job)) return job;
    progress.UpdateSlow(job->progress, job->progress / 100.0);
    if (give_up_after_s > 0 && progress.elapsed_s() >= static_cast<double>(give_up_after_s)) {
      return absl::DeadlineExceededError(absl::StrCat("job ", job_id, " is ", std::string(JobStateName(job->state)),
                                                      " (", Percent(*job), ") after ", give_up_after_s, " s"));
    }
    std::this_thread::sleep_for(pause);
  }
}

absl::Status SaveJobFile(JobBackend* backend, const std::string& environment, const Job& job, const std::string& path,
                         ProgressStyle style, const CommandIo& io) {
  absl::StatusOr<std::unique_ptr<AtomicFile>> file = AtomicFile::Create(path);
  if (!file.ok()) return file.status();
  Progress progress(style, "bytes", &io.err, SteadyNowMicros);
  uint64_t bytes = 0;
  absl::Status status = backend->ReadJobResult(environment, job.id, [&](std::string_view piece) {
    bytes += piece.size();
    const double whole = static_cast<double>(std::max<uint64_t>(job.result_bytes, 1));
    progress.UpdateSlow(static_cast<int64_t>(bytes), static_cast<double>(bytes) / whole);
    return (*file)->Write(piece);
  });
  if (!status.ok()) return status;
  if (bytes != job.result_bytes) {
    return absl::DataLossError(
        absl::StrCat("the file of job ", job.id, " came with ", bytes, " bytes instead of ", job.result_bytes));
  }
  return (*file)->Commit();
}

}  // namespace onhand::cli
