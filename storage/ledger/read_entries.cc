#include "storage/ledger/read_entries.h"

#include <limits>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/keys/bucket_key.h"
#include "storage/keys/family.h"
#include "storage/keys/hold_key.h"
#include "storage/keys/receipt_key.h"
#include "storage/keys/row_key.h"
#include "storage/keys/schedule_key.h"

namespace onhand::storage {
namespace {

// For fewer rows it takes longer than what it saves.
constexpr size_t kWorthPrefetching = 4;

template <typename T>
absl::StatusOr<std::vector<std::optional<T>>> ReadAll(const Snapshot& snapshot, const std::vector<std::string>& keys,
                                                      absl::StatusOr<T> (*decode)(std::string_view)) {
  absl::StatusOr<std::vector<std::optional<std::string>>> values = snapshot.MultiGet(keys);
  if (!values.ok()) return values.status();
  std::vector<std::optional<T>> entries(values->size());
  for (size_t i = 0; i < entries.size(); ++i) {
    const std::optional<std::string>& value = (*values)[i];
    if (!value.has_value()) continue;
    absl::StatusOr<T> entry = decode(*value);
    if (!entry.ok()) return entry.status();
    entries[i] = *std::move(entry);
  }
  return entries;
}

}  // namespace

absl::StatusOr<std::vector<std::optional<Row>>> ReadRows(RowCache* rows, const ViewPoint& at,
                                                         absl::Span<const std::string_view> row_keys,
                                                         std::vector<RowCache::Place>* places_of_rows) {
  std::vector<std::optional<Row>> found(row_keys.size());
  if (places_of_rows != nullptr) places_of_rows->assign(row_keys.size(), {nullptr, nullptr});
  if (row_keys.size() >= kWorthPrefetching) rows->Prefetch(row_keys);
  std::vector<std::string> keys;
  std::vector<size_t> places;
  for (size_t i = 0; i < row_keys.size(); ++i) {
    absl::StatusOr<RowCache::Known> known =
        rows->Find(row_keys[i], at, &found[i].emplace(), places_of_rows == nullptr ? nullptr : &(*places_of_rows)[i]);
    if (!known.ok()) return known.status();
    if (*known == RowCache::Known::kRow) continue;
    found[i].reset();
    if (*known == RowCache::Known::kAbsent) continue;
    keys.push_back(std::string(1, static_cast<char>(Family::kRow)).append(row_keys[i]));
    places.push_back(i);
  }
  if (keys.empty()) return found;
  absl::StatusOr<std::vector<std::optional<Row>>> read = ReadAll(*at.tables, keys, &DecodeRow);
  if (!read.ok()) return read.status();
  for (size_t i = 0; i < keys.size(); ++i) {
    if (!(*read)[i].has_value()) continue;
    rows->KeepClean(row_keys[places[i]], at, *(*read)[i]);
    found[places[i]] = std::move((*read)[i]);
  }
  return found;
}

absl::StatusOr<std::vector<std::optional<Bucket>>> ReadBuckets(const Snapshot& snapshot,
                                                               absl::Span<const BucketRef> buckets) {
  std::vector<std::string> keys;
  keys.reserve(buckets.size());
  for (const BucketRef& bucket : buckets) keys.push_back(BucketKey(bucket.row_key, bucket.path));
  return ReadAll(snapshot, keys, &DecodeBucket);
}

absl::StatusOr<std::vector<std::optional<Schedule>>> ReadSchedules(const Snapshot& snapshot,
                                                                   absl::Span<const ScheduleRef> schedules) {
  std::vector<std::string> keys;
  keys.reserve(schedules.size());
  for (const ScheduleRef& schedule : schedules) keys.push_back(ScheduleKey(schedule.variant, schedule.row_key));
  return ReadAll(snapshot, keys, &DecodeSchedule);
}

absl::StatusOr<std::vector<std::optional<Hold>>> ReadHolds(const Snapshot& snapshot, absl::Span<const HoldRef> holds) {
  std::vector<std::string> keys;
  keys.reserve(holds.size());
  for (const HoldRef& hold : holds) keys.push_back(HoldKey(hold.row_key, hold.hold_id));
  return ReadAll(snapshot, keys, &DecodeHold);
}

absl::StatusOr<std::vector<FoundHold>> FindEndedHolds(const Snapshot& snapshot, int64_t until_us, size_t count_max) {
  std::vector<FoundHold> found;
  std::vector<std::string> keys;
  const std::unique_ptr<Cursor> cursor =
      snapshot.Scan({std::string(1, static_cast<char>(Family::kHoldEnd)), {}}, {.keys_only = true});
  for (; cursor->Valid() && found.size() < count_max; cursor->Next()) {
    const std::optional<HoldEndKeyParts> end = ParseHoldEndKey(cursor->key());
    if (!end.has_value()) return absl::DataLossError("the key of a hold's end is damaged");
    if (end->ends_at_us > until_us) break;
    keys.push_back(HoldKey(end->row_key, end->hold_id));
    found.push_back({std::string(end->row_key), end->hold_id, {0, 0, end->ends_at_us}});
  }
  if (!cursor->status().ok()) return cursor->status();
  absl::StatusOr<std::vector<std::optional<Hold>>> holds = ReadAll(snapshot, keys, &DecodeHold);
  if (!holds.ok()) return holds.status();
  for (size_t i = 0; i < found.size(); ++i) {
    const std::optional<Hold>& hold = (*holds)[i];
    if (!hold.has_value() || hold->ends_at_us != found[i].hold.ends_at_us) {
      return absl::DataLossError("the key of a hold's end names a hold that is not there or ends at another time");
    }
    found[i].hold = *hold;
  }
  return found;
}

absl::StatusOr<int64_t> FindEarliestHoldEnd(const Snapshot& snapshot) {
  const std::unique_ptr<Cursor> cursor =
      snapshot.Scan({std::string(1, static_cast<char>(Family::kHoldEnd)), {}}, {.keys_only = true});
  if (!cursor->status().ok()) return cursor->status();
  if (!cursor->Valid()) return std::numeric_limits<int64_t>::max();
  const std::optional<HoldEndKeyParts> end = ParseHoldEndKey(cursor->key());
  if (!end.has_value()) return absl::DataLossError("the key of a hold's end is damaged");
  return end->ends_at_us;
}

absl::StatusOr<Hash128> ReceiptOf(const LogRecord& record, const LogEntry& entry, uint64_t hash_seed) {
  const std::optional<RowIdentity> row = ParseRowKey(entry.row_key);
  if (!row.has_value()) {
    return absl::DataLossError(absl::StrCat("log record ", record.sequence, ": an entry has a damaged row key"));
  }
  return ReceiptHash(static_cast<uint8_t>(entry.kind), *row, entry.id, hash_seed);
}

std::string RowKeyHead(Book book) {
  switch (book) {
    case Book::kRows:
      break;
    case Book::kPerMeasureSchedules:
      return ScheduleKey(ScheduleVariant::kPerMeasure, {});
    case Book::kPeriodSchedules:
      return ScheduleKey(ScheduleVariant::kPeriod, {});
  }
  return std::string(1, static_cast<char>(Family::kRow));
}

std::string PlaceKeyHead(Book book) {
  switch (book) {
    case Book::kRows:
      break;
    case Book::kPerMeasureSchedules:
      return SchedulePlaceKey(ScheduleVariant::kPerMeasure, {});
    case Book::kPeriodSchedules:
      return SchedulePlaceKey(ScheduleVariant::kPeriod, {});
  }
  return std::string(1, static_cast<char>(Family::kPlace));
}

absl::Status ScanBehind(const Snapshot& snapshot, std::string_view head, std::string_view prefix, bool keys_only,
                        const LedgerView::EntryVisitor& visit) {
  std::string begin(head);
  begin.append(prefix);
  std::string end = AfterPrefix(begin);
  // A walk over a whole table would only push what others need out of the cache.
  const ScanOptions options{.keys_only = keys_only, .fill_cache = !prefix.empty()};
  const std::unique_ptr<Cursor> cursor = snapshot.Scan({std::move(begin), std::move(end)}, options);
  for (; cursor->Valid(); cursor->Next()) {
    const std::string_view key = cursor->key().substr(head.size());
    if (!visit(key, keys_only ? std::string_view() : cursor->value())) return absl::OkStatus();
  }
  return cursor->status();
}

}  // namespace onhand::storage
