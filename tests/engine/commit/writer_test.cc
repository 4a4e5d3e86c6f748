// The lead of the single writer: one group at a time, nothing lost, nothing reordered, honest refusals when full.

#include "engine/commit/writer.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "engine/commit/call.h"
#include "gtest/gtest.h"
#include "storage/base/worker_pool.h"

namespace onhand {
namespace {

constexpr uint64_t kPlenty = 64 << 20;

TEST(Writer, GroupsNeverOverlapAndEveryCallIsAnsweredOnce) {
  WorkerPool pool(2);
  std::atomic<int> inside{0};
  int executed = 0;  // guarded by the writer itself: tsan sees it if two groups overlap
  Writer writer(&pool, kPlenty, [&](absl::Span<WriteCall* const> calls) {
    EXPECT_EQ(inside.fetch_add(1), 0);
    executed += static_cast<int>(calls.size());
    inside.fetch_sub(1);
  });
  constexpr int kThreads = 6;
  constexpr int kCalls = 500;
  std::atomic<int> completed{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kCalls; ++i) {
        if (t % 2 == 0) {
          WriteCall call;
          writer.Run(&call);
          ++completed;
        } else {
          auto call = std::make_unique<WriteCall>();
          call->options.may_block = t % 3 == 0;
          call->done = [&](EventResults) { ++completed; };
          writer.Submit(std::move(call));
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  writer.WaitUntilIdle();
  EXPECT_EQ(completed.load(), kThreads * kCalls);
  EXPECT_EQ(executed, kThreads * kCalls);
}

TEST(Writer, ACallThatMayBlockIsWrittenByItsOwnThreadAndAnsweredAfterItHandedOn) {
  WorkerPool pool(1);
  Writer* of_others = nullptr;
  std::atomic<int> others_answered{0};
  std::vector<std::thread::id> leaders;
  Writer writer(&pool, kPlenty, [&](absl::Span<WriteCall* const>) {
    leaders.push_back(std::this_thread::get_id());
    if (leaders.size() > 1) return;
    auto other = std::make_unique<WriteCall>();  // comes while the first is written
    other->options.may_block = true;
    other->done = [&](EventResults) { ++others_answered; };
    of_others->Submit(std::move(other));
  });
  of_others = &writer;
  auto call = std::make_unique<WriteCall>();
  call->options.may_block = true;
  std::thread::id answered_by;
  call->done = [&](EventResults) {
    while (others_answered == 0) std::this_thread::yield();  // for ever, if the lead were still here
    answered_by = std::this_thread::get_id();
  };
  writer.Submit(std::move(call));
  EXPECT_EQ(answered_by, std::this_thread::get_id());
  writer.WaitUntilIdle();
  ASSERT_EQ(leaders.size(), 2u);
  EXPECT_EQ(leaders[0], std::this_thread::get_id());
  EXPECT_NE(leaders[1], std::this_thread::get_id());
}

TEST(Writer, AnExclusiveCallIsAlone) {
  WorkerPool pool(1);
  std::atomic<bool> release{false};
  std::vector<size_t> group_sizes;
  Writer writer(&pool, kPlenty, [&](absl::Span<WriteCall* const> calls) {
    while (!release.load()) std::this_thread::yield();
    group_sizes.push_back(calls.size());
    for (WriteCall* call : calls) EXPECT_TRUE(call->exclusive == nullptr || calls.size() == 1);
  });
  std::atomic<int> completed{0};
  const auto submit = [&](bool exclusive) {
    auto call = std::make_unique<WriteCall>();
    if (exclusive) call->exclusive = [] { return absl::OkStatus(); };
    call->done = [&](EventResults) { ++completed; };
    writer.Submit(std::move(call));
  };
  for (bool exclusive : {false, false, false, true, false}) submit(exclusive);
  release.store(true);
  writer.WaitUntilIdle();
  EXPECT_EQ(completed.load(), 5);
  // The first may have been taken before the second came; what comes after the exclusive call never joins it.
  EXPECT_GE(group_sizes.size(), 3u);
  EXPECT_EQ(group_sizes.back(), 1u);
}

TEST(Writer, RefusesWhatWouldOverfillTheQueue) {
  WorkerPool pool(1);
  std::atomic<bool> release{false};
  std::atomic<int> executed{0};
  Writer writer(&pool, /*pending_bytes_max=*/1, [&](absl::Span<WriteCall* const> calls) {
    while (!release.load()) std::this_thread::yield();
    executed += static_cast<int>(calls.size());
  });
  std::vector<absl::Status> statuses(50);
  std::atomic<int> answered{0};
  for (absl::Status& status : statuses) {
    auto call = std::make_unique<WriteCall>();
    call->done = [&status, &answered](EventResults results) {
      status = results.status;
      ++answered;
    };
    writer.Submit(std::move(call));
  }
  // At most one is being written and one waits; all others were refused at once.
  EXPECT_GE(answered.load(), 48);
  release.store(true);
  writer.WaitUntilIdle();
  EXPECT_EQ(answered.load(), 50);
  int refused = 0;
  for (const absl::Status& status : statuses) refused += status.code() == absl::StatusCode::kResourceExhausted;
  EXPECT_EQ(refused + executed.load(), 50);
  EXPECT_GE(executed.load(), 1);
}

TEST(WorkerPool, RunsAllThatWasScheduledBeforeItEnds) {
  std::atomic<int> ran{0};
  {
    WorkerPool pool(3);
    for (int i = 0; i < 1000; ++i) pool.Run([&] { ++ran; });
  }
  EXPECT_EQ(ran.load(), 1000);
}

}  // namespace
}  // namespace onhand
