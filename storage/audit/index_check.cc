#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "storage/audit/audit_scope.h"
#include "storage/audit/set_sum.h"
#include "storage/keys/adjustment_key.h"
#include "storage/keys/family.h"
#include "storage/keys/hold_key.h"
#include "storage/keys/row_key.h"
#include "storage/keys/schedule_key.h"
#include "storage/records/adjustment.h"
#include "storage/records/hold.h"

namespace onhand::storage {
namespace {

using MaybeKey = std::optional<std::string>;

std::string Keyed(Family family, std::string_view rest) {
  std::string key(1, static_cast<char>(family));
  return key.append(rest);
}

// A table and the keys that find its entries.
struct Index {
  std::string_view check;
  Family entries;
  Family keys;
  // The key that an entry should have there; nothing = none. DATA_LOSS: it cannot be read.
  absl::StatusOr<MaybeKey> (*key_of)(std::string_view key, std::string_view value);
  // The key of the entry that a key there stands for; nothing = it is no such key.
  MaybeKey (*entry_of)(std::string_view key);
};

absl::StatusOr<MaybeKey> PlaceOfRow(std::string_view key, std::string_view) {
  const std::optional<RowIdentity> identity = ParseRowKey(key.substr(1));
  if (!identity.has_value()) return absl::DataLossError("not a row key");
  return MaybeKey(Keyed(Family::kPlace, PlaceKey(*identity)));
}

MaybeKey RowOfPlace(std::string_view key) {
  const std::optional<RowIdentity> identity = ParsePlaceKey(key.substr(1));
  if (!identity.has_value()) return std::nullopt;
  return Keyed(Family::kRow, RowKey(*identity));
}

absl::StatusOr<MaybeKey> PlaceOfSchedule(std::string_view key, std::string_view) {
  const std::optional<ScheduleKeyParts> parts = ParseScheduleKey(Family::kSchedule, key);
  const std::optional<RowIdentity> identity = parts.has_value() ? ParseRowKey(parts->key) : std::nullopt;
  if (!identity.has_value()) return absl::DataLossError("not a schedule key");
  return MaybeKey(SchedulePlaceKey(parts->variant, PlaceKey(*identity)));
}

MaybeKey ScheduleOfPlace(std::string_view key) {
  const std::optional<ScheduleKeyParts> parts = ParseScheduleKey(Family::kSchedulePlace, key);
  const std::optional<RowIdentity> identity = parts.has_value() ? ParsePlaceKey(parts->key) : std::nullopt;
  if (!identity.has_value()) return std::nullopt;
  return ScheduleKey(parts->variant, RowKey(*identity));
}

absl::StatusOr<MaybeKey> EndOfHold(std::string_view key, std::string_view value) {
  const std::optional<HoldKeyParts> parts = ParseHoldKey(key);
  if (!parts.has_value()) return absl::DataLossError("not a hold key");
  const absl::StatusOr<Hold> hold = DecodeHold(value);
  if (!hold.ok()) return hold.status();
  return MaybeKey(HoldEndKey(hold->ends_at_us, parts->row_key, parts->hold_id));
}

MaybeKey HoldOfEnd(std::string_view key) {
  const std::optional<HoldEndKeyParts> parts = ParseHoldEndKey(key);
  if (!parts.has_value()) return std::nullopt;
  return HoldKey(parts->row_key, parts->hold_id);
}

absl::StatusOr<MaybeKey> PendingOfDetail(std::string_view key, std::string_view value) {
  const std::optional<DetailNumber> number = ParseDetailKey(key);
  if (!number.has_value()) return absl::DataLossError("not the key of an adjustment line");
  const absl::StatusOr<AdjustmentDetail> detail = DecodeAdjustmentDetail(value);
  if (!detail.ok()) return detail.status();
  if (detail->status == DetailStatus::kAggregated) return MaybeKey();
  return MaybeKey(PendingKey(static_cast<uint8_t>(detail->status), *number));
}

MaybeKey DetailOfPending(std::string_view key) {
  const std::optional<PendingKeyParts> parts = ParsePendingKey(key);
  if (!parts.has_value()) return std::nullopt;
  return DetailKey(parts->number);
}

constexpr Index kIndexes[] = {
    {"places", Family::kRow, Family::kPlace, PlaceOfRow, RowOfPlace},
    {"schedule_places", Family::kSchedule, Family::kSchedulePlace, PlaceOfSchedule, ScheduleOfPlace},
    {"hold_ends", Family::kHold, Family::kHoldEnd, EndOfHold, HoldOfEnd},
    {"pending", Family::kAdjustmentDetail, Family::kAdjustmentPending, PendingOfDetail, DetailOfPending},
};

class IndexCheck {
 public:
  IndexCheck(const AuditScope& scope, const Index& index) : scope_(scope), index_(index) {}

