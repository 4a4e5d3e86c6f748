// File: ledger.h
//
// The tables of one environment on a Store: rows, their place index, receipts, the commit log, the base snapshot, the
// configuration record and the measure dictionary. It knows bytes and consistency between these tables, no business
// rule: what a commit group changes is handed to it, what follows from that for each table is its own affair.
//
//   Ledger::Open(store) -> FindReceipts / ReadRows -> Commit(group)       the one writer
//                       -> OpenView() -> rows, places, log                any number of readers
#ifndef ONHAND_STORAGE_LEDGER_LEDGER_H_
#define ONHAND_STORAGE_LEDGER_LEDGER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/kv/store.h"
#include "storage/records/log_record.h"
#include "storage/records/receipt.h"
#include "storage/records/row.h"

namespace onhand::storage {

// A row as it will be after the group.
struct RowWrite {
  std::string row_key;
  Row row;            // its sequence is set by Commit
  bool born = false;  // the row did not exist: its place key is written too
};

// Everything one commit group changes; becomes durable and visible as a whole.
struct CommitGroup {
  LogRecord record;                       // sequence: sequence() + 1; entries in the order in which they were judged
  std::vector<RowWrite> rows;             // each row key once, none that is not a row key
  std::vector<std::string> new_measures;  // names appended to the dictionary, "source.measure"
  // Set with a kConfiguration entry: the configuration that holds from here on.
  std::optional<std::string> configuration;
  // Set with a kCleanUp entry, once at most. Rows born in the same group are not allowed beside it; rows written in the
  // same group go too where a prefix covers them.
  std::optional<CleanUpPayload> clean_up;
};

// What a receipt is looked up by (decisions I1). Views are the caller's.
struct ReceiptScope {
  EntryKind kind = EntryKind::kChange;
  std::string_view organization;
  std::string_view product;
  std::string_view site;
  std::string_view location;
  std::string_view id;
};

// The rows of one environment at one moment. Thread-safe; cursors are not. Must not outlive its ledger.
class LedgerView {
 public:
  explicit LedgerView(const Store& store);

  // As many answers as keys (row keys without family), in their order.
  absl::StatusOr<std::vector<std::optional<Row>>> ReadRows(absl::Span<const std::string> row_keys) const;

  // Called with each row key (without family) and its undecoded value; false ends the walk early.
  using RowVisitor = std::function<bool(std::string_view row_key, std::string_view value)>;
  // Rows whose row key begins with `prefix` ("" = all), in key order.
  absl::Status ScanRows(std::string_view prefix, const RowVisitor& visit) const;
  // Rows whose place key begins with `prefix`, in place key order, with their values.
  absl::Status ScanPlaces(std::string_view prefix, const RowVisitor& visit) const;
  // The same without values (value is ""), which is cheaper. Keys are row keys and place keys respectively.
  absl::Status ScanRowKeys(std::string_view prefix, const RowVisitor& visit) const;
  absl::Status ScanPlaceKeys(std::string_view prefix, const RowVisitor& visit) const;
  // The distinct beginnings of `parts` texts (KeyPrefix form) of all row keys, or place keys, found by skipping.
  absl::StatusOr<std::vector<std::string>> DistinctPrefixes(bool by_place, int parts) const;

  // Log records from `first` on, or from log_begin() on if that is later, decoded one by one; false ends the walk
  // early. DATA_LOSS names a damaged record or a hole, a missing end included.
  absl::Status ScanLog(uint64_t first, const std::function<bool(const LogRecord&)>& visit) const;

  // Base rows (as they were just before log_begin()), like ScanRows.
  absl::Status ScanBase(std::string_view prefix, const RowVisitor& visit) const;

  // The sequence number of the oldest log record still kept; 1 in a new ledger.
  absl::StatusOr<uint64_t> log_begin() const;

  const Snapshot& snapshot() const { return *snapshot_; }

 private:
  std::unique_ptr<Snapshot> snapshot_;
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
  static absl::StatusOr<std::unique_ptr<Ledger>> Open(std::unique_ptr<Store> store);
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
  absl::StatusOr<std::vector<std::optional<Receipt>>> FindReceipts(absl::Span<const ReceiptScope> scopes) const;
  // The newest rows under these keys, in their order. W
  absl::StatusOr<std::vector<std::optional<Row>>> ReadRows(absl::Span<const std::string> row_keys) const;

  // Makes the group durable: one log record, the rows, their place keys, one receipt for each entry that has one.
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

  StoreStatistics Statistics() const;

 private:
  struct State;
  explicit Ledger(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_LEDGER_LEDGER_H_
