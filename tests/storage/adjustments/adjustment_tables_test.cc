// Adjustment lines through the ledger: written with the entries that bring them, found by number and by status, and
// what the log comes to is what the tables hold, also where its beginning is folded away.
#include "storage/adjustments/adjustment_tables.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "storage/fold/base_snapshot.h"
#include "storage/fold/log_fold.h"
#include "storage/keys/row_key.h"
#include "storage/ledger/ledger.h"
#include "storage/records/log_record.h"
#include "tests/storage/testing/status_testing.h"
#include "tests/storage/testing/test_disk.h"

namespace onhand::storage {
namespace {

constexpr int64_t kTimeUs = 1'700'000'000'000'000;

class AdjustmentTablesTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  void SetUp() override { Reopen(); }
  void Reopen() {
    ledger_.reset();
    ledger_ = ValueOf(Ledger::Open(disk_->Open()));
  }

  AdjustmentDetail Detail(DetailStatus status, int64_t micros) {
    AdjustmentDetail detail;
    detail.status = status;
    detail.row_key = row_key_;
    detail.id = "a";
    detail.quantity_micros = micros;
    return detail;
  }
  // One record with one entry that makes these lines what they are here; "" = forgotten.
  void Commit(EntryKind kind, const std::vector<std::pair<std::string, std::string>>& lines,
              std::optional<PushState> push = std::nullopt) {
    CommitGroup group;
    group.record = {ledger_->sequence() + 1, kTimeUs, {}};
    LogEntry& entry = group.record.entries.emplace_back();
    entry.kind = kind;
    if (HasReceipt(kind)) {
      entry.id = "a";
      entry.row_key = row_key_;
    }
    for (const auto& [key, value] : lines) entry.further.push_back(LineEffect{key, value});
    group.adjustment_push = push;
    group.receipts = ValueOf(ledger_->ReceiptsOf(group.record));
    ONHAND_ASSERT_OK(ledger_->Commit(std::move(group)));
  }
  static std::string Value(const AdjustmentDetail& detail) {
    std::string value;
    EncodeAdjustmentDetail(detail, &value);
    return value;
  }
  static std::string Value(const AdjustmentAggregate& aggregate) {
    std::string value;
    EncodeAdjustmentAggregate(aggregate, &value);
    return value;
  }
  // A new line in a record of its own.
  DetailNumber Add(DetailStatus status, int64_t micros) {
    const DetailNumber number{ledger_->sequence() + 1, 0};
    Commit(EntryKind::kAdjust, {{DetailKey(number), Value(Detail(status, micros))}});
    return number;
  }

  std::vector<DetailNumber> Pending(DetailStatus status, std::optional<DetailNumber> after = std::nullopt,
                                    size_t count_max = 100) {
    std::vector<DetailNumber> numbers;
    for (const StoredDetail& stored : ValueOf(ReadPending(ledger_->OpenView()->snapshot(), status, after, count_max))) {
      EXPECT_EQ(stored.detail.status, status);
      numbers.push_back(stored.number);
    }
    return numbers;
  }
  std::vector<DetailNumber> All(std::optional<DetailNumber> after = std::nullopt) {
    std::vector<DetailNumber> numbers;
    ONHAND_EXPECT_OK(ScanDetails(ledger_->OpenView()->snapshot(), after, [&](const StoredDetail& stored) {
      numbers.push_back(stored.number);
      return true;
    }));
    return numbers;
  }

