// File: event_call.h
//
// One unary call with events: decode, submit, encode, without a thread that waits.
//
//   struct ReserveTraits {
//     using Request = v1::ReserveRequest;    // has environment_id and events; with `atomic` it can be a cart
//     using Response = v1::ReserveResponse;  // has outcomes
//     using Event = ReserveEvent;
//     static constexpr std::string_view kOperation = "reserve";  // for the metrics
//     static DecodedEvents<Event> Decode(const Request& request);
//     static EventBatch Batch(const Request& request, absl::Span<const Event> events);
//   };
//   return StartEventCall<ReserveTraits>(services, context, request, response);
#ifndef ONHAND_SERVICE_GRPC_EVENT_CALL_H_
#define ONHAND_SERVICE_GRPC_EVENT_CALL_H_

#include <memory>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "engine/engine.h"
#include "grpcpp/support/server_callback.h"
#include "service/grpc/call.h"
#include "service/grpc/event_messages.h"

namespace onhand {

// An error if there are more than kBulkRecordCountMax.
std::optional<grpc::Status> CheckRecordCount(std::string_view environment, int count);

// What the engine answered without outcomes: a refusal of the whole call, or a failure.
grpc::Status UnansweredCall(std::string_view environment, const EventResults& results);

// Kept alive by whichever task or completion carries it on.
template <typename Traits>
class EventCall : public std::enable_shared_from_this<EventCall<Traits>> {
 public:
  using Request = typename Traits::Request;
  using Response = typename Traits::Response;
  using Event = typename Traits::Event;

  EventCall(ServiceContext* services, grpc::CallbackServerContext* context, const Request* request, Response* response)
      : services_(services),
        context_(context),
        request_(request),
        response_(response),
        reactor_(new CountedReactor(&services->calls)),
        timer_(services->metrics, Traits::kOperation) {}

  grpc::ServerUnaryReactor* Start() {
    grpc::ServerUnaryReactor* reactor = reactor_;
    if (!reactor_->begun()) {
      Finish(ServerStopping());
    } else if (!services_->submit_pool->TryRun([self = this->shared_from_this()] { self->Submit(); })) {
      Finish(ServerBusy());
    }
    return reactor;
  }

 private:
  static bool IsCart(const Request& request) {
    if constexpr (requires { request.atomic(); }) {
      return request.atomic();
    } else {
      return false;
    }
  }

  void Submit() {
    if (std::optional<grpc::Status> error = CheckRecordCount(request_->environment_id(), request_->events_size())) {
      return Finish(*std::move(error));
    }
    FoundEnvironment found = FindEnvironment(services_, request_->environment_id());
    if (found.environment == nullptr) return Finish(std::move(found.error));
    environment_ = std::move(found.environment);
    decoded_ = Traits::Decode(*request_);
    PrepareEvents(IsCart(*request_), &decoded_);
    // As late as can be: what came before may have waited.
    if (std::optional<grpc::Status> unwanted = CheckWanted(*context_)) return Finish(*std::move(unwanted));
    // It may run to its end, and with it this object, before Submit returns.
    const std::shared_ptr<Environment> environment = environment_;
    environment->Submit(
        Traits::Batch(*request_, decoded_.events),
        {.caller = services_->caller, .atomic = IsCart(*request_), .may_block = true},
        [self = this->shared_from_this(), submitter = std::this_thread::get_id()](EventResults results) mutable {
          if (std::this_thread::get_id() == submitter) return self->Answer(&results);
          // Encoding is not for the threads of the engine, nor for another caller's.
          WorkerPool* const pool = self->services_->submit_pool;
          pool->Run([self = std::move(self), results = std::move(results)]() mutable { self->Answer(&results); });
        });
  }

  void Answer(EventResults* results) {
    environment_.reset();
    if (!results->answered()) return Finish(UnansweredCall(request_->environment_id(), *results));
    const std::vector<Outcome> outcomes =
        MergeOutcomes(IsCart(*request_), std::move(decoded_.refused), std::move(results->outcomes));
    EncodeOutcomes(request_->events(), outcomes, response_->mutable_outcomes());
    Finish(grpc::Status::OK, timer_.CountEvents(outcomes));
  }

  // Request, response and context are gone once this was called.
  void Finish(grpc::Status status, bool refused = false) {
    timer_.Done(status, refused);
    reactor_->Finish(std::move(status));
  }

  ServiceContext* const services_;
  grpc::CallbackServerContext* const context_;
  const Request* const request_;
  Response* const response_;
  CountedReactor* const reactor_;
  const CallTimer timer_;
  std::shared_ptr<Environment> environment_;
  DecodedEvents<Event> decoded_;
};

// Answers the call later. Request and response are the call's and live until then.
template <typename Traits>
grpc::ServerUnaryReactor* StartEventCall(ServiceContext* services, grpc::CallbackServerContext* context,
                                         const typename Traits::Request* request, typename Traits::Response* response) {
  return std::make_shared<EventCall<Traits>>(services, context, request, response)->Start();
}

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_EVENT_CALL_H_
