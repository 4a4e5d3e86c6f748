// The audit of a ledger: it finds nothing where nothing is wrong, and names what is wrong in memory or in the heads of
// the books, where no damage to a closed database reaches (for that: tests/proof/audit).
#include "storage/audit/audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "storage/audit/audit_sink.h"
#include "storage/audit/sums_check.h"
#include "storage/keys/bucket_key.h"
#include "storage/keys/log_key.h"
#include "storage/keys/meta_key.h"
#include "storage/keys/receipt_key.h"
#include "storage/keys/row_key.h"
#include "storage/kv/store.h"
#include "storage/ledger/ledger.h"
#include "storage/records/dictionary.h"
#include "storage/records/row.h"
#include "storage/records/schedule.h"
#include "tests/storage/ledger/ledger_driver.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int64_t kHourUs = 3'600'000'000;
constexpr int64_t kStartUs = 400'000 * kHourUs;
constexpr MeasureNumber kOnHand = 0;
constexpr MeasureNumber kReserved = 1;
constexpr MeasureNumber kAllocated = 2;

std::string Text(const AuditSink& sink) {
  std::string text;
  for (const AuditFinding& finding : sink.findings()) {
    text += finding.check + ": " + finding.place + ": " + finding.what + "\n";
  }
  return text;
}

class AuditTest : public ::testing::TestWithParam<LedgerSetup> {
 protected:
  void SetUp() override {
    ONHAND_ASSERT_OK(driver_.Configure("first", {"pos.inbound", "iv.reserved", "@iv.@allocated"}, Now()));
  }

  int64_t Now() { return now_us_ += kHourUs; }

  Event At(EntryKind kind, const std::string& row_key, MeasureNumber measure, int64_t micros) {
    Event event;
    event.kind = kind;
    event.id = "e-" + std::to_string(next_id_++);
    event.row_key = row_key;
    event.measure = measure;
    event.quantity_micros = micros;
    return event;
  }

  // Something of everything on each of some rows.
  void Post(int round) {
    for (int i = 0; i < 6; ++i) {
      const std::string row = RowAt("p" + std::to_string(i % 3), "1", "11", i % 2 == 0 ? "" : "Red");
      Event set = At(EntryKind::kSet, row, kOnHand, 40 + i);
      set.op = ChangeOp::kAssign;
      set.counted_at_us = now_us_;
      Event hold = At(EntryKind::kReserve, row, kReserved, 5);
      hold.held_micros = 5;
      hold.hold_id = HoldId(static_cast<uint8_t>(10 * round + i));
      hold.hold = {kReserved, 5, now_us_ + 100 * kHourUs};
      Event allocate = At(EntryKind::kAllocate, row, kAllocated, 7);
      allocate.path = BucketPath({"Online"});
      allocate.bucket = {7, 0, 0, 0};
      Event plan = At(EntryKind::kSchedule, row, kOnHand, 0);
      plan.row = false;
      plan.schedule = {{DayOfMicros(now_us_) + 3, kOnHand, 9}};
      ONHAND_ASSERT_OK(driver_.Post({At(EntryKind::kChange, row, kOnHand, 12), set}, Now()));
      ONHAND_ASSERT_OK(driver_.Post({hold, allocate}, Now()));
      ONHAND_ASSERT_OK(driver_.Post({plan}, Now()));
    }
  }

  AuditSink Audit(uint64_t memory_bytes = 64 << 20, int threads = 2) {
    AuditSink sink(100);
    const absl::StatusOr<LedgerAuditReport> report =
        AuditLedger(&driver_.ledger(), {.in_writer = nullptr, .memory_bytes = memory_bytes, .threads = threads}, &sink);
    EXPECT_TRUE(report.ok()) << report.status();
    if (report.ok()) EXPECT_EQ(report->sequence, driver_.ledger().sequence());
    return sink;
  }

  void ExpectClean() {
    for (const uint64_t memory_bytes : {uint64_t{64} << 20, uint64_t{1}}) {
      const AuditSink sink = Audit(memory_bytes);
      EXPECT_EQ(sink.findings_total(), 0u) << Text(sink);
    }
  }

  void ExpectFound(const AuditSink& sink, const std::string& check, const std::string& what) {
    for (const AuditFinding& finding : sink.findings()) {
      if (finding.check == check && finding.what.find(what) != std::string::npos) return;
    }
    ADD_FAILURE() << "should find in '" << check << "': " << what << "; finds\n" << Text(sink);
  }

