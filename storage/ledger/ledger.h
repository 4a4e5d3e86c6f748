// File: ledger.h
//
// The tables of one environment on a Store: rows, their place index, allocation buckets, schedules, holds, receipts,
// the commit log, the base snapshot, the configuration record and the measure dictionary. It knows bytes and
// consistency between these tables, no business rule: what a commit group changes is handed to it, what follows from
// that for each table is its own affair.
//
//   Ledger::Open(store) -> FindReceipts / ReadRows -> Commit(group)       the one writer
//                       -> OpenView() -> rows, places, log                any number of readers
//
// A commit writes its log record and what lies beside rows; rows, places and receipts follow later, many commits at
// once (the *write-back*), and are served from memory until then. Nothing of that shows but in speed: after a crash the
// log says what the tables lack.
#ifndef ONHAND_STORAGE_LEDGER_LEDGER_H_
#define ONHAND_STORAGE_LEDGER_LEDGER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/base/worker_pool.h"
#include "storage/cache/memory_budget.h"
#include "storage/keys/row_key.h"
#include "storage/kv/store.h"
#include "storage/records/adjustment.h"
#include "storage/records/bucket.h"
#include "storage/records/cell_sums.h"
#include "storage/records/hash128.h"
#include "storage/records/hold.h"
#include "storage/records/log_record.h"
#include "storage/records/receipt.h"
#include "storage/records/row.h"
#include "storage/records/schedule.h"

namespace onhand::storage {

class KeyWalk;

// A row as it will be after the group. Whoever writes one that is not born has read it (Ledger::ReadRows).
struct RowWrite {
  std::string_view row_key;  // the caller's
  Row row;                   // its sequence is set by Commit
  bool born = false;         // the row did not exist: its place key is written too
};

// A bucket as it will be after the group. Its row is there, or born in the same group, for a clean-up by place finds
// buckets and holds through their rows.
struct BucketWrite {
  std::string row_key;
  std::string path;
  Bucket bucket;
};

// A schedule as it will be after the group.
struct ScheduleWrite {
  std::string row_key;
  ScheduleVariant variant = ScheduleVariant::kPeriod;
  Schedule schedule;
  bool born = false;  // there was none: its place key is written too
};

// A hold before and after the group; nothing = not there. Its row as a bucket's.
struct HoldWrite {
  std::string row_key;
  Hash128 hold_id{};
  std::optional<Hold> before;
  std::optional<Hold> after;
};

// A hold and where it lies.
struct FoundHold {
  std::string row_key;
  Hash128 hold_id{};
  Hold hold;
  friend bool operator==(const FoundHold&, const FoundHold&) = default;
};

// Everything one commit group changes; becomes durable and visible as a whole.
struct CommitGroup {
  LogRecord record;                  // sequence: sequence() + 1; entries in the order in which they were judged
  std::vector<Hash128> receipts;     // of those entries that have one, in their order (storage/keys/receipt_key.h)
  std::vector<RowWrite> rows;        // each row key once, none that is not a row key
  std::vector<BucketWrite> buckets;  // each once; so below
  std::vector<ScheduleWrite> schedules;
  std::vector<HoldWrite> holds;
  std::vector<std::string> new_measures;  // names appended to the dictionary, "source.measure"
  // Which pushes of adjustment lines there were, after the group; absent = as before.
  std::optional<PushState> adjustment_push;
  // Set with a kConfiguration entry: the configuration that holds from here on.
  std::optional<std::string> configuration;
  // Set with a kCleanUp entry, once at most; the group then writes nothing else. Rows, buckets, schedules and holds
  // under the prefixes go.
  std::optional<CleanUpPayload> clean_up;
};

// Keys of records that lie beside rows.
struct BucketRef {
  std::string_view row_key;
  std::string_view path;
};
struct ScheduleRef {
  std::string_view row_key;
  ScheduleVariant variant = ScheduleVariant::kPeriod;
};
struct HoldRef {
  std::string_view row_key;
  Hash128 hold_id{};
};

// Which table a walk goes through: on-hand rows, or the schedules of one variant, which have keys of the same form.
enum class Book : uint8_t { kRows, kPerMeasureSchedules, kPeriodSchedules };
Book BookOf(ScheduleVariant variant);

// The rows of one environment at one moment. Thread-safe; cursors are not. Must not outlive its ledger. A visitor must
// not ask the view for rows.
class LedgerView {
 public:
  struct Point;
  explicit LedgerView(std::unique_ptr<Point> point);
  ~LedgerView();