  // Base and log together hold the lines that the tables hold.
  void ExpectLogAgrees() {
    const std::unique_ptr<LedgerView> view = ledger_->OpenView();
    const BaseSource base(view->log_snapshot());
    LogFold fold(&base);
    absl::Status wrong;
    ONHAND_ASSERT_OK(view->ScanLog(1, [&](const LogRecord& record) {
      wrong = fold.Apply(record);
      return wrong.ok();
    }));
    ONHAND_ASSERT_OK(wrong);
    std::map<std::string, std::string> tables;
    ONHAND_ASSERT_OK(ScanDetails(view->snapshot(), std::nullopt, [&](const StoredDetail& stored) {
      tables[DetailKey(stored.number)] = Value(stored.detail);
      return true;
    }));
    ONHAND_ASSERT_OK(ScanAggregates(view->snapshot(), "", [&](const StoredAggregate& stored) {
      tables[stored.key] = Value(stored.aggregate);
      return true;
    }));
    for (const auto& [key, value] : tables) {
      const auto folded = ValueOf(fold.Find(key));
      ASSERT_TRUE(folded.has_value());
      std::string bytes;
      EncodeStored(*folded, &bytes);
      EXPECT_EQ(bytes, value);
    }
    for (const auto& [key, entry] : fold.changed()) EXPECT_EQ(entry.has_value(), tables.contains(key));
  }

