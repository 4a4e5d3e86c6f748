#include "engine/adjust/line_group.h"

#include <utility>

#include "absl/status/statusor.h"
#include "engine/model/quantity.h"

namespace onhand {

LineGroup::LineGroup(const WriterState& state, bool by_location, int64_t now_us)
    : state_(state), now_us_(now_us), working_set_(state.sums, by_location) {
  entry_.kind = storage::EntryKind::kAdjustments;
}

absl::Status LineGroup::LoadRows(const std::vector<std::string>& row_keys) {
  std::vector<std::string> keys;
  for (const std::string& key : row_keys) {
    if (slots_.try_emplace(key, static_cast<uint32_t>(keys.size())).second) keys.push_back(key);
  }
  const std::vector<std::string_view> wanted(keys.begin(), keys.end());
  absl::StatusOr<std::vector<std::optional<storage::Row>>> rows = state_.ledger->ReadRows(wanted);
  if (!rows.ok()) return rows.status();
  working_set_.rows.resize(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    WorkingRow& working = working_set_.rows[i];
    working.row_key = texts_.emplace_back(std::move(keys[i]));
    working.existed = (*rows)[i].has_value();
    if (working.existed) working.row = *std::move((*rows)[i]);
  }
  return absl::OkStatus();
}

std::optional<int64_t> LineGroup::AddToRow(const std::string& row_key, storage::MeasureNumber measure, int64_t micros) {
  const uint32_t slot = slots_.at(row_key);
  const WorkingRow& row = working_set_.rows[slot];
  const storage::Cell* cell = row.row.Find(measure);
  const int64_t before = cell == nullptr ? 0 : cell->quantity_micros;
  int64_t after = 0;
  if (!AddQuantities(before, micros, &after)) return before;
  storage::RowEffect effect;
  effect.row_key = row.row_key;
  effect.changes.push_back({storage::ChangeOp::kAdd, measure, micros});
  working_set_.ApplyToRow(slot, effect, state_.ledger->sequence() + 1);
  entry_.effects.push_back(std::move(effect));
  return std::nullopt;
}

void LineGroup::PutLine(std::string key, std::string value) {
  const std::string& kept_key = texts_.emplace_back(std::move(key));
  const std::string& kept_value = texts_.emplace_back(std::move(value));
  entry_.further.push_back(storage::LineEffect{kept_key, kept_value});
}

void LineGroup::PutDetail(const storage::DetailNumber& number, const storage::AdjustmentDetail& detail) {
  std::string value;
  storage::EncodeAdjustmentDetail(detail, &value);
  PutLine(storage::DetailKey(number), std::move(value));
}

void LineGroup::PutAggregate(std::string_view key, const storage::AdjustmentAggregate& aggregate) {
  std::string value;
  storage::EncodeAdjustmentAggregate(aggregate, &value);
  PutLine(std::string(key), std::move(value));
}

void LineGroup::Forget(std::string_view key) { PutLine(std::string(key), {}); }

absl::Status LineGroup::Commit() {
  if (entry_.further.empty() && !push_.has_value()) return absl::OkStatus();
  storage::CommitGroup group;
  group.record.sequence = state_.ledger->sequence() + 1;
  group.record.committed_at_us = now_us_;
  group.record.entries.push_back(std::move(entry_));
  group.adjustment_push = push_;
  for (WorkingRow& row : working_set_.rows) {
    if (!row.changed) continue;
    group.rows.push_back({.row_key = row.row_key, .row = std::move(row.row), .born = !row.existed});
  }
  absl::Status status = state_.ledger->Commit(std::move(group));
  // They followed changes that are not there.
  if (!status.ok()) state_.sums->Clear();
  return status;
}

}  // namespace onhand
