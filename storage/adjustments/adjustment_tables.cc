#include "storage/adjustments/adjustment_tables.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/keys/family.h"
#include "storage/keys/meta_key.h"

namespace onhand::storage {
namespace {

absl::Status DamagedKey(const char* what) { return absl::DataLossError(absl::StrCat(what, " has a damaged key")); }

absl::Status Damaged(const DetailNumber& number, const absl::Status& status) {
  return absl::DataLossError(
      absl::StrCat("adjustment line ", number.sequence, "-", number.entry, ": ", status.message()));
}

}  // namespace

absl::StatusOr<PushState> ReadPushState(const Snapshot& snapshot) {
  absl::StatusOr<std::optional<std::string>> value = snapshot.Get(kAdjustmentPushKey);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return PushState();
  return DecodePushState(**value);
}

absl::StatusOr<std::vector<StoredDetail>> ReadPending(const Snapshot& snapshot, DetailStatus status,
                                                      std::optional<DetailNumber> after, size_t count_max) {
  const auto byte = static_cast<uint8_t>(status);
  std::string begin{static_cast<char>(Family::kAdjustmentPending), static_cast<char>(byte)};
  std::string end = begin;
  ++end.back();
  // The key behind another one of the same length is that one and a 00.
  if (after.has_value()) begin = PendingKey(byte, *after) + '\0';
  std::vector<StoredDetail> pending;
  std::vector<std::string> keys;
  const std::unique_ptr<Cursor> cursor = snapshot.Scan({std::move(begin), std::move(end)}, {.keys_only = true});
  for (; cursor->Valid() && keys.size() < count_max; cursor->Next()) {
    const std::optional<PendingKeyParts> parts = ParsePendingKey(cursor->key());
    if (!parts.has_value()) return DamagedKey("a pending adjustment line");
    pending.push_back({parts->number, {}});
    keys.push_back(DetailKey(parts->number));
  }
  if (!cursor->status().ok()) return cursor->status();
  absl::StatusOr<std::vector<std::optional<std::string>>> values = snapshot.MultiGet(keys);
  if (!values.ok()) return values.status();
  for (size_t i = 0; i < pending.size(); ++i) {
    if (!(*values)[i].has_value())
      return Damaged(pending[i].number, absl::DataLossError("it is pending and not there"));
    absl::StatusOr<AdjustmentDetail> detail = DecodeAdjustmentDetail(*(*values)[i]);
    if (!detail.ok()) return Damaged(pending[i].number, detail.status());
    if (detail->status != status) return Damaged(pending[i].number, absl::DataLossError("its status is another"));
    pending[i].detail = *std::move(detail);
  }
  return pending;
}

absl::Status ScanDetails(const Snapshot& snapshot, std::optional<DetailNumber> after,
                         const std::function<bool(const StoredDetail& detail)>& visit) {
  std::string begin =
      after.has_value() ? DetailKey(*after) + '\0' : std::string(1, static_cast<char>(Family::kAdjustmentDetail));
  const std::unique_ptr<Cursor> cursor = snapshot.Scan({std::move(begin), {}}, {.fill_cache = false});
  for (; cursor->Valid(); cursor->Next()) {
    const std::optional<DetailNumber> number = ParseDetailKey(cursor->key());
    if (!number.has_value()) return DamagedKey("an adjustment line");
    absl::StatusOr<AdjustmentDetail> detail = DecodeAdjustmentDetail(cursor->value());
    if (!detail.ok()) return Damaged(*number, detail.status());
    if (!visit({*number, *std::move(detail)})) return absl::OkStatus();
  }
  return cursor->status();
}

absl::Status ScanAggregates(const Snapshot& snapshot, std::string_view after,
                            const std::function<bool(const StoredAggregate& aggregate)>& visit) {
  std::string begin(1, static_cast<char>(Family::kAdjustmentAggregate));
  if (!after.empty()) begin = std::string(after) + '\0';
  const std::unique_ptr<Cursor> cursor = snapshot.Scan({std::move(begin), {}}, {.fill_cache = false});
  for (; cursor->Valid(); cursor->Next()) {
    const std::optional<AggregateKeyParts> parts = ParseAggregateKey(cursor->key());
    if (!parts.has_value()) return DamagedKey("an adjustment aggregate");
    absl::StatusOr<AdjustmentAggregate> aggregate = DecodeAdjustmentAggregate(cursor->value());
    if (!aggregate.ok()) return aggregate.status();
    const StoredAggregate stored{std::string(cursor->key()), parts->push, std::string(parts->row_key), parts->measure,
                                 *std::move(aggregate)};
    if (!visit(stored)) return absl::OkStatus();
  }
  return cursor->status();
}

absl::StatusOr<std::optional<AdjustmentAggregate>> FindAggregate(const Snapshot& snapshot, std::string_view key) {
  absl::StatusOr<std::optional<std::string>> value = snapshot.Get(key);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return std::nullopt;
  absl::StatusOr<AdjustmentAggregate> aggregate = DecodeAdjustmentAggregate(**value);
  if (!aggregate.ok()) return aggregate.status();
  return std::optional<AdjustmentAggregate>(*std::move(aggregate));
}

}  // namespace onhand::storage
