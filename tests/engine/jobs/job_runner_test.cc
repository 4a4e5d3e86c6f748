#include "engine/jobs/job_runner.h"

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace onhand {
namespace {

using std::chrono::milliseconds;

TEST(JobRunnerTest, WorksRunInOrderWhenTheyAreDue) {
  JobRunner runner;
  std::vector<int> order;
  std::promise<void> done;
  runner.RunAfter(milliseconds(60), nullptr, [&] { order.push_back(3), done.set_value(); });
  runner.RunAfter(milliseconds(0), nullptr, [&] { order.push_back(1); });
  runner.RunAfter(milliseconds(0), nullptr, [&] { order.push_back(2); });
  done.get_future().wait();
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
}

TEST(JobRunnerTest, ForgetDropsWhatWaitsAndWaitsForWhatRuns) {
  JobRunner runner;
  int mine = 0;
  int other = 0;
  std::promise<void> running;
  std::promise<void> go_on;
  std::atomic<bool> first_done = false;
  std::atomic<int> mine_runs = 0;
  std::promise<void> other_done;
  runner.RunAfter(milliseconds(0), &mine, [&] {
    running.set_value();
    go_on.get_future().wait();
    first_done = true;
  });
  runner.RunAfter(milliseconds(0), &mine, [&] { ++mine_runs; });
  runner.RunAfter(milliseconds(0), &other, [&] { other_done.set_value(); });
  running.get_future().wait();
  std::thread releaser([&] {
    std::this_thread::sleep_for(milliseconds(20));
    go_on.set_value();
  });
  runner.Forget(&mine);
  EXPECT_TRUE(first_done);
  releaser.join();
  other_done.get_future().wait();
  EXPECT_EQ(mine_runs, 0);
}

TEST(JobRunnerTest, TheEndDropsWhatWaits) {
  auto kept = std::make_shared<int>(1);
  {
    JobRunner runner;
    runner.RunAfter(std::chrono::hours(1), nullptr, [kept] { FAIL(); });
  }
  EXPECT_EQ(kept.use_count(), 1);
}

}  // namespace
}  // namespace onhand
