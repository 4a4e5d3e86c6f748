#include "service/cli/import/batch_poster.h"

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/cli/files/byte_source.h"
#include "service/cli/import/event_source.h"
#include "service/cli/import/rejects_file.h"

namespace onhand::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Remembers what it was given; fails as told.
class FakeBackend : public Backend {
 public:
  struct Call {
    std::string inventory_system;
    std::vector<std::string> ids;
  };

  std::vector<Call> calls;
  std::deque<absl::Status> failures;  // of the next calls
  std::map<std::string, Outcome> refusals;
  std::map<std::string, Issue> refused_systems;  // calls that are refused as a whole
  bool answer_late = false;                      // keeps completions until the next call
  std::vector<std::pair<Completion, EventResults>> late;

  ~FakeBackend() override { AnswerLate(); }

  void AnswerLate() {
    for (auto& [done, results] : std::exchange(late, {})) std::move(done)(std::move(results));
  }

  EventResults Apply(const std::string&, const EventBatch& batch, const CallOptions&) override {
    const SetBatch& sets = std::get<SetBatch>(batch);
    Call call{std::string(sets.inventory_system), {}};
    for (const SetEvent& event : sets.events) call.ids.emplace_back(event.id);
    return Results(std::move(call));
  }

  void StreamChanges(const std::string&, absl::Span<const ChangeEvent> events, Completion done) override {
    AnswerLate();
    Call call;
    for (const ChangeEvent& event : events) call.ids.emplace_back(event.id);
    EventResults results = Results(std::move(call));
    if (answer_late) {
      late.emplace_back(std::move(done), std::move(results));
    } else {
      std::move(done)(std::move(results));
    }
  }

  absl::StatusOr<QueryAnswer> Query(const std::string&, const IndexQuery&) override { return QueryAnswer(); }
  absl::StatusOr<QueryAnswer> Query(const std::string&, const ExactQuery&) override { return QueryAnswer(); }
  absl::StatusOr<AllocationAnswer> Query(const std::string&, const AllocationQuery&) override {
    return AllocationAnswer();
  }
  absl::StatusOr<Explanation> Explain(const std::string&, const ExplainQuery&) override { return Explanation(); }
  absl::StatusOr<ConfigurationVersion> GetConfiguration(const std::string&) override { return ConfigurationVersion(); }
  absl::StatusOr<ConfigurationResult> ReplaceConfiguration(const std::string&, Configuration) override {
    return ConfigurationResult();
  }
  absl::StatusOr<std::vector<std::string>> ListPartitions(const std::string&) override {
    return std::vector<std::string>();
  }
  absl::StatusOr<AuditReport> Audit(const std::string&, const AuditOptions&) override { return AuditReport(); }
  JobBackend* jobs() override { return nullptr; }
  ProductBackend* products() override { return nullptr; }
  AdjustmentBackend* adjustments() override { return nullptr; }
  absl::Status CreateEnvironment(const std::string&) override { return absl::OkStatus(); }
  absl::Status DeleteEnvironment(const std::string&) override { return absl::OkStatus(); }
  absl::StatusOr<std::vector<std::string>> ListEnvironments() override { return std::vector<std::string>(); }

 private:
  EventResults Results(Call call) {
    calls.push_back(call);
    EventResults results;
    if (!failures.empty()) {
      results.status = failures.front();
      failures.pop_front();
      if (!results.status.ok()) return results;
    }
    if (const auto refused = refused_systems.find(call.inventory_system); refused != refused_systems.end()) {
      results.issues = {refused->second};
      return results;
    }
    for (const std::string& id : call.ids) {
      const auto refused = refusals.find(id);
      results.outcomes.push_back(refused == refusals.end() ? Outcome() : refused->second);
    }
    return results;
  }
};

struct Poster {
  FakeBackend backend;
  std::vector<std::string> refused;
  std::vector<int64_t> pauses;
  PosterOptions options;

  Poster() {
    options.environment = "shop";
    options.batch_size = 2;
    options.batches_under_way = 2;
    options.attempts = 4;
    options.sleep = [this](int64_t pause_ms) { pauses.push_back(pause_ms); };
  }

  absl::Status Post(int count, PosterCounts* counts) {
    BatchPoster poster(&backend, options, [this](const SourceItem& item, const Outcome& outcome) {
      refused.push_back(item.original + ": " + outcome.message);
      return absl::OkStatus();
    });
    for (int i = 1; i <= count; ++i) {
      SourceItem item;
      item.line = i;
      item.original = "line " + std::to_string(i);
      item.event.id = "e" + std::to_string(i);
      item.event.quantities = {{"pos", "inbound", {1}}};
      if (absl::Status status = poster.Add(&item); !status.ok()) return status;
    }
    const absl::Status status = poster.Finish();
    *counts = poster.counts();
    return status;
  }
};

