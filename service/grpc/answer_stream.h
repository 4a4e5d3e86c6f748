// File: answer_stream.h
//
// One query with an answer that may be large: it is computed on the blocking pool, then sent piece by piece as fast as
// the client reads.
//
//   struct ExplainTraits {
//     using Request = v1::ExplainRequest;  // has environment_id and query
//     using Response = v1::ExplainResponse;
//     using Query = ExplainQuery;
//     using Answer = Explanation;  // has issues
//     static constexpr std::string_view kOperation = "explain";  // for the metrics
//     static std::optional<Issue> Decode(const Request& request, Query* query);
//     static absl::StatusOr<Answer> Ask(Environment* environment, const Query& query);
//     static std::string FieldPath(const Request& request, const std::string& pointer);
//     class Parts {  // default constructible; encodes one answer
//       void Begin(const Answer& answer, Response* response);  // the first message
//       bool Next(const Answer& answer, Response* response);   // another one; false: there is none
//     };
//   };
//   return StartAnswerStream<ExplainTraits>(services, context, request);
#ifndef ONHAND_SERVICE_GRPC_ANSWER_STREAM_H_
#define ONHAND_SERVICE_GRPC_ANSWER_STREAM_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "engine/engine.h"
#include "grpcpp/support/server_callback.h"
#include "service/grpc/call.h"

namespace onhand {

// Answers are sent in messages of about this many bytes.
inline constexpr size_t kAnswerChunkBytes = 64 << 10;

// Deletes itself when gRPC is done with it. Its steps follow one another (compute, write, write, …, finish), so that
// nothing needs a lock.
template <typename Traits>
class AnswerStream : public grpc::ServerWriteReactor<typename Traits::Response> {
 public:
  using Request = typename Traits::Request;

  AnswerStream(ServiceContext* services, grpc::CallbackServerContext* context, const Request* request)
      : services_(services),
        context_(context),
        request_(request),
        counted_(&services->calls),
        timer_(services->metrics, Traits::kOperation) {
    const bool held = services_->answers_held.fetch_add(1) < services_->answers_max;
    if (!counted_.begun()) {
      End(ServerStopping());
    } else if (!held || !services_->blocking_pool->TryRun([this] { Compute(); })) {
      End(ServerBusy());
    }
  }
  ~AnswerStream() override { services_->answers_held.fetch_sub(1); }

 private:
  void Compute() {
    if (std::optional<grpc::Status> unwanted = CheckWanted(*context_)) return End(*std::move(unwanted));
    FoundEnvironment found = FindEnvironment(services_, request_->environment_id());
    if (found.environment == nullptr) return End(std::move(found.error));
    if (!request_->has_query()) return End(MissingField("query", "query is missing; say what to ask for."));
    typename Traits::Query query;
    if (std::optional<Issue> issue = Traits::Decode(*request_, &query)) {
      return End(InvalidArgument(request_->environment_id(), {*std::move(issue)}));
    }
    absl::StatusOr<typename Traits::Answer> answer = Traits::Ask(found.environment.get(), query);
    if (!answer.ok()) return End(FailedCall(request_->environment_id(), answer.status()));
    if (!answer->issues.empty()) {
      for (Issue& issue : answer->issues) issue.path = Traits::FieldPath(*request_, issue.path);
      return End(RefusedCall(request_->environment_id(), answer->issues));
    }
    answer_ = *std::move(answer);
    parts_.Begin(answer_, &response_);
    this->StartWrite(&response_);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(FailedCall("", absl::CancelledError("The client went away before the answer was sent.")));
    response_.Clear();
    if (!parts_.Next(answer_, &response_)) return End(grpc::Status::OK);
    this->StartWrite(&response_);
  }

  void OnDone() override { delete this; }

  void End(grpc::Status status) {
    timer_.Done(status);
    this->Finish(std::move(status));
  }

  ServiceContext* const services_;
  grpc::CallbackServerContext* const context_;
  const Request* const request_;
  const CountedCall counted_;
  const CallTimer timer_;
  typename Traits::Answer answer_;
  typename Traits::Parts parts_;
  typename Traits::Response response_;
};

// Answers the call later. RESOURCE_EXHAUSTED: services->answers_max answers are held already.
template <typename Traits>
grpc::ServerWriteReactor<typename Traits::Response>* StartAnswerStream(ServiceContext* services,
                                                                       grpc::CallbackServerContext* context,
                                                                       const typename Traits::Request* request) {
  return new AnswerStream<Traits>(services, context, request);
}

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_ANSWER_STREAM_H_
