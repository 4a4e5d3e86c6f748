#include "storage/fold/stored_entry.h"

#include <utility>

#include "absl/status/status.h"
#include "storage/keys/bucket_key.h"
#include "storage/keys/family.h"
#include "storage/keys/hold_key.h"
#include "storage/keys/row_key.h"
#include "storage/keys/schedule_key.h"

namespace onhand::storage {
namespace {

struct Encoder {
  std::string* out;
  void operator()(const Row& row) const { EncodeRow(row, out); }
  void operator()(const Bucket& bucket) const { EncodeBucket(bucket, out); }
  void operator()(const Schedule& schedule) const { EncodeSchedule(schedule, out); }
  void operator()(const Hold& hold) const { EncodeHold(hold, out); }
  void operator()(const AdjustmentDetail& detail) const { EncodeAdjustmentDetail(detail, out); }
  void operator()(const AdjustmentAggregate& aggregate) const { EncodeAdjustmentAggregate(aggregate, out); }
};

template <typename T>
absl::StatusOr<StoredEntry> AsEntry(absl::StatusOr<T> decoded) {
  if (!decoded.ok()) return decoded.status();
  return StoredEntry(*std::move(decoded));
}

}  // namespace

void EncodeStored(const StoredEntry& entry, std::string* out) { std::visit(Encoder{out}, entry); }

absl::StatusOr<StoredEntry> DecodeStored(std::string_view key, std::string_view value) {
  switch (key.empty() ? Family::kMeta : static_cast<Family>(key[0])) {
    case Family::kRow:
      return AsEntry(DecodeRow(value));
    case Family::kBucket:
      return AsEntry(DecodeBucket(value));
    case Family::kSchedule:
      return AsEntry(DecodeSchedule(value));
    case Family::kHold:
      return AsEntry(DecodeHold(value));
    case Family::kAdjustmentDetail:
      return AsEntry(DecodeAdjustmentDetail(value));
    case Family::kAdjustmentAggregate:
      return AsEntry(DecodeAdjustmentAggregate(value));
    default:
      return absl::DataLossError("a key is none of a row, bucket, schedule, hold or adjustment line");
  }
}

std::optional<std::string_view> RowKeyOfStored(std::string_view key) {
  std::optional<std::string_view> row_key;
  switch (key.empty() ? Family::kMeta : static_cast<Family>(key[0])) {
    case Family::kRow:
      row_key = key.substr(1);
      break;
    case Family::kSchedule:
      if (const auto parts = ParseScheduleKey(Family::kSchedule, key)) row_key = parts->key;
      break;
    case Family::kBucket:
      if (const auto parts = ParseBucketKey(key)) return parts->row_key;
      break;
    case Family::kHold:
      if (const auto parts = ParseHoldKey(key)) return parts->row_key;
      break;
    default:
      break;
  }
  if (!row_key.has_value() || !ParseRowKey(*row_key).has_value()) return std::nullopt;
  return row_key;
}

}  // namespace onhand::storage
