// Adjustments through the engine's API: staged and pushed, applied at once, aggregated, refused, synced onwards,
// forgotten; on disk over reopens.
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/adjustment_book.h"
#include "engine/engine.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace onhand {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int64_t kDayUs = 24ll * 3600 * 1'000'000;
constexpr int64_t kNowUs = 1'800'000'000'000'000;

// "Bike red pos.inbound" and the like.
std::string SubjectText(const AdjustmentSubject& subject) {
  std::string text = subject.product_id;
  for (const auto& [name, value] : subject.dimensions) {
    if (name == "ColorId") absl::StrAppend(&text, " ", value);
  }
  return absl::StrCat(text, " ", subject.data_source, ".", subject.measure);
}

class EnvironmentAdjustmentsTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(Directory());
    Open();
  }
  void TearDown() override {
    Close();
    std::filesystem::remove_all(Directory());
  }
  static std::string Directory() { return testing::TempDir() + "/environment_adjustments_test"; }
  void Open() {
    EngineOptions options;
    options.data_dir = GetParam() ? Directory() : "";
    options.clock = &clock_;
    options.maintenance_interval_ms = 0;
    options.adjustment_push_minutes = 0;
    options.log_retention_days = 30;
    engine_ = Engine::Open(options).value();
    if (engine_->ListEnvironments()->empty()) ASSERT_TRUE(engine_->CreateEnvironment("shop").ok());
    shop_ = engine_->Find("shop").value();
  }
  void Close() {
    shop_.reset();
    engine_.reset();
  }
  // On disk alone: what is in memory goes with its engine.
  void Reopen() {
    if (!GetParam()) return;
    Close();
    Open();
  }

  static AdjustEvent Adjust(std::string_view id, std::string_view color, int64_t micros,
                            std::string_view measure = "inbound") {
    AdjustEvent event;
    event.id = id;
    event.organization_id = "usmf";
    event.product_id = "Bike";
    event.dimensions = {{"siteId", "1"}, {"locationId", "11"}, {"colorId", color}};
    event.quantity_data_source = "pos";
    event.physical_measure = measure;
    event.quantity = {micros};
    return event;
  }
  std::vector<Outcome> Post(const std::vector<AdjustEvent>& events, bool apply_now = false) {
    const EventResults results = shop_->Apply(AdjustBatch{apply_now, events}, {});
    EXPECT_TRUE(results.answered()) << results.status;
    return results.outcomes;
  }
  void PostChange(std::string_view id, std::string_view color, int64_t micros) {
    ChangeEvent event;
    event.id = id;
    event.organization_id = "usmf";
    event.product_id = "Bike";
    event.dimensions = {{"siteId", "1"}, {"locationId", "11"}, {"colorId", color}};
    event.quantities = {{"pos", "inbound", {micros}}};
    ASSERT_FALSE(shop_->PostChanges({&event, 1}).outcomes.at(0).refused());
  }
  // pos.inbound of the red bikes; nothing where it was never posted.
  std::optional<int64_t> Inbound(const std::string& color = "red") {
    IndexQuery query;
    query.organization_ids = {"usmf"};
    query.product_ids = {"Bike"};
    query.filters = {{"siteId", {"1"}}, {"locationId", {"11"}}, {"colorId", {color}}};
    query.return_negative = true;
    const QueryAnswer answer = shop_->Query(query).value();
    if (answer.rows.empty()) return std::nullopt;
    for (const MeasureValue& value : answer.rows[0].values) {
      const MeasureColumn& column = answer.columns[value.column];
      if (column.data_source == "pos" && column.measure == "inbound") return static_cast<int64_t>(value.micros);
    }
    return std::nullopt;
  }
  AdjustmentPushReport Push() {
    const absl::StatusOr<AdjustmentPushReport> report = shop_->adjustments().Push();
    EXPECT_TRUE(report.ok()) << report.status();
    return report.value_or(AdjustmentPushReport());
  }
  std::vector<AdjustmentLine> Lines(std::optional<AdjustmentStatus> status = std::nullopt) {
    return shop_->adjustments().ListLines({}, status).value().lines;
  }
  // "a Created" …
  std::vector<std::string> LineTexts(std::optional<AdjustmentStatus> status = std::nullopt) {
    std::vector<std::string> texts;
    for (const AdjustmentLine& line : Lines(status)) {
      texts.push_back(absl::StrCat(line.id, " ", std::string(AdjustmentStatusName(line.status))));
    }
    return texts;
  }
  std::vector<AggregatedAdjustment> Aggregates(std::optional<AdjustmentSyncStatus> status = std::nullopt) {
    return shop_->adjustments().ListAggregates({}, status).value().aggregates;
  }
  // "1 Bike red pos.inbound 5 of 2 Created" …
  std::vector<std::string> AggregateTexts(std::optional<AdjustmentSyncStatus> status = std::nullopt) {
    std::vector<std::string> texts;
    for (const AggregatedAdjustment& aggregate : Aggregates(status)) {
      texts.push_back(absl::StrCat(aggregate.push, " ", SubjectText(aggregate.subject), " ",
                                   FormatMicros(aggregate.net_micros), " of ", aggregate.lines, " ",
                                   std::string(AdjustmentSyncStatusName(aggregate.status))));
    }
    return texts;
  }

  FixedClock clock_{kNowUs};
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Environment> shop_;
};

