// File: page_stream.h
//
// One list that may be long: it is read page by page on the blocking pool, each once the client has read the one
// before, so that nobody holds it as a whole.
//
//   struct LineTraits {
//     using Request = v1::ListAdjustmentLinesRequest;  // has environment_id and after
//     using Response = v1::ListAdjustmentLinesResponse;
//     static constexpr std::string_view kOperation = "list_adjustment_lines";  // for the metrics
//     // The page behind *after, into an empty response; *after moves on to its last, *more says whether there is
//     // another one. INVALID_ARGUMENT is about the request's `after`.
//     static absl::Status ReadPage(Environment* environment, const Request& request, std::string* after, bool* more,
//                                  Response* response);
//   };
//   return StartPageStream<LineTraits>(services, context, request);
#ifndef ONHAND_SERVICE_GRPC_PAGE_STREAM_H_
#define ONHAND_SERVICE_GRPC_PAGE_STREAM_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "engine/engine.h"
#include "grpcpp/support/server_callback.h"
#include "service/grpc/call.h"

namespace onhand {

// Deletes itself when gRPC is done with it. Its steps follow one another, so that nothing needs a lock.
template <typename Traits>
class PageStream : public grpc::ServerWriteReactor<typename Traits::Response> {
 public:
  using Request = typename Traits::Request;

  PageStream(ServiceContext* services, grpc::CallbackServerContext* context, const Request* request)
      : services_(services),
        context_(context),
        request_(request),
        counted_(&services->calls),
        timer_(services->metrics, Traits::kOperation),
        after_(request->after()) {
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
    SendPage();
  }

  void SendPage() {
    response_.Clear();
    const absl::Status status = Traits::ReadPage(environment_.get(), *request_, &after_, &more_, &response_);
    if (!status.ok()) return End(FailedCall(request_->environment_id(), status, "INVALID_FIELD", "after"));
    if (response_.ByteSizeLong() == 0) return End(grpc::Status::OK);
    this->StartWrite(&response_);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(FailedCall("", absl::CancelledError("The client went away before the list was sent.")));
    if (!more_) return End(grpc::Status::OK);
    services_->blocking_pool->Run([this] { SendPage(); });
  }

  void OnDone() override { delete this; }

  void End(grpc::Status status) {
    environment_.reset();
    timer_.Done(status);
    this->Finish(std::move(status));
  }

  ServiceContext* const services_;
  grpc::CallbackServerContext* const context_;
  const Request* const request_;
  const CountedCall counted_;
  const CallTimer timer_;
  std::shared_ptr<Environment> environment_;
  std::string after_;
  bool more_ = false;
  typename Traits::Response response_;
};

// Answers the call later.
template <typename Traits>
grpc::ServerWriteReactor<typename Traits::Response>* StartPageStream(ServiceContext* services,
                                                                     grpc::CallbackServerContext* context,
                                                                     const typename Traits::Request* request) {
  return new PageStream<Traits>(services, context, request);
}

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_PAGE_STREAM_H_
