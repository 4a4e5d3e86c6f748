#include "service/http/job_handlers.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/job_book.h"
#include "service/http/json_body.h"
#include "service/http/problem.h"
#include "service/json/field_reader.h"
#include "service/json/json_writer.h"
#include "service/json/log_extract_decoder.h"

namespace onhand {
namespace {

void AnswerStart(HttpCall& call, const absl::StatusOr<JobStart>& start) {
  if (!start.ok()) {
    call.Answer(ProblemOfStatus(start.status()));
  } else if (!start->issues.empty()) {
    call.Answer(ProblemOfIssues(start->issues));
  } else {
    std::string body = "{\"jobId\":";
    AppendJsonString(start->job_id, &body);
    body.push_back('}');
    call.AnswerJson(std::move(body));
  }
}

// Ids of jobs are plain enough to stand in a path as they are; those of environments need not be.
void AppendPathSegment(std::string_view text, std::string* out) {
  constexpr std::string_view kPlain = "-._~:";
  for (const char c : text) {
    const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (alphanumeric || kPlain.find(c) != std::string_view::npos) {
      out->push_back(c);
    } else {
      constexpr char kDigits[] = "0123456789ABCDEF";
      const auto byte = static_cast<uint8_t>(c);
      out->append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
    }
  }
}

std::string EncodeJob(const std::string& environment_id, const Job& job) {
  std::string body = "{\"jobId\":";
  AppendJsonString(job.id, &body);
  body.append(",\"status\":\"").append(JobStateName(job.state));
  absl::StrAppend(&body, "\",\"progress\":", job.progress, ",\"message\":");
  AppendJsonString(job.message, &body);
  if (job.has_result) {
    std::string url = "/api/environment/";
    AppendPathSegment(environment_id, &url);
    url.append("/jobs/");
    AppendPathSegment(job.id, &url);
    body.append(",\"resultUrl\":");
    AppendJsonString(url.append("/result"), &body);
  }
  body.push_back('}');
  return body;
}

// Reads on the gateway's workers. Holds the call, so that the gateway stays until the file is sent or given up.
class JobFileSource : public BodySource, public std::enable_shared_from_this<JobFileSource> {
 public:
  JobFileSource(CallPtr call, Job job) : call_(std::move(call)), job_(std::move(job)) {}

  uint64_t size() const override { return job_.result_bytes; }

  void Next(Done done) override {
    call_->context().workers->Run([self = shared_from_this(), done = std::move(done)]() mutable {
      absl::StatusOr<std::string> piece = self->call_->environment->jobs().ReadResult(self->job_.id, self->offset_);
      if (piece.ok()) self->offset_ += piece->size();
      std::move(done)(std::move(piece));
    });
  }

 private:
  const CallPtr call_;
  const Job job_;
  uint64_t offset_ = 0;
};

}  // namespace

void PostReservationResync(CallPtr call) {
  const std::unique_ptr<JsonDocument> document = ReadJsonBody(*call);
  if (document == nullptr) return;
  std::vector<std::string_view> names;
  Issue issue;
  if (!ReadStrings(document->top(), "", &names, &issue)) {
    call->Answer(ProblemOfIssue(issue));
    return;
  }
  const std::vector<std::string> sources(names.begin(), names.end());
  AnswerStart(*call, call->environment->jobs().StartReservationResync(sources));
}

void PostLogExtract(CallPtr call) {
  const std::unique_ptr<JsonDocument> document = ReadObjectBody(*call);
  if (document == nullptr) return;
  LogExtract extract;
  const std::vector<Issue> issues = DecodeLogExtractBody(document->top(), &extract);
  if (!issues.empty()) {
    call->Answer(ProblemOfIssues(400, issues));
    return;
  }
  AnswerStart(*call, call->environment->jobs().StartLogExtract(extract));
}

void GetJobProgress(CallPtr call) {
  const QueryParameter* job_id = call->target.Find("jobId");
  if (job_id == nullptr || job_id->value.empty()) {
    call->Answer(ProblemOfIssue({Reason::kMalformed, "/jobId", "jobId is missing."}));
    return;
  }
  const absl::StatusOr<Job> job = call->environment->jobs().Find(job_id->value);
  if (!job.ok()) {
    call->Answer(ProblemOfStatus(job.status()));
    return;
  }
  call->AnswerJson(EncodeJob(call->environment->id(), *job));
}

void GetJobResult(CallPtr call) {
  absl::StatusOr<Job> job = call->environment->jobs().Find(call->job_id);
  if (!job.ok()) {
    call->Answer(ProblemOfStatus(job.status()));
    return;
  }
  if (!job->has_result) {
    call->Answer(Problem(404, absl::StrCat("Job \"", job->id, "\" is ", std::string(JobStateName(job->state)),
                                           " and has no file", job->finished_at_us == 0 ? " yet." : ".")));
    return;
  }
  HttpResponse response;
  response.headers = {{"Content-Type", job->content_type},
                      {"Content-Disposition", absl::StrCat("attachment; filename=\"", job->file_name, "\"")}};
  response.source = std::make_shared<JobFileSource>(call, *std::move(job));
  call->Answer(std::move(response));
}

}  // namespace onhand