  // Behind the back of the ledger.
  void Damage(const std::function<void(WriteBatch* batch)>& change) {
    Store* const store = driver_.ledger().store();
    const PartitionHead head = ValueOf(store->TakePartition("damage"));
    WriteBatch batch;
    change(&batch);
    batch.Touch({"damage", head.epoch, head.sequence, head.sequence + 1});
    ONHAND_ASSERT_OK(store->Commit(batch));
  }

  LedgerDriver driver_{GetParam()};
  int64_t now_us_ = kStartUs;
  int next_id_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Setups, AuditTest, ::testing::ValuesIn(LedgerSetups()), SetupName);

TEST_P(AuditTest, FindsNothingWhereNothingIsWrong) {
  ExpectClean();
  for (int round = 0; round < 3; ++round) {
    Post(round);
    ExpectClean();
    ONHAND_ASSERT_OK(driver_.ledger().WriteBack());
    ExpectClean();
    Post(round + 5);
    ONHAND_ASSERT_OK(driver_.ledger().Purge({now_us_ - 20 * kHourUs, now_us_ - 30 * kHourUs, 1000}, Now()));
    ExpectClean();
    driver_.Crash();
    ExpectClean();
    ONHAND_ASSERT_OK(driver_.CleanUp({true, {KeyPrefix({"o", "1", "11", "p1"})}}, Now()));
    ExpectClean();
    Post(round + 10);
    driver_.Reopen();
    ExpectClean();
  }
}

TEST_P(AuditTest, FindsNothingInAnEmptyLedger) {
  LedgerDriver empty{GetParam()};
  AuditSink sink(100);
  ONHAND_EXPECT_OK(AuditLedger(&empty.ledger(), {}, &sink));
  EXPECT_EQ(sink.findings_total(), 0u);
}

TEST_P(AuditTest, FindsNothingWhereLogRecordsWentBeforeTheirReceipts) {
  Post(0);
  ONHAND_ASSERT_OK(driver_.ledger().Purge({0, now_us_ - 5 * kHourUs, 1000}, Now()));
  ExpectClean();
  ONHAND_ASSERT_OK(driver_.ledger().Purge({now_us_ - 3 * kHourUs, now_us_ - 3 * kHourUs, 1000}, Now()));
  Post(1);
  ExpectClean();
}

TEST_P(AuditTest, NamesARowThatReadersSeeOtherwise) {
  Post(0);
  ONHAND_ASSERT_OK(driver_.ledger().WriteBack());
  driver_.Reopen();  // so that no row is in memory
  const std::string key = "R" + RowAt("p0", "1", "11");
  const std::string right = *ValueOf(driver_.ledger().store()->GetSnapshot()->Get(key));
  Row row = ValueOf(DecodeRow(right));
  row.cells[0].quantity_micros += 1;
  std::string wrong;
  EncodeRow(row, &wrong);
  Damage([&](WriteBatch* batch) { batch->Put(key, wrong); });
  // A commit, so that views are opened on what is there now; then the row comes into memory, and its table is mended.
  Event plan = At(EntryKind::kSchedule, RowAt("p2", "1", "11"), kOnHand, 0);
  plan.row = false;
  plan.schedule = {{DayOfMicros(now_us_) + 3, kOnHand, 9}};
  ONHAND_ASSERT_OK(driver_.Post({plan}, Now()));
  ASSERT_EQ(driver_.ReadRow(key.substr(1)), row);
  Damage([&](WriteBatch* batch) { batch->Put(key, right); });
  const AuditSink sink = Audit();
  ExpectFound(sink, "readers", "as readers see it");
  EXPECT_EQ(sink.findings_of("rows"), 0u) << Text(sink);
}

TEST_P(AuditTest, NamesAReceiptThatIsMissing) {
  const Event event = At(EntryKind::kChange, RowAt("p0", "1", "11"), kOnHand, 12);
  ONHAND_ASSERT_OK(driver_.Post({event}, Now()));
  ONHAND_ASSERT_OK(driver_.ledger().WriteBack());
  const std::string key = ReceiptKey(ReceiptHashOf(event, driver_.ledger().hash_seed()));
  Damage([&](WriteBatch* batch) { batch->Delete(key); });
  ExpectFound(Audit(), "receipts", "should be in its table");
}