  // As many answers as keys (row keys without family), in their order.
  absl::StatusOr<std::vector<std::optional<Row>>> ReadRows(absl::Span<const std::string_view> row_keys) const;

  // Called with each row key (without family); false ends the walk early, so below.
  using RowVisitor = std::function<bool(std::string_view row_key, const Row& row)>;
  // Rows whose key begins with `prefix` ("" = all), in key order.
  absl::Status ScanRows(std::string_view prefix, const RowVisitor& visit) const;
  // Rows whose key is in [begin, end), in key order; an empty `end` means: to the last. Nothing of it stays in memory.
  absl::Status ScanRowRange(std::string_view begin, std::string_view end, const RowVisitor& visit) const;
  // The sums of one product's rows (KeyPrefix of organization and product) by `parts`: row keys whose other parts are
  // left unspecified, in their order. False if they are not at hand; then nothing was visited, and ScanRows tells.
  using SumsVisitor = std::function<void(std::string_view row_key, const CellSums& sums)>;
  bool VisitSums(std::string_view product, PartMask parts, const SumsVisitor& visit) const;
  // Which sums are at hand now, by product and parts; not of the view's moment.
  std::vector<std::pair<std::string, PartMask>> KeptSums() const;
  // Rows whose place key begins with `prefix`, in place key order, with their row keys.
  absl::Status ScanPlaces(std::string_view prefix, const RowVisitor& visit) const;
  // Likewise schedules of one variant.
  using ScheduleVisitor = std::function<bool(std::string_view row_key, const Schedule& schedule)>;
  absl::Status ScanSchedules(ScheduleVariant variant, std::string_view prefix, const ScheduleVisitor& visit) const;
  absl::Status ScanSchedulePlaces(ScheduleVariant variant, std::string_view prefix, const ScheduleVisitor& visit) const;
  // Keys alone, which is cheaper: row keys and place keys respectively.
  using KeyVisitor = std::function<bool(std::string_view key)>;
  absl::Status ScanRowKeys(std::string_view prefix, const KeyVisitor& visit, Book book = Book::kRows) const;
  absl::Status ScanPlaceKeys(std::string_view prefix, const KeyVisitor& visit, Book book = Book::kRows) const;
  // The distinct beginnings of `parts` texts (KeyPrefix form) of all row keys, or place keys, found by skipping.
  absl::StatusOr<std::vector<std::string>> DistinctPrefixes(bool by_place, int parts, Book book = Book::kRows) const;

  // As many answers as schedules asked for, in their order.
  absl::StatusOr<std::vector<std::optional<Schedule>>> ReadSchedules(absl::Span<const ScheduleRef> schedules) const;
  // Buckets whose row key begins with `prefix` ("" = all), in key order; false ends the walk early.
  absl::Status ScanBuckets(
      std::string_view prefix,
      const std::function<bool(std::string_view row_key, std::string_view path, const Bucket& bucket)>& visit) const;
  // The buckets of exactly this row, by path.
  absl::Status ScanBucketsOfRow(std::string_view row_key,
                                const std::function<bool(std::string_view path, const Bucket& bucket)>& visit) const;
  // The holds of exactly this row, by id.
  absl::Status ScanHoldsOfRow(std::string_view row_key,
                              const std::function<bool(const Hash128& hold_id, const Hold& hold)>& visit) const;
  // Holds that ended at or before `until_us`, in the order of their ends, at most `count_max`.
  absl::StatusOr<std::vector<FoundHold>> EndedHolds(int64_t until_us, size_t count_max) const;

