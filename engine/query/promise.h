// File: promise.h
//
// Available to promise (spec 5.3, decisions P4):
//
//   onhand       = the schedule measure on current stock, the same for every day of the window
//   projected[d] = onhand + sum over the days k from today to d of (supply[k] - demand[k])
//   ATP[d]       = min over the days k from d to the last of the window of projected[k]
#ifndef ONHAND_ENGINE_QUERY_PROMISE_H_
#define ONHAND_ENGINE_QUERY_PROMISE_H_

#include <cstdint>

#include "engine/config/compiled.h"
#include "engine/model/query.h"
#include "engine/query/group_sums.h"
#include "engine/query/resolved_query.h"
#include "storage/records/schedule.h"

namespace onhand {

// Drops what does not count today: days that are over or beyond the period, measures that cannot be scheduled (any
// more).
void KeepCurrentCells(const CompiledConfiguration& configuration, int32_t today, storage::Schedule* schedule);

// Fills scheduled and promises of `row`, and shows the operands of schedule measures and these themselves in its values
// where the group has schedules (decisions P3, E7). `today` is a day since 1970, UTC.
void AddPromises(const CompiledConfiguration& configuration, const ResolvedAtp& range, int32_t today,
                 const Group& group, ResultRow* row);

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_PROMISE_H_