INSTANTIATE_TEST_SUITE_P(Stores, EnvironmentAdjustmentsTest, testing::Bool(),
                         [](const auto& info) { return info.param ? "RocksDb" : "Memory"; });

TEST_P(EnvironmentAdjustmentsTest, AStagedLineChangesOnHandWhenItIsPushed) {
  EXPECT_EQ(Post({Adjust("a", "red", 5 * kMicrosPerUnit)}), std::vector<Outcome>{Outcome{}});
  EXPECT_EQ(Inbound(), std::nullopt);
  EXPECT_THAT(LineTexts(), ElementsAre("a Created"));
  Reopen();
  EXPECT_THAT(LineTexts(AdjustmentStatus::kCreated), ElementsAre("a Created"));
  clock_.Advance(1);
  const AdjustmentPushReport report = Push();
  EXPECT_EQ(report.posted, 1u);
  EXPECT_EQ(report.refused, 0u);
  EXPECT_EQ(report.aggregated, 1u);
  EXPECT_EQ(Inbound(), 5 * kMicrosPerUnit);
  EXPECT_THAT(LineTexts(), ElementsAre("a Aggregated"));
  EXPECT_THAT(LineTexts(AdjustmentStatus::kCreated), IsEmpty());
  EXPECT_THAT(AggregateTexts(), ElementsAre("1 Bike red pos.inbound 5 of 1 Created"));
  Reopen();
  EXPECT_EQ(Push().posted, 0u);
  EXPECT_EQ(Inbound(), 5 * kMicrosPerUnit);
  EXPECT_EQ(Aggregates().size(), 1u);
}

TEST_P(EnvironmentAdjustmentsTest, AppliedAtOnceItIsAggregatedByTheNextPush) {
  Post({Adjust("a", "red", 5 * kMicrosPerUnit)}, /*apply_now=*/true);
  EXPECT_EQ(Inbound(), 5 * kMicrosPerUnit);
  EXPECT_THAT(LineTexts(), ElementsAre("a IVPosted"));
  EXPECT_THAT(LineTexts(AdjustmentStatus::kIvPosted), ElementsAre("a IVPosted"));
  EXPECT_THAT(Aggregates(), IsEmpty());
  const AdjustmentPushReport report = Push();
  EXPECT_EQ(report.posted, 0u);
  EXPECT_EQ(report.aggregated, 1u);
  EXPECT_EQ(Inbound(), 5 * kMicrosPerUnit);
  EXPECT_THAT(AggregateTexts(), ElementsAre("1 Bike red pos.inbound 5 of 1 Created"));
}

