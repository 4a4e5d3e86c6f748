#include "storage/fold/log_fold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "storage/fold/stored_entry.h"
#include "storage/keys/bucket_key.h"
#include "storage/keys/hold_key.h"
#include "storage/keys/row_key.h"
#include "storage/keys/schedule_key.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

using ::testing::UnorderedElementsAre;

constexpr int64_t kDayUs = 86'400'000'000;
constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

class MapSource : public FoldSource {
 public:
  void Put(const std::string& key, const StoredEntry& entry) { EncodeStored(entry, &values_[key]); }
  void PutBytes(const std::string& key, const std::string& bytes) { values_[key] = bytes; }
  void Fail() { status_ = absl::UnavailableError("the disk refused"); }

  absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    if (!status_.ok()) return status_;
    const auto it = values_.find(key);
    if (it == values_.end()) return std::nullopt;
    return it->second;
  }
  absl::Status ForEachKey(std::string_view prefix,
                          const std::function<void(std::string_view key)>& visit) const override {
    for (const auto& [key, value] : values_) {
      if (std::string_view(key).substr(0, prefix.size()) == prefix) visit(key);
    }
    return status_;
  }

 private:
  std::map<std::string, std::string, std::less<>> values_;
  absl::Status status_;
};

std::string RowIn(std::string_view product, std::string_view site) { return RowKey({"o", product, site, "", {}}); }

Hash128 Id() {
  Hash128 id;
  id.fill(7);
  return id;
}

Row RowOf(uint64_t sequence, int64_t quantity) {
  Row row;
  row.sequence = sequence;
  row.cells = {{0, quantity}};
  return row;
}

class LogFoldTest : public ::testing::Test {
 protected:
  // The next record, of one entry that `fill` fills.
  absl::Status Apply(const std::function<void(LogEntry*)>& fill, int64_t now_us = 0) {
    LogRecord record{++sequence_, now_us, {}};
    fill(&record.entries.emplace_back());
    return fold_.Apply(record);
  }
  absl::Status Add(std::string_view row_key, int64_t quantity) {
    return Apply([&](LogEntry* entry) {
      entry->row_key = row_key;
      entry->effects.emplace_back().changes.push_back({ChangeOp::kAdd, 0, quantity});
    });
  }
  absl::Status Further(FurtherEffect effect, int64_t now_us = 0) {
    return Apply([&](LogEntry* entry) { entry->further.push_back(std::move(effect)); }, now_us);
  }
  absl::Status CleanUp(const CleanUpPayload& payload) {
    const std::string bytes = EncodeCleanUp(payload);
    return Apply([&](LogEntry* entry) {
      entry->kind = EntryKind::kCleanUp;
      entry->payload = bytes;
    });
  }
  template <typename T>
  std::optional<T> Find(const std::string& key) {
    const std::optional<StoredEntry> entry = ValueOf(fold_.Find(key));
    if (!entry.has_value()) return std::nullopt;
    return std::get<T>(*entry);
  }
  // Keys of what is left of the source and of what was changed.
  std::vector<std::string> Left() {
    std::map<std::string, int> keys;
    ONHAND_EXPECT_OK(source_.ForEachKey("", [&keys](std::string_view key) { ++keys[std::string(key)]; }));
    for (const auto& [key, entry] : fold_.changed()) ++keys[key];
    std::vector<std::string> left;
    for (const auto& [key, count] : keys) {
      if (ValueOf(fold_.Find(key)).has_value()) left.push_back(key);
    }
    return left;
  }

  MapSource source_;
  LogFold fold_{&source_};
  uint64_t sequence_ = 0;
  const std::string row_ = RowIn("p", "1");
  const std::string path_ = BucketPath({"Online"});
};

TEST_F(LogFoldTest, WithoutASourceNothingWasThere) {
  LogFold fold(nullptr);
  LogRecord record{1, 0, {}};
  record.entries.emplace_back().row_key = row_;
  record.entries[0].effects.emplace_back().changes.push_back({ChangeOp::kAdd, 0, 5});
  ONHAND_ASSERT_OK(fold.Apply(record));
  EXPECT_EQ(std::get<Row>(*ValueOf(fold.Find("R" + row_))), RowOf(1, 5));
  EXPECT_EQ(ValueOf(fold.Find("R" + RowIn("q", "1"))), std::nullopt);
  EXPECT_EQ(fold.changed().size(), 1u);
}

