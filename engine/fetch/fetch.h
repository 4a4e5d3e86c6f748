// File: fetch.h
//
// The only reads of the write path: the receipts and rows that a group's events declared, each once, in two batched
// look-ups.
#ifndef ONHAND_ENGINE_FETCH_FETCH_H_
#define ONHAND_ENGINE_FETCH_FETCH_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/plan/working_set.h"
#include "engine/validate/valid_event.h"
#include "storage/ledger/ledger.h"

namespace onhand {

// Where an event finds its own in the working set.
struct EventSlots {
  uint32_t row = 0;
  uint32_t receipt = 0;
};

struct Fetched {
  WorkingSet working_set;
  std::vector<EventSlots> slots;  // by position of `events`
};

// `events` must outlive the result. DATA_LOSS, UNAVAILABLE: the store could not be read.
absl::StatusOr<Fetched> Fetch(const storage::Ledger& ledger, absl::Span<const ValidEvent* const> events);

}  // namespace onhand

#endif  // ONHAND_ENGINE_FETCH_FETCH_H_
