#include "service/grpc/post_call.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/grpc/event_messages.h"

namespace onhand {
namespace {

// What differs between the two kinds of call.
struct ChangesTraits {
  using Request = v1::PostChangesRequest;
  using Response = v1::PostChangesResponse;
  using Event = ChangeEvent;
  static constexpr std::string_view kOperation = "post_changes";
  static DecodedEvents<Event> Decode(const Request& request) { return DecodeChanges(request.events()); }
  static void Submit(Environment* environment, const Request&, absl::Span<const Event> events, Caller caller,
                     Environment::Completion done) {
    environment->SubmitChanges(events, caller, std::move(done));
  }
};

struct SetTraits {
  using Request = v1::SetOnHandRequest;
  using Response = v1::SetOnHandResponse;
  using Event = SetEvent;
  static constexpr std::string_view kOperation = "set_on_hand";
  static DecodedEvents<Event> Decode(const Request& request) { return DecodeSets(request.events()); }
  static void Submit(Environment* environment, const Request& request, absl::Span<const Event> events, Caller caller,
                     Environment::Completion done) {
    environment->SubmitSetOnHand(request.inventory_system(), events, caller, std::move(done));
  }
};

// Kept alive by whichever task or completion carries it on.
template <typename Traits>
class PostCall : public std::enable_shared_from_this<PostCall<Traits>> {
 public:
  PostCall(ServiceContext* services, grpc::CallbackServerContext* context, const typename Traits::Request* request,
           typename Traits::Response* response)
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
  void Submit() {
    if (std::optional<grpc::Status> error = CheckRecordCount(request_->environment_id(), request_->events_size())) {
      return Finish(*std::move(error));
    }
    FoundEnvironment found = FindEnvironment(services_, request_->environment_id());
    if (found.environment == nullptr) return Finish(std::move(found.error));
    environment_ = std::move(found.environment);
    decoded_ = Traits::Decode(*request_);
    // As late as can be: what came before may have waited.
    if (std::optional<grpc::Status> unwanted = CheckWanted(*context_)) return Finish(*std::move(unwanted));
    Traits::Submit(environment_.get(), *request_, decoded_.events, services_->caller,
                   [self = this->shared_from_this()](EventResults results) {
                     // Encoding is not for the engine's threads.
                     WorkerPool* pool = self->services_->submit_pool;
                     pool->Run([self, results = std::move(results)] { self->Answer(results); });
                   });
  }

  void Answer(const EventResults& results) {
    environment_.reset();
    if (!results.status.ok()) {
      return Finish(
          FailedCall(request_->environment_id(), results.status, ReasonName(Reason::kTooManyRecords), "events"));
    }
    EncodeOutcomes(request_->events(), decoded_.refused, results.outcomes, response_->mutable_outcomes());
    Finish(grpc::Status::OK, timer_.CountEvents(results.outcomes, decoded_.refused));
  }

  // Request, response and context are gone once this was called.
  void Finish(grpc::Status status, bool refused = false) {
    timer_.Done(status, refused);
    reactor_->Finish(std::move(status));
  }

  ServiceContext* const services_;
  grpc::CallbackServerContext* const context_;
  const typename Traits::Request* const request_;
  typename Traits::Response* const response_;
  CountedReactor* const reactor_;
  const CallTimer timer_;
  std::shared_ptr<Environment> environment_;
  DecodedEvents<typename Traits::Event> decoded_;
};

}  // namespace

std::optional<grpc::Status> CheckRecordCount(std::string_view environment, int count) {
  if (count <= kBulkRecordCountMax) return std::nullopt;
  return InvalidArgument(environment, {{Reason::kTooManyRecords, "events",
                                        absl::StrCat("A call carries at most ", kBulkRecordCountMax,
                                                     " records, this one has ", count, "; nothing was applied.")}});
}

grpc::ServerUnaryReactor* StartPostChanges(ServiceContext* services, grpc::CallbackServerContext* context,
                                           const v1::PostChangesRequest* request, v1::PostChangesResponse* response) {
  return std::make_shared<PostCall<ChangesTraits>>(services, context, request, response)->Start();
}

grpc::ServerUnaryReactor* StartSetOnHand(ServiceContext* services, grpc::CallbackServerContext* context,
                                         const v1::SetOnHandRequest* request, v1::SetOnHandResponse* response) {
  return std::make_shared<PostCall<SetTraits>>(services, context, request, response)->Start();
}

}  // namespace onhand
