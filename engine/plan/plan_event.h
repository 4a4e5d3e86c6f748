// File: plan_event.h
//
// Decides one valid event on what was fetched: its outcome, and where it applies, its effect on the working row and
// its entry in the commit log. Pure; no storage is read. Order of precedence (decisions T7, E5):
//
//   1. receipt: the same content -> the first outcome again; other content -> ID_REUSED (409)
//   2. read-only data source without the system role -> READ_ONLY_DATA_SOURCE (403)
//   3. set: modified more than 5 minutes in the future -> TIME_IN_FUTURE (400)
//   4. set: older than the newest count of one of its measures -> success, changes nothing (S2)
//   5. a stored number would overflow -> QUANTITY_OVERFLOW (400)
#ifndef ONHAND_ENGINE_PLAN_PLAN_EVENT_H_
#define ONHAND_ENGINE_PLAN_PLAN_EVENT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "engine/model/outcome.h"
#include "engine/plan/working_set.h"
#include "engine/validate/valid_event.h"
#include "storage/records/log_record.h"

namespace onhand {

inline constexpr int64_t kFutureToleranceUs = 5 * 60 * 1'000'000ll;

struct PlanContext {
  int64_t now_us = 0;        // commit time of the group
  bool system_role = false;  // of the caller
};

// Appends an entry to `record` if and only if the event applies. DATA_LOSS: the stored receipt cannot be read.
absl::StatusOr<Outcome> PlanEvent(const ValidEvent& event, const PlanContext& context, WorkingRow* row,
                                  WorkingReceipt* receipt, storage::LogRecord* record);

}  // namespace onhand

#endif  // ONHAND_ENGINE_PLAN_PLAN_EVENT_H_
