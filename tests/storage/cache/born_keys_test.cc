#include "storage/cache/born_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/storage/cache/table_of_rows.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Order = BornKeys::Order;

std::string Padded(uint32_t number) {
  std::string digits = std::to_string(number);
  return std::string(5 - digits.size(), '0') + digits;
}

TEST(BornKeysTest, AreListedInOrderAsOfACommit) {
  BornKeys born;
  EXPECT_TRUE(born.empty());
  born.Add("b", "X", 2);
  born.Add("a", "Y", 1);
  born.Add("c", "A", 3);
  born.Add("a", "Y", 4);  // it was there already
  EXPECT_FALSE(born.empty());
  EXPECT_THAT(born.List(Order::kByRow, "", 3, 9), ElementsAre("a", "b", "c"));
  EXPECT_THAT(born.List(Order::kByRow, "", 2, 9), ElementsAre("a", "b"));
  EXPECT_THAT(born.List(Order::kByRow, "", 0, 9), IsEmpty());
  EXPECT_THAT(born.List(Order::kByRow, "b", 3, 1), ElementsAre("b"));
  EXPECT_THAT(born.List(Order::kByPlace, "", 3, 9), ElementsAre("A", "X", "Y"));
  EXPECT_THAT(born.List(Order::kByPlace, "B", 1, 9), ElementsAre("Y"));
}

TEST(BornKeysTest, OneTakesInAnother) {
  BornKeys born;
  BornKeys later;
  born.Add("b", "X", 1);
  later.Add("a", "Y", 3);
  later.Add("b", "X", 4);
  born.AddAll(later);
  EXPECT_THAT(born.List(Order::kByRow, "", 2, 9), ElementsAre("b")) << "born the first time it was";
  EXPECT_THAT(born.List(Order::kByRow, "", 3, 9), ElementsAre("a", "b"));
  EXPECT_THAT(born.List(Order::kByPlace, "", 3, 9), ElementsAre("X", "Y"));
  EXPECT_THAT(later.List(Order::kByRow, "", 4, 9), ElementsAre("a", "b"));
}

TEST(BornKeysTest, EachIsVisitedUntilOneIsTooMany) {
  BornKeys born;
  for (const char* key : {"b", "a", "c"}) born.Add(key, std::string("place of ") + key, 1);
  std::vector<std::string> seen;
  const auto visit = [&seen](std::string_view key) {
    seen.emplace_back(key);
    return seen.size() < 4 ? absl::OkStatus() : absl::UnavailableError("enough");
  };
  ONHAND_EXPECT_OK(born.ForEach(Order::kByRow, visit));
  ONHAND_EXPECT_STATUS(born.ForEach(Order::kByPlace, visit), absl::StatusCode::kUnavailable, "enough");
  EXPECT_THAT(seen, ElementsAre("a", "b", "c", "place of a"));
}

class KeyWalkTest : public ::testing::Test {
 protected:
  KeyWalk Walk(const std::string& prefix, uint64_t sequence) {
    snapshot_ = table_.Look();
    return KeyWalk(snapshot_->Scan({"R" + prefix, prefix.empty() ? "" : "R" + prefix + '\xff'}), "R", prefix, born_,
                   Order::kByRow, sequence);
  }
  static std::vector<std::string> Rest(KeyWalk walk) {
    std::vector<std::string> keys;
    for (; walk.Valid(); walk.Next()) keys.emplace_back(walk.key());
    ONHAND_EXPECT_OK(walk.status());
    return keys;
  }

  TableOfRows table_;
  std::shared_ptr<const Snapshot> snapshot_;
  BornKeySets born_;
};

TEST_F(KeyWalkTest, GoesThroughTableAndBornKeysTogether) {
  table_.PutBytes("b", "in table");
  table_.PutBytes("d", "both");
  const auto born = std::make_shared<BornKeys>();
  for (const char* key : {"a", "c", "d", "e"}) born->Add(key, key, 1);
  born->Add("later", "later", 2);
  born_ = {born};
  KeyWalk walk = Walk("", 1);
  std::vector<std::string> seen;
  for (; walk.Valid(); walk.Next()) {
    seen.push_back(std::string(walk.key()) + "=" + (walk.value() == nullptr ? "" : std::string(*walk.value())));
  }
  ONHAND_EXPECT_OK(walk.status());
  EXPECT_THAT(seen, ElementsAre("a=", "b=in table", "c=", "d=both", "e="));
}

