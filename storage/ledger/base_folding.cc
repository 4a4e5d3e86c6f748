#include "storage/ledger/base_folding.h"

#include <memory>
#include <utility>
#include <vector>

#include "storage/keys/family.h"
#include "storage/keys/row_key.h"

namespace onhand::storage {
namespace {

bool LiesAt(std::string_view row_key, std::string_view place_prefix) {
  const std::optional<RowIdentity> identity = ParseRowKey(row_key);
  return identity.has_value() && PlaceKey(*identity).compare(0, place_prefix.size(), place_prefix) == 0;
}

std::string BaseKey(std::string_view row_key) {
  std::string key(1, static_cast<char>(Family::kBase));
  return key.append(row_key);
}

}  // namespace

absl::StatusOr<std::optional<Row>*> BaseFolding::Find(std::string_view row_key) {
  if (const auto it = rows_.find(row_key); it != rows_.end()) return &it->second;
  absl::StatusOr<std::optional<std::string>> value = snapshot_.Get(BaseKey(row_key));
  if (!value.ok()) return value.status();
  std::optional<Row> row;
  if (value->has_value()) {
    absl::StatusOr<Row> decoded = DecodeRow(**value);
    if (!decoded.ok()) return decoded.status();
    row = *std::move(decoded);
  }
  return &rows_.emplace(row_key, std::move(row)).first->second;
}

absl::Status BaseFolding::Apply(const LogRecord& record) {
  for (const LogEntry& entry : record.entries) {
    for (const RowEffect& effect : entry.effects) {
      absl::StatusOr<std::optional<Row>*> row = Find(effect.row_key.empty() ? entry.row_key : effect.row_key);
      if (!row.ok()) return row.status();
      if (!(*row)->has_value()) (*row)->emplace();
      if (absl::Status status = ApplyEffect(effect, record.sequence, &***row); !status.ok()) return status;
    }
    if (entry.kind != EntryKind::kCleanUp) continue;
    absl::StatusOr<CleanUpPayload> payload = DecodeCleanUp(entry.payload);
    if (!payload.ok()) return payload.status();
    if (absl::Status status = CleanUp(*payload); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status BaseFolding::CleanUp(const CleanUpPayload& payload) {
  for (const std::string& prefix : payload.prefixes) {
    absl::Status status = payload.by_place ? CleanUpPlaces(prefix) : CleanUpRows(prefix);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status BaseFolding::CleanUpRows(const std::string& prefix) {
  for (auto it = rows_.lower_bound(prefix); it != rows_.end() && it->first.compare(0, prefix.size(), prefix) == 0;
       ++it) {
    it->second.reset();
  }
  const std::string begin = BaseKey(prefix);
  const std::unique_ptr<Cursor> cursor = snapshot_.Scan({begin, AfterPrefix(begin)}, {.keys_only = true});
  for (; cursor->Valid(); cursor->Next()) rows_.insert_or_assign(std::string(cursor->key().substr(1)), std::nullopt);
  return cursor->status();
}

// Base rows have no index by place: clean-ups are rare, and old ones are folded once.
absl::Status BaseFolding::CleanUpPlaces(const std::string& prefix) {
  for (auto& [row_key, row] : rows_) {
    if (LiesAt(row_key, prefix)) row.reset();
  }
  const std::unique_ptr<Cursor> cursor = snapshot_.Scan({BaseKey({}), {}}, {.keys_only = true, .fill_cache = false});
  for (; cursor->Valid(); cursor->Next()) {
    const std::string_view row_key = cursor->key().substr(1);
    if (LiesAt(row_key, prefix)) rows_.insert_or_assign(std::string(row_key), std::nullopt);
  }
  return cursor->status();
}

void BaseFolding::AddTo(WriteBatch* batch) const {
  std::string value;
  for (const auto& [row_key, row] : rows_) {
    if (!row.has_value()) {
      batch->Delete(BaseKey(row_key));
      continue;
    }
    value.clear();
    EncodeRow(*row, &value);
    batch->Put(BaseKey(row_key), value);
  }
}

}  // namespace onhand::storage
