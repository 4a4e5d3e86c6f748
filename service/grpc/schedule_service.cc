#include "service/grpc/schedule_service.h"

#include "service/grpc/event_call.h"
#include "service/grpc/schedule_messages.h"

namespace onhand {
namespace {

struct ScheduleTraits {
  using Request = v1::ChangeScheduleRequest;
  using Response = v1::ChangeScheduleResponse;
  using Event = ScheduleEvent;
  static constexpr std::string_view kOperation = "change_schedule";
  static DecodedEvents<Event> Decode(const Request& request) { return {DecodeSchedules(request.events()), {}}; }
  static EventBatch Batch(const Request&, absl::Span<const Event> events) { return events; }
};

}  // namespace

grpc::ServerUnaryReactor* ScheduleServiceImpl::ChangeSchedule(grpc::CallbackServerContext* context,
                                                              const v1::ChangeScheduleRequest* request,
                                                              v1::ChangeScheduleResponse* response) {
  return StartEventCall<ScheduleTraits>(services_, context, request, response);
}

}  // namespace onhand
