#include "storage/cache/memory_budget.h"

#include "gtest/gtest.h"

namespace onhand::storage {
namespace {

TEST(MemoryBudget, FiltersTakeAtMostHalfOfIt) {
  MemoryBudget budget(1000);
  EXPECT_TRUE(budget.TakeForFilter(400));
  EXPECT_EQ(budget.filter_room(), 100u);
  EXPECT_FALSE(budget.TakeForFilter(101));
  EXPECT_EQ(budget.bytes(), 400u);
  budget.ReleaseFromFilter(400);
  EXPECT_EQ(budget.filter_room(), 500u);
  EXPECT_EQ(budget.bytes(), 0u);
}

// A memory full of rows that may go at any time wrote a few thousand receipts at a time, which were then merged with
// all others again and again.
TEST(MemoryBudget, RowsThatMayGoAskForNoWriteBack) {
  MemoryBudget budget(3200);
  budget.Take(3201);
  EXPECT_TRUE(budget.exceeded());
  EXPECT_FALSE(budget.wants_write_back());
}

TEST(MemoryBudget, WantsAWriteBackWhereTheLogsOfAllTogetherAreFarAhead) {
  MemoryBudget budget(3200);
  budget.Take(3201);
  budget.ChangeUnwritten(0, 60);
  budget.ChangeUnwritten(0, 40);
  EXPECT_FALSE(budget.wants_write_back());
  budget.ChangeUnwritten(40, 41);
  EXPECT_TRUE(budget.wants_write_back());
  budget.ChangeUnwritten(60, 0);
  EXPECT_FALSE(budget.wants_write_back());
  EXPECT_EQ(budget.unwritten_bytes(), 41u);
}

TEST(MemoryBudget, WantsNoEarlyWriteBackWhileThereIsRoom) {
  MemoryBudget budget(3200);
  budget.Take(3200);
  budget.ChangeUnwritten(0, 3000);
  EXPECT_FALSE(budget.wants_write_back());
}

}  // namespace
}  // namespace onhand::storage
