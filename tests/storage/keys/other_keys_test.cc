#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>

#include "storage/keys/adjustment_key.h"
#include "storage/keys/job_key.h"
#include "storage/keys/log_key.h"
#include "storage/keys/partition_key.h"
#include "storage/keys/receipt_key.h"
#include "storage/keys/row_key.h"

namespace onhand::storage {
namespace {

TEST(LogKeyTest, SortsByNumberAndComesBack) {
  std::string before;
  for (const uint64_t sequence : {uint64_t{0}, uint64_t{1}, uint64_t{255}, uint64_t{256}, uint64_t{1} << 40,
                                  std::numeric_limits<uint64_t>::max()}) {
    const std::string key = LogKey(sequence);
    EXPECT_EQ(key.size(), 9u);
    EXPECT_GT(key, before);
    EXPECT_EQ(ParseLogKey(key), sequence);
    before = key;
  }
}

TEST(LogKeyTest, OtherBytesAreNoKey) {
  for (const std::string& bytes :
       {std::string(), std::string("L"), LogKey(1) + "x", "M" + LogKey(1).substr(1), LogKey(1).substr(0, 8)}) {
    EXPECT_EQ(ParseLogKey(bytes), std::nullopt);
  }
}

// Scopes whose texts run together to the same letters, and every part for itself.
TEST(ReceiptKeyTest, EveryPartOfTheScopeCounts) {
  std::set<std::string> keys;
  const auto add = [&keys](const std::string& key) {
    EXPECT_EQ(key.size(), 17u);
    EXPECT_EQ(key[0], 'I');
    EXPECT_TRUE(keys.insert(key).second);
  };
  add(ReceiptKey(ReceiptHash(1, {"o", "p", "s", "l", {}}, "id", 9)));
  add(ReceiptKey(ReceiptHash(2, {"o", "p", "s", "l", {}}, "id", 9)));
  add(ReceiptKey(ReceiptHash(1, {"x", "p", "s", "l", {}}, "id", 9)));
  add(ReceiptKey(ReceiptHash(1, {"o", "x", "s", "l", {}}, "id", 9)));
  add(ReceiptKey(ReceiptHash(1, {"o", "p", "x", "l", {}}, "id", 9)));
  add(ReceiptKey(ReceiptHash(1, {"o", "p", "s", "x", {}}, "id", 9)));
  add(ReceiptKey(ReceiptHash(1, {"o", "p", "s", "l", {}}, "ix", 9)));
  add(ReceiptKey(ReceiptHash(1, {"o", "p", "s", "l", {}}, "id", 8)));
  add(ReceiptKey(ReceiptHash(1, {"op", "", "s", "l", {}}, "id", 9)));
  add(ReceiptKey(ReceiptHash(1, {"o", "p", "sl", "", {}}, "id", 9)));
  add(ReceiptKey(ReceiptHash(1, {"o", "p", "", "sl", {}}, "id", 9)));
  add(ReceiptKey(ReceiptHash(1, {"o", "p", "s", "", {}}, "lid", 9)));
  EXPECT_EQ(ReceiptKey(ReceiptHash(1, {"o", "p", "s", "l", {}}, "id", 9)),
            ReceiptKey(ReceiptHash(1, {"o", "p", "s", "l", {}}, "id", 9)));
}

TEST(ReceiptKeyTest, Parses) {
  const std::string key = ReceiptKey(ReceiptHash(1, {"o", "p", "s", "l", {}}, "id", 9));
  const std::optional<Hash128> hash = ParseReceiptKey(key);
  ASSERT_TRUE(hash.has_value());
  EXPECT_EQ(std::string(hash->begin(), hash->end()), key.substr(1));
  EXPECT_EQ(ParseReceiptKey(key + "x"), std::nullopt);
  EXPECT_EQ(ParseReceiptKey("R" + key.substr(1)), std::nullopt);
}

TEST(JobKeyTest, PiecesSortByJobAndNumber) {
  EXPECT_EQ(JobKey("A:1"), "JA:1");
  std::string before;
  for (const char* id : {"A:1", "A:10", "A:2"}) {
    for (const uint32_t piece : {0u, 1u, 255u, 256u, 70'000u, 0xFFFFFFFFu}) {
      const std::string key = JobResultKey(id, piece);
      EXPECT_GT(key, before);
      EXPECT_EQ(key.rfind(JobResultPrefix(id), 0), 0u);
      const std::optional<JobResultKeyParts> parts = ParseJobResultKey(key);
      ASSERT_TRUE(parts.has_value());
      EXPECT_EQ(parts->id, id);
      EXPECT_EQ(parts->piece, piece);
      before = key;
    }
  }
}

TEST(JobKeyTest, OtherBytesAreNoKeyOfAPiece) {
  const std::string key = JobResultKey("A:1", 7);
  for (const std::string& bytes : {std::string(), std::string("F"), key + "x", "J" + key.substr(1),
                                   key.substr(0, key.size() - 1), std::string("FA:1")}) {
    EXPECT_FALSE(ParseJobResultKey(bytes).has_value());
  }
}

TEST(AdjustmentKeyTest, DetailsSortByRecordAndEntry) {
  std::string before;
  std::string pending_before;
  for (const DetailNumber& number : {DetailNumber{0, 0}, DetailNumber{1, 0}, DetailNumber{1, 255}, DetailNumber{1, 256},
                                     DetailNumber{256, 0}, DetailNumber{uint64_t{1} << 40, 0xFFFFFFFF}}) {
    const std::string key = DetailKey(number);
    EXPECT_GT(key, before);
    EXPECT_EQ(ParseDetailKey(key), number);
    const std::string pending = PendingKey(2, number);
    EXPECT_GT(pending, pending_before);
    EXPECT_GT(pending, PendingKey(1, DetailNumber{~uint64_t{0}, ~uint32_t{0}}));
    EXPECT_EQ(ParsePendingKey(pending)->status, 2);
    EXPECT_EQ(ParsePendingKey(pending)->number, number);
    for (const std::string& bytes : {key + "x", key.substr(0, key.size() - 1), "L" + key.substr(1), std::string()}) {
      EXPECT_EQ(ParseDetailKey(bytes), std::nullopt);
      EXPECT_FALSE(ParsePendingKey(bytes).has_value());
    }
    before = key;
    pending_before = pending;
  }
}

TEST(AdjustmentKeyTest, AggregatesNameTheirPushRowAndMeasure) {
  RowIdentity row{"usmf", "Bike", "1", "13", {}};
  row.dimensions.push_back({1, "Red"});
  const std::string row_key = RowKey(row);
  const std::string key = AggregateKey(300, row_key, 0x0102);
  const std::optional<AggregateKeyParts> parts = ParseAggregateKey(key);
  ASSERT_TRUE(parts.has_value());
  EXPECT_EQ(parts->push, 300u);
  EXPECT_EQ(parts->row_key, row_key);
  EXPECT_EQ(parts->measure, 0x0102);
  for (const std::string& bytes : {key + "x", key.substr(0, key.size() - 1), "D" + key.substr(1), key.substr(0, 9),
                                   std::string(), AggregateKey(1, "no row", 0)}) {
    EXPECT_FALSE(ParseAggregateKey(bytes).has_value());
  }
}

TEST(PartitionKeyTest, NamesThePartition) { EXPECT_EQ(PartitionKey("main"), "Pmain"); }

}  // namespace
}  // namespace onhand::storage
