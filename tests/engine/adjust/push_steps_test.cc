// A push that others keep adding to.
#include "engine/adjust/push_steps.h"

#include <memory>
#include <string>
#include <vector>

#include "engine/adjust/adjust_host.h"
#include "engine/adjust/ledger_adjustment_book.h"
#include "engine/sums/derived_sums.h"
#include "gtest/gtest.h"
#include "storage/adjustments/adjustment_tables.h"
#include "storage/keys/adjustment_key.h"
#include "storage/keys/row_key.h"
#include "storage/kv/memory_store.h"
#include "storage/ledger/ledger.h"
#include "storage/records/adjustment.h"
#include "storage/records/log_record.h"
#include "tests/engine/compiled_default.h"

namespace onhand {
namespace {

using storage::DetailStatus;

constexpr int64_t kNowUs = 1'800'000'000'000'000;

// Before each step of a push so many further lines arrive, more than a step takes.
class BusyHost : public AdjustHost {
 public:
  BusyHost() : ledger_(storage::Ledger::Open(disk_.OpenStore()).value()) {}

  absl::Status ReadLedger(const Read& read) override { return read(*configuration_, *ledger_->OpenView()); }
  absl::Status WriteLedger(const Write& write) override {
    ++writes;
    if (arriving > 0) Add(DetailStatus::kIvPosted, arriving);
    if (staging > 0) Add(DetailStatus::kCreated, staging);
    return write(*configuration_, kNowUs, {ledger_.get(), &sums_});
  }

  // A record with so many lines of a quantity of 1.
  void Add(DetailStatus status, int count) {
    storage::CommitGroup group;
    group.record = {ledger_->sequence() + 1, kNowUs, {}};
    group.record.entries.resize(count);
    std::vector<std::string> texts;
    texts.reserve(3 * count);
    for (int i = 0; i < count; ++i) {
      storage::AdjustmentDetail detail;
      detail.status = status;
      detail.row_key = row_key_;
      detail.id = std::to_string(group.record.sequence) + "-" + std::to_string(i);
      detail.quantity_micros = 1;
      const std::string& key =
          texts.emplace_back(storage::DetailKey({group.record.sequence, static_cast<uint32_t>(i)}));
      std::string& value = texts.emplace_back();
      EncodeAdjustmentDetail(detail, &value);
      storage::LogEntry& entry = group.record.entries[i];
      entry.kind = storage::EntryKind::kAdjust;
      entry.id = texts.emplace_back(detail.id);
      entry.row_key = row_key_;
      entry.further = {storage::LineEffect{key, value}};
    }
    group.receipts = ledger_->ReceiptsOf(group.record).value();
    const absl::Status status_of_commit = ledger_->Commit(std::move(group));
    ASSERT_TRUE(status_of_commit.ok()) << status_of_commit;
  }
  size_t Pending(DetailStatus status) {
    return storage::ReadPending(ledger_->OpenView()->snapshot(), status, std::nullopt, 1'000'000).value().size();
  }

  int writes = 0;
  int arriving = 0;  // lines that are on hand already
  int staging = 0;

 private:
  storage::MemoryDisk disk_;
  const std::shared_ptr<const CompiledConfiguration> configuration_ = CompileDefault();
  DerivedSums sums_{1'000};
  const std::unique_ptr<storage::Ledger> ledger_;
  const std::string row_key_ = storage::RowKey({"usmf", "Bike", "1", "11", {}});
};

TEST(PushStepsTest, APushEndsHoweverFastLinesFollow) {
  BusyHost host;
  LedgerAdjustmentBook book(&host);
  host.Add(DetailStatus::kIvPosted, 600);
  host.arriving = kPushStepLines + 44;
  // What arrives before the push knows where it ends is its own.
  const AdjustmentPushReport report = book.Push().value();
  EXPECT_EQ(report.aggregated, 600u + host.arriving);
  EXPECT_LT(host.writes, 10);
  const ListedAggregates first = book.ListAggregates({}, std::nullopt).value();
  ASSERT_EQ(first.aggregates.size(), 1u);
  EXPECT_EQ(first.aggregates[0].lines, 600u + host.arriving);

  host.arriving = 0;
  const size_t left = host.Pending(DetailStatus::kIvPosted);
  EXPECT_GT(left, 0u);
  EXPECT_EQ(book.Push().value().aggregated, left);
  const ListedAggregates both = book.ListAggregates({}, std::nullopt).value();
  ASSERT_EQ(both.aggregates.size(), 2u);
  EXPECT_EQ(both.aggregates[1].lines, left);
  EXPECT_EQ(book.Push().value().aggregated, 0u);
}

TEST(PushStepsTest, LinesThatAreStagedMeanwhileWaitForTheNextPush) {
  BusyHost host;
  LedgerAdjustmentBook book(&host);
  host.staging = 10;
  EXPECT_EQ(book.Push().value().posted, 10u);
  host.staging = 0;
  EXPECT_EQ(host.Pending(DetailStatus::kIvPosted), 0u);
  const size_t left = host.Pending(DetailStatus::kCreated);
  EXPECT_GT(left, 0u);
  EXPECT_EQ(book.Push().value().posted, left);
}

}  // namespace
}  // namespace onhand