TEST_F(LogFoldTest, RowsGoOnFromTheSource) {
  source_.Put("R" + row_, RowOf(0, 10));
  source_.Put("R" + RowIn("q", "1"), RowOf(0, 7));
  ONHAND_ASSERT_OK(Add(row_, 5));
  ONHAND_ASSERT_OK(Add(row_, 5));
  EXPECT_EQ(Find<Row>("R" + row_), RowOf(2, 20));
  EXPECT_EQ(fold_.changed().size(), 1u);
  EXPECT_EQ(Find<Row>("R" + RowIn("q", "1")), RowOf(0, 7));
  EXPECT_EQ(fold_.changed().size(), 1u);
}

// "" stands for the entry's own row in every kind of effect.
TEST_F(LogFoldTest, EffectsOnOtherRowsAndOnTheEntrysOwn) {
  const std::string other = RowIn("q", "1");
  ONHAND_ASSERT_OK(Apply([&](LogEntry* entry) {
    entry->row_key = row_;
    entry->effects.resize(2);
    entry->effects[0].changes.push_back({ChangeOp::kAdd, 0, 1});
    entry->effects[1].row_key = other;
    entry->effects[1].changes.push_back({ChangeOp::kAdd, 0, 2});
    entry->further = {BucketEffect{"", path_, {1, 0, 0, 0}}, BucketEffect{other, path_, {2, 0, 0, 0}}};
  }));
  EXPECT_EQ(Find<Row>("R" + row_), RowOf(1, 1));
  EXPECT_EQ(Find<Row>("R" + other), RowOf(1, 2));
  EXPECT_EQ(Find<Bucket>(BucketKey(row_, path_)), (Bucket{1, 0, 0, 0}));
  EXPECT_EQ(Find<Bucket>(BucketKey(other, path_)), (Bucket{2, 0, 0, 0}));
}

TEST_F(LogFoldTest, BucketsAddUp) {
  source_.Put(BucketKey(row_, path_), Bucket{10, 0, 10, 0});
  ONHAND_ASSERT_OK(Further(BucketEffect{row_, path_, {-4, 4, 0, 4}}));
  EXPECT_EQ(Find<Bucket>(BucketKey(row_, path_)), (Bucket{6, 4, 10, 4}));
  // At zero it is still there.
  ONHAND_ASSERT_OK(Further(BucketEffect{row_, path_, {-6, -4, -10, -4}}));
  EXPECT_EQ(Find<Bucket>(BucketKey(row_, path_)), Bucket());
}

TEST_F(LogFoldTest, SchedulesAddUpAndForgetThePast) {
  const std::string key = ScheduleKey(ScheduleVariant::kPeriod, row_);
  source_.Put(key, Schedule{{{4, 0, 1}, {5, 0, 1}}});
  ONHAND_ASSERT_OK(Further(ScheduleEffect{row_, ScheduleVariant::kPeriod, {{6, 0, 3}, {5, 0, -1}}}, 5 * kDayUs));
  EXPECT_EQ(Find<Schedule>(key), (Schedule{{{5, 0, 0}, {6, 0, 3}}}));
  EXPECT_EQ(Find<Schedule>(ScheduleKey(ScheduleVariant::kPerMeasure, row_)), std::nullopt);
  ONHAND_ASSERT_OK(Further(ScheduleEffect{row_, ScheduleVariant::kPeriod, {}}, 7 * kDayUs));
  EXPECT_EQ(Find<Schedule>(key), Schedule());
}

TEST_F(LogFoldTest, HoldsAreWhatTheLastEffectSays) {
  const std::string key = HoldKey(row_, Id());
  source_.Put(key, Hold{1, 10, 500});
  ONHAND_ASSERT_OK(Further(HoldEffect{row_, Id(), {1, 4, 500}}));
  EXPECT_EQ(Find<Hold>(key), (Hold{1, 4, 500}));
  ONHAND_ASSERT_OK(Further(HoldEffect{row_, Id(), {1, 0, 500}}));
  EXPECT_EQ(Find<Hold>(key), std::nullopt);
  EXPECT_TRUE(fold_.changed().contains(key));
  // The row is no affair of theirs.
  EXPECT_EQ(Find<Row>("R" + row_), std::nullopt);
}

