// File: fetch.h
//
// The only reads of the write path: the receipts, rows, buckets, schedules and holds that a group's events declared,
// each once, and the sums that their checks need.
#ifndef ONHAND_ENGINE_FETCH_FETCH_H_
#define ONHAND_ENGINE_FETCH_FETCH_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/config/compiled.h"
#include "engine/plan/plan_event.h"
#include "engine/plan/working_set.h"
#include "engine/sums/derived_sums.h"
#include "engine/validate/valid_event.h"
#include "storage/ledger/ledger.h"

namespace onhand {

struct Fetched {
  WorkingSet working_set;
  std::vector<EventSlots> slots;       // by position of `events`
  std::vector<ExpiringHold> expiring;  // by position of `ended`
};

// `events` and `ended` (holds whose time is over) must outlive the result; so must `sums`. DATA_LOSS, UNAVAILABLE: the
// store could not be read.
absl::StatusOr<Fetched> Fetch(const storage::Ledger& ledger, const CompiledConfiguration& configuration,
                              absl::Span<const ValidEvent* const> events, absl::Span<const storage::FoundHold> ended,
                              DerivedSums* sums);

}  // namespace onhand

#endif  // ONHAND_ENGINE_FETCH_FETCH_H_