TEST(BatchPosterTest, SendsFullBatchesAndTheRest) {
  Poster poster;
  PosterCounts counts;
  ASSERT_TRUE(poster.Post(5, &counts).ok());
  ASSERT_EQ(poster.backend.calls.size(), 3u);
  EXPECT_THAT(poster.backend.calls[0].ids, ElementsAre("e1", "e2"));
  EXPECT_THAT(poster.backend.calls[2].ids, ElementsAre("e5"));
  EXPECT_EQ(counts.applied, 5);
}

TEST(BatchPosterTest, RefusalsAreToldWithTheirLine) {
  Poster poster;
  poster.backend.refusals["e3"] = Outcome::Refuse({Reason::kUnknownMeasure, "", "no such measure"});
  PosterCounts counts;
  ASSERT_TRUE(poster.Post(4, &counts).ok());
  EXPECT_THAT(poster.refused, ElementsAre("line 3: no such measure"));
  EXPECT_EQ(counts.applied, 3);
  EXPECT_EQ(counts.refused, 1);
}

TEST(BatchPosterTest, RepeatsWhatMayPass) {
  Poster poster;
  poster.backend.failures = {absl::OkStatus(), absl::UnavailableError("down"), absl::ResourceExhaustedError("busy")};
  PosterCounts counts;
  ASSERT_TRUE(poster.Post(4, &counts).ok());
  EXPECT_EQ(counts.applied, 4);
  EXPECT_EQ(counts.batches_repeated, 2);
  EXPECT_THAT(poster.pauses, ElementsAre(100, 200));
  ASSERT_EQ(poster.backend.calls.size(), 4u);
  EXPECT_THAT(poster.backend.calls[3].ids, ElementsAre("e3", "e4"));
}

TEST(BatchPosterTest, GivesUpAfterTheAttempts) {
  Poster poster;
  poster.backend.failures.assign(9, absl::UnavailableError("down"));
  PosterCounts counts;
  EXPECT_TRUE(absl::IsUnavailable(poster.Post(2, &counts)));
  EXPECT_THAT(poster.pauses, ElementsAre(100, 200, 400));
}

TEST(BatchPosterTest, OtherFailuresEndItAtOnce) {
  Poster poster;
  poster.backend.failures = {absl::NotFoundError("no such environment")};
  PosterCounts counts;
  EXPECT_TRUE(absl::IsNotFound(poster.Post(9, &counts)));
  EXPECT_TRUE(poster.pauses.empty());
}

TEST(BatchPosterTest, CountsGoByDataSourceInOrder) {
  FakeBackend backend;
  PosterOptions options;
  options.environment = "shop";
  options.counts = true;
  options.batch_size = 2;
  BatchPoster poster(&backend, options, [](const SourceItem&, const Outcome&) { return absl::OkStatus(); });
  const std::vector<std::vector<EventRecord::Measure>> rows = {
      {{"pos", "inbound", {1}}, {"POS", "outbound", {2}}, {"fno", "arrived", {3}}}, {{"fno", "arrived", {4}}}};
  for (size_t i = 0; i < rows.size(); ++i) {
    SourceItem item;
    item.event.id = "r" + std::to_string(i);
    item.event.quantities = rows[i];
    ASSERT_TRUE(poster.Add(&item).ok());
  }
  ASSERT_TRUE(poster.Finish().ok());
  ASSERT_EQ(backend.calls.size(), 2u);
  EXPECT_EQ(backend.calls[0].inventory_system, "fno");
  EXPECT_THAT(backend.calls[0].ids, ElementsAre("r0/fno", "r1"));
  EXPECT_EQ(backend.calls[1].inventory_system, "pos");
  EXPECT_THAT(backend.calls[1].ids, ElementsAre("r0/pos"));
}

// Posts counts and returns what was refused: "id: message".
std::vector<std::string> PostCounts(FakeBackend* backend, const std::vector<EventRecord>& events,
                                    PosterCounts* counts) {
  std::vector<std::string> refused;
  PosterOptions options;
  options.environment = "shop";
  options.counts = true;
  BatchPoster poster(backend, options, [&](const SourceItem& item, const Outcome& outcome) {
    refused.push_back(item.event.id + ": " + outcome.message);
    return absl::OkStatus();
  });
  for (const EventRecord& event : events) {
    SourceItem item;
    item.event = event;
    EXPECT_TRUE(poster.Add(&item).ok());
  }
  EXPECT_TRUE(poster.Finish().ok());
  *counts = poster.counts();
  return refused;
}

