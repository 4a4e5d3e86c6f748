// Jobs of real environments: through Environment::jobs(), over a reopen, beside writers.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace onhand {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int64_t kDayUs = 24ll * 3600 * 1'000'000;
constexpr int64_t kNowUs = 1'800'000'000'000'000;

class EnvironmentJobsTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(Directory());
    Open();
  }
  void TearDown() override {
    Close();
    std::filesystem::remove_all(Directory());
  }
  static std::string Directory() { return testing::TempDir() + "/environment_jobs_test"; }

  void Open() {
    EngineOptions options;
    options.data_dir = GetParam() ? Directory() : "";
    options.clock = &clock_;
    options.maintenance_interval_ms = 0;
    options.log_retention_days = 1;
    engine_ = Engine::Open(options).value();
    if (engine_->ListEnvironments()->empty()) ASSERT_TRUE(engine_->CreateEnvironment("shop").ok());
    shop_ = engine_->Find("shop").value();
  }
  void Close() {
    shop_.reset();
    engine_.reset();
  }

  // `count` sales of one each, in calls of 500.
  void PostSales(int first, int count) {
    for (int begin = first; begin < first + count; begin += 500) {
      std::vector<std::string> ids;
      for (int i = begin; i < std::min(begin + 500, first + count); ++i) ids.push_back(absl::StrCat("sale-", i));
      std::vector<ChangeEvent> events;
      for (const std::string& id : ids) {
        ChangeEvent& event = events.emplace_back();
        event.id = id;
        event.organization_id = "usmf";
        event.product_id = "T-shirt";
        event.dimensions = {{"siteId", "1"}, {"locationId", "11"}, {"colorId", "red"}};
        event.quantities = {{"pos", "outbound", {kMicrosPerUnit}}};
      }
      const EventResults results = shop_->PostChanges(events);
      ASSERT_TRUE(results.status.ok()) << results.status;
      for (const Outcome& outcome : results.outcomes) ASSERT_FALSE(outcome.refused()) << outcome.message;
    }
  }
  std::string StartExtract() {
    const JobStart start =
        shop_->jobs().StartLogExtract({.organization_id = "usmf", .from_us = 0, .until_us = kNowUs * 2}).value();
    EXPECT_TRUE(start.issues.empty());
    return start.job_id;
  }
  Job Ended(const std::string& id) {
    for (int i = 0; i < 20'000; ++i) {
      Job job = shop_->jobs().Find(id).value();
      if (job.state == JobState::kCompleted || job.state == JobState::kFailed) return job;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ADD_FAILURE() << id << " does not end";
    return {};
  }
  std::string File(const std::string& id) {
    std::string file;
    for (std::string piece = "x"; !piece.empty(); file += piece)
      piece = shop_->jobs().ReadResult(id, file.size()).value();
    return file;
  }
  // Of sales 0 … count − 1, each once, in the order of their commit.
  static void ExpectSales(const std::string& file, int count) {
    size_t at = file.find("\r\n") + 2;
    for (int i = 0; i < count; ++i) {
      const size_t end = file.find("\r\n", at);
      ASSERT_NE(end, std::string::npos) << i;
      ASSERT_THAT(file.substr(at, end - at),
                  HasSubstr(absl::StrCat(",change,sale-", i, ",usmf,T-shirt,1,11,ColorId=red,")));
      at = end + 2;
    }
    EXPECT_EQ(at, file.size());
  }

  FixedClock clock_{kNowUs};
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Environment> shop_;
};

INSTANTIATE_TEST_SUITE_P(Stores, EnvironmentJobsTest, testing::Bool(),
                         [](const auto& info) { return info.param ? "RocksDb" : "Memory"; });

TEST_P(EnvironmentJobsTest, TheFileIsTheLog) {
  PostSales(0, 1'200);
  const std::string id = StartExtract();
  const Job job = Ended(id);
  EXPECT_EQ(job.message, "1200 lines of 1200 events.");
  ExpectSales(File(id), 1'200);
}

// Readers and the writer go on beside it, and the file is of the moment when it began, or of a later one.
TEST_P(EnvironmentJobsTest, WritersDoNotWait) {
  PostSales(0, 2'000);
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(StartExtract());
    PostSales(2'000 + i * 100, 100);
  }
  for (const std::string& id : ids) {
    EXPECT_EQ(Ended(id).state, JobState::kCompleted);
    const std::string file = File(id);
    const auto lines = static_cast<int>(std::count(file.begin(), file.end(), '\n')) - 1;
    EXPECT_GE(lines, 2'000);
    ExpectSales(file, lines);
  }
}

TEST_P(EnvironmentJobsTest, JobsSurviveARestart) {
  if (!GetParam()) return;  // what is in memory goes with its engine
  PostSales(0, 3'000);
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(StartExtract());
  const JobStart resync = shop_->jobs().StartReservationResync({}).value();
  for (int i = 0; i < 3; ++i) {
    Close();  // in the middle of whatever runs
    Open();
  }
  for (const std::string& id : ids) {
    EXPECT_EQ(Ended(id).state, JobState::kCompleted);
    ExpectSales(File(id), 3'000);
  }
  EXPECT_EQ(Ended(resync.job_id).state, JobState::kCompleted);
  Close();
  Open();
  EXPECT_EQ(shop_->jobs().List().size(), 4u);
  ExpectSales(File(ids[0]), 3'000);
}

TEST_P(EnvironmentJobsTest, AResyncDropsWhatIsPastItsTimeAndChangesNoAnswer) {
  PostSales(0, 3);
  IndexQuery query{.organization_ids = {"usmf"}, .product_ids = {"T-shirt"}, .return_negative = true};
  const std::vector<ResultRow> before = shop_->Query(query)->rows;
  clock_.Advance(40 * kDayUs);
  const JobStart start = shop_->jobs().StartReservationResync({"POS"}).value();
  const Job job = Ended(start.job_id);
  EXPECT_THAT(job.message, StartsWith("Dropped 0 ended holds, 3 receipts and "));
  EXPECT_EQ(shop_->Query(query)->rows, before);

  // What is gone is gone from the extract too, and it says so.
  PostSales(3, 1);
  const Job extract = Ended(StartExtract());
  EXPECT_THAT(extract.message, HasSubstr("The log is kept from "));
}

TEST_P(EnvironmentJobsTest, MaintenanceForgetsOldJobs) {
  const std::string id = StartExtract();
  Ended(id);
  clock_.Advance(kJobRetentionDays * kDayUs);
  ASSERT_TRUE(shop_->RunMaintenance().ok());
  EXPECT_EQ(shop_->jobs().Find(id).status().code(), absl::StatusCode::kNotFound);
}

TEST_P(EnvironmentJobsTest, JobsOfADeletedEnvironmentAreUnavailable) {
  PostSales(0, 2'000);
  const std::string id = StartExtract();
  ASSERT_TRUE(engine_->DeleteEnvironment("shop").ok());
  EXPECT_EQ(shop_->jobs().Find(id).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(shop_->jobs().StartReservationResync({}).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(shop_->jobs().ReadResult(id, 0).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace onhand