  // Log records from `first` on, or from log_begin() on if that is later, decoded one by one; false ends the walk
  // early. DATA_LOSS names a damaged record or a hole, a missing end included.
  absl::Status ScanLog(uint64_t first, const std::function<bool(const LogRecord&)>& visit) const;

  // Base rows (as they were just before log_begin()), like ScanRows.
  absl::Status ScanBase(std::string_view prefix, const RowVisitor& visit) const;
  // Base buckets, schedules and holds: key with its family byte ('A', 'S', 'H'), undecoded value.
  using EntryVisitor = std::function<bool(std::string_view key, std::string_view value)>;
  absl::Status ScanBaseBooks(const EntryVisitor& visit) const;

  // The sequence number of the oldest log record still kept; 1 in a new ledger.
  absl::StatusOr<uint64_t> log_begin() const;

  uint64_t sequence() const;  // of the last commit that it sees
  // All tables, but rows, places and receipts only as far as they were written back (see Ledger::WriteBack), and the
  // log perhaps not to its end.
  const Snapshot& snapshot() const;
  // The log and its base: records up to sequence(), and perhaps later ones. As they stood when the view was first asked
  // for anything of the log: what a purge removed before that is not there.
  const Snapshot& log_snapshot() const;

 private:
  // Gets the row keys of several places at once; false ends the walk early.
  using KeysVisitor = std::function<absl::StatusOr<bool>(const std::vector<std::string>& row_keys)>;
  absl::Status VisitPlaces(std::string_view prefix, Book book, const KeysVisitor& visit) const;
  absl::Status LoadProduct(std::string_view prefix, const RowVisitor& visit) const;
  absl::Status RowAt(const KeyWalk& walk, Row* row) const;

  const std::unique_ptr<Point> point_;
};

struct LedgerOptions {
  // A write-back begins when the log has grown by so much since the last one; at twice that the writer waits for it.
  // Recovery reads as much of the log again. Default: 64 MiB
  uint64_t write_back_bytes = 64ull << 20;
  // Most that each of the two filters of receipts takes, 3 bytes each: of those that are in their table when it is
  // opened, and of those made since. They are part of the budget. Default: 64 MiB
  uint64_t receipt_filter_bytes = 64ull << 20;
  // Shared with other ledgers: rows in memory beyond those that have to be go when it is exceeded, and write-backs come
  // sooner. nullptr = one of its own, of 64 MiB.
  std::shared_ptr<MemoryBudget> budget;
  // Carries out write-backs, and reads which receipts there are after opening; not owned. nullptr = the writer does the
  // former itself, and nobody the latter.
  WorkerPool* pool = nullptr;
  // Of a new ledger: its hash_seed(), for tests that do the same thing twice. Nothing = drawn at random.
  std::optional<uint64_t> hash_seed;
};

struct PurgeLimits {
  int64_t receipts_before_us = 0;  // receipts committed before this time may go; 0 = keep all
  int64_t log_before_us = 0;       // log records committed before this time may go; 0 = keep all
  int records_max = 256;           // log records in one step, for either kind; those of the purge itself do not count
};

// What one step of the purge did. Both numbers 0: nothing more to do for now.
struct PurgeStep {
  uint64_t receipts_removed = 0;
  uint64_t records_removed = 0;
};

// Thread-safe for readers; the writing calls (marked W) come from one thread at a time.
class Ledger {
 public:
  // Takes ownership of the store's partition "main" and reads what the writer needs. DATA_LOSS, UNAVAILABLE.
  static absl::StatusOr<std::unique_ptr<Ledger>> Open(std::unique_ptr<Store> store, LedgerOptions options = {});
  // Writes back what the tables lack, as far as the disk lets it.
  ~Ledger();

  uint64_t sequence() const;   // of the last committed group; 0 = none. Thread-safe.
  uint64_t row_count() const;  // on-hand rows after it. Thread-safe.

  // The seed of every 128-bit hash of this environment (storage/records/hash128.h): drawn at random when it is first
  // opened, kept from its first commit on. Thread-safe.
  uint64_t hash_seed() const;

