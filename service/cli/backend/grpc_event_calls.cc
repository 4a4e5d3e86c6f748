#include "service/cli/backend/grpc_event_calls.h"

#include <chrono>
#include <type_traits>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "service/cli/backend/client_event_messages.h"
#include "service/cli/backend/client_messages.h"
#include "storage/base/check.h"

namespace onhand::cli {
namespace {

EventResults Failure(absl::Status status) {
  EventResults results;
  results.status = std::move(status);
  return results;
}

}  // namespace

struct GrpcEventCalls::Call {
  const std::string& environment;
  bool atomic = false;
};

GrpcEventCalls::GrpcEventCalls(const std::shared_ptr<grpc::Channel>& channel, std::string server, int64_t timeout_s)
    : server_(std::move(server)),
      timeout_s_(timeout_s),
      inventory_(v1::InventoryService::NewStub(channel)),
      reservation_(v1::ReservationService::NewStub(channel)),
      allocation_(v1::AllocationService::NewStub(channel)),
      schedule_(v1::ScheduleService::NewStub(channel)),
      adjustment_(v1::AdjustmentService::NewStub(channel)) {}

EventResults GrpcEventCalls::Apply(const std::string& environment, const EventBatch& batch,
                                   const CallOptions& options) {
  const Call call{environment, options.atomic};
  return std::visit([&](const auto& events) { return ApplyEvents(call, events); }, batch);
}

// `encode` makes an event's message; it may answer a status.
template <typename Request, typename Response, typename Stub, typename Event, typename Encode>
EventResults GrpcEventCalls::Carry(const Call& call, Stub* stub,
                                   grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                   Request request, absl::Span<const Event> events, Encode encode) {
  request.set_environment_id(call.environment);
  if constexpr (requires { request.set_atomic(true); }) {
    request.set_atomic(call.atomic);
  } else {
    ONHAND_CHECK(!call.atomic);
  }
  for (const Event& event : events) {
    if constexpr (std::is_void_v<decltype(encode(event, request.add_events()))>) {
      encode(event, request.add_events());
    } else if (absl::Status status = encode(event, request.add_events()); !status.ok()) {
      return Failure(std::move(status));
    }
  }
  Response response;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(timeout_s_));
  const grpc::Status status = (stub->*method)(&context, request, &response);
  EventResults results;
  if (!status.ok()) {
    results.issues = DecodeRefusal(status);
    if (results.issues.empty()) results.status = DecodeStatus(status, server_);
    return results;
  }
  if (static_cast<size_t>(response.outcomes_size()) != events.size()) {
    return Failure(absl::InternalError(absl::StrCat("the server at ", server_, " answers ", response.outcomes_size(),
                                                    " outcomes for ", events.size(), " events")));
  }
  for (const v1::Outcome& outcome : response.outcomes()) results.outcomes.push_back(DecodeOutcome(outcome));
  return results;
}

EventResults GrpcEventCalls::ApplyEvents(const Call& call, absl::Span<const ChangeEvent> events) {
  return Carry(call, inventory_.get(), &v1::InventoryService::Stub::PostChanges, {}, events, EncodeChange);
}

EventResults GrpcEventCalls::ApplyEvents(const Call& call, const SetBatch& batch) {
  v1::SetOnHandRequest request;
  request.set_inventory_system(std::string(batch.inventory_system));
  return Carry(call, inventory_.get(), &v1::InventoryService::Stub::SetOnHand, std::move(request), batch.events,
               EncodeSet);
}

EventResults GrpcEventCalls::ApplyEvents(const Call& call, absl::Span<const ReserveEvent> events) {
  return Carry(call, reservation_.get(), &v1::ReservationService::Stub::Reserve, {}, events, EncodeReserve);
}

EventResults GrpcEventCalls::ApplyEvents(const Call& call, absl::Span<const UnreserveEvent> events) {
  return Carry(call, reservation_.get(), &v1::ReservationService::Stub::Unreserve, {}, events, EncodeUnreserve);
}

EventResults GrpcEventCalls::ApplyEvents(const Call& call, absl::Span<const ExtendEvent> events) {
  return Carry(call, reservation_.get(), &v1::ReservationService::Stub::ExtendReservation, {}, events, EncodeExtend);
}

EventResults GrpcEventCalls::ApplyEvents(const Call& call, absl::Span<const AllocationEvent> events) {
  using Stub = v1::AllocationService::Stub;
  if (events.empty()) return {};
  for (const AllocationEvent& event : events) ONHAND_CHECK(event.operation == events.front().operation);
  switch (events.front().operation) {
    case AllocationOperation::kAllocate:
      return Carry(call, allocation_.get(), &Stub::Allocate, {}, events, EncodeAllocation);
    case AllocationOperation::kUnallocate:
      return Carry(call, allocation_.get(), &Stub::Unallocate, {}, events, EncodeAllocation);
    case AllocationOperation::kReallocate:
      return Carry(call, allocation_.get(), &Stub::Reallocate, {}, events, EncodeReallocation);
    case AllocationOperation::kConsume:
      return Carry(call, allocation_.get(), &Stub::Consume, {}, events, EncodeConsumption);
  }
  return {};
}

EventResults GrpcEventCalls::ApplyEvents(const Call& call, absl::Span<const ScheduleEvent> events) {
  return Carry(call, schedule_.get(), &v1::ScheduleService::Stub::ChangeSchedule, {}, events, EncodeSchedule);
}

EventResults GrpcEventCalls::ApplyEvents(const Call& call, const AdjustBatch& batch) {
  v1::PostAdjustmentsRequest request;
  request.set_apply_now(batch.apply_now);
  return Carry(call, adjustment_.get(), &v1::AdjustmentService::Stub::PostAdjustments, std::move(request), batch.events,
               EncodeAdjust);
}

}  // namespace onhand::cli