class CleanUpFoldTest : public LogFoldTest {
 protected:
  // For each product and site a row, bucket, hold and two schedules: those of site 1 in the source, the others changed.
  void SetUp() override {
    for (const char* product : {"p", "q"}) {
      source_.Put("R" + RowIn(product, "1"), RowOf(0, 1));
      source_.Put(BucketKey(RowIn(product, "1"), path_), Bucket());
      source_.Put(HoldKey(RowIn(product, "1"), Id()), Hold{0, 1, 1});
      source_.Put(ScheduleKey(ScheduleVariant::kPeriod, RowIn(product, "1")), Schedule());
      source_.Put(ScheduleKey(ScheduleVariant::kPerMeasure, RowIn(product, "1")), Schedule());
      const std::string row = RowIn(product, "2");
      ONHAND_ASSERT_OK(Add(row, 1));
      ONHAND_ASSERT_OK(Further(BucketEffect{row, path_, {}}));
      ONHAND_ASSERT_OK(Further(HoldEffect{row, Id(), {0, 1, 1}}));
      ONHAND_ASSERT_OK(Further(ScheduleEffect{row, ScheduleVariant::kPeriod, {}}));
      ONHAND_ASSERT_OK(Further(ScheduleEffect{row, ScheduleVariant::kPerMeasure, {}}));
    }
    ASSERT_EQ(Left().size(), 20u);
  }
  std::vector<std::string> All(const char* product, const char* site) {
    const std::string row = RowIn(product, site);
    return {"R" + row, BucketKey(row, path_), HoldKey(row, Id()), ScheduleKey(ScheduleVariant::kPeriod, row),
            ScheduleKey(ScheduleVariant::kPerMeasure, row)};
  }
};

TEST_F(CleanUpFoldTest, ByProduct) {
  ONHAND_ASSERT_OK(CleanUp({false, {KeyPrefix({"o", "p"})}}));
  std::vector<std::string> wanted = All("q", "1");
  for (const std::string& key : All("q", "2")) wanted.push_back(key);
  EXPECT_THAT(Left(), ::testing::UnorderedElementsAreArray(wanted));
}

TEST_F(CleanUpFoldTest, ByPlace) {
  ONHAND_ASSERT_OK(CleanUp({true, {KeyPrefix({"o", "2"}), KeyPrefix({"o", "1", "", "p"})}}));
  EXPECT_THAT(Left(), ::testing::UnorderedElementsAreArray(All("q", "1")));
}

TEST_F(CleanUpFoldTest, EverythingAndThenAnew) {
  ONHAND_ASSERT_OK(CleanUp({true, {""}}));
  EXPECT_TRUE(Left().empty());
  ONHAND_ASSERT_OK(Add(RowIn("p", "1"), 3));
  EXPECT_THAT(Left(), UnorderedElementsAre("R" + RowIn("p", "1")));
  EXPECT_EQ(Find<Row>("R" + RowIn("p", "1")), RowOf(sequence_, 3));
}

TEST_F(LogFoldTest, PurgesSayWhichReceiptsAreForgotten) {
  EXPECT_EQ(fold_.receipts_purged_through(), 0u);
  ONHAND_ASSERT_OK(Apply([](LogEntry* entry) {
    entry->kind = EntryKind::kPurge;
    entry->payload = "\xac\x02";
  }));
  EXPECT_EQ(fold_.receipts_purged_through(), 300u);
  EXPECT_TRUE(fold_.changed().empty());
}