TEST_P(AuditTest, NamesAHeadThatIsNotTheLogsEnd) {
  Post(0);
  ONHAND_ASSERT_OK(driver_.ledger().WriteBack());
  Store* const store = driver_.ledger().store();
  const PartitionHead head = ValueOf(store->TakePartition("main"));
  WriteBatch batch;
  batch.Touch({"main", head.epoch, head.sequence, head.sequence + 2});
  ONHAND_ASSERT_OK(store->Commit(batch));
  ExpectFound(Audit(), "partition", "the number of the last commit; is at " + std::to_string(head.sequence + 2));
}

TEST_P(AuditTest, NamesALogThatGoesOnOrEndsEarly) {
  Post(0);
  ONHAND_ASSERT_OK(driver_.ledger().WriteBack());
  const uint64_t last = driver_.ledger().sequence();
  Damage([&](WriteBatch* batch) { batch->Put(LogKey(last + 1), "more"); });
  ExpectFound(Audit(), "log", "behind the last commit");
  Damage([&](WriteBatch* batch) {
    batch->Delete(LogKey(last + 1));
    batch->DeleteRange(LogKey(last - 1), LogKey(last + 1));
  });
  ExpectFound(Audit(), "log", "are missing: 2 records");
}

TEST_P(AuditTest, NamesADictionaryThatIsNotTheOneInUse) {
  Post(0);
  Damage([](WriteBatch* batch) {
    std::string names;
    EncodeDictionary(std::vector<std::string>{"pos.inbound", "@iv.@allocated", "iv.reserved"}, &names);
    batch->Put(kDictionaryKey, names);
  });
  ExpectFound(Audit(), "dictionary", "measure 1 should be iv.reserved; is @iv.@allocated");
}

TEST_P(AuditTest, FindsTheSameInTheSameOrderOnOneThread) {
  Post(0);
  ONHAND_ASSERT_OK(driver_.ledger().WriteBack());
  Damage([](WriteBatch* batch) {
    std::string names;
    EncodeDictionary(std::vector<std::string>{"pos.inbound", "@iv.@allocated", "iv.reserved"}, &names);
    batch->Put(kDictionaryKey, names);
    batch->Delete(kHashSeedKey);
    batch->Delete(LogKey(3));
  });
  const AuditSink one = Audit(64 << 20, /*threads=*/1);
  const AuditSink two = Audit();
  EXPECT_GT(one.findings_total(), 3u);
  EXPECT_EQ(Text(one), Text(two));
  EXPECT_EQ(one.findings_total(), two.findings_total());
  ASSERT_EQ(one.checks().size(), two.checks().size());
  for (size_t i = 0; i < one.checks().size(); ++i) {
    EXPECT_EQ(one.checks()[i].name, two.checks()[i].name);
    EXPECT_EQ(one.checks()[i].compared, two.checks()[i].compared);
  }
}

TEST_P(AuditTest, EndsWhenItIsToldTo) {
  for (int round = 0; round < 3; ++round) Post(round);
  ONHAND_ASSERT_OK(driver_.ledger().WriteBack());
  std::vector<Event> events;
  for (int i = 0; i < 6000; ++i) events.push_back(At(EntryKind::kChange, RowAt("p0", "1", "11"), kOnHand, 1));
  for (const Event& event : events) ONHAND_ASSERT_OK(driver_.Post({event}, now_us_));
  AuditSink sink(100, [](uint64_t done, uint64_t total) { return done > total; });
  ONHAND_EXPECT_STATUS(AuditLedger(&driver_.ledger(), {}, &sink), absl::StatusCode::kCancelled, "ended early");
}

TEST_P(AuditTest, EndsWithWhatWentWrong) {
  for (int round = 0; round < 3; ++round) Post(round);
  for (const int threads : {1, 2}) {
    AuditSink sink(100);
    int calls = 0;
    const InWriter in_writer = [&](absl::FunctionRef<absl::Status()> work) {
      return ++calls == 1 ? work() : absl::UnavailableError("the writer is gone");
    };
    ONHAND_EXPECT_STATUS(AuditLedger(&driver_.ledger(), {.in_writer = in_writer, .threads = threads}, &sink),
                         absl::StatusCode::kUnavailable, "the writer is gone");
  }
}

// With a filter that is made of the receipts that are there when it is opened.
class AuditOfFiltersTest : public AuditTest {};
INSTANTIATE_TEST_SUITE_P(Setups, AuditOfFiltersTest, ::testing::Values([] {
                           LedgerSetup setup = RoomySetup(StoreKind::kMemory);
                           setup.pool = true;
                           return setup;
                         }()),
                         SetupName);

