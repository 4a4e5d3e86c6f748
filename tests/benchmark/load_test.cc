#include "tests/benchmark/load.h"

#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tests/benchmark/caller.h"
#include "tests/benchmark/fake_subject.h"
#include "tests/benchmark/row_sequence.h"
#include "tests/benchmark/workload.h"

namespace onhand::benchmark {
namespace {

constexpr std::chrono::milliseconds kPause(200);

class LoadTest : public testing::Test {
 protected:
  std::vector<std::unique_ptr<Caller>> Open(Subject* subject, const Load& load) {
    plan_ = {.load = load, .dataset = {.products = 10, .locations = 10}, .rows = &rows_};
    EXPECT_TRUE(subject->Prepare(plan_.dataset, 1).ok());
    std::vector<std::unique_ptr<Caller>> callers;
    for (int i = 0; i < load.callers; ++i) {
      callers.push_back(std::make_unique<Caller>(&plan_, i, *subject->OpenSession()));
    }
    return callers;
  }

  const RowSequence rows_{100, Skew::kUniform, 1, 1024};
  CallerPlan plan_;
};

TEST_F(LoadTest, ClosedLoopCountsWhatIsInTheBooks) {
  const auto subject = NewFakeSubject("fake", Fault::kNone);
  const auto callers = Open(subject.get(), {.operation = Operation::kApplyBatch, .callers = 3, .batch = 7});
  const auto result = RunClosedLoop(callers, 0.05, 0, nullptr);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_GT(result->counts.operations, 0u);
  EXPECT_EQ(result->counts.sold, result->counts.operations * 7);
  EXPECT_EQ(result->latency.count(), result->counts.operations);
  EXPECT_GE(result->seconds, 0.05);
  EXPECT_EQ(subject->Audit()->events, static_cast<int64_t>(result->counts.sold)) << "an id came twice";
}

TEST_F(LoadTest, ClosedLoopEndsAfterSoManyOperations) {
  const auto subject = NewFakeSubject("fake", Fault::kNone);
  const auto callers = Open(subject.get(), {.operation = Operation::kApplyOne, .callers = 4});
  const auto result = RunClosedLoop(callers, 0, 1001, nullptr);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->counts.operations, 1001u);
}

TEST_F(LoadTest, TheDrainIsPartOfTheTime) {
  const auto subject = NewFakeSubject("fake", Fault::kNone);
  const auto callers = Open(subject.get(), {.operation = Operation::kApplyOne});
  const auto result = RunClosedLoop(callers, 0, 1, [] {
    std::this_thread::sleep_for(kPause);
    return absl::OkStatus();
  });
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_GE(result->seconds, 0.2);
  EXPECT_FALSE(RunClosedLoop(callers, 0, 1, [] { return absl::InternalError("stuck"); }).ok());
}

// One caller, 1000 operations a second, and the first takes 200 ms: about 200 of 500 were due while nobody answered.
// Counting from when each was sent would show one slow operation.
TEST_F(LoadTest, OpenLoopCountsWhatWasDueDuringAPause) {
  const auto subject = NewFakeSubject("fake", Fault::kNone, kPause);
  const auto callers = Open(subject.get(), {.operation = Operation::kApplyOne});
  const auto result = RunOpenLoop(callers, 1000, 0.5);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->counts.operations, 500u);
  EXPECT_GE(result->latency.PercentileNs(0.75), 60'000'000);
  EXPECT_GE(result->latency.max_ns(), 200'000'000);
}

TEST_F(LoadTest, AWrongAnswerEndsTheLoad) {
  const auto subject = NewFakeSubject("fake", Fault::kWrongAnswer);
  const auto callers = Open(subject.get(), {.operation = Operation::kQueryExact, .callers = 2, .answer_rows = 1});
  EXPECT_EQ(RunClosedLoop(callers, 10, 0, nullptr).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(RunOpenLoop(callers, 1000, 10).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace onhand::benchmark
