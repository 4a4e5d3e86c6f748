// File: stored_facts.h
//
// Reads from the stored data what a change of configuration must respect (decisions C3, E7).
#ifndef ONHAND_ENGINE_ENVIRONMENT_STORED_FACTS_H_
#define ONHAND_ENGINE_ENVIRONMENT_STORED_FACTS_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "engine/config/conflict.h"
#include "storage/ledger/ledger.h"

namespace onhand {

// One pass over all rows, schedules and buckets. Schedules before `today` (a day since 1970, UTC) do not count.
// DATA_LOSS, UNAVAILABLE.
absl::StatusOr<StoredFacts> CollectStoredFacts(const storage::LedgerView& view, size_t measure_count, int32_t today);

}  // namespace onhand

#endif  // ONHAND_ENGINE_ENVIRONMENT_STORED_FACTS_H_
