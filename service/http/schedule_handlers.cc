#include "service/http/schedule_handlers.h"

#include <utility>

#include "service/http/event_call.h"
#include "service/json/schedule_decoder.h"

namespace onhand {
namespace {

EventBatch Schedules(const HttpCall& /*call*/, absl::Span<const ScheduleEvent> events) { return events; }

}  // namespace

void PostSchedule(CallPtr call) {
  RunEvents<ScheduleEvent>(std::move(call), {.decode = DecodeScheduleEvent, .batch = Schedules, .single = true});
}

void PostSchedules(CallPtr call) {
  RunEvents<ScheduleEvent>(std::move(call), {.decode = DecodeScheduleEvent, .batch = Schedules});
}

}  // namespace onhand