  const std::string row_key_ = RowKey({"usmf", "Bike", "1", "13", {}});
  const std::unique_ptr<TestDisk> disk_ = NewTestDisk(GetParam());
  std::unique_ptr<Ledger> ledger_;
};

INSTANTIATE_TEST_SUITE_P(Stores, AdjustmentTablesTest, ::testing::Values(StoreKind::kMemory, StoreKind::kRocks),
                         [](const auto& info) { return StoreKindName(info.param); });

TEST_P(AdjustmentTablesTest, LinesAreFoundByStatusInTheirOrder) {
  const DetailNumber first = Add(DetailStatus::kCreated, 1);
  const DetailNumber second = Add(DetailStatus::kIvPosted, 2);
  const DetailNumber third = Add(DetailStatus::kCreated, 3);
  const DetailNumber fourth = Add(DetailStatus::kCreated, 4);
  Reopen();
  EXPECT_EQ(All(), (std::vector<DetailNumber>{first, second, third, fourth}));
  EXPECT_EQ(All(second), (std::vector<DetailNumber>{third, fourth}));
  EXPECT_EQ(Pending(DetailStatus::kCreated), (std::vector<DetailNumber>{first, third, fourth}));
  EXPECT_EQ(Pending(DetailStatus::kCreated, first, 1), std::vector<DetailNumber>{third});
  EXPECT_EQ(Pending(DetailStatus::kCreated, fourth), std::vector<DetailNumber>{});
  EXPECT_EQ(Pending(DetailStatus::kIvPosted), std::vector<DetailNumber>{second});
}

TEST_P(AdjustmentTablesTest, LinesOfOneRecordHaveNumbersOfTheirOwn) {
  CommitGroup group;
  group.record = {1, kTimeUs, {}};
  std::vector<std::string> texts;
  for (uint32_t i = 0; i < 3; ++i) {
    texts.push_back(DetailKey({1, i}));
    texts.push_back(Value(Detail(DetailStatus::kCreated, i)));
    texts.push_back("id-" + std::to_string(i));
  }
  for (uint32_t i = 0; i < 3; ++i) {
    LogEntry& entry = group.record.entries.emplace_back();
    entry.kind = EntryKind::kAdjust;
    entry.id = texts[3 * i + 2];
    entry.row_key = row_key_;
    entry.further.push_back(LineEffect{texts[3 * i], texts[3 * i + 1]});
  }
  group.receipts = ValueOf(ledger_->ReceiptsOf(group.record));
  ONHAND_ASSERT_OK(ledger_->Commit(std::move(group)));
  EXPECT_EQ(Pending(DetailStatus::kCreated), (std::vector<DetailNumber>{{1, 0}, {1, 1}, {1, 2}}));
  ExpectLogAgrees();
}

TEST_P(AdjustmentTablesTest, ALineGoesThroughItsStatuses) {
  const DetailNumber number = Add(DetailStatus::kCreated, 5);
  const std::string aggregate_key = AggregateKey(1, row_key_, 0);
  Commit(EntryKind::kAdjustments, {{DetailKey(number), Value(Detail(DetailStatus::kIvPosted, 5))}});
  EXPECT_TRUE(Pending(DetailStatus::kCreated).empty());
  EXPECT_EQ(Pending(DetailStatus::kIvPosted), std::vector<DetailNumber>{number});
  ExpectLogAgrees();

  AdjustmentAggregate aggregate;
  aggregate.net_micros = 5;
  aggregate.lines = 1;
  Commit(EntryKind::kAdjustments,
         {{DetailKey(number), Value(Detail(DetailStatus::kAggregated, 5))}, {aggregate_key, Value(aggregate)}},
         PushState{1, false});
  EXPECT_TRUE(Pending(DetailStatus::kIvPosted).empty());
  EXPECT_EQ(All(), std::vector<DetailNumber>{number});
  const std::unique_ptr<LedgerView> view = ledger_->OpenView();
  EXPECT_EQ(ValueOf(FindAggregate(view->snapshot(), aggregate_key)), aggregate);
  EXPECT_EQ(ValueOf(FindAggregate(view->snapshot(), AggregateKey(2, row_key_, 0))), std::nullopt);
  EXPECT_EQ(ValueOf(ReadPushState(view->snapshot())), (PushState{1, false}));
  ExpectLogAgrees();

  Commit(EntryKind::kAdjustments, {{DetailKey(number), ""}, {aggregate_key, ""}});
  EXPECT_TRUE(All().empty());
  ExpectLogAgrees();
}

TEST_P(AdjustmentTablesTest, AForgottenLineThatWasPendingIsGoneFromThere) {
  const DetailNumber number = Add(DetailStatus::kCreated, 5);
  Commit(EntryKind::kAdjustments, {{DetailKey(number), ""}});
  EXPECT_TRUE(Pending(DetailStatus::kCreated).empty());
  ExpectLogAgrees();
}

TEST_P(AdjustmentTablesTest, AggregatesComeByPushThenRow) {
  const std::string other = RowKey({"usmf", "Bike", "1", "13", {}}) + std::string("\x01Red\0", 5);
  std::vector<std::string> keys = {AggregateKey(1, row_key_, 0), AggregateKey(1, row_key_, 300),
                                   AggregateKey(1, other, 0), AggregateKey(2, row_key_, 0)};
  std::vector<std::pair<std::string, std::string>> lines;
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) lines.emplace_back(*key, Value(AdjustmentAggregate()));
  Commit(EntryKind::kAdjustments, lines);
  const auto found = [&](std::string_view after) {
    std::vector<std::string> found_keys;
    ONHAND_EXPECT_OK(ScanAggregates(ledger_->OpenView()->snapshot(), after, [&](const StoredAggregate& stored) {
      EXPECT_EQ(AggregateKey(stored.push, stored.row_key, stored.measure), stored.key);
      found_keys.push_back(stored.key);
      return true;
    }));
    return found_keys;
  };
  EXPECT_EQ(found(""), keys);
  EXPECT_EQ(found(keys[1]), (std::vector<std::string>{keys[2], keys[3]}));
}

// The beginning of the log is folded into the base; lines that nothing changes any more are found there.
TEST_P(AdjustmentTablesTest, APurgeChangesNothingOfIt) {
  const DetailNumber first = Add(DetailStatus::kCreated, 5);
  const DetailNumber second = Add(DetailStatus::kCreated, 6);
  Commit(EntryKind::kAdjustments, {{DetailKey(first), ""}});
  Commit(EntryKind::kAdjustments, {{AggregateKey(1, row_key_, 0), Value(AdjustmentAggregate())}});
  Commit(EntryKind::kAdjustments, {{DetailKey(second), Value(Detail(DetailStatus::kIvPosted, 6))}});
  EXPECT_EQ(ValueOf(ledger_->Purge({.log_before_us = kTimeUs + 1, .records_max = 4}, kTimeUs + 2)).records_removed, 4u);
  ExpectLogAgrees();
  Reopen();
  ExpectLogAgrees();
  EXPECT_EQ(All(), std::vector<DetailNumber>{second});
}

}  // namespace
}  // namespace onhand::storage