TEST_P(EnvironmentAdjustmentsTest, APushSumsUpByRowAndMeasure) {
  Post({Adjust("a", "red", 5 * kMicrosPerUnit), Adjust("b", "black", -2 * kMicrosPerUnit),
        Adjust("c", "red", -1'500'000), Adjust("d", "red", 3 * kMicrosPerUnit, "outbound"),
        Adjust("e", "black", 2 * kMicrosPerUnit)});
  Push();
  EXPECT_THAT(AggregateTexts(),
              ElementsAre("1 Bike black pos.inbound 0 of 2 DoNotSync", "1 Bike red pos.inbound 3.5 of 2 Created",
                          "1 Bike red pos.outbound 3 of 1 Created"));
  Post({Adjust("f", "red", kMicrosPerUnit)});
  Push();
  EXPECT_THAT(AggregateTexts(AdjustmentSyncStatus::kCreated),
              ElementsAre("1 Bike red pos.inbound 3.5 of 2 Created", "1 Bike red pos.outbound 3 of 1 Created",
                          "2 Bike red pos.inbound 1 of 1 Created"));
  EXPECT_EQ(Inbound(), 4'500'000);
  EXPECT_EQ(Inbound("black"), 0);
}

// More lines than one step takes: still one aggregate of the push.
TEST_P(EnvironmentAdjustmentsTest, ALongPushIsOnePush) {
  constexpr int kLines = 1'300;
  for (int begin = 0; begin < kLines; begin += 500) {
    std::vector<std::string> ids;
    for (int i = begin; i < std::min(begin + 500, kLines); ++i) ids.push_back(absl::StrCat("a", i));
    std::vector<AdjustEvent> events;
    for (const std::string& id : ids) events.push_back(Adjust(id, "red", kMicrosPerUnit));
    Post(events, /*apply_now=*/begin == 500);
  }
  const AdjustmentPushReport report = Push();
  EXPECT_EQ(report.posted, 800u);
  EXPECT_EQ(report.aggregated, 1'300u);
  EXPECT_EQ(Inbound(), kLines * kMicrosPerUnit);
  EXPECT_THAT(AggregateTexts(), ElementsAre("1 Bike red pos.inbound 1300 of 1300 Created"));
}

TEST_P(EnvironmentAdjustmentsTest, ARepeatedIdLeavesOneLine) {
  for (const bool apply_now : {false, true}) {
    EXPECT_EQ(Post({Adjust("a", "red", 5)}, apply_now), std::vector<Outcome>{Outcome{}});
  }
  EXPECT_EQ(Lines().size(), 1u);
  EXPECT_EQ(Post({Adjust("a", "red", 6)})[0].reason, Reason::kIdReused);
  Push();
  EXPECT_EQ(Post({Adjust("a", "red", 5)}), std::vector<Outcome>{Outcome{}});
  EXPECT_EQ(Lines().size(), 1u);
  EXPECT_EQ(Inbound(), 5);
}

TEST_P(EnvironmentAdjustmentsTest, ALineKeepsWhatItWasGiven) {
  AdjustEvent event = Adjust("a", "red", -1);
  event.external_reference_category = "Sales order";
  event.external_reference_id = "SO-1";
  event.journal_name_id = "IMov";
  event.cost_price = "12.50";
  event.transaction_date = "2027-01-15";
  Post({event});
  const AdjustmentLine line = Lines().at(0);
  EXPECT_EQ(line.id, "a");
  EXPECT_EQ(line.subject.organization_id, "usmf");
  EXPECT_EQ(line.subject.product_id, "Bike");
  EXPECT_THAT(line.subject.dimensions, ElementsAre(testing::Pair("siteid", "1"), testing::Pair("locationid", "11"),
                                                   testing::Pair("ColorId", "red")));
  EXPECT_EQ(line.subject.data_source, "pos");
  EXPECT_EQ(line.subject.measure, "inbound");
  EXPECT_EQ(line.quantity_micros, -1);
  EXPECT_EQ(line.external_reference_category, "Sales order");
  EXPECT_EQ(line.external_reference_id, "SO-1");
  EXPECT_EQ(line.journal_name_id, "IMov");
  EXPECT_EQ(line.cost_price, "12.5");
  EXPECT_EQ(line.transaction_date, "2027-01-15");
  EXPECT_EQ(line.created_at_us, kNowUs);
  // Other spellings of one price are the same content.
  event.cost_price = "12.5";
  EXPECT_FALSE(Post({event})[0].refused());
  event.cost_price = "12.51";
  EXPECT_EQ(Post({event})[0].reason, Reason::kIdReused);
}

TEST_P(EnvironmentAdjustmentsTest, RefusedEventsLeaveNoLine) {
  std::vector<AdjustEvent> events(6, Adjust("x", "red", 1));
  const std::string long_text(257, 'x');
  events[0].physical_measure = "onhand";
  events[0].quantity_data_source = "iv";
  events[1].physical_measure = "nothing";
  events[2].external_reference_id = long_text;
  events[3].cost_price = "a lot";
  events[4].quantity_data_source = "nobody";
  events[5].quantity_data_source = "fno";
  events[5].physical_measure = "arrived";
  const std::vector<Outcome> outcomes = Post(events);
  const struct {
    Reason reason;
    const char* path;
  } expected[] = {{Reason::kCalculatedMeasure, "/physicalMeasure"},
                  {Reason::kUnknownMeasure, "/physicalMeasure"},
                  {Reason::kMalformed, "/externalReferenceId"},
                  {Reason::kInvalidQuantity, "/costPrice"},
                  {Reason::kUnknownDataSource, "/quantityDataSource"}};
  for (size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(outcomes[i].reason, expected[i].reason) << i << outcomes[i].message;
    EXPECT_EQ(outcomes[i].path, expected[i].path) << i;
  }
  EXPECT_EQ(outcomes[5].reason, Reason::kReadOnlyDataSource);
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_P(EnvironmentAdjustmentsTest, AppliedAtOnceAnOverflowIsRefused) {
  PostChange("c", "red", kQuantityMicrosMax);
  EXPECT_EQ(Post({Adjust("a", "red", 1)}, /*apply_now=*/true)[0].reason, Reason::kQuantityOverflow);
  EXPECT_THAT(Lines(), IsEmpty());
}

// What on-hand cannot take stays staged with a message and keeps nothing waiting.
TEST_P(EnvironmentAdjustmentsTest, ALineThatCannotBePushedStays) {
  PostChange("c", "red", kQuantityMicrosMax);
  Post({Adjust("a", "red", 1), Adjust("b", "black", 1), Adjust("c", "black", 2)});
  clock_.Advance(1);
  AdjustmentPushReport report = Push();
  EXPECT_EQ(report.posted, 2u);
  EXPECT_EQ(report.refused, 1u);
  EXPECT_THAT(LineTexts(), ElementsAre("a Created", "b Aggregated", "c Aggregated"));
  const AdjustmentLine stuck = Lines(AdjustmentStatus::kCreated).at(0);
  EXPECT_EQ(stuck.message, "adding 0.000001 to 9223372036854.775807 leaves the range of quantities");
  EXPECT_EQ(stuck.changed_at_us, kNowUs + 1);
  const uint64_t sequence = shop_->Statistics().sequence;
  clock_.Advance(1);
  report = Push();
  EXPECT_EQ(report.refused, 1u);
  EXPECT_EQ(shop_->Statistics().sequence, sequence);  // nothing new to say
  EXPECT_EQ(Lines(AdjustmentStatus::kCreated).at(0).changed_at_us, kNowUs + 1);

  PostChange("d", "red", -5);
  EXPECT_EQ(Push().posted, 1u);
  EXPECT_EQ(Inbound(), kQuantityMicrosMax - 4);
  EXPECT_EQ(Lines().at(0).message, "");
  EXPECT_EQ(Lines().at(0).status, AdjustmentStatus::kAggregated);
}

TEST_P(EnvironmentAdjustmentsTest, AMeasureThatIsDroppedMeanwhileIsToldSo) {
  const Configuration before = shop_->configuration()->configuration;
  Configuration with = before;
  with.data_sources.push_back({.name = "lab", .physical_measures = {"found"}});
  ASSERT_THAT(shop_->ReplaceConfiguration(with)->issues, IsEmpty());
  AdjustEvent event = Adjust("a", "red", 7);
  event.quantity_data_source = "lab";
  event.physical_measure = "found";
  Post({event, Adjust("b", "red", 1)});
  ASSERT_THAT(shop_->ReplaceConfiguration(before)->issues, IsEmpty());
  EXPECT_EQ(Push().refused, 1u);
  EXPECT_EQ(Lines(AdjustmentStatus::kCreated).at(0).message, "measure 'lab.found' is no longer configured");
  EXPECT_EQ(Lines(AdjustmentStatus::kCreated).at(0).subject.measure, "found");
  EXPECT_EQ(Inbound(), 1);
  ASSERT_THAT(shop_->ReplaceConfiguration(with)->issues, IsEmpty());
  EXPECT_EQ(Push().posted, 1u);
}

TEST_P(EnvironmentAdjustmentsTest, ALineWithoutAPlaceIsNotPushedByLocation) {
  Configuration configuration = shop_->configuration()->configuration;
  configuration.partition_rule = PartitionRule::kByProduct;
  ASSERT_THAT(shop_->ReplaceConfiguration(configuration)->issues, IsEmpty());
  AdjustEvent event = Adjust("a", "red", 7);
  event.dimensions = {{"colorId", "red"}};
  Post({event});
  configuration.partition_rule = PartitionRule::kByLocation;
  ASSERT_THAT(shop_->ReplaceConfiguration(configuration)->issues, IsEmpty());
  EXPECT_EQ(Push().refused, 1u);
  EXPECT_THAT(Lines().at(0).message, HasSubstr("partitioned by location"));
}

// A reservation sees what a push brought: the sums that checks use follow it.
TEST_P(EnvironmentAdjustmentsTest, ReservationsSeeWhatAPushBrought) {
  const auto reserve = [&](std::string_view id, int64_t units) {
    ReserveEvent event;
    event.id = id;
    event.organization_id = "usmf";
    event.product_id = "Bike";
    event.dimensions = {{"siteId", "1"}, {"locationId", "11"}, {"colorId", "red"}};
    event.quantity_data_source = "iv";
    event.modifier = "softreservordered";
    event.quantity = Quantity{units * kMicrosPerUnit};
    return shop_->Apply(absl::Span<const ReserveEvent>(&event, 1), {}).outcomes.at(0).reason;
  };
  PostChange("c", "red", 2 * kMicrosPerUnit);
  EXPECT_EQ(reserve("r1", 3), Reason::kNotAvailable);  // loads the sums
  Post({Adjust("a", "red", 5 * kMicrosPerUnit)});
  EXPECT_EQ(reserve("r2", 3), Reason::kNotAvailable);
  Push();
  EXPECT_EQ(reserve("r3", 8), Reason::kNotAvailable);
  EXPECT_EQ(reserve("r4", 7), Reason::kNone);
}

TEST_P(EnvironmentAdjustmentsTest, ListsComeInPages) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(absl::StrCat("a", i));
  std::vector<AdjustEvent> events;
  for (const std::string& id : ids) events.push_back(Adjust(id, id, 1));
  Post(events);
  for (const std::optional<AdjustmentStatus> status :
       {std::optional<AdjustmentStatus>(), std::optional(AdjustmentStatus::kCreated)}) {
    std::vector<std::string> listed;
    std::string after;
    bool more = true;
    while (more) {
      const ListedAdjustments page = shop_->adjustments().ListLines({.after = after, .limit = 2}, status).value();
      for (const AdjustmentLine& line : page.lines) listed.push_back(line.id);
      more = page.more;
      ASSERT_EQ(page.lines.size(), more ? 2u : 1u);
      after = page.lines.back().line_id;
    }
    EXPECT_EQ(listed, ids);
  }
  Push();
  const ListedAggregates first = shop_->adjustments().ListAggregates({.limit = 4}, std::nullopt).value();
  EXPECT_TRUE(first.more);
  const ListedAggregates rest =
      shop_->adjustments()
          .ListAggregates({.after = first.aggregates.back().aggregate_id, .limit = 4}, std::nullopt)
          .value();
  EXPECT_EQ(rest.aggregates.size(), 1u);
  EXPECT_FALSE(rest.more);
  EXPECT_THAT(shop_->adjustments().ListLines({.organization_id = "other"}, std::nullopt)->lines, IsEmpty());
  EXPECT_EQ(shop_->adjustments().ListLines({.organization_id = "usmf"}, std::nullopt)->lines.size(), 5u);
  EXPECT_THAT(shop_->adjustments().ListAggregates({.organization_id = "other"}, std::nullopt)->aggregates, IsEmpty());

  EXPECT_EQ(shop_->adjustments().ListLines({.after = "x"}, std::nullopt).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(shop_->adjustments().ListAggregates({.after = "x"}, std::nullopt).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(shop_->adjustments().ListLines({.limit = 0}, std::nullopt).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(shop_->adjustments().ListLines({.limit = kAdjustmentPageMax + 1}, std::nullopt).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_P(EnvironmentAdjustmentsTest, StatusesGoForwardOnly) {
  Post({Adjust("a", "red", 5), Adjust("b", "black", 1), Adjust("c", "black", -1)});
  Push();
  const std::string red = Aggregates(AdjustmentSyncStatus::kCreated).at(0).aggregate_id;
  const std::string zero = Aggregates(AdjustmentSyncStatus::kDoNotSync).at(0).aggregate_id;
  const auto set = [&](const std::string& id, AdjustmentSyncStatus status, std::string_view message = "") {
    const AdjustmentSyncUpdate update{id, status, message};
    return shop_->adjustments().SetStatuses({&update, 1}).value().at(0);
  };
  using Status = AdjustmentSyncStatus;
  EXPECT_EQ(set(red, Status::kFnoSyncEnqueued).reason, Reason::kNone);
  EXPECT_EQ(set(red, Status::kCreated).reason, Reason::kStatusNotForward);
  EXPECT_EQ(set(red, Status::kDoNotSync).reason, Reason::kStatusNotForward);
  clock_.Advance(5);
  EXPECT_EQ(set(red, Status::kFnoTransCreateError, "no such item").reason, Reason::kNone);
  EXPECT_EQ(Aggregates(Status::kFnoTransCreateError).at(0).message, "no such item");
  EXPECT_EQ(Aggregates(Status::kFnoTransCreateError).at(0).changed_at_us, kNowUs + 5);
  Reopen();
  EXPECT_EQ(set(red, Status::kFnoSyncEnqueued).reason, Reason::kStatusNotForward);
  EXPECT_EQ(set(red, Status::kFnoTransCreated).reason, Reason::kNone);
  EXPECT_EQ(set(red, Status::kFnoTransPosted).reason, Reason::kNone);
  EXPECT_EQ(set(red, Status::kFnoTransPosted).reason, Reason::kNone);
  const Outcome back = set(red, Status::kFnoTransPostError);
  EXPECT_EQ(back.status_code(), 409);
  EXPECT_EQ(back.message, "the aggregate is FnOTransPosted and cannot become FnOTransPostError");
  EXPECT_EQ(set(zero, Status::kFnoSyncEnqueued).reason, Reason::kStatusNotForward);
  const Outcome unknown = set("1-AAAA", Status::kFnoSyncEnqueued);
  EXPECT_EQ(unknown.reason, Reason::kUnknownAggregate);
  EXPECT_EQ(unknown.status_code(), 404);
  EXPECT_EQ(set(red, Status::kFnoTransPosted, "a\nb").reason, Reason::kMalformed);
  EXPECT_THAT(AggregateTexts(), ElementsAre("1 Bike black pos.inbound 0 of 2 DoNotSync",
                                            "1 Bike red pos.inbound 0.000005 of 1 FnOTransPosted"));
}

TEST_P(EnvironmentAdjustmentsTest, SeveralUpdatesSeeEachOther) {
  Post({Adjust("a", "red", 5)});
  Push();
  const std::string red = Aggregates().at(0).aggregate_id;
  const std::vector<AdjustmentSyncUpdate> updates = {{red, AdjustmentSyncStatus::kFnoTransCreated, ""},
                                                     {red, AdjustmentSyncStatus::kFnoSyncEnqueued, ""},
                                                     {red, AdjustmentSyncStatus::kFnoTransPosted, "done"}};
  const std::vector<Outcome> outcomes = shop_->adjustments().SetStatuses(updates).value();
  EXPECT_FALSE(outcomes[0].refused());
  EXPECT_EQ(outcomes[1].reason, Reason::kStatusNotForward);
  EXPECT_FALSE(outcomes[2].refused());
  EXPECT_EQ(Aggregates().at(0).message, "done");
  EXPECT_EQ(shop_->adjustments()
                .SetStatuses(std::vector<AdjustmentSyncUpdate>(kBulkRecordCountMax + 1, updates[0]))
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_P(EnvironmentAdjustmentsTest, LinesAreKeptAsLongAsTheLog) {
  PostChange("c", "green", kQuantityMicrosMax);
  Post({Adjust("a", "red", 5), Adjust("b", "black", 1), Adjust("c", "black", -1), Adjust("stuck", "green", 1)});
  Push();
  const std::string red = Aggregates(AdjustmentSyncStatus::kCreated).at(0).aggregate_id;
  clock_.Advance(29 * kDayUs);
  Post({Adjust("d", "red", 7)});
  Push();
  ASSERT_TRUE(shop_->RunMaintenance().ok());
  EXPECT_EQ(Lines().size(), 5u);
  EXPECT_EQ(Aggregates().size(), 3u);
  clock_.Advance(kDayUs + 1);
  ASSERT_TRUE(shop_->RunMaintenance().ok());
  // What is not aggregated, and what is not synced for good, stays.
  EXPECT_THAT(LineTexts(), ElementsAre("stuck Created", "d Aggregated"));
  EXPECT_THAT(AggregateTexts(), ElementsAre("1 Bike red pos.inbound 0.000005 of 1 Created",
                                            "2 Bike red pos.inbound 0.000007 of 1 Created"));
  const AdjustmentSyncUpdate posted{red, AdjustmentSyncStatus::kFnoTransPosted, ""};
  ASSERT_FALSE(shop_->adjustments().SetStatuses({&posted, 1})->at(0).refused());
  ASSERT_TRUE(shop_->RunMaintenance().ok());
  EXPECT_EQ(Aggregates().size(), 1u);
  EXPECT_EQ(Inbound(), 12);
  Reopen();
  EXPECT_EQ(Aggregates().size(), 1u);
  EXPECT_EQ(Lines().size(), 2u);
}

// Pushes, posts and lists at once: every line is posted exactly once.
TEST_P(EnvironmentAdjustmentsTest, ManyAtOnce) {
  constexpr int kThreads = 4;
  constexpr int kCalls = 25;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < kCalls; ++i) {
        const std::string id = absl::StrCat("a", t, "-", i);
        const std::string repeated = absl::StrCat("r", i);
        Post({Adjust(id, "red", kMicrosPerUnit), Adjust(repeated, "red", 1)}, /*apply_now=*/i % 3 == 0);
        if (i % 5 == t) Push();
        Lines();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  Push();
  EXPECT_EQ(Inbound(), kThreads * kCalls * kMicrosPerUnit + kCalls);
  WideMicros net = 0;
  uint64_t lines = 0;
  for (const AggregatedAdjustment& aggregate : Aggregates()) {
    net += aggregate.net_micros;
    lines += aggregate.lines;
  }
  EXPECT_EQ(static_cast<int64_t>(net), *Inbound());
  EXPECT_EQ(lines, static_cast<uint64_t>(kThreads * kCalls + kCalls));
  EXPECT_THAT(LineTexts(AdjustmentStatus::kCreated), IsEmpty());
}

TEST_P(EnvironmentAdjustmentsTest, TheLogShowsWhatPushesChanged) {
  Post({Adjust("a", "red", 5 * kMicrosPerUnit)});
  Post({Adjust("b", "red", kMicrosPerUnit)}, /*apply_now=*/true);
  Push();
  const std::string job_id = shop_->jobs().StartLogExtract({.organization_id = "usmf", .until_us = kNowUs * 2})->job_id;
  for (int i = 0; i < 10'000 && shop_->jobs().Find(job_id)->state != JobState::kCompleted; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  const std::string file = shop_->jobs().ReadResult(job_id, 0).value();
  EXPECT_THAT(file, HasSubstr(",adjust,b,usmf,Bike,1,11,ColorId=red,onhand,pos,inbound,add,1,"));
  EXPECT_THAT(file, HasSubstr(",adjustments,,usmf,Bike,1,11,ColorId=red,onhand,pos,inbound,add,5,"));
  EXPECT_EQ(std::count(file.begin(), file.end(), '\n'), 3);
}

// The engine's own pushes, by the real clock: the shortest interval is a minute, so only that it can be set is seen.
TEST(AdjustmentOptionsTest, TheIntervalMustNotBeNegative) {
  EngineOptions options;
  options.adjustment_push_minutes = -1;
  EXPECT_EQ(Engine::Open(options).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace onhand
