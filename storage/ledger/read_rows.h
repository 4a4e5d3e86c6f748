// File: read_rows.h
//
// Reads on-hand rows of one snapshot and takes them apart. Private to storage/ledger.
#ifndef ONHAND_STORAGE_LEDGER_READ_ROWS_H_
#define ONHAND_STORAGE_LEDGER_READ_ROWS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/kv/store.h"
#include "storage/records/row.h"

namespace onhand::storage {

// As many answers as keys (row keys without family), in their order. DATA_LOSS.
absl::StatusOr<std::vector<std::optional<Row>>> ReadRows(const Snapshot& snapshot,
                                                         absl::Span<const std::string> row_keys);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_LEDGER_READ_ROWS_H_
