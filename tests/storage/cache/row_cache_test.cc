#include "storage/cache/row_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "storage/cache/memory_budget.h"
#include "storage/cache/product_sums.h"
#include "storage/keys/row_key.h"
#include "storage/records/log_record.h"
#include "tests/storage/cache/table_of_rows.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr uint64_t kNoView = UINT64_MAX;

std::string Key(std::string_view product, std::string_view site) {
  RowIdentity identity;
  identity.organization = "o";
  identity.product = product;
  identity.site = site;
  return RowKey(identity);
}

RowEffect Add(int64_t quantity) {
  RowEffect effect;
  effect.changes.push_back({ChangeOp::kAdd, 0, quantity});
  return effect;
}

class RowCacheTest : public ::testing::Test {
 protected:
  using Rows = std::vector<std::pair<std::string, int64_t>>;

  ViewPoint At(uint64_t sequence, uint64_t mark) {
    snapshots_.push_back(table_.Look());
    return {sequence, mark, snapshots_.back().get()};
  }
  // Of one row: "nothing", "absent", or its quantity.
  std::string Find(std::string_view key, const ViewPoint& at) {
    Row row;
    switch (ValueOf(cache_->Find(key, at, &row))) {
      case RowCache::Known::kNothing:
        return "nothing";
      case RowCache::Known::kAbsent:
        return "absent";
      case RowCache::Known::kRow:
        return std::to_string(row.Find(0)->quantity_micros);
    }
    return "";
  }
  // What the cache shows of a product by itself; nothing if it does not know all of it.
  std::optional<Rows> Visit(std::string_view prefix, const ViewPoint& at, size_t most = 100) {
    Rows rows;
    const bool visited = ValueOf(cache_->VisitProduct(prefix, at, [&](std::string_view key, const Row& row) {
      rows.emplace_back(key, row.Find(0)->quantity_micros);
      return rows.size() < most;
    }));
    return visited ? std::optional<Rows>(rows) : std::nullopt;
  }
  Rows DirtyRows(RowCache::Dirty& dirty, const ViewPoint& at) {
    Rows rows;
    ONHAND_EXPECT_OK(cache_->VisitDirty(dirty, at, [&](std::string_view key, const Row& row) {
      rows.emplace_back(key, row.Find(0)->quantity_micros);
      return absl::OkStatus();
    }));
    return rows;
  }
  // All that is dirty goes to the table, as of `sequence`.
  void WriteBack(uint64_t sequence, const ViewPoint& at) {
    const auto dirty = cache_->TakeDirty(sequence);
    ONHAND_EXPECT_OK(cache_->VisitDirty(*dirty, at, [&](std::string_view key, const Row& row) {
      table_.Put(key, row);
      return absl::OkStatus();
    }));
    cache_->SetMark(sequence);
  }
  void TrimAll() {
    for (int i = 0; i < 20; ++i) cache_->Trim();
  }
  void Make(uint64_t bytes_max, uint64_t mark) {
    cache_.reset();
    budget_ = std::make_unique<MemoryBudget>(bytes_max);
    cache_ = std::make_unique<RowCache>(budget_.get(), mark);
  }

  TableOfRows table_;
  std::deque<std::shared_ptr<const Snapshot>> snapshots_;
  std::unique_ptr<MemoryBudget> budget_ = std::make_unique<MemoryBudget>(1 << 20);
  std::unique_ptr<RowCache> cache_ = std::make_unique<RowCache>(budget_.get(), 0);
  const std::string product_ = KeyPrefix({"o", "p"});
  const std::string a_ = Key("p", "a");
  const std::string b_ = Key("p", "b");
  const std::string c_ = Key("p", "c");
};

