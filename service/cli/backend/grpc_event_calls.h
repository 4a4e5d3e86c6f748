// File: grpc_event_calls.h
//
// Calls with events to a server, over gRPC: one RPC for each kind.
#ifndef ONHAND_SERVICE_CLI_BACKEND_GRPC_EVENT_CALLS_H_
#define ONHAND_SERVICE_CLI_BACKEND_GRPC_EVENT_CALLS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "engine/engine.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "onhand/v1/adjustment.grpc.pb.h"
#include "onhand/v1/allocation.grpc.pb.h"
#include "onhand/v1/inventory.grpc.pb.h"
#include "onhand/v1/reservation.grpc.pb.h"
#include "onhand/v1/schedule.grpc.pb.h"

namespace onhand::cli {

// For one thread.
class GrpcEventCalls {
 public:
  // `server` names the channel's other end in messages. A call takes at most `timeout_s` seconds.
  GrpcEventCalls(const std::shared_ptr<grpc::Channel>& channel, std::string server, int64_t timeout_s);

  // As Backend::Apply. INVALID_ARGUMENT, before anything is sent: what a message cannot say (EncodeReserve).
  EventResults Apply(const std::string& environment, const EventBatch& batch, const CallOptions& options);

 private:
  struct Call;  // what a call is about, beside its events

  EventResults ApplyEvents(const Call& call, absl::Span<const ChangeEvent> events);
  EventResults ApplyEvents(const Call& call, const SetBatch& batch);
  EventResults ApplyEvents(const Call& call, absl::Span<const ReserveEvent> events);
  EventResults ApplyEvents(const Call& call, absl::Span<const UnreserveEvent> events);
  EventResults ApplyEvents(const Call& call, absl::Span<const ExtendEvent> events);
  EventResults ApplyEvents(const Call& call, absl::Span<const AllocationEvent> events);
  EventResults ApplyEvents(const Call& call, absl::Span<const ScheduleEvent> events);
  EventResults ApplyEvents(const Call& call, const AdjustBatch& batch);

  template <typename Request, typename Response, typename Stub, typename Event, typename Encode>
  EventResults Carry(const Call& call, Stub* stub,
                     grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request,
                     absl::Span<const Event> events, Encode encode);

  const std::string server_;
  const int64_t timeout_s_;
  const std::unique_ptr<v1::InventoryService::Stub> inventory_;
  const std::unique_ptr<v1::ReservationService::Stub> reservation_;
  const std::unique_ptr<v1::AllocationService::Stub> allocation_;
  const std::unique_ptr<v1::ScheduleService::Stub> schedule_;
  const std::unique_ptr<v1::AdjustmentService::Stub> adjustment_;
};

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_BACKEND_GRPC_EVENT_CALLS_H_
