#include <string>

#include "engine/model/date.h"
#include "engine/model/json_pointer.h"
#include "engine/model/quantity.h"
#include "engine/plan/event_plan.h"

namespace onhand {

Refusal PlanSchedule(const PlanInput& input, const ScheduleBody& body, EventPlan* plan) {
  const CompiledSchedule& configured = input.context.configuration->schedule();
  const int32_t today = storage::DayOfMicros(input.context.now_us);
  for (const storage::ScheduleCell& cell : body.cells) {
    const int32_t last = today + configured.period_days_of_measure[cell.measure] - 1;
    if (cell.day >= today && cell.day <= last) continue;
    return Refuse(
        Reason::kDateOutsidePeriod, PointerTo("/quantitiesByDate", FormatDate(cell.day)),
        FormatDate(cell.day) + " is not within the schedule period, " + FormatDate(today) + " to " + FormatDate(last));
  }
  const storage::Schedule& present = input.working_set.schedules[input.slots.schedule].schedule;
  for (const storage::ScheduleCell& cell : body.cells) {
    const storage::ScheduleCell* before = present.Find(cell.day, cell.measure);
    int64_t after = 0;
    if (before != nullptr && !AddQuantities(before->quantity_micros, cell.quantity_micros, &after)) {
      return Refuse(Reason::kQuantityOverflow, PointerTo("/quantitiesByDate", FormatDate(cell.day)),
                    "adding " + FormatMicros(cell.quantity_micros) + " to " + FormatMicros(before->quantity_micros) +
                        " leaves the range of quantities");
    }
  }
  plan->further.push_back(storage::ScheduleEffect{.row_key = {}, .variant = body.variant, .changes = body.cells});
  return std::nullopt;
}

}  // namespace onhand
