// The runner over a tiny dataset: onhand and RocksDB for real, and fakes whose faults the audit must find.

#include "tests/benchmark/runner.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/benchmark/fake_subject.h"
#include "tests/benchmark/json_report.h"
#include "tests/benchmark/progress.h"
#include "tests/benchmark/registry.h"
#include "tests/benchmark/subjects/engine_subject.h"
#include "tests/benchmark/subjects/rocksdb_subject.h"
#include "tests/benchmark/table_report.h"

namespace onhand::benchmark {
namespace {

RunOptions Tiny() { return {.seconds = 0.05, .rounds = 2, .rows = 200, .dir = testing::TempDir() + "/bench"}; }

google::protobuf::Struct Parse(const std::string& json) {
  google::protobuf::Struct parsed;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &parsed).ok()) << json;
  return parsed;
}

absl::StatusOr<WorkloadReport> RunTiny(const std::string& workload, RunOptions options,
                                       const SubjectRegistry& registry) {
  Progress progress;
  return RunWorkload(*FindWorkload(workload), Transport::kInProcess, options, registry, &progress);
}

class RealSubjects : public testing::TestWithParam<std::string> {};

TEST_P(RealSubjects, AreMeasuredAndSound) {
  SubjectRegistry registry;
  AddEngineSubjects(&registry);
  AddRocksDbSubjects(&registry);
  RunOptions options = Tiny();
  options.peers = {"rocksdb"};
  const auto report = RunTiny(GetParam(), options, registry);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->sound()) << FormatTable(*report);
  ASSERT_GE(report->entrants.size(), 1u);
  for (const EntrantResult& entrant : report->entrants) {
    if (!entrant.measured()) continue;
    EXPECT_EQ(entrant.audit, "ok") << entrant.label;
    EXPECT_EQ(entrant.rounds.size(), 2u);
    EXPECT_GT(entrant.throughput.min, 0) << entrant.label;
    EXPECT_GT(entrant.units, 0u);
  }
  const google::protobuf::Struct summary = Parse(SummaryJson(*report));
  EXPECT_EQ(summary.fields().at("workload").string_value(), GetParam());
  EXPECT_TRUE(summary.fields().at("sound").bool_value());
  EXPECT_TRUE(summary.fields().contains("onhand"));
  EXPECT_TRUE(summary.fields().contains("ratios"));
  EXPECT_EQ(Parse(FullJson(*report)).fields().at("entrants").list_value().values_size(),
            static_cast<int>(report->entrants.size()));
}

INSTANTIATE_TEST_SUITE_P(, RealSubjects,
                         testing::Values("apply-bulk", "apply-single-16", "hot-product", "flash-sale", "query-exact",
                                         "query-variants", "query-index", "query-location", "query-atp", "mixed",
                                         "cold-apply"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::erase(name, '-');
                           return name;
                         });

// A fake in the place of onhand, so that nothing else is in the way.
absl::StatusOr<WorkloadReport> RunFake(const std::string& workload, Fault fault) {
  SubjectRegistry registry;
  AddFakeSubject("onhand", fault, &registry);
  AddFakeSubject("other", Fault::kNone, &registry);
  RunOptions options = Tiny();
  options.peers = {"other"};
  return RunTiny(workload, options, registry);
}

TEST(Audit, PassesWhatIsRight) {
  const auto report = RunFake("apply-single-16", Fault::kNone);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->sound());
  ASSERT_EQ(report->entrants.size(), 2u);
  EXPECT_EQ(report->entrants[1].label, "other");
}

TEST(Audit, FindsALostEvent) {
  const auto report = RunFake("apply-single-1", Fault::kLosesOne);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_FALSE(report->sound());
  EXPECT_NE(report->entrants[0].audit.find("acknowledged as sold"), std::string::npos) << report->entrants[0].audit;
  EXPECT_TRUE(report->entrants[1].sound);
  EXPECT_FALSE(Parse(SummaryJson(*report)).fields().at("sound").bool_value());
  EXPECT_NE(FormatTable(*report).find("AUDIT FAILED: onhand"), std::string::npos);
}

TEST(Audit, FindsAnIdThatCountsTwice) {
  const auto report = RunFake("apply-single-1", Fault::kCountsTwice);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_FALSE(report->sound());
}

TEST(Audit, FindsAnOversoldProduct) {
  const auto report = RunFake("flash-sale", Fault::kOversells);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_FALSE(report->sound());
  EXPECT_NE(report->entrants[0].audit.find("20001 were given"), std::string::npos) << report->entrants[0].audit;
}

TEST(Runner, MoreCallersShareASocketUnlessTheirNumberIsGiven) {
  SubjectRegistry registry;
  AddFakeSubject("onhand", Fault::kNone, &registry);
  AddFakeSubject("onhand-grpc", Fault::kNone, &registry);
  const auto callers = [&](const std::string& workload, int given) {
    RunOptions options = Tiny();
    options.peers.emplace();
    options.callers = given;
    Progress progress;
    const auto report = RunWorkload(*FindWorkload(workload), Transport::kGrpc, options, registry, &progress);
    return report.ok() ? report->entrants[0].callers : -1;
  };
  EXPECT_EQ(callers("apply-bulk", 0), 8);
  EXPECT_EQ(callers("apply-bulk", 1), 1);
  EXPECT_EQ(callers("apply-single-1", 0), 1);
  EXPECT_EQ(callers("apply-single-64", 0), 64);
  EXPECT_EQ(callers("query-exact", 0), 16);
  EXPECT_EQ(callers("query-exact", 2), 2);
}

TEST(Runner, AWrongAnswerIsAFailure) {
  const auto report = RunFake("query-exact", Fault::kWrongAnswer);
  EXPECT_EQ(report.status().code(), absl::StatusCode::kDataLoss) << report.status();
}

TEST(Runner, APeerThatCannotDoItIsLeftOut) {
  SubjectRegistry registry;
  AddEngineSubjects(&registry);
  AddRocksDbSubjects(&registry);
  RunOptions options = Tiny();
  options.peers = {"rocksdb"};
  const auto report = RunTiny("query-atp", options, registry);
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_EQ(report->entrants.size(), 2u);
  EXPECT_FALSE(report->entrants[1].measured());
  EXPECT_NE(FormatTable(*report).find("left out: rocksdb"), std::string::npos);
}

TEST(Runner, APeerThatIsNotInstalledIsAnErrorOnlyWhenAskedFor) {
  SubjectRegistry registry;
  AddFakeSubject("onhand", Fault::kNone, &registry);
  registry.Add({.name = "redis", .family = "redis", .help = "", .make = [](const SubjectOptions&) {
                  return absl::StatusOr<std::unique_ptr<Subject>>(absl::UnavailableError("redis-server is missing"));
                }});
  RunOptions options = Tiny();
  const auto report = RunTiny("apply-single-1", options, registry);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->entrants.back().left_out, "redis-server is missing");
  options.peers = {"redis"};
  EXPECT_EQ(RunTiny("apply-single-1", options, registry).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace onhand::benchmark
