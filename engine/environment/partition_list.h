// File: partition_list.h
//
// Which partitions hold data (decisions C3a, E7).
#ifndef ONHAND_ENGINE_ENVIRONMENT_PARTITION_LIST_H_
#define ONHAND_ENGINE_ENVIRONMENT_PARTITION_LIST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/ledger/ledger.h"

namespace onhand {

// Ids of partitions that have rows, or schedules from `today` (a day since 1970, UTC) on; sorted. DATA_LOSS,
// UNAVAILABLE.
absl::StatusOr<std::vector<std::string>> ListPartitionIds(const storage::LedgerView& view, bool by_location,
                                                          int32_t today);

}  // namespace onhand

#endif  // ONHAND_ENGINE_ENVIRONMENT_PARTITION_LIST_H_