TEST_P(AuditOfFiltersTest, NamesAReceiptThatIsTakenForNew) {
  const Event event = At(EntryKind::kChange, RowAt("p0", "1", "11"), kOnHand, 12);
  ONHAND_ASSERT_OK(driver_.Post({event}, Now()));
  Post(0);
  ONHAND_ASSERT_OK(driver_.ledger().WriteBack());
  const std::string key = ReceiptKey(ReceiptHashOf(event, driver_.ledger().hash_seed()));
  const std::string value = *ValueOf(driver_.ledger().store()->GetSnapshot()->Get(key));
  // The filter is made while the receipt is missing.
  Damage([&](WriteBatch* batch) { batch->Delete(key); });
  driver_.Reopen();
  while (driver_.ledger().MayHaveReceipt(Hash128{1, 2, 3})) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  Damage([&](WriteBatch* batch) { batch->Put(key, value); });
  const AuditSink sink = Audit();
  ExpectFound(sink, "recent_receipts", "is taken for new");
  EXPECT_EQ(sink.findings_total(), 1u) << Text(sink);
}

TEST(AuditSinkTest, KeepsTheFirstFindingsAndCountsAll) {
  AuditSink sink(2);
  for (int i = 0; i < 5; ++i) sink.Find("rows", "row " + std::to_string(i), "is wrong");
  sink.Find("log", "log record 1", "is missing");
  EXPECT_EQ(sink.findings().size(), 2u);
  EXPECT_EQ(sink.findings_total(), 6u);
  EXPECT_EQ(sink.findings_of("rows"), 5u);
  EXPECT_EQ(sink.findings_of("log"), 1u);
  EXPECT_EQ(sink.findings_of("holds"), 0u);
}

TEST(AuditSinkTest, PartsComeOneBehindTheOther) {
  std::vector<uint64_t> told;
  AuditSink whole(2, [&](uint64_t done, uint64_t) {
    told.push_back(done);
    return true;
  });
  whole.Find("log", "log record 1", "is missing");
  AuditSink first = whole.Part();
  AuditSink second = whole.Part();
  second.Find("rows", "row 2", "is wrong");
  second.Compared("rows", 9);
  ONHAND_EXPECT_OK(second.Advance(10'000));
  first.Find("log", "log record 2", "is missing");
  ONHAND_EXPECT_OK(first.Advance(10'000));
  whole.Add(first);
  whole.Add(second);
  EXPECT_EQ(Text(whole), "log: log record 1: is missing\nlog: log record 2: is missing\n");
  EXPECT_EQ(whole.findings_total(), 3u);
  EXPECT_EQ(whole.findings_of("log"), 2u);
  EXPECT_EQ(whole.findings_of("rows"), 1u);
  EXPECT_EQ(whole.checks().back().compared, 9u);
  EXPECT_EQ(told, (std::vector<uint64_t>{10'000, 20'000}));
  first.End();
  ONHAND_EXPECT_STATUS(second.Advance(64), absl::StatusCode::kCancelled, "ended early");
}

TEST(AuditSinkTest, TakesDamageForAFindingAndOtherErrorsForTheEnd) {
  AuditSink sink(2);
  ONHAND_EXPECT_OK(sink.Ended("rows", "rows", absl::DataLossError("block 7")));
  EXPECT_EQ(sink.findings_total(), 1u);
  ONHAND_EXPECT_STATUS(sink.Ended("rows", "rows", absl::UnavailableError("disk")), absl::StatusCode::kUnavailable,
                       "disk");
}

TEST(CompareSumsTest, NamesEachSumThatDiffers) {
  AuditSink sink(10);
  const std::vector<std::string> measures = {"pos.inbound", "pos.outbound"};
  const KeptSums expected = {{"red", {{0, 5'000'000}, {1, 1}}}, {"blue", {{0, 2}}}};
  CompareSums("sums", "sums of rows", expected, expected, measures, &sink);
  EXPECT_THAT(sink.findings(), IsEmpty());
  KeptSums found = expected;
  found["red"][0] += 1'000'000;
  found["green"][1] = 3;
  found.erase("blue");
  CompareSums("sums", "sums of rows", expected, found, measures, &sink);
  ASSERT_EQ(sink.findings().size(), 3u);
  EXPECT_THAT(Text(sink), HasSubstr("red: the sum of pos.inbound should be 5; is 6"));
  EXPECT_THAT(Text(sink), HasSubstr("green: the sum of pos.outbound should be absent; is 0.000003"));
  EXPECT_THAT(Text(sink), HasSubstr("blue: the sum of pos.inbound should be 0.000002; is absent"));
}

}  // namespace
}  // namespace onhand::storage
