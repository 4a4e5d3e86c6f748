#include "storage/ledger/read_rows.h"

#include <utility>

#include "storage/keys/family.h"

namespace onhand::storage {

absl::StatusOr<std::vector<std::optional<Row>>> ReadRows(const Snapshot& snapshot,
                                                         absl::Span<const std::string> row_keys) {
  std::vector<std::string> keys;
  keys.reserve(row_keys.size());
  for (const std::string& row_key : row_keys) keys.push_back(static_cast<char>(Family::kRow) + row_key);
  absl::StatusOr<std::vector<std::optional<std::string>>> values = snapshot.MultiGet(keys);
  if (!values.ok()) return values.status();
  std::vector<std::optional<Row>> rows(values->size());
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::optional<std::string>& value = (*values)[i];
    if (!value.has_value()) continue;
    absl::StatusOr<Row> row = DecodeRow(*value);
    if (!row.ok()) return row.status();
    rows[i] = *std::move(row);
  }
  return rows;
}

}  // namespace onhand::storage