TEST_F(KeyWalkTest, SeesOnlyItsPrefix) {
  for (const char* key : {"a1", "b1", "b3", "c1"}) table_.PutBytes(key, "");
  const auto born = std::make_shared<BornKeys>();
  for (const char* key : {"a2", "b0", "b2", "b4", "c0"}) born->Add(key, key, 1);
  born_ = {born};
  EXPECT_THAT(Rest(Walk("b", 1)), ElementsAre("b0", "b1", "b2", "b3", "b4"));
  EXPECT_THAT(Rest(Walk("bb", 1)), IsEmpty());
  EXPECT_THAT(Rest(Walk("c", 1)), ElementsAre("c0", "c1"));
}

TEST_F(KeyWalkTest, SeeksForwards) {
  for (const char* key : {"b", "d"}) table_.PutBytes(key, "");
  const auto born = std::make_shared<BornKeys>();
  for (const char* key : {"a", "c", "e"}) born->Add(key, key, 1);
  born_ = {born};
  KeyWalk walk = Walk("", 1);
  walk.Seek("bb");
  EXPECT_EQ(walk.key(), "c");
  walk.Seek("c");
  EXPECT_EQ(walk.key(), "c");
  walk.Next();
  EXPECT_EQ(walk.key(), "d");
  walk.Seek("e");
  EXPECT_EQ(walk.key(), "e");
  walk.Seek("f");
  EXPECT_FALSE(walk.Valid());
  ONHAND_EXPECT_OK(walk.status());
}

// What is born while somebody walks belongs to later commits.
TEST_F(KeyWalkTest, DoesNotSeeWhatIsBornMeanwhile) {
  const auto born = std::make_shared<BornKeys>();
  born_ = {born};
  std::vector<std::string> wanted;
  for (uint32_t i = 0; i < 2000; i += 2) {
    born->Add(Padded(i), Padded(i), 1);
    wanted.push_back(Padded(i));
  }
  KeyWalk walk = Walk("", 1);
  std::vector<std::string> seen;
  for (uint32_t i = 1; walk.Valid(); walk.Next(), i += 2) {
    seen.emplace_back(walk.key());
    born->Add(Padded(i), Padded(i), 2);
  }
  EXPECT_EQ(seen, wanted);
}

// Random tables and up to four sets, which overlap, against one set of keys.
TEST_F(KeyWalkTest, MatchesASet) {
  for (uint32_t seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    TableOfRows table;
    BornKeySets sets;
    std::set<std::string> all;
    std::set<std::string> in_table;
    // Some are larger than what a walk lists at once.
    const uint32_t most = seed % 2 == 0 ? 30 : 1500;
    const auto some_key = [&] { return Padded(random() % 4000); };
    for (uint32_t i = random() % 100; i > 0; --i) {
      const std::string key = some_key();
      table.PutBytes(key, key);
      in_table.insert(key);
    }
    const uint64_t sequence = 5;
    for (uint32_t i = random() % 5; i > 0; --i) {
      const auto born = std::make_shared<BornKeys>();
      std::set<std::string> added;
      for (uint32_t count = random() % most; count > 0; --count) {
        const std::string key = some_key();
        const uint64_t at = random() % 8;
        born->Add(key, key, at);
        // The first time counts.
        if (added.insert(key).second && at <= sequence) all.insert(key);
      }
      sets.push_back(born);
    }
    all.insert(in_table.begin(), in_table.end());
    const std::string prefix = std::string(random() % 3, '0') + (random() % 2 == 0 ? "" : "1");
    const std::shared_ptr<const Snapshot> snapshot = table.Look();
    const std::string end = prefix.empty() ? "" : "R" + prefix + '\xff';
    KeyWalk walk(snapshot->Scan({"R" + prefix, end}), "R", prefix, sets, Order::kByRow, sequence);
    auto wanted = all.lower_bound(prefix);
    const auto at_end = [&] { return wanted == all.end() || wanted->substr(0, prefix.size()) != prefix; };
    while (true) {
      ASSERT_EQ(walk.Valid(), !at_end());
      if (at_end()) break;
      ASSERT_EQ(walk.key(), *wanted);
      ASSERT_EQ(walk.value() != nullptr, in_table.contains(*wanted));
      if (walk.value() != nullptr) ASSERT_EQ(*walk.value(), *wanted);
      if (random() % 8 == 0) {
        const std::string to = std::max(some_key(), std::string(walk.key()));
        walk.Seek(to);
        wanted = all.lower_bound(to);
      } else {
        walk.Next();
        ++wanted;
      }
    }
    ONHAND_ASSERT_OK(walk.status());
  }
}

}  // namespace
}  // namespace onhand::storage