TEST(BatchPosterTest, ABatchThatIsRefusedAsAWholeStopsNoOther) {
  FakeBackend backend;
  backend.refused_systems["shelf"] = {Reason::kUnknownDataSource, "", "there is no shelf"};
  EventRecord good;
  good.id = "a";
  good.quantities = {{"pos", "inbound", {1}}};
  EventRecord bad;
  bad.id = "b";
  bad.quantities = {{"Shelf", "inbound", {1}}};
  PosterCounts counts;
  EXPECT_THAT(PostCounts(&backend, {bad, good}, &counts), ElementsAre("b: there is no shelf"));
  EXPECT_EQ(counts.applied, 1);
  EXPECT_EQ(counts.refused, 1);
}

TEST(BatchPosterTest, ACountThatIsSplitMustNotExpectAnything) {
  FakeBackend backend;
  EventRecord one;
  one.id = "one";
  one.quantities = {{"pos", "inbound", {1}}};
  one.expected = {{"fno", "arrived", {2}}};
  EventRecord two = one;
  two.id = "two";
  two.quantities.push_back({"fno", "arrived", {1}});
  PosterCounts counts;
  EXPECT_THAT(PostCounts(&backend, {one, two}, &counts),
              ElementsAre(HasSubstr("two: a count of several data sources")));
  ASSERT_EQ(backend.calls.size(), 1u);
  EXPECT_THAT(backend.calls[0].ids, ElementsAre("one"));
  EXPECT_EQ(counts.applied, 1);
}

TEST(JsonEventTest, ReadsCountsWithExpectations) {
  EventRecord event;
  std::string error;
  ASSERT_TRUE(
      ReadJsonEvent(R"({"id":"t","organizationId":"o","productId":"p","quantities":{"pos":{"inbound":1}},)"
                    R"("modifiedDateTimeUTC":"1970-01-01T00:00:01Z","expectedQuantities":{"pos":{"outbound":2}}})",
                    true, &event, &error))
      << error;
  const SetEvent view = event.SetView();
  EXPECT_EQ(view.id, "t");
  EXPECT_EQ(view.modified_at_us, 1'000'000);
  ASSERT_EQ(view.expected_quantities.size(), 1u);
  EXPECT_EQ(view.expected_quantities[0].measure, "outbound");
  EXPECT_EQ(view.expected_quantities[0].quantity.micros, 2'000'000);
}

TEST(JsonEventTest, ReadsTheRestBody) {
  EventRecord event;
  std::string error;
  ASSERT_TRUE(ReadJsonEvent(R"({"id":"t","organizationId":"o","productId":"p","dimensions":{"siteId":"1"},)"
                            R"("quantities":{"pos":{"inbound":"1.5","outbound":2}}})",
                            false, &event, &error))
      << error;
  EXPECT_EQ(event.id, "t");
  EXPECT_THAT(event.dimensions, ElementsAre(EventRecord::Dimension{"siteId", "1"}));
  EXPECT_THAT(event.quantities, ElementsAre(EventRecord::Measure{"pos", "inbound", {1'500'000}},
                                            EventRecord::Measure{"pos", "outbound", {2'000'000}}));
  EXPECT_FALSE(ReadJsonEvent("{", false, &event, &error));
  EXPECT_THAT(error, HasSubstr("not JSON"));
  EXPECT_FALSE(ReadJsonEvent("[]", false, &event, &error));
  EXPECT_THAT(error, HasSubstr("an array instead of an object"));
  EXPECT_FALSE(ReadJsonEvent(R"({"id":"t","organizationId":7})", false, &event, &error));
  EXPECT_THAT(error, HasSubstr("/organizationId"));
}

TEST(RejectsFileTest, ExistsOnlyWhereSomethingWasRejected) {
  const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/lines.rejects";
  {
    RejectsFile rejects(path);
    ASSERT_TRUE(rejects.Add(7, "a, b", "x,\"y\"\nz").ok());
    ASSERT_TRUE(rejects.Finish().ok());
  }
  EXPECT_EQ(*ReadWholeFile(path, 1000), "line,reason,original\n7,\"a, b\",\"x,\"\"y\"\"\nz\"\n");
  RejectsFile none(path);
  ASSERT_TRUE(none.Finish().ok());
  EXPECT_TRUE(absl::IsNotFound(ReadWholeFile(path, 1000).status()));
  EXPECT_TRUE(absl::IsUnavailable(RejectsFile("/no/such/folder/x").Add(1, "a", "b")));
}

}  // namespace
}  // namespace onhand::cli
