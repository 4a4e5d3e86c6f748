// File: job_service.h
//
// JobService over the engine; proto/onhand/v1/job.proto says what it does.
#ifndef ONHAND_SERVICE_GRPC_JOB_SERVICE_H_
#define ONHAND_SERVICE_GRPC_JOB_SERVICE_H_

#include <string_view>

#include "absl/status/status.h"
#include "onhand/v1/job.grpc.pb.h"
#include "service/grpc/call.h"

namespace onhand {

// Thread-safe.
class JobServiceImpl final : public v1::JobService::CallbackService {
 public:
  explicit JobServiceImpl(ServiceContext* services) : services_(services) {}  // not owned

  grpc::ServerUnaryReactor* StartReservationResync(grpc::CallbackServerContext* context,
                                                   const v1::StartReservationResyncRequest* request,
                                                   v1::StartReservationResyncResponse* response) override;
  grpc::ServerUnaryReactor* StartLogExtract(grpc::CallbackServerContext* context,
                                            const v1::StartLogExtractRequest* request,
                                            v1::StartLogExtractResponse* response) override;
  grpc::ServerUnaryReactor* GetJob(grpc::CallbackServerContext* context, const v1::GetJobRequest* request,
                                   v1::GetJobResponse* response) override;
  grpc::ServerUnaryReactor* ListJobs(grpc::CallbackServerContext* context, const v1::ListJobsRequest* request,
                                     v1::ListJobsResponse* response) override;
  grpc::ServerUnaryReactor* DeleteJob(grpc::CallbackServerContext* context, const v1::DeleteJobRequest* request,
                                      v1::DeleteJobResponse* response) override;
  grpc::ServerWriteReactor<v1::ReadJobResultResponse>* ReadJobResult(grpc::CallbackServerContext* context,
                                                                     const v1::ReadJobResultRequest* request) override;

 private:
  ServiceContext* const services_;
};

// A failure of a call about one job: NOT_FOUND is the job's, FAILED_PRECONDITION and OUT_OF_RANGE are its file's.
grpc::Status FailedJobCall(std::string_view environment, const absl::Status& status);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_JOB_SERVICE_H_
