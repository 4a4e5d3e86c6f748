#include "service/grpc/calls_in_flight.h"

#include <chrono>
#include <optional>
#include <thread>

#include "gtest/gtest.h"

namespace onhand {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

TEST(CallsInFlight, WaitsForTheLastOne) {
  CallsInFlight calls;
  EXPECT_TRUE(calls.WaitUntilNone(steady_clock::now()));
  std::optional<CountedCall> first(&calls);
  std::optional<CountedCall> second(&calls);
  EXPECT_TRUE(first->begun());
  EXPECT_FALSE(calls.WaitUntilNone(steady_clock::now() + milliseconds(20)));
  const auto start = steady_clock::now();
  std::thread other([&] {
    first.reset();
    std::this_thread::sleep_for(milliseconds(50));
    second.reset();
  });
  EXPECT_TRUE(calls.WaitUntilNone(start + milliseconds(60'000)));
  EXPECT_GE(steady_clock::now() - start, milliseconds(50));
  other.join();
}

TEST(CallsInFlight, NothingBeginsOnceItIsClosed) {
  CallsInFlight calls;
  const CountedCall before(&calls);
  calls.Close();
  EXPECT_TRUE(before.begun());
  {
    const CountedCall after(&calls);
    EXPECT_FALSE(after.begun());
  }
  EXPECT_FALSE(calls.WaitUntilNone(steady_clock::now()));  // the first is still counted
}

}  // namespace
}  // namespace onhand