TEST_F(RowCacheTest, EachViewSeesTheRowOfItsTime) {
  EXPECT_EQ(Find(a_, At(0, 0)), "nothing");
  cache_->SetOldestView(0, 0);
  cache_->SetViews({0, 1, 2});
  for (uint64_t sequence = 1; sequence <= 4; ++sequence) {
    cache_->Install(a_, RowOf(sequence, static_cast<int64_t>(10 * sequence)));
    // It is not there for a view of before, until one is opened at its number.
    if (sequence > 1) EXPECT_EQ(Find(a_, At(sequence - 1, 0)), std::to_string(10 * (sequence - 1)));
  }
  EXPECT_EQ(Find(a_, At(0, 0)), "nothing") << "before it was made its table knows";
  EXPECT_EQ(Find(a_, At(1, 0)), "10");
  EXPECT_EQ(Find(a_, At(2, 0)), "20");
  EXPECT_EQ(Find(a_, At(9, 0)), "40");
  EXPECT_EQ(Find(b_, At(9, 0)), "nothing");
}

// A row that each commit changed took ever more time and memory while an audit or a backup looked at the time before.
TEST_F(RowCacheTest, OldViewsDoNotHaveAHotRowCollectItsStates) {
  cache_->SetOldestView(2, 0);
  cache_->SetViews({2, 30});
  uint64_t bytes_at_40 = 0;
  for (uint64_t sequence = 1; sequence <= 5000; ++sequence) {
    cache_->Install(a_, RowOf(sequence, static_cast<int64_t>(10 * sequence)));
    if (sequence == 40) bytes_at_40 = budget_->bytes();
  }
  EXPECT_EQ(budget_->bytes(), bytes_at_40);
  EXPECT_EQ(Find(a_, At(2, 0)), "20");
  EXPECT_EQ(Find(a_, At(30, 0)), "300");
  EXPECT_EQ(Find(a_, At(4999, 0)), "49990") << "a view may just be opened there";
  EXPECT_EQ(Find(a_, At(5000, 0)), "50000");
}

TEST_F(RowCacheTest, VersionsGoWhenNoViewNeedsThem) {
  cache_->SetOldestView(2, 0);
  cache_->SetViews({2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40});
  for (uint64_t sequence = 1; sequence <= 50; ++sequence) cache_->Install(a_, RowOf(sequence, 1));
  const uint64_t with_views = budget_->bytes();
  EXPECT_EQ(Find(a_, At(2, 0)), "1");
  cache_->SetOldestView(kNoView, kNoView);
  cache_->SetViews({});
  cache_->Install(a_, RowOf(51, 1));
  const uint64_t without = budget_->bytes();
  EXPECT_LT(without, with_views / 4);
  for (uint64_t sequence = 52; sequence <= 100; ++sequence) cache_->Install(a_, RowOf(sequence, 1));
  EXPECT_EQ(budget_->bytes(), without);
  // That of the commit before is kept, for a view may just be opened there.
  EXPECT_EQ(Find(a_, At(99, 0)), "1");
}

TEST_F(RowCacheTest, WhatTheLogAloneHasNeverGoes) {
  Make(0, 0);
  cache_->Install(a_, RowOf(1, 7));
  TrimAll();
  EXPECT_EQ(Find(a_, At(1, 0)), "7");
  WriteBack(1, At(1, 0));
  TrimAll();
  EXPECT_EQ(Find(a_, At(1, 1)), "nothing");
  EXPECT_EQ(budget_->bytes(), 0u);
}

TEST_F(RowCacheTest, WhatAViewsTablesLackNeverGoes) {
  Make(0, 0);
  const ViewPoint old_view = At(1, 0);
  cache_->Install(a_, RowOf(1, 7));
  cache_->SetOldestView(1, 0);
  cache_->SetViews({1});
  WriteBack(1, old_view);
  cache_->Install(a_, RowOf(2, 8));
  WriteBack(2, At(2, 1));
  TrimAll();
  EXPECT_EQ(Find(a_, old_view), "7");
  // Its tables hold record 1, so it needs memory no longer.
  cache_->SetOldestView(2, 1);
  TrimAll();
  EXPECT_EQ(Find(a_, At(2, 1)), "8") << "record 2 it needs";
  cache_->SetOldestView(kNoView, kNoView);
  TrimAll();
  EXPECT_EQ(Find(a_, At(2, 2)), "nothing");
}

