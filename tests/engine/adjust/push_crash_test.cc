// Exactly once over crashes: the process ends between any two writes of a push, without closing anything, and whoever
// opens the store next goes on.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/adjustment_book.h"
#include "engine/engine.h"
#include "engine/environment/environment.h"
#include "engine/jobs/job_runner.h"
#include "engine/model/clock.h"
#include "gtest/gtest.h"
#include "storage/base/worker_pool.h"
#include "storage/kv/memory_store.h"
#include "storage/kv/store.h"
#include "storage/ledger/ledger.h"

namespace onhand {
namespace {

constexpr int kLines = 700;  // several steps of a push

// Lets so many commits of the partition "main" through and refuses all later ones, as a process that is gone.
class DyingStore : public storage::Store {
 public:
  DyingStore(std::unique_ptr<storage::Store> store, int commits) : store_(std::move(store)), commits_(commits) {}

  absl::StatusOr<storage::PartitionHead> TakePartition(std::string_view partition) override {
    return store_->TakePartition(partition);
  }
  absl::Status Commit(const storage::WriteBatch& batch) override {
    if (batch.steps()[0].partition == "main" && commits_-- <= 0) return absl::UnavailableError("the process is gone");
    return store_->Commit(batch);
  }
  std::unique_ptr<storage::BulkWrite> NewBulkWrite(std::string_view partition, uint64_t epoch,
                                                   uint64_t bytes_expected) override {
    return store_->NewBulkWrite(partition, epoch, bytes_expected);
  }
  std::unique_ptr<storage::Snapshot> GetSnapshot() const override { return store_->GetSnapshot(); }
  storage::StoreStatistics Statistics() const override { return store_->Statistics(); }

 private:
  const std::unique_ptr<storage::Store> store_;
  int commits_;
};

struct Process {
  EngineOptions options;
  FixedClock clock{1'800'000'000'000'000};
  WorkerPool pool{1};
  JobRunner runner;
  std::shared_ptr<LedgerEnvironment> shop;

  Process(storage::MemoryDisk* disk, int commits) {
    options.clock = &clock;
    auto store = std::make_unique<DyingStore>(disk->OpenStore(), commits);
    auto ledger = storage::Ledger::Open(std::move(store));
    EXPECT_TRUE(ledger.ok()) << ledger.status();
    shop = LedgerEnvironment::Open("shop", *std::move(ledger), {&options, &pool, &runner}).value();
  }
};

void PostLines(Environment* shop) {
  for (int begin = 0; begin < kLines; begin += 350) {
    std::vector<std::string> ids;
    for (int i = begin; i < begin + 350; ++i) ids.push_back(absl::StrCat("a", i));
    std::vector<AdjustEvent> events;
    for (const std::string& id : ids) {
      AdjustEvent& event = events.emplace_back();
      event.id = id;
      event.organization_id = "usmf";
      event.product_id = "Bike";
      event.dimensions = {{"siteId", "1"}, {"locationId", "11"}, {"colorId", id.size() % 2 == 0 ? "red" : "black"}};
      event.quantity_data_source = "pos";
      event.physical_measure = "inbound";
      event.quantity = {kMicrosPerUnit};
    }
    const EventResults results = shop->Apply(AdjustBatch{begin != 0, events}, {});
    ASSERT_TRUE(results.answered()) << results.status;
    for (const Outcome& outcome : results.outcomes) ASSERT_FALSE(outcome.refused()) << outcome.message;
  }
}

int64_t OnHand(Environment* shop) {
  IndexQuery query;
  query.organization_ids = {"usmf"};
  query.product_ids = {"Bike"};
  query.return_negative = true;
  const QueryAnswer answer = shop->Query(query).value();
  for (const ResultRow& row : answer.rows) {
    for (const MeasureValue& value : row.values) {
      const MeasureColumn& column = answer.columns[value.column];
      if (column.data_source == "pos" && column.measure == "inbound") return static_cast<int64_t>(value.micros);
    }
  }
  return 0;
}

// What is staged plus what on-hand holds is all of it, and aggregates hold no line twice.
void ExpectNothingLostOrDoubled(Environment* shop) {
  int64_t staged = 0;
  uint64_t aggregated = 0;
  uint64_t lines = 0;
  const ListedAdjustments listed = shop->adjustments().ListLines({}, std::nullopt).value();
  for (const AdjustmentLine& line : listed.lines) {
    ++lines;
    if (line.status == AdjustmentStatus::kCreated) staged += line.quantity_micros;
    if (line.status == AdjustmentStatus::kAggregated) ++aggregated;
  }
  EXPECT_EQ(lines, static_cast<uint64_t>(kLines));
  EXPECT_EQ(staged + OnHand(shop), kLines * kMicrosPerUnit);
  uint64_t in_aggregates = 0;
  const ListedAggregates aggregates = shop->adjustments().ListAggregates({}, std::nullopt).value();
  for (const AggregatedAdjustment& aggregate : aggregates.aggregates) {
    in_aggregates += aggregate.lines;
    EXPECT_EQ(aggregate.net_micros, static_cast<WideMicros>(aggregate.lines) * kMicrosPerUnit);
  }
  EXPECT_LE(in_aggregates, aggregated);  // those of a push under way are not shown
}

TEST(PushCrashTest, EveryLineIsPostedAndAggregatedOnce) {
  bool finished = false;
  int crashes = 0;
  for (int commits = 0; !finished; ++commits) {
    SCOPED_TRACE(commits);
    ASSERT_LT(commits, 100);
    storage::MemoryDisk disk;
    {
      Process first(&disk, 1'000'000);
      PostLines(first.shop.get());
    }
    // Opened and left as it is: whatever it still wrote would be refused.
    Process dying(&disk, commits);
    finished = dying.shop->adjustments().Push().ok();
    ExpectNothingLostOrDoubled(dying.shop.get());
    if (!finished) ++crashes;

    // It dies once more, a step later, before somebody lives long enough.
    Process second(&disk, 1);
    second.shop->adjustments().Push().IgnoreError();
    ExpectNothingLostOrDoubled(second.shop.get());

    Process last(&disk, 1'000'000);
    ASSERT_TRUE(last.shop->adjustments().Push().ok());
    ExpectNothingLostOrDoubled(last.shop.get());
    EXPECT_EQ(OnHand(last.shop.get()), kLines * kMicrosPerUnit);
    uint64_t in_aggregates = 0;
    const ListedAggregates listed = last.shop->adjustments().ListAggregates({}, std::nullopt).value();
    for (const AggregatedAdjustment& aggregate : listed.aggregates) {
      EXPECT_EQ(aggregate.push, 1u);
      in_aggregates += aggregate.lines;
    }
    EXPECT_EQ(in_aggregates, static_cast<uint64_t>(kLines));
    EXPECT_EQ(listed.aggregates.size(), 2u);
  }
  EXPECT_GE(crashes, 5);
}

}  // namespace
}  // namespace onhand
