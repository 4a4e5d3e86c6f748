// The audit through the engine's API: beside writers, ended early, on the sums that the writer keeps.
#include "engine/audit/environment_audit.h"

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/audit.h"
#include "engine/engine.h"
#include "engine/sums/derived_sums.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/keys/row_key.h"
#include "storage/kv/memory_store.h"
#include "storage/ledger/ledger.h"

namespace onhand {
namespace {

using ::testing::HasSubstr;

Quantity Units(int64_t units) { return {units * kMicrosPerUnit}; }

std::string Text(const AuditReport& report) {
  std::string text;
  for (const AuditFinding& finding : report.findings) {
    absl::StrAppend(&text, finding.check, ": ", finding.place, ": ", finding.what, "\n");
  }
  return text;
}

class EnvironmentAuditTest : public testing::Test {
 protected:
  void SetUp() override {
    EngineOptions options;
    options.maintenance_interval_ms = 0;
    options.write_back_bytes = 64 << 10;
    engine_ = Engine::Open(std::move(options)).value();
    ASSERT_TRUE(engine_->CreateEnvironment("shop").ok());
    shop_ = engine_->Find("shop").value();
  }

  // Some units of one of a few bikes; every third time reserved, which needs sums.
  void Post(int number) {
    const std::string id = absl::StrCat("e-", number);
    const std::string product = absl::StrCat("Bike ", number % 5);
    const std::string color = absl::StrCat("colour ", number % 400);
    EventKey key{.id = id, .organization_id = "usmf", .product_id = product, .dimension_data_source = {}};
    key.dimensions = {{"siteId", "1"}, {"locationId", "11"}, {"colorId", color}};
    if (number % 3 != 0) {
      const ChangeEvent event{key, {{"pos", "inbound", Units(3)}}};
      EXPECT_TRUE(shop_->PostChanges({&event, 1}).status.ok());
      return;
    }
    ReserveEvent event;
    static_cast<EventKey&>(event) = key;
    event.quantities = {{"iv", "softreservordered", Units(1)}};
    if (number % 2 == 0) event.ttl_seconds = 3600;
    EXPECT_TRUE(shop_->Apply(absl::Span<const ReserveEvent>(&event, 1), {}).status.ok());
  }

  void Ask(const std::string& product) {
    IndexQuery query;
    query.organization_ids = {"usmf"};
    query.product_ids = {product};
    query.group_by = {"colorId"};
    query.return_negative = true;
    EXPECT_TRUE(shop_->Query(query).ok());
  }