TEST_F(RowCacheTest, WhatWasUsedLatelyGoesLast) {
  constexpr int kProducts = 2000;
  for (int i = 0; i < kProducts; ++i) cache_->Install(Key(std::to_string(i), "a"), RowOf(1, i));
  WriteBack(1, At(1, 0));
  const uint64_t all = budget_->bytes();
  // Half of the room is wanted by somebody else; one product is asked for all the time.
  budget_->Take((1 << 20) - all / 2);
  for (int i = 0; i < 500; ++i) {
    EXPECT_EQ(Find(Key("7", "a"), At(1, 1)), "7");
    cache_->Trim();
  }
  EXPECT_FALSE(budget_->exceeded());
  int there = 0;
  for (int i = 0; i < kProducts; ++i) there += Find(Key(std::to_string(i), "a"), At(1, 1)) == "nothing" ? 0 : 1;
  EXPECT_GT(there, kProducts / 3);
  EXPECT_LT(there, kProducts * 2 / 3);
}

TEST_F(RowCacheTest, APlaceIsGoodUntilTheGroupEnds) {
  Make(0, 1);
  table_.Put(a_, RowOf(1, 7));
  cache_->KeepClean(a_, At(1, 1), RowOf(1, 7));
  RowCache::Place place{nullptr, nullptr};
  Row row;
  EXPECT_EQ(ValueOf(cache_->Find(a_, At(1, 1), &row, &place)), RowCache::Known::kRow);
  ASSERT_NE(place.row, nullptr);
  TrimAll();
  cache_->Install(a_, RowOf(2, 8), place);
  // One of another row is as good as none.
  cache_->Install(b_, RowOf(2, 9), place);
  cache_->EndGroup();
  EXPECT_EQ(Find(a_, At(2, 1)), "8");
  EXPECT_EQ(Find(b_, At(2, 1)), "9");
  EXPECT_EQ(Find(a_, At(1, 1)), "7");
  WriteBack(2, At(2, 1));
  TrimAll();
  EXPECT_EQ(budget_->bytes(), 0u);
}

TEST_F(RowCacheTest, WhatATableSaidIsKeptUnlessSomethingNewerIsKnown) {
  Make(1 << 20, 5);
  cache_->KeepClean(a_, At(5, 5), RowOf(3, 30));
  EXPECT_EQ(Find(a_, At(5, 5)), "30");
  cache_->Install(a_, RowOf(6, 60));
  cache_->KeepClean(a_, At(5, 5), RowOf(3, 30));
  EXPECT_EQ(Find(a_, At(6, 5)), "60");
  EXPECT_EQ(Find(a_, At(5, 5)), "30");
  // An old view's table is not today's.
  cache_->KeepClean(b_, At(6, 4), RowOf(2, 20));
  EXPECT_EQ(Find(b_, At(6, 5)), "nothing");
  cache_->SetMark(6);
  cache_->KeepClean(b_, At(5, 5), RowOf(2, 20));
  EXPECT_EQ(Find(b_, At(6, 6)), "nothing");
}

TEST_F(RowCacheTest, ACompleteProductNeedsNoTable) {
  Make(1 << 20, 5);
  const ViewPoint at = At(5, 5);
  EXPECT_EQ(Visit(product_, at), std::nullopt);
  cache_->KeepClean(b_, at, RowOf(2, 20));
  EXPECT_EQ(Visit(product_, at), std::nullopt);
  cache_->KeepProduct(product_, at, {{a_, RowOf(1, 10)}, {b_, RowOf(2, 20)}});
  EXPECT_THAT(*Visit(product_, at), ElementsAre(Pair(a_, 10), Pair(b_, 20)));
  EXPECT_THAT(*Visit(product_, at, 1), ElementsAre(Pair(a_, 10)));
  EXPECT_THAT(*Visit(KeyPrefix({"o", "p", "b"}), at), ElementsAre(Pair(b_, 20)));
  EXPECT_THAT(*Visit(KeyPrefix({"o", "p", "zz"}), at), IsEmpty());
  EXPECT_EQ(Find(c_, at), "absent");
  EXPECT_EQ(Visit(KeyPrefix({"o", "p2"}), at), std::nullopt);
  // What is made later joins it, for views from then on.
  cache_->SetOldestView(5, 5);
  cache_->Install(c_, RowOf(6, 60));
  cache_->Install(a_, RowOf(6, 61));
  EXPECT_THAT(*Visit(product_, At(6, 5)), ElementsAre(Pair(a_, 61), Pair(b_, 20), Pair(c_, 60)));
  EXPECT_THAT(*Visit(product_, at), ElementsAre(Pair(a_, 10), Pair(b_, 20)));
}

