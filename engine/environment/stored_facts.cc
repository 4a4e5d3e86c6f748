#include "engine/environment/stored_facts.h"

#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "storage/keys/row_key.h"
#include "storage/records/row.h"

namespace onhand {

absl::StatusOr<StoredFacts> CollectStoredFacts(const storage::LedgerView& view, size_t measure_count) {
  StoredFacts facts;
  facts.measure_used.resize(measure_count);
  absl::Status failure;
  absl::Status status = view.ScanRows("", [&](std::string_view key, std::string_view value) {
    const std::optional<storage::RowIdentity> identity = storage::ParseRowKey(key);
    absl::StatusOr<storage::Row> row = storage::DecodeRow(value);
    if (!identity.has_value() || !row.ok()) {
      failure = row.ok() ? absl::DataLossError("a stored row has a key of no known form") : row.status();
      return false;
    }
    if (identity->site.empty() || identity->location.empty()) ++facts.rows_without_place;
    for (const storage::Cell& cell : row->cells) {
      if (cell.measure < measure_count) facts.measure_used[cell.measure] = true;
    }
    return true;
  });
  if (!status.ok()) return status;
  if (!failure.ok()) return failure;
  return facts;
}

}  // namespace onhand