  static uint64_t Compared(const AuditReport& report, const std::string& check) {
    for (const AuditCheck& done : report.checks) {
      if (done.name == check) return done.compared;
    }
    return 0;
  }

  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Environment> shop_;
};

TEST_F(EnvironmentAuditTest, LooksAtEverythingThatThereIs) {
  for (int i = 0; i < 600; ++i) Post(i);
  ASSERT_TRUE(shop_->RunMaintenance().ok());
  for (int i = 600; i < 700; ++i) Post(i);
  for (int i = 0; i < 3; ++i) Ask("Bike 1");
  const absl::StatusOr<AuditReport> report = shop_->Audit({});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->findings_total, 0u) << Text(*report);
  EXPECT_EQ(report->sequence, shop_->Statistics().sequence);
  for (const char* check :
       {"meta", "dictionary", "partition", "log", "configuration", "places", "hold_ends", "receipts", "totals",
        "negative", "readers", "rows", "holds", "sums", "recent_receipts", "derived_sums"}) {
    EXPECT_GT(Compared(*report, check), 0u) << check;
  }
}

TEST_F(EnvironmentAuditTest, GoesOnBesideWriters) {
  std::atomic<bool> done = false;
  std::atomic<int> next = 0;
  std::vector<std::thread> writers;
  for (int i = 0; i < 3; ++i) {
    writers.emplace_back([&] {
      while (!done) {
        const int number = next++;
        // Each audit looks at all that came before.
        if (number > 4000) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        Post(number);
        if (number % 20 == 0) Ask(absl::StrCat("Bike ", number % 5));
      }
    });
  }
  for (int i = 0; i < 8; ++i) {
    const absl::StatusOr<AuditReport> report = shop_->Audit({.memory_bytes = i % 2 == 0 ? uint64_t{64} << 20 : 1});
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(report->findings_total, 0u) << Text(*report);
    ASSERT_TRUE(shop_->RunMaintenance().ok());
  }
  done = true;
  for (std::thread& writer : writers) writer.join();
}

TEST_F(EnvironmentAuditTest, EndsWhenNobodyWantsItAnyMore) {
  for (int i = 0; i < 6000; ++i) Post(i);
  int told = 0;
  const std::thread::id caller = std::this_thread::get_id();
  const absl::StatusOr<AuditReport> report = shop_->Audit({.progress = [&](const AuditProgress& progress) {
    EXPECT_EQ(std::this_thread::get_id(), caller);
    EXPECT_LE(progress.done, progress.total);
    return ++told < 2;
  }});
  EXPECT_EQ(report.status().code(), absl::StatusCode::kCancelled) << report.status();
  EXPECT_EQ(told, 2);
}

TEST_F(EnvironmentAuditTest, EndsWhenTheEnvironmentIsDeleted) {
  for (int i = 0; i < 6000; ++i) Post(i);
  std::thread deleter;
  const absl::StatusOr<AuditReport> report = shop_->Audit({.progress = [&](const AuditProgress&) {
    if (!deleter.joinable()) {
      deleter = std::thread([&] { EXPECT_TRUE(engine_->DeleteEnvironment("shop").ok()); });
      // It is seen to be closed before the audit is through, or the audit is through; both are fine.
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return true;
  }});
  deleter.join();
  if (!report.ok()) EXPECT_EQ(report.status().code(), absl::StatusCode::kUnavailable) << report.status();
}

TEST(DerivedSumsCheckTest, NamesASumThatIsNotThatOfItsRows) {
  const std::unique_ptr<storage::Ledger> ledger = storage::Ledger::Open(storage::NewMemoryStore()).value();
  const std::string row_key = storage::RowKey(
      {.organization = "usmf", .product = "Bike", .site = "1", .location = "11", .dimensions = {{1, "red"}}});
  storage::LogEntry entry{.kind = storage::EntryKind::kAdjustments};
  entry.effects.push_back({.row_key = row_key, .counted_at_us = {}, .changes = {{storage::ChangeOp::kAdd, 0, 5}}});
  storage::CommitGroup group;
  group.record = {1, 1000, {entry}};
  storage::Row row;
  row.cells = {{0, 5}};
  group.rows.push_back({row_key, row, /*born=*/true});
  group.new_measures = {"pos.inbound"};
  ASSERT_TRUE(ledger->Commit(std::move(group)).ok());

  DerivedSums sums(100);
  int64_t quantity = 5;
  const std::string partition = storage::KeyPrefix({"usmf", "Bike", "1", "11"});
  const auto load = [&] {
    const std::vector<LevelMask> levels = {0, LevelMask{1} << 1};
    EXPECT_TRUE(sums.Load(
                        [&](std::string_view, const DerivedSums::RowVisitor& visit) {
                          storage::Row walked;
                          walked.cells = {{0, quantity}};
                          visit(row_key, walked);
                          return absl::OkStatus();
                        },
                        partition, levels)
                    .ok());
  };
  const AuditSubject subject{.ledger = ledger.get(),
                             .sums = &sums,
                             .in_writer = [](absl::FunctionRef<absl::Status()> work) { return work(); }};
  load();
  storage::AuditSink clean(10);
  ASSERT_TRUE(CheckDerivedSums(subject, &clean).ok());
  EXPECT_EQ(clean.findings_total(), 0u);
  EXPECT_EQ(clean.checks()[0].compared, 2u);

  sums.Clear();
  quantity = 6;
  load();
  storage::AuditSink sink(10);
  ASSERT_TRUE(CheckDerivedSums(subject, &sink).ok());
  ASSERT_EQ(sink.findings().size(), 2u);
  EXPECT_EQ(sink.findings()[0].check, "derived_sums");
  EXPECT_EQ(sink.findings()[0].place,
            "sums of organization=\"usmf\" product=\"Bike\" site=\"1\" location=\"11\" as a whole");
  EXPECT_EQ(sink.findings()[1].what, "the sum of pos.inbound should be 0.000005; is 0.000006");
  EXPECT_THAT(sink.findings()[1].place, HasSubstr("at ColorId=\"red\""));
}

}  // namespace
}  // namespace onhand
