#include "storage/cache/receipt_map.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "storage/records/hash128.h"
#include "storage/records/receipt.h"

namespace onhand::storage {
namespace {

Receipt Of(uint64_t sequence) {
  Receipt receipt;
  receipt.sequence = sequence;
  return receipt;
}

// The sequence number of the receipt that is found; 0 = none.
uint64_t Found(const ReceiptMap& receipts, const Hash128& scope) {
  const Receipt* const receipt = receipts.Find(scope);
  return receipt == nullptr ? 0 : receipt->sequence;
}

// Scopes that begin with the same eight bytes.
Hash128 Twin(uint8_t number) {
  Hash128 scope = HashBytes("twins", 1);
  scope.back() = number;
  return scope;
}

TEST(ReceiptMapTest, FindsEachOfMany) {
  constexpr uint64_t kCount = 5000;
  ReceiptMap receipts;
  std::vector<Hash128> scopes;
  for (uint64_t i = 1; i <= kCount; ++i) {
    scopes.push_back(HashBytes(std::to_string(i), 1));
    EXPECT_EQ(Found(receipts, scopes.back()), 0u);
    receipts.Assign(scopes.back(), Of(i));
  }
  for (uint64_t i = 1; i <= kCount; ++i) ASSERT_EQ(Found(receipts, scopes[i - 1]), i);
  EXPECT_EQ(receipts.size(), kCount);
  uint64_t visited = 0;
  receipts.ForEach([&](const ReceiptMap::Entry& entry) {
    ++visited;
    ASSERT_EQ(entry.receipt.sequence, visited) << "in the order in which they came";
    ASSERT_EQ(entry.scope, scopes[visited - 1]);
  });
  EXPECT_EQ(visited, kCount);
}

TEST(ReceiptMapTest, TellsScopesThatBeginAlikeApart) {
  ReceiptMap receipts;
  for (uint8_t i = 1; i <= 3; ++i) receipts.Assign(Twin(i), Of(i));
  for (uint8_t i = 1; i <= 3; ++i) EXPECT_EQ(Found(receipts, Twin(i)), i);
  EXPECT_EQ(Found(receipts, Twin(4)), 0u);
  EXPECT_EQ(receipts.size(), 3u);
}

TEST(ReceiptMapTest, ALaterReceiptTakesTheFirstOnesPlace) {
  ReceiptMap receipts;
  for (uint8_t i = 1; i <= 3; ++i) receipts.Assign(Twin(i), Of(i));
  for (uint8_t i = 1; i <= 3; ++i) receipts.Assign(Twin(i), Of(i + 10));
  for (uint8_t i = 1; i <= 3; ++i) EXPECT_EQ(Found(receipts, Twin(i)), i + 10u);
  EXPECT_EQ(receipts.size(), 3u);
}

}  // namespace
}  // namespace onhand::storage
