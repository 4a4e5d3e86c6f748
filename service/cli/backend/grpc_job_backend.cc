#include "service/cli/backend/grpc_job_backend.h"

#include <chrono>
#include <utility>

#include "grpcpp/client_context.h"
#include "onhand/v1/job.grpc.pb.h"
#include "service/cli/backend/client_messages.h"
#include "service/grpc/job_messages.h"

namespace onhand::cli {
namespace {

class GrpcJobBackend : public JobBackend {
 public:
  GrpcJobBackend(std::shared_ptr<grpc::Channel> channel, std::string server, int64_t timeout_s)
      : server_(std::move(server)), timeout_s_(timeout_s), stub_(v1::JobService::NewStub(std::move(channel))) {}

  absl::StatusOr<JobStart> StartReservationResync(const std::string& environment,
                                                  const std::vector<std::string>& data_sources) override {
    v1::StartReservationResyncRequest request;
    request.set_environment_id(environment);
    request.mutable_data_sources()->Assign(data_sources.begin(), data_sources.end());
    v1::StartReservationResyncResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    return DecodeStart(stub_->StartReservationResync(&context, request, &response), response.job_id());
  }

  absl::StatusOr<JobStart> StartLogExtract(const std::string& environment, const LogExtract& extract) override {
    v1::StartLogExtractRequest request;
    request.set_environment_id(environment);
    EncodeLogExtractMessage(extract, &request);
    v1::StartLogExtractResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    return DecodeStart(stub_->StartLogExtract(&context, request, &response), response.job_id());
  }

  absl::StatusOr<Job> FindJob(const std::string& environment, const std::string& job_id) override {
    v1::GetJobRequest request;
    request.set_environment_id(environment);
    request.set_job_id(job_id);
    v1::GetJobResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    const absl::Status status = DecodeStatus(stub_->GetJob(&context, request, &response), server_);
    if (!status.ok()) return status;
    return DecodeJobMessage(response.job());
  }

  absl::StatusOr<std::vector<Job>> ListJobs(const std::string& environment) override {
    v1::ListJobsRequest request;
    request.set_environment_id(environment);
    v1::ListJobsResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    const absl::Status status = DecodeStatus(stub_->ListJobs(&context, request, &response), server_);
    if (!status.ok()) return status;
    std::vector<Job> jobs;
    for (const v1::Job& job : response.jobs()) jobs.push_back(DecodeJobMessage(job));
    return jobs;
  }

  absl::Status DeleteJob(const std::string& environment, const std::string& job_id) override {
    v1::DeleteJobRequest request;
    request.set_environment_id(environment);
    request.set_job_id(job_id);
    v1::DeleteJobResponse response;
    grpc::ClientContext context;
    SetDeadline(&context);
    return DecodeStatus(stub_->DeleteJob(&context, request, &response), server_);
  }

  absl::Status ReadJobResult(const std::string& environment, const std::string& job_id,
                             const std::function<absl::Status(std::string_view piece)>& take) override {
    v1::ReadJobResultRequest request;
    request.set_environment_id(environment);
    request.set_job_id(job_id);
    grpc::ClientContext context;
    const auto reader = stub_->ReadJobResult(&context, request);
    v1::ReadJobResultResponse response;
    absl::Status taken;
    while (taken.ok() && reader->Read(&response)) taken = take(response.data());
    if (!taken.ok()) context.TryCancel();
    const grpc::Status status = reader->Finish();
    return taken.ok() ? DecodeStatus(status, server_) : taken;
  }

 private:
  void SetDeadline(grpc::ClientContext* context) {
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(timeout_s_));
  }

  absl::StatusOr<JobStart> DecodeStart(const grpc::Status& status, const std::string& job_id) {
    JobStart start;
    start.job_id = job_id;
    if (status.ok()) return start;
    if (status.error_code() == grpc::StatusCode::INVALID_ARGUMENT) {
      start.issues = DecodeIssues(status, Reason::kMalformed);
    } else if (status.error_code() == grpc::StatusCode::FAILED_PRECONDITION) {
      start.issues = DecodeIssues(status, Reason::kFeatureOff);
    }
    if (start.issues.empty()) return DecodeStatus(status, server_);
    return start;
  }

  const std::string server_;
  const int64_t timeout_s_;
  const std::unique_ptr<v1::JobService::Stub> stub_;
};

}  // namespace

std::unique_ptr<JobBackend> NewGrpcJobBackend(std::shared_ptr<grpc::Channel> channel, std::string server,
                                              int64_t timeout_s) {
  return std::make_unique<GrpcJobBackend>(std::move(channel), std::move(server), timeout_s);
}

}  // namespace onhand::cli
