#include "storage/cache/receipt_filter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "storage/cache/memory_budget.h"
#include "storage/records/hash128.h"

namespace onhand::storage {
namespace {

constexpr uint64_t kPlenty = 64 << 20;

Hash128 Scope(int number) { return HashBytes("scope " + std::to_string(number), 42); }

// How many of the scopes [first, end) it cannot rule out.
int Held(const ReceiptFilter& filter, int first, int end) {
  int held = 0;
  for (int i = first; i < end; ++i) held += filter.MayHold(Scope(i)) ? 1 : 0;
  return held;
}

TEST(ReceiptFilterTest, AnEmptyOneHoldsNothing) {
  const ReceiptFilter filter(kPlenty);
  EXPECT_EQ(Held(filter, 0, 1000), 0);
  EXPECT_EQ(filter.bytes(), 0u);
  EXPECT_FALSE(filter.full());
}

TEST(ReceiptFilterTest, ForgetsNothingAndGuessesWrongHardlyEver) {
  ReceiptFilter filter(kPlenty);
  int added = 0;
  // At every size: just grown, half full, full.
  for (const int count : {1, 100, 2000, 2560, 2561, 8000, 12'800, 30'000, 53'760, 100'000, 217'600, 400'000}) {
    SCOPED_TRACE(count);
    for (; added < count; ++added) {
      filter.Prefetch(Scope(added));
      filter.PrefetchToAdd(Scope(added));
      filter.Add(Scope(added), static_cast<uint64_t>(added / 10));
    }
    ASSERT_EQ(Held(filter, 0, added), added);
    const int unknown = 100'000;
    EXPECT_LT(Held(filter, 1'000'000, 1'000'000 + unknown), unknown / 1000);
  }
  EXPECT_FALSE(filter.full());
  EXPECT_GE(filter.bytes(), 400'000u * 3 / 2);
  EXPECT_LE(filter.bytes(), 400'000u * 16);
}

TEST(ReceiptFilterTest, GuessesNoWorseWhenTheyComeInTheOrderOfTheirTable) {
  constexpr int kCount = 200'000;
  std::vector<Hash128> scopes;
  for (int i = 0; i < kCount; ++i) scopes.push_back(Scope(i));
  std::sort(scopes.begin(), scopes.end());
  ReceiptFilter filter(kPlenty);
  for (const Hash128& scope : scopes) filter.Add(scope, /*sequence=*/0);
  ASSERT_EQ(Held(filter, 0, kCount), kCount);
  const int unknown = 100'000;
  EXPECT_LT(Held(filter, 1'000'000, 1'000'000 + unknown), unknown / 1000);
}

TEST(ReceiptFilterTest, ForgettingFreesWhatIsOlderAndKeepsTheRest) {
  ReceiptFilter filter(kPlenty);
  constexpr int kCount = 100'000;
  for (int i = 0; i < kCount; ++i) filter.Add(Scope(i), static_cast<uint64_t>(i));
  const uint64_t before = filter.bytes();
  uint64_t last = before;
  for (const int forgotten : {0, 4095, 5000, 30'000, 90'000}) {
    SCOPED_TRACE(forgotten);
    filter.Forget(static_cast<uint64_t>(forgotten));
    ASSERT_EQ(Held(filter, forgotten + 1, kCount), kCount - forgotten - 1);
    EXPECT_LE(filter.bytes(), last);
    last = filter.bytes();
  }
  EXPECT_LT(last, before);
  filter.Forget(kCount);
  EXPECT_EQ(filter.bytes(), 0u);
  EXPECT_EQ(Held(filter, 0, kCount), 0);
  // It begins anew.
  for (int i = 0; i < kCount; ++i) filter.Add(Scope(i), kCount + 1);
  EXPECT_EQ(Held(filter, 0, kCount), kCount);
}

TEST(ReceiptFilterTest, ForgettingMakesRoomInACrowdedOne) {
  constexpr uint64_t kBytesMax = 100'000;
  ReceiptFilter filter(kBytesMax);
  int added = 0;
  for (; added < 90'000; ++added) filter.Add(Scope(added), static_cast<uint64_t>(added));
  filter.Forget(20'000);
  ASSERT_EQ(Held(filter, 20'001, added), added - 20'001);
  filter.Forget(static_cast<uint64_t>(added));
  EXPECT_EQ(filter.bytes(), 0u);
  for (int i = 0; i < 40'000; ++i) filter.Add(Scope(added + i), static_cast<uint64_t>(added + i));
  EXPECT_EQ(Held(filter, added, added + 40'000), 40'000);
  EXPECT_LT(Held(filter, 1'000'000, 1'010'000), 100);
}

TEST(ReceiptFilterTest, SeveralTakeHalfOfABudgetTogether) {
  constexpr uint64_t kBytesMax = 400'000;
  const auto budget = std::make_shared<MemoryBudget>(kBytesMax);
  {
    ReceiptFilter one(kPlenty, budget);
    ReceiptFilter other(kPlenty, budget);
    for (int i = 0; i < 40'000; ++i) {
      one.Add(Scope(i), 1);
      other.Add(Scope(i), static_cast<uint64_t>(i));
      ASSERT_EQ(budget->bytes(), one.bytes() + other.bytes());
      ASSERT_LE(budget->bytes(), kBytesMax / 2);
    }
    EXPECT_EQ(Held(one, 0, 40'000), 40'000);
    EXPECT_EQ(Held(other, 0, 40'000), 40'000);
    other.Forget(20'000);
    EXPECT_EQ(budget->bytes(), one.bytes() + other.bytes());
    for (int i = 40'000; !one.full(); ++i) one.Add(Scope(i), 2);
    EXPECT_EQ(budget->bytes(), other.bytes());
  }
  EXPECT_EQ(budget->bytes(), 0u);
}

TEST(ReceiptFilterTest, AnIdAddedAgainLater) {
  ReceiptFilter filter(kPlenty);
  filter.Add(Scope(1), 1);
  for (int i = 100; i < 10'000; ++i) filter.Add(Scope(i), 2);
  filter.Add(Scope(1), 3);
  filter.Forget(2);
  EXPECT_TRUE(filter.MayHold(Scope(1)));
}

TEST(ReceiptFilterTest, GuessesWorseBeforeItGivesUpForGood) {
  constexpr uint64_t kBytesMax = 100'000;
  constexpr int kUnknown = 10'000;
  ReceiptFilter filter(kBytesMax);
  int added = 0;
  int last_wrong = 0;
  while (true) {
    ASSERT_LT(added, 1'000'000);
    filter.Add(Scope(added), static_cast<uint64_t>(added));
    ++added;
    ASSERT_LE(filter.bytes(), kBytesMax);
    if (filter.full()) break;
    if (added % 10'000 != 0) continue;
    ASSERT_EQ(Held(filter, 0, added), added);
    const int wrong = Held(filter, 1'000'000, 1'000'000 + kUnknown);
    EXPECT_GE(wrong + kUnknown / 100, last_wrong);
    EXPECT_LT(wrong, static_cast<uint64_t>(added) * 16 < kBytesMax * 8 ? kUnknown / 100 : kUnknown / 2) << added;
    last_wrong = wrong;
  }
  // With less than 7 bits each.
  EXPECT_GT(static_cast<uint64_t>(added) * 7, kBytesMax * 8);
  EXPECT_EQ(filter.bytes(), 0u);
  filter.Add(Scope(added), static_cast<uint64_t>(added));
  filter.Forget(UINT64_MAX);
  EXPECT_TRUE(filter.full());
  EXPECT_EQ(filter.bytes(), 0u);
}

}  // namespace
}  // namespace onhand::storage
