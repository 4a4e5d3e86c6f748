#include "storage/base/worker_pool.h"

#include <atomic>
#include <future>

#include "gtest/gtest.h"

namespace onhand {
namespace {

TEST(WorkerPool, TurnsNewTasksAwayWhenTooManyWait) {
  std::promise<void> started;
  std::promise<void> release;
  std::atomic<int> done = 0;
  {
    WorkerPool pool(1, 2);
    ASSERT_TRUE(pool.TryRun([&] {
      started.set_value();
      release.get_future().wait();
      ++done;
    }));
    started.get_future().wait();
    EXPECT_TRUE(pool.TryRun([&] { ++done; }));
    EXPECT_TRUE(pool.TryRun([&] { ++done; }));
    EXPECT_FALSE(pool.TryRun([&] { ++done; }));
    pool.Run([&] { ++done; });  // the rest of a call always finds room
    release.set_value();
  }
  EXPECT_EQ(done, 4);  // the destructor runs what was taken
}

TEST(WorkerPool, RunsOnSeveralThreads) {
  WorkerPool pool(2, 10);
  std::promise<void> first;
  std::promise<void> second;
  std::promise<void> both;
  ASSERT_TRUE(pool.TryRun([&] {
    first.set_value();
    second.get_future().wait();
    both.set_value();
  }));
  ASSERT_TRUE(pool.TryRun([&] {
    first.get_future().wait();
    second.set_value();
  }));
  both.get_future().wait();
}

}  // namespace
}  // namespace onhand
