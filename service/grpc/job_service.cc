#include "service/grpc/job_service.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "service/grpc/job_messages.h"
#include "service/grpc/job_result_stream.h"

namespace onhand {
namespace {

// A job's start that was refused, its issues with paths into the request.
grpc::Status RefusedStart(const std::string& environment_id, JobStart start,
                          std::string (*field_path)(std::string_view pointer)) {
  for (Issue& issue : start.issues) issue.path = field_path(issue.path);
  return RefusedCall(environment_id, start.issues);
}

}  // namespace

grpc::Status FailedJobCall(std::string_view environment, const absl::Status& status) {
  CallError error;
  switch (status.code()) {
    case absl::StatusCode::kNotFound:
      error.code = grpc::StatusCode::NOT_FOUND;
      error.reason = "JOB_NOT_FOUND";
      break;
    case absl::StatusCode::kFailedPrecondition:
      error.code = grpc::StatusCode::FAILED_PRECONDITION;
      error.reason = "NO_RESULT";
      break;
    case absl::StatusCode::kOutOfRange:
      error.code = grpc::StatusCode::OUT_OF_RANGE;
      error.reason = "INVALID_OFFSET";
      break;
    default:
      return FailedCall(environment, status);
  }
  error.message = std::string(status.message());
  error.metadata["environment"] = std::string(environment);
  return MakeStatus(error);
}

grpc::ServerUnaryReactor* JobServiceImpl::StartReservationResync(grpc::CallbackServerContext* context,
                                                                 const v1::StartReservationResyncRequest* request,
                                                                 v1::StartReservationResyncResponse* response) {
  return RunBlocking(context, services_, "start_reservation_resync", [this, context, request, response] {
    const std::string& environment_id = request->environment_id();
    const FoundEnvironment found = FindEnvironment(services_, environment_id);
    if (found.environment == nullptr) return found.error;
    const std::vector<std::string> sources(request->data_sources().begin(), request->data_sources().end());
    if (const std::optional<grpc::Status> unwanted = CheckWanted(*context)) return *unwanted;
    absl::StatusOr<JobStart> start = found.environment->jobs().StartReservationResync(sources);
    if (!start.ok()) return FailedCall(environment_id, start.status());
    if (!start->issues.empty()) return RefusedStart(environment_id, *std::move(start), ResyncFieldPath);
    response->set_job_id(start->job_id);
    return grpc::Status::OK;
  });
}

grpc::ServerUnaryReactor* JobServiceImpl::StartLogExtract(grpc::CallbackServerContext* context,
                                                          const v1::StartLogExtractRequest* request,
                                                          v1::StartLogExtractResponse* response) {
  return RunBlocking(context, services_, "start_log_extract", [this, context, request, response] {
    const std::string& environment_id = request->environment_id();
    const FoundEnvironment found = FindEnvironment(services_, environment_id);
    if (found.environment == nullptr) return found.error;
    LogExtract extract;
    if (std::optional<Issue> issue = DecodeLogExtractMessage(*request, &extract)) {
      return InvalidArgument(environment_id, {*std::move(issue)});
    }
    if (const std::optional<grpc::Status> unwanted = CheckWanted(*context)) return *unwanted;
    absl::StatusOr<JobStart> start = found.environment->jobs().StartLogExtract(extract);
    if (!start.ok()) return FailedCall(environment_id, start.status());
    if (!start->issues.empty()) return RefusedStart(environment_id, *std::move(start), LogExtractFieldPath);
    response->set_job_id(start->job_id);
    return grpc::Status::OK;
  });
}

grpc::ServerUnaryReactor* JobServiceImpl::GetJob(grpc::CallbackServerContext* context, const v1::GetJobRequest* request,
                                                 v1::GetJobResponse* response) {
  return RunBlocking(context, services_, "get_job", [this, request, response] {
    const FoundEnvironment found = FindEnvironment(services_, request->environment_id());
    if (found.environment == nullptr) return found.error;
    const absl::StatusOr<Job> job = found.environment->jobs().Find(request->job_id());
    if (!job.ok()) return FailedJobCall(request->environment_id(), job.status());
    EncodeJobMessage(*job, response->mutable_job());
    return grpc::Status::OK;
  });
}

grpc::ServerUnaryReactor* JobServiceImpl::ListJobs(grpc::CallbackServerContext* context,
                                                   const v1::ListJobsRequest* request, v1::ListJobsResponse* response) {
  return RunBlocking(context, services_, "list_jobs", [this, request, response] {
    const FoundEnvironment found = FindEnvironment(services_, request->environment_id());
    if (found.environment == nullptr) return found.error;
    for (const Job& job : found.environment->jobs().List()) EncodeJobMessage(job, response->add_jobs());
    return grpc::Status::OK;
  });
}

grpc::ServerUnaryReactor* JobServiceImpl::DeleteJob(grpc::CallbackServerContext* context,
                                                    const v1::DeleteJobRequest* request, v1::DeleteJobResponse*) {
  return RunBlocking(context, services_, "delete_job", [this, request] {
    const FoundEnvironment found = FindEnvironment(services_, request->environment_id());
    if (found.environment == nullptr) return found.error;
    const absl::Status status = found.environment->jobs().Delete(request->job_id());
    return status.ok() ? grpc::Status::OK : FailedJobCall(request->environment_id(), status);
  });
}

grpc::ServerWriteReactor<v1::ReadJobResultResponse>* JobServiceImpl::ReadJobResult(
    grpc::CallbackServerContext* context, const v1::ReadJobResultRequest* request) {
  return StartJobResultStream(services_, context, request);
}

}  // namespace onhand