TEST_F(RowCacheTest, OneWithoutRowsIsCompleteToo) {
  cache_->KeepProduct(product_, At(0, 0), {});
  EXPECT_THAT(*Visit(product_, At(0, 0)), IsEmpty());
  EXPECT_EQ(Find(a_, At(0, 0)), "absent");
  cache_->Install(a_, RowOf(1, 1));
  EXPECT_THAT(*Visit(product_, At(1, 0)), ElementsAre(Pair(a_, 1)));
}

// Where an older version is not kept any more, or never was in memory, the view's own table has it.
TEST_F(RowCacheTest, VisitingAsksTheViewsTableForWhatWasBeforeMemory) {
  Make(1 << 20, 5);
  table_.Put(a_, RowOf(1, 10));
  const ViewPoint at = At(5, 5);
  cache_->SetOldestView(5, 5);
  cache_->Install(a_, RowOf(6, 60));
  cache_->Install(b_, RowOf(6, 61));
  cache_->KeepProduct(product_, at, {{a_, RowOf(1, 10)}});
  EXPECT_THAT(*Visit(product_, at), ElementsAre(Pair(a_, 10)));
  EXPECT_THAT(*Visit(product_, At(6, 5)), ElementsAre(Pair(a_, 60), Pair(b_, 61)));
}

TEST_F(RowCacheTest, RemovedRowsAreGoneForViewsFromThenOn) {
  cache_->SetOldestView(2, 0);
  cache_->SetViews({2, 3});
  cache_->Install(a_, RowOf(1, 10));
  cache_->Install(b_, RowOf(1, 11));
  cache_->Install(Key("q", "a"), RowOf(2, 20));
  cache_->KeepProduct(product_, At(2, 0), {});
  WriteBack(2, At(2, 0));
  const ViewPoint before = At(2, 0);
  cache_->SetMark(3);
  cache_->Remove([&](std::string_view key) { return key == a_; }, 3);
  EXPECT_EQ(Find(a_, At(3, 3)), "absent");
  EXPECT_EQ(Find(a_, before), "10");
  EXPECT_THAT(*Visit(product_, At(3, 3)), ElementsAre(Pair(b_, 11)));
  EXPECT_THAT(*Visit(product_, before), ElementsAre(Pair(a_, 10), Pair(b_, 11)));
  // Born again.
  cache_->Install(a_, RowOf(4, 40));
  EXPECT_THAT(*Visit(product_, At(4, 3)), ElementsAre(Pair(a_, 40), Pair(b_, 11)));
  EXPECT_EQ(Find(a_, At(3, 3)), "absent");
  EXPECT_EQ(Find(a_, before), "10");
  const auto dirty = cache_->TakeDirty(4);
  EXPECT_THAT(DirtyRows(*dirty, At(4, 3)), ElementsAre(Pair(a_, 40)));
  EXPECT_EQ(Find(Key("q", "a"), At(4, 3)), "20");
}

// A removal of what was not in memory leaves no trace there: who looks from before it must ask the table, even where
// somebody else has found since that there is nothing.
TEST_F(RowCacheTest, CompleteIsNotSaidOfTheTimeBefore) {
  Make(1 << 20, 5);
  table_.Put(a_, RowOf(1, 10));
  const ViewPoint before = At(5, 5);
  cache_->SetOldestView(5, 5);
  cache_->SetMark(6);
  cache_->Remove([&](std::string_view key) { return key == a_; }, 6);
  table_.Delete(a_);
  const ViewPoint after = At(6, 6);
  cache_->KeepProduct(product_, after, {});
  EXPECT_EQ(Find(a_, after), "absent");
  EXPECT_THAT(*Visit(product_, after), IsEmpty());
  EXPECT_EQ(Find(a_, before), "nothing");
  EXPECT_EQ(Visit(product_, before), std::nullopt);
  // What the older view finds in its table is not kept for the others.
  cache_->KeepClean(a_, before, RowOf(1, 10));
  cache_->KeepProduct(product_, before, {{a_, RowOf(1, 10)}});
  EXPECT_EQ(Find(a_, after), "absent");
}

