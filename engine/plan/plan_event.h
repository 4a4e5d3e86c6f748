// File: plan_event.h
//
// Decides one valid event on what was fetched: its outcome, and where it applies, its effect on the working set and its
// entry in the commit log. Pure; no storage is read. Order of precedence (decisions T7, E5):
//
//   1. receipt: the same content -> the first outcome again; other content -> ID_REUSED (409)
//   2. read-only data source without the system role -> READ_ONLY_DATA_SOURCE (403)
//   3. unreserve, extend: no such reservation -> UNKNOWN_RESERVATION (404); its measure is read-only -> 403
//   4. set: other than expected -> UNEXPECTED_QUANTITY (409)
//   5. time: set -> TIME_IN_FUTURE, schedule -> DATE_OUTSIDE_PERIOD, hold -> HOLD_END_OUT_OF_RANGE (400);
//      a set older than the newest count of one of its measures -> success, changes nothing (S2)
//   6. a stored number would overflow -> QUANTITY_OVERFLOW (400)
//   7. quantity -> CHECKED_RELEASE, RELEASE_BELOW_ZERO, NOT_AVAILABLE, NOT_AVAILABLE_TO_ALLOCATE, NOT_ALLOCATED (500)
#ifndef ONHAND_ENGINE_PLAN_PLAN_EVENT_H_
#define ONHAND_ENGINE_PLAN_PLAN_EVENT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/config/compiled.h"
#include "engine/model/outcome.h"
#include "engine/plan/working_set.h"
#include "engine/validate/valid_event.h"
#include "storage/records/log_record.h"

namespace onhand {

inline constexpr int64_t kFutureToleranceUs = 5 * 60 * 1'000'000ll;

struct PlanContext {
  const CompiledConfiguration* configuration = nullptr;
  int64_t now_us = 0;        // commit time of the group
  bool system_role = false;  // of the caller
};

// Appends an entry to `record` if and only if the event applies. The entry's views point into `event` and into the
// working set. DATA_LOSS: the stored receipt cannot be read.
absl::StatusOr<Outcome> PlanEvent(const ValidEvent& event, const PlanContext& context, const EventSlots& slots,
                                  WorkingSet* working_set, storage::LogRecord* record);

// A hold whose time is over: its row and itself in the working set.
struct ExpiringHold {
  uint32_t row = 0;
  uint32_t hold = 0;
};

// Takes these holds off their rows, as one entry. Does nothing without any.
void PlanExpiry(absl::Span<const ExpiringHold> holds, WorkingSet* working_set, storage::LogRecord* record);

}  // namespace onhand

#endif  // ONHAND_ENGINE_PLAN_PLAN_EVENT_H_
