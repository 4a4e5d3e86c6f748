#include "storage/cache/recent_receipts.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "storage/records/hash128.h"
#include "storage/records/receipt.h"

namespace onhand::storage {
namespace {

Hash128 Scope(int number) { return HashBytes(std::to_string(number), 1); }

Receipt Of(uint64_t sequence) {
  Receipt receipt;
  receipt.sequence = sequence;
  receipt.result = "result " + std::to_string(sequence);
  return receipt;
}

// The sequence number of the receipt that is found; 0 = none.
uint64_t Found(const RecentReceipts& receipts, int number) {
  const Receipt* const receipt = receipts.Find(Scope(number));
  return receipt == nullptr ? 0 : receipt->sequence;
}

TEST(RecentReceiptsTest, AreFoundUntilTheirTableHasThem) {
  RecentReceipts receipts;
  EXPECT_EQ(Found(receipts, 1), 0u);
  receipts.Add(Scope(1), Of(1));
  receipts.Add(Scope(2), Of(1));
  const std::shared_ptr<const ReceiptMap> frozen = receipts.Freeze();
  EXPECT_EQ(frozen->size(), 2u);
  EXPECT_EQ(frozen->Find(Scope(1))->result, "result 1");
  receipts.Add(Scope(2), Of(2));
  receipts.Add(Scope(3), Of(2));
  EXPECT_EQ(Found(receipts, 1), 1u);
  EXPECT_EQ(Found(receipts, 2), 2u) << "the newer one";
  EXPECT_EQ(frozen->Find(Scope(2))->sequence, 1u) << "what is frozen does not change";
  EXPECT_EQ(receipts.size(), 4u);
  receipts.Thaw();
  EXPECT_EQ(frozen->size(), 2u) << "as long as somebody has it";
  EXPECT_EQ(Found(receipts, 1), 0u);
  EXPECT_EQ(Found(receipts, 2), 2u);
  EXPECT_EQ(Found(receipts, 3), 2u);
  EXPECT_EQ(receipts.size(), 2u);
}

TEST(RecentReceiptsTest, AreGivenBackWhereTheirTableDidNotGetThem) {
  RecentReceipts receipts;
  receipts.Add(Scope(1), Of(1));
  receipts.Add(Scope(2), Of(1));
  receipts.Freeze();
  receipts.Add(Scope(2), Of(2));
  receipts.GiveBack();
  EXPECT_EQ(Found(receipts, 1), 1u);
  EXPECT_EQ(Found(receipts, 2), 2u);
  EXPECT_EQ(receipts.size(), 2u);
  const std::shared_ptr<const ReceiptMap> again = receipts.Freeze();
  EXPECT_EQ(again->size(), 2u);
  EXPECT_EQ(again->Find(Scope(2))->sequence, 2u);
}

TEST(RecentReceiptsTest, ALaterReceiptTakesTheFirstOnesPlace) {
  RecentReceipts receipts;
  receipts.Add(Scope(1), Of(1));
  receipts.Add(Scope(1), Of(5));
  EXPECT_EQ(Found(receipts, 1), 5u);
  EXPECT_EQ(receipts.size(), 1u);
}

}  // namespace
}  // namespace onhand::storage
