// File: event_plan.h
//
// What one event would do if it is not refused, and the functions that decide it for each kind. Private to engine/plan;
// plan_event.h is the way in. All of them are pure: they look at the working set and change nothing.
#ifndef ONHAND_ENGINE_PLAN_EVENT_PLAN_H_
#define ONHAND_ENGINE_PLAN_EVENT_PLAN_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/outcome.h"
#include "engine/plan/plan_event.h"
#include "engine/plan/working_set.h"
#include "engine/validate/valid_event.h"
#include "storage/records/log_record.h"

namespace onhand {

struct EventPlan {
  storage::RowEffect row_effect;                // on the event's own row; without changes it has none
  std::vector<storage::FurtherEffect> further;  // on what the event's slots name; a hold without a slot is new
  std::string line_key;                         // of an adjustment line that is new; "" = none
  std::string line_value;                       // its record
  std::string result;                           // of the receipt (receipt_result.h)
};

// What a planner decides on.
struct PlanInput {
  const ValidEvent& event;
  const PlanContext& context;
  const EventSlots& slots;
  const WorkingSet& working_set;
  uint64_t sequence = 0;  // of the log record that is being made
  uint32_t entry = 0;     // position of the event's entry in it

  const storage::Row& row() const { return working_set.rows[slots.row].row; }
};

// Each fills the plan, or says why the event is refused.
using Refusal = std::optional<Outcome>;
Refusal PlanChange(const PlanInput& input, EventPlan* plan);
Refusal PlanSet(const PlanInput& input, const SetBody& body, EventPlan* plan);
Refusal PlanReserve(const PlanInput& input, const ReserveBody& body, EventPlan* plan);
Refusal PlanUnreserve(const PlanInput& input, const UnreserveBody& body, EventPlan* plan);
Refusal PlanExtend(const PlanInput& input, const ExtendBody& body, EventPlan* plan);
Refusal PlanAllocation(const PlanInput& input, const AllocationBody& body, EventPlan* plan);
Refusal PlanSchedule(const PlanInput& input, const ScheduleBody& body, EventPlan* plan);
Refusal PlanAdjust(const PlanInput& input, const AdjustBody& body, EventPlan* plan);

// Adds a change to the row effect, or refuses it because the stored number would leave its range (decisions Q2).
Refusal AddToCell(const PlanInput& input, storage::MeasureNumber measure, int64_t micros, std::string_view path,
                  EventPlan* plan);

// Refuses where less than `micros` of `column` is available at one of the levels of the event's row (decisions V3, L2).
Refusal CheckAvailable(const PlanInput& input, const CompiledColumn& column, int64_t micros, Reason reason);

// decisions N5.
Refusal RefuseReadOnly(std::string_view source);

Refusal Refuse(Reason reason, std::string path, std::string message);

}  // namespace onhand

#endif  // ONHAND_ENGINE_PLAN_EVENT_PLAN_H_
