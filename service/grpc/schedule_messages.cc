#include "service/grpc/schedule_messages.h"

#include <vector>

namespace onhand {

std::vector<ScheduleEvent> DecodeSchedules(const google::protobuf::RepeatedPtrField<v1::ScheduleEvent>& messages) {
  return FillEach<ScheduleEvent>(messages, [](const v1::ScheduleEvent& message, ScheduleEvent* schedule) {
    DecodeKey(message, schedule);
    schedule->quantities_by_date.reserve(message.quantities_by_date_size());
    for (const v1::DatedQuantities& day : message.quantities_by_date()) {
      DatedQuantities& dated = schedule->quantities_by_date.emplace_back();
      dated.date = day.date();
      DecodeQuantities(day.quantities(), &dated.quantities);
    }
  });
}

}  // namespace onhand
