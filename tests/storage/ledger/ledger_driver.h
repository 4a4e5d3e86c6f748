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
#include <vector>

#include "absl/status/status.h"
#include "storage/keys/row_key.h"
#include "storage/ledger/ledger.h"
#include "storage/records/log_record.h"
#include "storage/records/receipt.h"
#include "storage/records/row.h"
#include "tests/storage/testing/test_disk.h"

namespace onhand::storage {

struct Event {
  EntryKind kind = EntryKind::kChange;
  std::string id;
  std::string row_key;
  ChangeOp op = ChangeOp::kAdd;
  MeasureNumber measure = 0;
  int64_t quantity_micros = 0;
  std::optional<int64_t> counted_at_us;
};

// Row key of organization "o".
std::string RowAt(std::string_view product, std::string_view site, std::string_view location,
                  std::string_view color = "");

class LedgerDriver {
 public:
  explicit LedgerDriver(StoreKind kind) : disk_(NewTestDisk(kind)) { Reopen(); }

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

  // Expects that base rows and log records add up to the rows, that the place index names exactly the rows, and that
  // the log has no holes from log_begin() to sequence().
  void ExpectConsistent();

 private:
  std::unique_ptr<TestDisk> disk_;
  std::unique_ptr<Ledger> ledger_;
};

}  // namespace onhand::storage

#endif  // ONHAND_TESTS_STORAGE_LEDGER_LEDGER_DRIVER_H_