TEST_F(RowCacheTest, EffectsAreAppliedOnceTheTableIsAsked) {
  Make(1 << 20, 5);
  table_.Put(a_, RowOf(4, 100));
  EXPECT_TRUE(cache_->InstallEffect(a_, Add(1), 6));
  EXPECT_FALSE(cache_->InstallEffect(a_, Add(2), 6));
  EXPECT_FALSE(cache_->InstallEffect(a_, Add(3), 8));
  EXPECT_TRUE(cache_->InstallEffect(b_, Add(5), 7));
  const ViewPoint at = At(8, 5);
  EXPECT_EQ(cache_->dirty_count(), 2u);
  Row row;
  EXPECT_EQ(ValueOf(cache_->Find(a_, at, &row)), RowCache::Known::kRow);
  EXPECT_EQ(row.sequence, 8u);
  EXPECT_EQ(row.Find(0)->quantity_micros, 106);
  // One by one or by the write-back, which then finds the other.
  const auto dirty = cache_->TakeDirty(8);
  EXPECT_THAT(DirtyRows(*dirty, at), ElementsAre(Pair(a_, 106), Pair(b_, 5)));
  cache_->Install(a_, RowOf(9, 110));
  EXPECT_EQ(Find(a_, At(9, 5)), "110");
  EXPECT_EQ(Find(b_, At(9, 5)), "5");
}

TEST_F(RowCacheTest, EffectsAreResolvedByAWalkToo) {
  Make(1 << 20, 5);
  table_.Put(a_, RowOf(4, 100));
  cache_->InstallEffect(a_, Add(1), 6);
  const ViewPoint at = At(6, 5);
  cache_->KeepProduct(product_, at, {{a_, RowOf(6, 101)}});
  EXPECT_THAT(*Visit(product_, at), ElementsAre(Pair(a_, 101)));
}

TEST_F(RowCacheTest, ADamagedTableUnderEffectsIsDataLossEachTime) {
  table_.PutBytes(a_, "\x07");
  cache_->InstallEffect(a_, Add(1), 1);
  cache_->KeepProduct(product_, At(1, 0), {});
  Row row;
  const ViewPoint at = At(1, 0);
  for (int i = 0; i < 2; ++i) {
    ONHAND_EXPECT_STATUS(cache_->Find(a_, at, &row), absl::StatusCode::kDataLoss, "row");
    ONHAND_EXPECT_STATUS(cache_->VisitProduct(product_, at, [](auto&&...) { return true; }),
                         absl::StatusCode::kDataLoss, "row");
  }
  auto dirty = cache_->TakeDirty(1);
  const auto fine = [](auto&&...) { return absl::OkStatus(); };
  ONHAND_EXPECT_STATUS(cache_->VisitDirty(*dirty, at, fine), absl::StatusCode::kDataLoss, "row");
  cache_->GiveBackDirty(std::move(dirty));
  // Mended.
  table_.Put(a_, RowOf(0, 5));
  EXPECT_THAT(DirtyRows(*cache_->TakeDirty(1), At(1, 0)), ElementsAre(Pair(a_, 6)));
}

TEST_F(RowCacheTest, DirtyRowsComeInOrderAsOfTheirTime) {
  cache_->SetOldestView(2, 0);
  cache_->Install(c_, RowOf(1, 1));
  cache_->Install(Key("pp", ""), RowOf(1, 2));
  cache_->Install(a_, RowOf(1, 3));
  cache_->Install(c_, RowOf(2, 4));
  const auto first = cache_->TakeDirty(2);
  EXPECT_EQ(RowCache::CountDirty(*first), 3u);
  cache_->Install(a_, RowOf(3, 5));
  cache_->Install(b_, RowOf(3, 6));
  EXPECT_THAT(DirtyRows(*first, At(2, 0)), ElementsAre(Pair(a_, 3), Pair(c_, 4), Pair(Key("pp", ""), 2)));
  const auto second = cache_->TakeDirty(3);
  cache_->SetOldestView(3, 0);
  EXPECT_THAT(DirtyRows(*second, At(3, 0)), ElementsAre(Pair(a_, 5), Pair(b_, 6)));
  EXPECT_EQ(RowCache::CountDirty(*cache_->TakeDirty(3)), 0u);
}

