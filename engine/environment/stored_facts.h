// File: stored_facts.h
//
// Reads from the rows what a change of configuration must respect (decisions C3).
#ifndef ONHAND_ENGINE_ENVIRONMENT_STORED_FACTS_H_
#define ONHAND_ENGINE_ENVIRONMENT_STORED_FACTS_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "engine/config/conflict.h"
#include "storage/ledger/ledger.h"

namespace onhand {

// One pass over all rows. DATA_LOSS, UNAVAILABLE.
absl::StatusOr<StoredFacts> CollectStoredFacts(const storage::LedgerView& view, size_t measure_count);

}  // namespace onhand

#endif  // ONHAND_ENGINE_ENVIRONMENT_STORED_FACTS_H_