  absl::Status Do() {
    SetSum expected(scope_.sum_seed);
    SetSum found(scope_.sum_seed);
    bool whole = true;
    absl::Status status = Walk(
        index_.entries,
        [&](std::string_view key, std::string_view value) {
          const absl::StatusOr<MaybeKey> due = index_.key_of(key, value);
          if (!due.ok()) whole = false;
          if (due.ok() && due->has_value()) expected.Add(**due);
        },
        &whole);
    if (!status.ok()) return status;
    status = Walk(
        index_.keys,
        [&](std::string_view key, std::string_view value) {
          if (!value.empty()) whole = false;
          found.Add(key);
        },
        &whole);
    if (!status.ok()) return status;
    scope_.sink->Compared(index_.check, found.count());
    return whole && expected == found ? absl::OkStatus() : NameThem();
  }

 private:
  using Visit = absl::FunctionRef<void(std::string_view key, std::string_view value)>;

  absl::Status Walk(Family family, Visit visit, bool* whole) {
    const std::unique_ptr<Cursor> cursor =
        scope_.tables.Scan({Keyed(family, {}), {}}, {.keys_only = false, .fill_cache = false});
    for (; cursor->Valid(); cursor->Next()) {
      visit(cursor->key(), cursor->value());
      if (absl::Status status = scope_.sink->Advance(1); !status.ok()) return status;
    }
    if (!cursor->status().ok()) *whole = false;
    return scope_.sink->Ended(index_.check, std::string(1, static_cast<char>(family)) + std::string(" keys"),
                              cursor->status());
  }

  // Looks for each by itself.
  absl::Status NameThem() {
    absl::Status wrong;
    bool whole = true;
    absl::Status status = Walk(
        index_.entries,
        [&](std::string_view key, std::string_view value) {
          if (wrong.ok()) wrong = CheckEntry(key, value);
        },
        &whole);
    if (!status.ok() || !wrong.ok()) return status.ok() ? wrong : status;
    status = Walk(
        index_.keys,
        [&](std::string_view key, std::string_view value) {
          if (wrong.ok()) wrong = CheckKey(key, value);
        },
        &whole);
    return status.ok() ? wrong : status;
  }

  absl::Status CheckEntry(std::string_view key, std::string_view value) {
    const absl::StatusOr<MaybeKey> due = index_.key_of(key, value);
    if (!due.ok()) {
      FindEntry(index_.check, key, std::nullopt, value, "and cannot be read", scope_.measures, scope_.sink);
      return absl::OkStatus();
    }
    if (!due->has_value()) return absl::OkStatus();
    const absl::StatusOr<std::optional<std::string>> found = scope_.tables.Get(**due);
    if (!found.ok()) return scope_.sink->Ended(index_.check, "a key", found.status());
    if (!found->has_value()) {
      FindEntry(index_.check, **due, "", std::nullopt, "although its entry is", scope_.measures, scope_.sink);
    }
    return absl::OkStatus();
  }

  absl::Status CheckKey(std::string_view key, std::string_view value) {
    const MaybeKey entry = index_.entry_of(key);
    bool due = false;
    if (entry.has_value() && value.empty()) {
      const absl::StatusOr<std::optional<std::string>> found = scope_.tables.Get(*entry);
      if (!found.ok()) return scope_.sink->Ended(index_.check, "an entry", found.status());
      if (found->has_value()) {
        const absl::StatusOr<MaybeKey> key_of_found = index_.key_of(*entry, **found);
        due = !key_of_found.ok() || *key_of_found == std::string(key);
      }
    }
    if (!due) {
      FindEntry(index_.check, key, std::nullopt, value, "for no entry has this key", scope_.measures, scope_.sink);
    }
    return absl::OkStatus();
  }

  const AuditScope& scope_;
  const Index& index_;
};

}  // namespace

absl::Status CheckIndexes(const AuditScope& scope) {
  for (const Index& index : kIndexes) {
    if (absl::Status status = IndexCheck(scope, index).Do(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace onhand::storage