  // The configuration record of the last kConfiguration entry; "" if there never was one. W
  const std::string& configuration() const;
  // Measure names "source.measure" by MeasureNumber. W
  const std::vector<std::string>& dictionary() const;

  // The receipts of these scopes, in their order, nothing where none is remembered. W
  absl::StatusOr<std::vector<std::optional<Receipt>>> FindReceipts(absl::Span<const Hash128> receipts) const;
  // False: FindReceipts says without looking that there is none. W
  bool MayHaveReceipt(const Hash128& receipt) const;
  // The hashes of the receipts that a record leaves, for CommitGroup::receipts. DATA_LOSS: an entry has a damaged row
  // key.
  absl::StatusOr<std::vector<Hash128>> ReceiptsOf(const LogRecord& record) const;
  // The newest rows under these keys, in their order. W
  absl::StatusOr<std::vector<std::optional<Row>>> ReadRows(absl::Span<const std::string_view> row_keys) const;
  // Likewise what lies beside them. W
  absl::StatusOr<std::vector<std::optional<Bucket>>> ReadBuckets(absl::Span<const BucketRef> buckets) const;
  absl::StatusOr<std::vector<std::optional<Schedule>>> ReadSchedules(absl::Span<const ScheduleRef> schedules) const;
  absl::StatusOr<std::vector<std::optional<Hold>>> ReadHolds(absl::Span<const HoldRef> holds) const;
  // As LedgerView's, on the newest state. W
  absl::StatusOr<std::vector<FoundHold>> EndedHolds(int64_t until_us, size_t count_max) const;
  absl::Status ScanRows(std::string_view prefix, const LedgerView::RowVisitor& visit) const;

  // Brings all tables up to sequence(). UNAVAILABLE: the disk refused; nothing is lost. DATA_LOSS. W
  absl::Status WriteBack();
  // The same without waiting: ends a write-back that is done, begins one as far as one is needed. True when the tables
  // have everything up to commit `through`, which must not be ahead of sequence(). W
  absl::StatusOr<bool> AdvanceWriteBack(uint64_t through);
  // Waits for the write-back that is under way, if one is; begins none. Errors as WriteBack. W
  absl::Status EndWriteBack();

  // No hold ends before this time; INT64_MAX when there is none. So whoever finds it in the future need not look for
  // ended holds. Exact but for a moment after holds went. A reader takes its time, then asks this, then opens its view:
  // what the view may then show beyond it are holds that were made since, none of them ended. Thread-safe.
  int64_t earliest_hold_end_us() const;

  // Makes the group durable: one log record, everything it writes, the keys that find it, one receipt for each entry
  // that has one.
  // After an error nothing of it is visible and sequence() is what it was. UNAVAILABLE: the disk refused (see
  // Store::Commit). FAILED_PRECONDITION, ABORTED: another owner took the store. RESOURCE_EXHAUSTED: more measures than
  // measure numbers. DATA_LOSS: rows to clean up are damaged. W
  absl::Status Commit(CommitGroup group);

  // One bounded step of forgetting: receipts past their time, then log records past theirs; the effects of removed
  // records go into the base snapshot. A walk ends at the first record that is too young. A log record stays as long
  // as its receipts may still go; where receipts are kept for ever, log records do not wait for them (and their
  // receipts then stay, should a time be set later). The newest record always stays, and records of the purge itself
  // only go together with others.
  // A step that removed anything is one commit group of its own, a log record with one kPurge entry; `now_us` is its
  // commit time. A step that removed nothing writes nothing. Errors as Commit, and DATA_LOSS. W
  absl::StatusOr<PurgeStep> Purge(const PurgeLimits& limits, int64_t now_us);

  // Everything committed so far. Thread-safe.
  std::unique_ptr<LedgerView> OpenView() const;

  // For tables in partitions of their own beside the ledger's. Lives as long as this. Thread-safe.
  Store* store() const;

  StoreStatistics Statistics() const;

 private:
  struct State;
  explicit Ledger(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_LEDGER_LEDGER_H_
