#include "service/grpc/job_result_stream.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "service/grpc/job_service.h"

namespace onhand {
namespace {

// Deletes itself when gRPC is done with it. Its steps follow one another, so that nothing needs a lock.
class JobResultStream : public grpc::ServerWriteReactor<v1::ReadJobResultResponse> {
 public:
  JobResultStream(ServiceContext* services, grpc::CallbackServerContext* context,
                  const v1::ReadJobResultRequest* request)
      : services_(services),
        context_(context),
        request_(request),
        counted_(&services->calls),
        timer_(services->metrics, "read_job_result"),
        offset_(request->offset()) {
    if (!counted_.begun()) {
      End(ServerStopping());
    } else if (!services_->blocking_pool->TryRun([this] { Begin(); })) {
      End(ServerBusy());
    }
  }

 private:
  void Begin() {
    if (std::optional<grpc::Status> unwanted = CheckWanted(*context_)) return End(*std::move(unwanted));
    FoundEnvironment found = FindEnvironment(services_, request_->environment_id());
    if (found.environment == nullptr) return End(std::move(found.error));
    environment_ = std::move(found.environment);
    SendNext();
  }

  void SendNext() {
    absl::StatusOr<std::string> piece = environment_->jobs().ReadResult(request_->job_id(), offset_);
    if (!piece.ok()) return End(FailedJobCall(request_->environment_id(), piece.status()));
    if (piece->empty()) return End(grpc::Status::OK);
    offset_ += piece->size();
    response_.set_data(*std::move(piece));
    StartWrite(&response_);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(FailedCall("", absl::CancelledError("The client went away before the file was sent.")));
    services_->blocking_pool->Run([this] { SendNext(); });
  }

  void OnDone() override { delete this; }

  void End(grpc::Status status) {
    environment_.reset();
    timer_.Done(status);
    Finish(std::move(status));
  }

  ServiceContext* const services_;
  grpc::CallbackServerContext* const context_;
  const v1::ReadJobResultRequest* const request_;
  const CountedCall counted_;
  const CallTimer timer_;
  uint64_t offset_;
  std::shared_ptr<Environment> environment_;
  v1::ReadJobResultResponse response_;
};

}  // namespace

grpc::ServerWriteReactor<v1::ReadJobResultResponse>* StartJobResultStream(ServiceContext* services,
                                                                          grpc::CallbackServerContext* context,
                                                                          const v1::ReadJobResultRequest* request) {
  return new JobResultStream(services, context, request);
}

}  // namespace onhand
