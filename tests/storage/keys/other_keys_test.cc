#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>

#include "storage/keys/log_key.h"
#include "storage/keys/partition_key.h"
#include "storage/keys/receipt_key.h"

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
  add(ReceiptKey(1, "o", "p", "s", "l", "id", 9));
  add(ReceiptKey(2, "o", "p", "s", "l", "id", 9));
  add(ReceiptKey(1, "x", "p", "s", "l", "id", 9));
  add(ReceiptKey(1, "o", "x", "s", "l", "id", 9));
  add(ReceiptKey(1, "o", "p", "x", "l", "id", 9));
  add(ReceiptKey(1, "o", "p", "s", "x", "id", 9));
  add(ReceiptKey(1, "o", "p", "s", "l", "ix", 9));
  add(ReceiptKey(1, "o", "p", "s", "l", "id", 8));
  add(ReceiptKey(1, "op", "", "s", "l", "id", 9));
  add(ReceiptKey(1, "o", "p", "sl", "", "id", 9));
  add(ReceiptKey(1, "o", "p", "", "sl", "id", 9));
  add(ReceiptKey(1, "o", "p", "s", "", "lid", 9));
  EXPECT_EQ(ReceiptKey(1, "o", "p", "s", "l", "id", 9), ReceiptKey(1, "o", "p", "s", "l", "id", 9));
}

TEST(ReceiptKeyTest, Parses) {
  const std::string key = ReceiptKey(1, "o", "p", "s", "l", "id", 9);
  const std::optional<Hash128> hash = ParseReceiptKey(key);
  ASSERT_TRUE(hash.has_value());
  EXPECT_EQ(std::string(hash->begin(), hash->end()), key.substr(1));
  EXPECT_EQ(ParseReceiptKey(key + "x"), std::nullopt);
  EXPECT_EQ(ParseReceiptKey("R" + key.substr(1)), std::nullopt);
}

TEST(PartitionKeyTest, NamesThePartition) { EXPECT_EQ(PartitionKey("main"), "Pmain"); }

}  // namespace
}  // namespace onhand::storage
