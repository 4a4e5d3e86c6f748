// File: read_entries.h
//
// Reads rows and what lies beside them from one snapshot and takes them apart. Private to storage/ledger.
#ifndef ONHAND_STORAGE_LEDGER_READ_ENTRIES_H_
#define ONHAND_STORAGE_LEDGER_READ_ENTRIES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/cache/row_cache.h"
#include "storage/kv/store.h"
#include "storage/ledger/ledger.h"
#include "storage/records/bucket.h"
#include "storage/records/hash128.h"
#include "storage/records/hold.h"
#include "storage/records/log_record.h"
#include "storage/records/row.h"
#include "storage/records/schedule.h"

namespace onhand::storage {

// As many answers as keys (row keys without family), in their order; from memory where it knows them, and into it where
// it did not. DATA_LOSS; so below.
// `places`, if given, gets those of the rows in memory (RowCache::Find).
absl::StatusOr<std::vector<std::optional<Row>>> ReadRows(RowCache* rows, const ViewPoint& at,
                                                         absl::Span<const std::string_view> row_keys,
                                                         std::vector<RowCache::Place>* places_of_rows = nullptr);
absl::StatusOr<std::vector<std::optional<Bucket>>> ReadBuckets(const Snapshot& snapshot,
                                                               absl::Span<const BucketRef> buckets);
absl::StatusOr<std::vector<std::optional<Schedule>>> ReadSchedules(const Snapshot& snapshot,
                                                                   absl::Span<const ScheduleRef> schedules);
absl::StatusOr<std::vector<std::optional<Hold>>> ReadHolds(const Snapshot& snapshot, absl::Span<const HoldRef> holds);

// The hash under which the receipt of a record's entry lies. DATA_LOSS: the entry has a damaged row key.
absl::StatusOr<Hash128> ReceiptOf(const LogRecord& record, const LogEntry& entry, uint64_t hash_seed);

// LedgerView::EndedHolds.
absl::StatusOr<std::vector<FoundHold>> FindEndedHolds(const Snapshot& snapshot, int64_t until_us, size_t count_max);
// The time at which the first hold ends; INT64_MAX when there is none.
absl::StatusOr<int64_t> FindEarliestHoldEnd(const Snapshot& snapshot);

// Visits what was read behind place keys, by row key; all of it must be there. What the visitor answered last.
// DATA_LOSS.
template <typename T, typename Visit>
absl::StatusOr<bool> VisitBehindPlaces(const std::vector<std::string>& row_keys,
                                       const absl::StatusOr<std::vector<std::optional<T>>>& read, const Visit& visit) {
  if (!read.ok()) return read.status();
  for (size_t i = 0; i < row_keys.size(); ++i) {
    if (!(*read)[i].has_value()) return absl::DataLossError("a place key names a row that is not there");
    if (!visit(row_keys[i], *(*read)[i])) return false;
  }
  return true;
}

// What stands before the row keys of a book, and before its place keys.
std::string RowKeyHead(Book book);
std::string PlaceKeyHead(Book book);

// Walks over all keys that begin with `head` and `prefix`; `visit` gets them without the head. False ends the walk
// early.
absl::Status ScanBehind(const Snapshot& snapshot, std::string_view head, std::string_view prefix, bool keys_only,
                        const LedgerView::EntryVisitor& visit);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_LEDGER_READ_ENTRIES_H_
