#include "storage/fold/log_fold.h"

#include <array>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/keys/bucket_key.h"
#include "storage/keys/family.h"
#include "storage/keys/hold_key.h"
#include "storage/keys/row_key.h"
#include "storage/keys/schedule_key.h"
#include "storage/records/coding.h"

namespace onhand::storage {
namespace {

std::string TableKey(Family family, std::string_view rest) {
  std::string key(1, static_cast<char>(family));
  return key.append(rest);
}

bool BeginsWith(std::string_view bytes, std::string_view prefix) { return bytes.substr(0, prefix.size()) == prefix; }

absl::Status Damaged(const LogRecord& record, std::string_view what) {
  return absl::DataLossError(
      absl::StrCat("log record ", record.sequence, ": ", absl::string_view(what.data(), what.size())));
}

// The status of adding up what a record says, which cannot fail unless something is damaged.
absl::Status SumStatus(const LogRecord& record, const absl::Status& status) {
  if (status.ok()) return status;
  const absl::string_view message = status.message();
  return Damaged(record, std::string_view(message.data(), message.size()));
}

}  // namespace

absl::StatusOr<std::optional<StoredEntry>> LogFold::Find(std::string_view key) const {
  if (const auto it = changed_.find(key); it != changed_.end()) return it->second;
  return FindBefore(key);
}

absl::StatusOr<std::optional<StoredEntry>> LogFold::FindBefore(std::string_view key) const {
  if (source_ == nullptr) return std::nullopt;
  absl::StatusOr<std::optional<std::string>> value = source_->Get(key);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return std::nullopt;
  absl::StatusOr<StoredEntry> entry = DecodeStored(key, **value);
  if (!entry.ok()) return entry.status();
  return std::optional<StoredEntry>(*std::move(entry));
}

absl::StatusOr<std::optional<StoredEntry>*> LogFold::Load(std::string_view key) {
  const auto it = changed_.lower_bound(key);
  if (it != changed_.end() && it->first == key) return &it->second;
  absl::StatusOr<std::optional<StoredEntry>> entry = FindBefore(key);
  if (!entry.ok()) return entry.status();
  return &changed_.emplace_hint(it, key, *std::move(entry))->second;
}

template <typename T>
absl::StatusOr<T*> LogFold::LoadOrMake(std::string_view key) {
  absl::StatusOr<std::optional<StoredEntry>*> entry = Load(key);
  if (!entry.ok()) return entry.status();
  if (!(*entry)->has_value()) (*entry)->emplace(T());
  return &std::get<T>(***entry);
}

absl::Status LogFold::Apply(const LogRecord& record) {
  for (const LogEntry& entry : record.entries) {
    if (absl::Status status = ApplyEntry(record, entry); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status LogFold::ApplyEntry(const LogRecord& record, const LogEntry& entry) {
  const auto own = [&entry](std::string_view row_key) { return row_key.empty() ? entry.row_key : row_key; };
  for (const RowEffect& effect : entry.effects) {
    if (absl::Status status = ApplyRow(record, own(effect.row_key), effect); !status.ok()) return status;
  }
  for (const FurtherEffect& further : entry.further) {
    if (const auto* line = std::get_if<LineEffect>(&further)) {
      if (absl::Status status = ApplyLine(record, *line); !status.ok()) return status;
      continue;
    }
    absl::Status status = std::visit(
        [&](const auto& effect) {
          if constexpr (std::is_same_v<std::decay_t<decltype(effect)>, LineEffect>) {
            return absl::OkStatus();
          } else {
            const std::string_view row_key = own(effect.row_key);
            if (!ParseRowKey(row_key).has_value()) return Damaged(record, "an effect has a damaged row key");
            return ApplyFurther(record, row_key, effect);
          }
        },
        further);
    if (!status.ok()) return status;
  }
  if (entry.kind == EntryKind::kCleanUp) {
    absl::StatusOr<CleanUpPayload> payload = DecodeCleanUp(entry.payload);
    if (!payload.ok()) return payload.status();
    return CleanUp(*payload);
  }
  if (entry.kind == EntryKind::kPurge) {
    Reader reader(entry.payload);
    receipts_purged_through_ = reader.Varint();
    if (!reader.done()) return Damaged(record, "its purge has a damaged payload");
  }
  return absl::OkStatus();
}

absl::Status LogFold::ApplyRow(const LogRecord& record, std::string_view row_key, const RowEffect& effect) {
  const std::string key = TableKey(Family::kRow, row_key);
  if (!IsWanted(key)) return absl::OkStatus();
  if (!ParseRowKey(row_key).has_value()) return Damaged(record, "an effect has a damaged row key");
  absl::StatusOr<Row*> row = LoadOrMake<Row>(key);
  if (!row.ok()) return row.status();
  return ApplyEffect(effect, record.sequence, *row);
}

absl::Status LogFold::ApplyFurther(const LogRecord& record, std::string_view row_key, const BucketEffect& effect) {
  if (!ParseBucketPath(effect.path).has_value()) return Damaged(record, "an effect has a damaged group path");
  const std::string key = BucketKey(row_key, effect.path);
  if (!IsWanted(key)) return absl::OkStatus();
  absl::StatusOr<Bucket*> bucket = LoadOrMake<Bucket>(key);
  if (!bucket.ok()) return bucket.status();
  return SumStatus(record, AddToBucket(effect.added, *bucket));
}

absl::Status LogFold::ApplyFurther(const LogRecord& record, std::string_view row_key, const ScheduleEffect& effect) {
  const std::string key = ScheduleKey(effect.variant, row_key);
  if (!IsWanted(key)) return absl::OkStatus();
  absl::StatusOr<Schedule*> schedule = LoadOrMake<Schedule>(key);
  if (!schedule.ok()) return schedule.status();
  return SumStatus(record, AddToSchedule(effect.changes, DayOfMicros(record.committed_at_us), *schedule));
}

absl::Status LogFold::ApplyFurther(const LogRecord&, std::string_view row_key, const HoldEffect& effect) {
  std::string key = HoldKey(row_key, effect.hold_id);
  if (!IsWanted(key)) return absl::OkStatus();
  std::optional<StoredEntry> hold;
  if (effect.hold.remaining_micros != 0) hold = effect.hold;
  changed_.insert_or_assign(std::move(key), std::move(hold));
  return absl::OkStatus();
}

absl::Status LogFold::ApplyLine(const LogRecord& record, const LineEffect& effect) {
  const char family = effect.key.empty() ? '\0' : effect.key[0];
  if (family != static_cast<char>(Family::kAdjustmentDetail) &&
      family != static_cast<char>(Family::kAdjustmentAggregate)) {
    return Damaged(record, "an adjustment line has a damaged key");
  }
  if (!IsWanted(effect.key)) return absl::OkStatus();
  std::optional<StoredEntry> line;
  if (!effect.value.empty()) {
    absl::StatusOr<StoredEntry> decoded = DecodeStored(effect.key, effect.value);
    if (!decoded.ok()) return SumStatus(record, decoded.status());
    line = *std::move(decoded);
  }
  changed_.insert_or_assign(std::string(effect.key), std::move(line));
  return absl::OkStatus();
}

absl::Status LogFold::CleanUp(const CleanUpPayload& payload) {
  for (const std::string& prefix : payload.prefixes) {
    // What lies at a place is found by looking at everything: clean-ups are rare, and replay is no hurry.
    const std::string_view row_prefix = payload.by_place ? std::string_view() : prefix;
    const std::string_view place = payload.by_place ? prefix : std::string_view();
    const std::array<std::string, 5> begins = {
        TableKey(Family::kRow, row_prefix), TableKey(Family::kBucket, row_prefix), TableKey(Family::kHold, row_prefix),
        ScheduleKey(ScheduleVariant::kPerMeasure, row_prefix), ScheduleKey(ScheduleVariant::kPeriod, row_prefix)};
    for (const std::string& begin : begins) {
      if (absl::Status status = Remove(begin, place); !status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status LogFold::Remove(const std::string& begin, std::string_view place) {
  absl::Status wrong;
  const auto lies_there = [&](std::string_view key) {
    if (place.empty()) return true;
    const std::optional<std::string_view> row_key = RowKeyOfStored(key);
    if (!row_key.has_value()) wrong = absl::DataLossError("an entry to be cleaned up has a damaged key");
    return row_key.has_value() && BeginsWith(PlaceKey(*ParseRowKey(*row_key)), place);
  };
  for (auto it = changed_.lower_bound(begin); it != changed_.end() && BeginsWith(it->first, begin); ++it) {
    if (lies_there(it->first)) it->second.reset();
  }
  if (source_ == nullptr) return wrong;
  absl::Status scanned = source_->ForEachKey(begin, [&](std::string_view key) {
    if (lies_there(key)) changed_.insert_or_assign(std::string(key), std::nullopt);
  });
  return scanned.ok() ? wrong : scanned;
}

}  // namespace onhand::storage
