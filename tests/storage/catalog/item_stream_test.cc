#include "storage/catalog/item_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "storage/kv/memory_store.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

using Items = std::vector<std::string>;

Items Rest(ItemStream& stream) {
  Items items;
  for (; stream.valid(); stream.Next()) items.emplace_back(stream.item());
  ONHAND_EXPECT_OK(stream.status());
  return items;
}

template <typename... Lists>
std::vector<std::unique_ptr<ItemStream>> Streams(Lists... lists) {
  std::vector<std::unique_ptr<ItemStream>> streams;
  (streams.push_back(ListedItems(std::move(lists))), ...);
  return streams;
}

TEST(ItemStreamTest, AllAndAny) {
  const Items a = {"1", "3", "5", "7"};
  const Items b = {"2", "3", "7", "9"};
  const Items c = {"3", "7", "8"};
  EXPECT_EQ(Rest(*AllOf(Streams(a, b, c))), (Items{"3", "7"}));
  EXPECT_EQ(Rest(*AnyOf(Streams(a, b, c))), (Items{"1", "2", "3", "5", "7", "8", "9"}));
  EXPECT_EQ(Rest(*AllOf(Streams(a, Items{}))), Items{});
  EXPECT_EQ(Rest(*AnyOf(Streams(a, Items{}))), a);
  EXPECT_EQ(Rest(*AllOf(Streams(a))), a);
}

TEST(ItemStreamTest, SeekGoesForwardsOnly) {
  const std::unique_ptr<ItemStream> stream = AnyOf(Streams(Items{"1", "3", "5"}, Items{"2", "3", "6"}));
  stream->Seek("25");
  EXPECT_EQ(stream->item(), "3");
  stream->Seek("1");
  EXPECT_EQ(stream->item(), "3");
  stream->Seek("6");
  EXPECT_EQ(stream->item(), "6");
  stream->Seek("7");
  EXPECT_FALSE(stream->valid());
}

TEST(ItemStreamTest, PostingsOfOneTermAlone) {
  const std::unique_ptr<Store> store = NewMemoryStore();
  const PartitionHead head = ValueOf(store->TakePartition("products"));
  WriteBatch batch;
  for (const char* key : {"Te1", "Te2b", "Te2a", "Te2c", "Te3a"}) batch.Put(key, "");
  batch.Touch({"products", head.epoch, 0, 1});
  ONHAND_ASSERT_OK(store->Commit(batch));
  const std::unique_ptr<Snapshot> snapshot = store->GetSnapshot();
  EXPECT_EQ(Rest(*PostingItems(*snapshot, "Te2")), (Items{"a", "b", "c"}));
  const std::unique_ptr<ItemStream> stream = PostingItems(*snapshot, "Te2");
  stream->Seek("bb");
  EXPECT_EQ(stream->item(), "c");
  stream->Seek("a");
  EXPECT_EQ(stream->item(), "c");
  stream->Seek("d");
  EXPECT_FALSE(stream->valid());
  EXPECT_FALSE(PostingItems(*snapshot, "Te4")->valid());
}

// A tree of And and Or over random lists against set arithmetic, with seeks in between.
TEST(ItemStreamTest, RandomTreesAgreeWithSets) {
  for (uint32_t seed = 1; seed <= 300; ++seed) {
    std::mt19937 random(seed);
    const auto below = [&random](uint32_t bound) { return random() % bound; };
    const auto list = [&] {
      std::set<std::string> items;
      for (uint32_t i = below(12); i > 0; --i) items.insert(std::string(1, static_cast<char>('a' + below(20))));
      return Items(items.begin(), items.end());
    };
    std::vector<std::unique_ptr<ItemStream>> branches;
    Items expected;
    for (int branch = 0; branch < 3; ++branch) {
      const Items left = list();
      const Items right = list();
      Items both;
      std::set_intersection(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(both));
      branches.push_back(AllOf(Streams(left, right)));
      Items joined;
      std::set_union(expected.begin(), expected.end(), both.begin(), both.end(), std::back_inserter(joined));
      expected = joined;
    }
    const std::unique_ptr<ItemStream> stream = AnyOf(std::move(branches));
    auto next = expected.begin();
    while (stream->valid()) {
      ASSERT_NE(next, expected.end()) << "seed " << seed;
      ASSERT_EQ(stream->item(), *next) << "seed " << seed;
      if (below(3) == 0) {
        const std::string wanted(1, static_cast<char>('a' + below(20)));
        stream->Seek(wanted);
        next = std::max(next, std::lower_bound(expected.begin(), expected.end(), wanted));
      } else {
        stream->Next();
        ++next;
      }
    }
    EXPECT_EQ(next, expected.end()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace onhand::storage
