// File: ledger_driver.h
//
// A small stand-in for the engine: turns events into commit groups, kills the ledger, and checks that all of it agrees.
#ifndef ONHAND_TESTS_STORAGE_LEDGER_LEDGER_DRIVER_H_
#define ONHAND_TESTS_STORAGE_LEDGER_LEDGER_DRIVER_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/base/worker_pool.h"
#include "storage/cache/memory_budget.h"
#include "storage/fold/log_fold.h"
#include "storage/keys/family.h"
#include "storage/keys/row_key.h"
#include "storage/ledger/ledger.h"
#include "storage/records/bucket.h"
#include "storage/records/hash128.h"
#include "storage/records/hold.h"
#include "storage/records/log_record.h"
#include "storage/records/receipt.h"
#include "storage/records/row.h"
#include "storage/records/schedule.h"
#include "tests/storage/testing/status_testing.h"
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

// A change of measure 0 of a row.
Event Change(const std::string& id, const std::string& row_key, int64_t quantity_micros = 1);

// A hold id of 16 such bytes.
Hash128 HoldId(uint8_t byte);

// How the ledger of a test lies and what it may keep in memory.
struct LedgerSetup {
  std::string name;
  StoreKind kind = StoreKind::kMemory;
  uint64_t write_back_bytes = 32 << 20;
  uint64_t memory_bytes = 64 << 20;  // of its budget
  uint64_t receipt_filter_bytes = 64 << 20;
  bool pool = false;  // write-backs are carried out by another thread
};
std::ostream& operator<<(std::ostream& out, const LedgerSetup& setup);

// As a server has it: a test of few events never writes back by itself.
LedgerSetup RoomySetup(StoreKind kind);
// Writes back every few commits and keeps in memory only what it must.
LedgerSetup TightSetup(StoreKind kind, bool pool = false);
// Each kind of store both ways.
std::vector<LedgerSetup> LedgerSetups();
// For INSTANTIATE_TEST_SUITE_P.
std::string SetupName(const ::testing::TestParamInfo<LedgerSetup>& info);

// Values by key with family byte.
using LedgerTables = std::map<std::string, std::string>;

class LedgerDriver {
 public:
  explicit LedgerDriver(const LedgerSetup& setup) : LedgerDriver(setup, NewTestDisk(setup.kind)) {}
  LedgerDriver(const LedgerSetup& setup, std::unique_ptr<TestDisk> disk);

  void Reopen() {
    Close();
    ledger_ = ValueOf(Open());
  }
  // As after the end of a process that had no time to end: nothing is written back any more.
  void Crash() {
    disk_->crash().CrashAfter(0);
    Reopen();
  }
  absl::StatusOr<std::unique_ptr<Ledger>> Open();
  TestDisk& disk() { return *disk_; }
  Ledger& ledger() { return *ledger_; }
  void Close();

  // One group of these events at this time.
  absl::Status Post(const std::vector<Event>& events, int64_t now_us);
  absl::Status CleanUp(const CleanUpPayload& payload, int64_t now_us);
  absl::Status Configure(const std::string& configuration, std::vector<std::string> new_measures, int64_t now_us);

  std::optional<Receipt> FindReceipt(const Event& event);
  std::optional<Row> ReadRow(const std::string& row_key);
  // All rows, by row key.
  std::map<std::string, Row> Rows();
  std::map<std::string, Row> BaseRows();

  // Expects that base and log records add up to rows, buckets, schedules and holds, that the indexes name exactly
  // these, that counts and marks are right, and that the log has no holes from log_begin() to sequence(): as views
  // show it, and after a write-back as the tables show it.
  void ExpectConsistent();
  // The first half of it, which writes nothing.
  void ExpectViewsConsistent();

 private:
  void ExpectTablesConsistent();

  const LedgerSetup setup_;
  std::unique_ptr<WorkerPool> pool_;
  const std::shared_ptr<MemoryBudget> budget_;
  std::unique_ptr<TestDisk> disk_;
  std::unique_ptr<Ledger> ledger_;
};

// Rows, buckets, schedules and holds as a view shows them; the rows' values as they will stand in their table.
LedgerTables TablesOf(const LedgerView& view);
// What a fold of the whole log on top of `source` says the same tables hold.
LedgerTables FoldedTables(const FoldSource& source, const LogFold& fold);
// All entries of these families, as they stand in the snapshot.
LedgerTables StoredTables(const Snapshot& snapshot, absl::Span<const Family> families);

// The hash under which an event's receipt lies.
Hash128 ReceiptHashOf(const Event& event, uint64_t seed);

}  // namespace onhand::storage

#endif  // ONHAND_TESTS_STORAGE_LEDGER_LEDGER_DRIVER_H_
