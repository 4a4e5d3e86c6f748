// File: event_field_path.h
//
// Why an event was refused points into its documented JSON form ("/quantities/pos/inbound"); gRPC callers want the path
// into the message they sent: `quantities[1]`. Pointers that have no counterpart stay as they are.
#ifndef ONHAND_SERVICE_GRPC_EVENT_FIELD_PATH_H_
#define ONHAND_SERVICE_GRPC_EVENT_FIELD_PATH_H_

#include <string>
#include <string_view>

#include "onhand/v1/adjustment.pb.h"
#include "onhand/v1/allocation.pb.h"
#include "onhand/v1/inventory.pb.h"
#include "onhand/v1/reservation.pb.h"
#include "onhand/v1/schedule.pb.h"

namespace onhand {

// `dimensions["colour"]`, `quantities[1].data_source`, `groups["channel"]`, `quantities_by_date[0].quantities[2]`.
std::string EventFieldPath(std::string_view pointer, const v1::ChangeEvent& event);
std::string EventFieldPath(std::string_view pointer, const v1::SetEvent& event);
std::string EventFieldPath(std::string_view pointer, const v1::ReserveEvent& event);
std::string EventFieldPath(std::string_view pointer, const v1::UnreserveEvent& event);
std::string EventFieldPath(std::string_view pointer, const v1::ExtendEvent& event);
std::string EventFieldPath(std::string_view pointer, const v1::AllocationEvent& event);
std::string EventFieldPath(std::string_view pointer, const v1::ReallocationEvent& event);
std::string EventFieldPath(std::string_view pointer, const v1::ConsumptionEvent& event);
std::string EventFieldPath(std::string_view pointer, const v1::ScheduleEvent& event);
std::string EventFieldPath(std::string_view pointer, const v1::AdjustEvent& event);

// Fields whose name alone says what they are, of events of any kind: id, organization, dimensions, ….
std::string EventFieldPath(std::string_view pointer);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_EVENT_FIELD_PATH_H_
