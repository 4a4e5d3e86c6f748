// File: schedule_messages.h
//
// Schedules: messages to the engine's events. Pure. Events are views into the messages, which must outlive them.
#ifndef ONHAND_SERVICE_GRPC_SCHEDULE_MESSAGES_H_
#define ONHAND_SERVICE_GRPC_SCHEDULE_MESSAGES_H_

#include <vector>

#include "engine/model/event.h"
#include "onhand/v1/schedule.pb.h"
#include "service/grpc/event_messages.h"

namespace onhand {

std::vector<ScheduleEvent> DecodeSchedules(const google::protobuf::RepeatedPtrField<v1::ScheduleEvent>& messages);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_SCHEDULE_MESSAGES_H_
