// File: ledger_driver.h
//
// A small stand-in for the engine: turns events into commit groups, and checks that all tables of a ledger agree.
#ifndef ONHAND_TESTS_STORAGE_LEDGER_LEDGER_DRIVER_H_
#define ONHAND_TESTS_STORAGE_LEDGER_LEDGER_DRIVER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "storage/fold/log_fold.h"
#include "storage/keys/row_key.h"
#include "storage/ledger/ledger.h"
#include "storage/records/bucket.h"
#include "storage/records/hash128.h"
#include "storage/records/hold.h"
#include "storage/records/log_record.h"
#include "storage/records/receipt.h"
#include "storage/records/row.h"
#include "storage/records/schedule.h"
#include "tests/storage/testing/test_disk.h"

namespace onhand::storage {

// What one event does to one row and to what lies beside it.
struct Event {
  EntryKind kind = EntryKind::kChange;
  std::string id;  // "" for kinds without a receipt
  std::string row_key;
  ChangeOp op = ChangeOp::kAdd;
  MeasureNumber measure = 0;
  int64_t quantity_micros = 0;
  std::optional<int64_t> counted_at_us;
  int64_t held_micros = 0;  // added to the held part of the measure
  bool row = true;          // false: the row is left alone

  std::string path;  // "" = no bucket
  Bucket bucket;     // added to it
  ScheduleVariant variant = ScheduleVariant::kPeriod;
  std::vector<ScheduleCell> schedule;  // empty = no schedule
  std::optional<Hash128> hold_id;      // nothing = no hold
  Hold hold;                           // as it is afterwards
};

// Row key of organization "o".
std::string RowAt(std::string_view product, std::string_view site, std::string_view location,
                  std::string_view color = "");

// A hold id of 16 such bytes.
Hash128 HoldId(uint8_t byte);

class LedgerDriver {
 public:
  explicit LedgerDriver(StoreKind kind) : LedgerDriver(NewTestDisk(kind)) {}
  explicit LedgerDriver(std::unique_ptr<TestDisk> disk) : disk_(std::move(disk)) { Reopen(); }

  void Reopen() {
    ledger_.reset();
    ledger_ = Open();
  }
  std::unique_ptr<Ledger> Open();
  TestDisk& disk() { return *disk_; }
  Ledger& ledger() { return *ledger_; }
  void Close() { ledger_.reset(); }

  // One group of these events at this time.
  absl::Status Post(const std::vector<Event>& events, int64_t now_us);
  absl::Status CleanUp(const CleanUpPayload& payload, int64_t now_us);
  absl::Status Configure(const std::string& configuration, std::vector<std::string> new_measures, int64_t now_us);

  std::optional<Receipt> FindReceipt(const Event& event);
  std::optional<Row> ReadRow(const std::string& row_key);
  // All rows, decoded, by row key.
  std::map<std::string, Row> Rows();
  std::map<std::string, Row> BaseRows();

  // Rows, buckets, schedules and holds as they stand in their tables: values by key with family byte.
  using Tables = std::map<std::string, std::string>;
  Tables AllTables();

  // Expects that base and log records add up to rows, buckets, schedules and holds, that the indexes name exactly
  // these, that counts and marks are right, and that the log has no holes from log_begin() to sequence().
  void ExpectConsistent();

 private:
  std::unique_ptr<TestDisk> disk_;
  std::unique_ptr<Ledger> ledger_;
};

// What `fold` says of all entries of `source` and of those that it changed, as AllTables says it.
LedgerDriver::Tables FoldedTables(const FoldSource& source, const LogFold& fold);

}  // namespace onhand::storage

#endif  // ONHAND_TESTS_STORAGE_LEDGER_LEDGER_DRIVER_H_