TEST_F(RowCacheTest, AFailedWriteBackLeavesItsRowsDirty) {
  cache_->Install(a_, RowOf(1, 1));
  cache_->Install(b_, RowOf(1, 2));
  auto dirty = cache_->TakeDirty(1);
  EXPECT_EQ(cache_->dirty_count(), 0u);
  cache_->Install(a_, RowOf(2, 3));
  cache_->Install(c_, RowOf(2, 4));
  int visited = 0;
  ONHAND_EXPECT_STATUS(cache_->VisitDirty(*dirty, At(1, 0),
                                          [&visited](auto&&...) {
                                            ++visited;
                                            return absl::UnavailableError("no room");
                                          }),
                       absl::StatusCode::kUnavailable, "no room");
  EXPECT_EQ(visited, 1);
  cache_->GiveBackDirty(std::move(dirty));
  TrimAll();
  EXPECT_THAT(DirtyRows(*cache_->TakeDirty(2), At(2, 0)), ElementsAre(Pair(a_, 3), Pair(b_, 2), Pair(c_, 4)));
}

// Random commits, write-backs, removals and evictions; views of many ages ask in between. What the cache says must be
// what was true at the view's moment, and what it leaves to the table must be true there.
TEST_F(RowCacheTest, ViewsOfEveryAgeSeeTheirMoment) {
  struct View {
    ViewPoint at;
    std::shared_ptr<const Snapshot> tables;
    std::map<std::string, Row> rows;
  };
  int sums_seen = 0;
  for (uint32_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    TableOfRows table;
    MemoryBudget budget(seed % 3 == 0 ? 0 : seed % 3 == 1 ? 3000 : 1 << 20);
    RowCache cache(&budget, 0);
    std::map<std::string, Row> rows;
    std::map<std::string, Row> in_table;
    std::shared_ptr<const Snapshot> tables = table.Look();
    uint64_t sequence = 0;
    uint64_t mark = 0;
    std::deque<View> views;
    const auto tell_oldest = [&] {
      cache.SetOldestView(views.empty() ? kNoView : views.front().at.sequence,
                          views.empty() ? kNoView : views.front().at.mark);
      std::vector<uint64_t> sequences;
      for (const View& view : views) sequences.push_back(view.at.sequence);
      cache.SetViews(std::move(sequences));
    };
    const auto some_key = [&] {
      const std::string product(1, 'p' + random() % 3);
      const std::string site(1, 'a' + random() % 4);
      const std::string location(random() % 3, 'l');
      const std::string color(random() % 3, 'c');
      const std::string size(random() % 3, 's');
      RowIdentity identity{"o", product, site, location, {}};
      if (!color.empty()) identity.dimensions.push_back({1, color});
      if (!size.empty()) identity.dimensions.push_back({2, size});
      return RowKey(identity);
    };
    const auto write_back = [&] {
      const auto dirty = cache.TakeDirty(sequence);
      ASSERT_TRUE(cache
                      .VisitDirty(*dirty, {sequence, mark, tables.get()},
                                  [&](std::string_view key, const Row& row) {
                                    EXPECT_EQ(row, rows.at(std::string(key)));
                                    in_table[std::string(key)] = row;
                                    table.Put(key, row);
                                    return absl::OkStatus();
                                  })
                      .ok());
      ASSERT_EQ(in_table, rows);
      tables = table.Look();
      mark = sequence;
      cache.SetMark(mark);
    };
    const auto ask = [&](const View& view) {
      const std::string key = some_key();
      const auto wanted = view.rows.find(key);
      const std::string product = key.substr(0, 4);
      if (random() % 4 == 0) {
        const PartMask parts = random() % 3 == 0 ? PartMask{2} : kLocationPart | PartMask{4};
        std::map<std::string, __int128> wanted_sums;
        for (const auto& [row_key, row] : view.rows) {
          if (row_key.substr(0, 4) != product) continue;
          wanted_sums[RowKey(KeepParts(*ParseRowKey(row_key), parts))] += row.Find(0)->quantity_micros;
        }
        std::map<std::string, __int128> sums;
        const bool visited =
            cache.VisitSums(product, parts, view.at, [&](std::string_view sum_key, const CellSums& sum) {
              ASSERT_EQ(sum.size(), 1u);
              sums.emplace(sum_key, sum[0].quantity_micros);
            });
        if (visited) {
          ASSERT_TRUE(sums == wanted_sums);
          ++sums_seen;
        }
        return;
      }
      // One text is one character here, or none, or two.
      const std::string_view rest = std::string_view(key).substr(4);
      const size_t place_bytes = rest.find('\0', 2) + 1;
      const size_t lengths[] = {0, 2, place_bytes, rest.find('\0', place_bytes) + 1, rest.size()};
      const std::string prefix = product + std::string(rest.substr(0, lengths[random() % 5]));
      if (random() % 2 == 0) {
        Row row;
        switch (ValueOf(cache.Find(key, view.at, &row))) {
          case RowCache::Known::kRow:
            ASSERT_TRUE(wanted != view.rows.end() && row == wanted->second) << key;
            break;
          case RowCache::Known::kAbsent:
            ASSERT_TRUE(wanted == view.rows.end()) << key;
            break;
          case RowCache::Known::kNothing: {
            const std::optional<std::string> value = ValueOf(view.tables->Get("R" + key));
            ASSERT_EQ(value.has_value(), wanted != view.rows.end()) << key;
            if (!value.has_value()) break;
            ASSERT_EQ(ValueOf(DecodeRow(*value)), wanted->second);
            cache.KeepClean(key, view.at, wanted->second);
          }
        }
        return;
      }
      std::vector<std::pair<std::string, Row>> wanted_rows;
      std::vector<std::pair<std::string, Row>> product_rows;
      for (const auto& entry : view.rows) {
        if (entry.first.substr(0, prefix.size()) == prefix) wanted_rows.push_back(entry);
        if (entry.first.substr(0, product.size()) == product) product_rows.push_back(entry);
      }
      std::vector<std::pair<std::string, Row>> seen;
      const bool complete = ValueOf(cache.VisitProduct(prefix, view.at, [&](std::string_view row_key, const Row& row) {
        seen.emplace_back(row_key, row);
        return true;
      }));
      if (complete) {
        ASSERT_EQ(seen, wanted_rows);
      } else {
        cache.KeepProduct(product, view.at, product_rows);
      }
    };
    for (int step = 0; step < 400 && !HasFatalFailure(); ++step) {
      const uint32_t what = random() % 20;
      if (what < 8) {
        ++sequence;
        for (int i = random() % 4; i >= 0; --i) {
          const std::string key = some_key();
          rows[key] = RowOf(sequence, static_cast<int64_t>(random() % 100));
          cache.Install(key, rows[key]);
        }
        cache.EndGroup();
      } else if (what < 10) {
        write_back();
      } else if (what < 11) {
        write_back();
        ++sequence;
        const std::string prefix = some_key().substr(0, 4 + random() % 2 * 2);
        const auto goes = [&prefix](std::string_view key) { return key.substr(0, prefix.size()) == prefix; };
        for (const auto& entry : rows) {
          if (goes(entry.first)) table.Delete(entry.first);
        }
        std::erase_if(rows, [&goes](const auto& entry) { return goes(entry.first); });
        in_table = rows;
        cache.SetMark(sequence);
        cache.Remove(goes, sequence);
        tables = table.Look();
        mark = sequence;
      } else if (what < 13) {
        views.push_back({{sequence, mark, tables.get()}, tables, rows});
        if (views.size() > 8) views.erase(views.begin() + random() % views.size());
        tell_oldest();
      } else if (what < 14 && !views.empty()) {
        views.erase(views.begin() + random() % views.size());
        tell_oldest();
      } else if (what < 16) {
        cache.Trim();
      }
      for (const View& view : views) ask(view);
      ask({{sequence, mark, tables.get()}, tables, rows});
    }
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(sums_seen, 1000);
}

}  // namespace
}  // namespace onhand::storage