TEST_F(LogFoldTest, WhatDoesNotFitIsDataLossAndNamesTheRecord) {
  const auto wrong = [](const absl::Status& status, const char* text) {
    ONHAND_EXPECT_STATUS(status, absl::StatusCode::kDataLoss, text);
  };
  wrong(Add("no row key", 1), "log record 1: an effect has a damaged row key");
  wrong(Add("", 1), "log record 2: an effect has a damaged row key");
  wrong(Further(HoldEffect{"no row key", Id(), {0, 1, 1}}), "log record 3: an effect has a damaged row key");
  wrong(Further(BucketEffect{row_, "no path", {}}), "log record 4: an effect has a damaged group path");
  ONHAND_ASSERT_OK(Further(BucketEffect{row_, path_, {kMost, 0, 0, 0}}));
  wrong(Further(BucketEffect{row_, path_, {1, 0, 0, 0}}), "log record 6: an allocation bucket leaves the range");
  ONHAND_ASSERT_OK(Further(ScheduleEffect{row_, ScheduleVariant::kPeriod, {{1, 0, kMost}}}));
  wrong(Further(ScheduleEffect{row_, ScheduleVariant::kPeriod, {{1, 0, 1}}}), "log record 8: a schedule leaves");
  ONHAND_ASSERT_OK(Add(row_, kMost));
  wrong(Add(row_, 1), "log record 10: measure 0 leaves the range");
  const auto bad = [](EntryKind kind) {
    return [kind](LogEntry* entry) {
      entry->kind = kind;
      entry->payload = "\xff";
    };
  };
  wrong(Apply(bad(EntryKind::kPurge)), "log record 11: its purge has a damaged payload");
  wrong(Apply(bad(EntryKind::kCleanUp)), "clean-up");
}

TEST_F(LogFoldTest, DamageInTheSourceIsDataLoss) {
  source_.PutBytes("R" + row_, "\x07");
  source_.PutBytes("Aodd", "");
  ONHAND_EXPECT_STATUS(Add(row_, 1), absl::StatusCode::kDataLoss, "row");
  ONHAND_EXPECT_STATUS(fold_.Find("R" + row_), absl::StatusCode::kDataLoss, "row");
  ONHAND_EXPECT_STATUS(CleanUp({true, {KeyPrefix({"o", "1"})}}), absl::StatusCode::kDataLoss, "damaged key");
}

TEST_F(LogFoldTest, ErrorsOfTheSourceAreHandedOn) {
  source_.Fail();
  ONHAND_EXPECT_STATUS(Add(row_, 1), absl::StatusCode::kUnavailable, "refused");
  ONHAND_EXPECT_STATUS(fold_.Find("R" + row_), absl::StatusCode::kUnavailable, "refused");
  ONHAND_EXPECT_STATUS(CleanUp({false, {""}}), absl::StatusCode::kUnavailable, "refused");
}

TEST(StoredEntryTest, ComesBackUnderItsKey) {
  const std::string row = RowIn("p", "1");
  const std::map<std::string, StoredEntry> all = {
      {"R" + row, RowOf(1, 2)},
      {BucketKey(row, BucketPath({"x"})), Bucket{1, 2, 3, 4}},
      {ScheduleKey(ScheduleVariant::kPerMeasure, row), Schedule{{{1, 2, 3}}}},
      {HoldKey(row, Id()), Hold{1, 2, 3}},
  };
  for (const auto& [key, entry] : all) {
    std::string bytes;
    EncodeStored(entry, &bytes);
    EXPECT_EQ(ValueOf(DecodeStored(key, bytes)), entry);
    EXPECT_EQ(RowKeyOfStored(key), row);
    EXPECT_EQ(DecodeStored(key, "").status().code(), absl::StatusCode::kDataLoss);
  }
}

TEST(StoredEntryTest, OtherKeysAreNone) {
  for (const std::string& key : {std::string(), std::string("M"), "X" + RowIn("p", "1"), std::string("Rno row key"),
                                 "A" + RowIn("p", "1"), "H" + RowIn("p", "1"), "S" + RowIn("p", "1")}) {
    EXPECT_EQ(RowKeyOfStored(key), std::nullopt) << key;
  }
  ONHAND_EXPECT_STATUS(DecodeStored("", ""), absl::StatusCode::kDataLoss, "none of a row");
  ONHAND_EXPECT_STATUS(DecodeStored("Mx", ""), absl::StatusCode::kDataLoss, "none of a row");
}

}  // namespace
}  // namespace onhand::storage
