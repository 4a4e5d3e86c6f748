// File: client_event_messages.h
//
// The client's side of the gRPC messages with events: the engine's events to messages. Pure.
#ifndef ONHAND_SERVICE_CLI_BACKEND_CLIENT_EVENT_MESSAGES_H_
#define ONHAND_SERVICE_CLI_BACKEND_CLIENT_EVENT_MESSAGES_H_

#include "absl/status/status.h"
#include "engine/model/event.h"
#include "onhand/v1/adjustment.pb.h"
#include "onhand/v1/allocation.pb.h"
#include "onhand/v1/inventory.pb.h"
#include "onhand/v1/reservation.pb.h"
#include "onhand/v1/schedule.pb.h"

namespace onhand::cli {

void EncodeChange(const ChangeEvent& event, v1::ChangeEvent* message);
void EncodeSet(const SetEvent& event, v1::SetEvent* message);

// A message has one form of the quantity and one end of a hold. INVALID_ARGUMENT: the event has two quantities that
// differ, several measures, or both ends.
absl::Status EncodeReserve(const ReserveEvent& event, v1::ReserveEvent* message);
void EncodeUnreserve(const UnreserveEvent& event, v1::UnreserveEvent* message);
absl::Status EncodeExtend(const ExtendEvent& event, v1::ExtendEvent* message);

// The event is of the message's operation.
void EncodeAllocation(const AllocationEvent& event, v1::AllocationEvent* message);
void EncodeReallocation(const AllocationEvent& event, v1::ReallocationEvent* message);
void EncodeConsumption(const AllocationEvent& event, v1::ConsumptionEvent* message);

void EncodeSchedule(const ScheduleEvent& event, v1::ScheduleEvent* message);

void EncodeAdjust(const AdjustEvent& event, v1::AdjustEvent* message);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_BACKEND_CLIENT_EVENT_MESSAGES_H_
