// Keys of what lies beside rows: buckets, schedules, holds.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "storage/keys/bucket_key.h"
#include "storage/keys/family.h"
#include "storage/keys/hold_key.h"
#include "storage/keys/row_key.h"
#include "storage/keys/schedule_key.h"
#include "tests/storage/testing/bytes.h"

namespace onhand::storage {
namespace {

RowIdentity Identity(std::string_view product, std::initializer_list<RowDimension> dimensions = {}) {
  RowIdentity identity{"o", product, "s", "", {}};
  identity.dimensions.assign(dimensions.begin(), dimensions.end());
  return identity;
}

std::vector<std::string> RowKeys() {
  return {RowKey({"o", "", "", "", {}}), RowKey(Identity("p")), RowKey(Identity("p", {{1, "Red"}})),
          RowKey(Identity("p", {{1, "Red"}, {255, "x"}})), RowKey(Identity("p q", {{2, "größe"}}))};
}

Hash128 Id(uint8_t byte) {
  Hash128 id;
  id.fill(byte);
  return id;
}

TEST(SplitRowKeyTest, FindsTheEndOfEachRowKey) {
  for (const std::string& row_key : RowKeys()) {
    for (const std::string& rest : {std::string(), std::string("x"), std::string("\0\1\0", 3), row_key}) {
      const std::string bytes = row_key + '\0' + rest;
      const std::optional<RowKeyAndRest> split = SplitRowKey(bytes);
      ASSERT_TRUE(split.has_value());
      EXPECT_EQ(split->row_key, row_key);
      EXPECT_EQ(split->rest, rest);
    }
    EXPECT_EQ(SplitRowKey(row_key).has_value(), false) << ToHex(row_key);
  }
  EXPECT_FALSE(SplitRowKey("").has_value());
}

TEST(BucketPathTest, ComesBack) {
  const std::vector<std::vector<std::string_view>> all = {
      {"Online"}, {"Online", "VIP"}, {"a", "b", "c", "d", "e", "f", "g", "größe"}};
  for (const auto& values : all) EXPECT_EQ(ParseBucketPath(BucketPath(values)), values);
}

TEST(BucketPathTest, OtherBytesAreNoPath) {
  const auto bad = [](std::string_view hex) { EXPECT_FALSE(ParseBucketPath(FromHex(hex)).has_value()) << hex; };
  bad("");
  bad("61");
  bad("00");
  bad("61 00 00");
  bad("61 00 62");
  bad("61 00 61 00 61 00 61 00 61 00 61 00 61 00 61 00 61 00");  // nine
}

TEST(BucketPathDeathTest, WhatIsNoPathIsNotWritten) {
  EXPECT_DEATH(BucketPath({}), "empty");
  EXPECT_DEATH(BucketPath({"a", ""}), "empty");
  EXPECT_DEATH(BucketPath({"1", "2", "3", "4", "5", "6", "7", "8", "9"}), "kValuesMax");
}

TEST(BucketKeyTest, ComesBackAndSeesDamage) {
  for (const std::string& row_key : RowKeys()) {
    for (const std::string& path : {BucketPath({"Online"}), BucketPath({"Online", "VIP"})}) {
      const std::string key = BucketKey(row_key, path);
      const std::optional<BucketKeyParts> parts = ParseBucketKey(key);
      ASSERT_TRUE(parts.has_value());
      EXPECT_EQ(parts->row_key, row_key);
      EXPECT_EQ(parts->path, path);
      EXPECT_EQ(key.rfind("A" + row_key + '\0', 0), 0u);
      const auto parse = [](std::string_view bytes) {
        const std::optional<BucketKeyParts> again = ParseBucketKey(bytes);
        if (again.has_value()) EXPECT_EQ(BucketKey(again->row_key, again->path), bytes);
      };
      ForEachTruncation(key, parse);
      ForEachDamage(key, parse);
      EXPECT_FALSE(ParseBucketKey("R" + key.substr(1)).has_value());
      EXPECT_FALSE(ParseBucketKey(key + "x").has_value());
    }
    EXPECT_FALSE(ParseBucketKey("A" + row_key).has_value());
    EXPECT_FALSE(ParseBucketKey("A" + row_key + '\0').has_value());
  }
}

// The buckets of a row lie together, and no other row's among them.
TEST(BucketKeyTest, SortsByRowThenByPath) {
  std::vector<std::string> keys;
  for (const std::string& row_key : RowKeys()) {
    for (const char* value : {"A", "AB", "B"}) {
      keys.push_back(BucketKey(row_key, BucketPath({value})));
      keys.push_back(BucketKey(row_key, BucketPath({value, "x"})));
    }
  }
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
}

TEST(HoldKeyTest, ComesBackAndSeesDamage) {
  for (const std::string& row_key : RowKeys()) {
    for (const uint8_t byte : {0x00, 0x01, 0xFF}) {
      const std::string key = HoldKey(row_key, Id(byte));
      const std::optional<HoldKeyParts> parts = ParseHoldKey(key);
      ASSERT_TRUE(parts.has_value());
      EXPECT_EQ(parts->row_key, row_key);
      EXPECT_EQ(parts->hold_id, Id(byte));
      const auto parse = [](std::string_view bytes) {
        const std::optional<HoldKeyParts> again = ParseHoldKey(bytes);
        if (again.has_value()) EXPECT_EQ(HoldKey(again->row_key, again->hold_id), bytes);
      };
      ForEachTruncation(key, parse);
      ForEachDamage(key, parse);
      EXPECT_FALSE(ParseHoldKey("E" + key.substr(1)).has_value());
      EXPECT_FALSE(ParseHoldKey(key + "x").has_value());
    }
  }
}

TEST(HoldEndKeyTest, ComesBackAndSeesDamage) {
  for (const int64_t ends_at_us :
       {int64_t{0}, int64_t{1}, int64_t{1'700'000'000'000'000}, std::numeric_limits<int64_t>::max()}) {
    const std::string key = HoldEndKey(ends_at_us, RowKeys()[2], Id(0));
    const std::optional<HoldEndKeyParts> parts = ParseHoldEndKey(key);
    ASSERT_TRUE(parts.has_value());
    EXPECT_EQ(parts->ends_at_us, ends_at_us);
    EXPECT_EQ(parts->row_key, RowKeys()[2]);
    EXPECT_EQ(parts->hold_id, Id(0));
    const auto parse = [](std::string_view bytes) {
      const std::optional<HoldEndKeyParts> again = ParseHoldEndKey(bytes);
      if (again.has_value()) EXPECT_EQ(HoldEndKey(again->ends_at_us, again->row_key, again->hold_id), bytes);
    };
    ForEachTruncation(key, parse);
    ForEachDamage(key, parse);
    EXPECT_FALSE(ParseHoldEndKey("H" + key.substr(1)).has_value());
  }
  // Beyond the range of times.
  EXPECT_FALSE(ParseHoldEndKey(FromHex("45 80 00 00 00 00 00 00 00") + RowKeys()[0] + std::string(17, '\0')));
  EXPECT_DEATH(HoldEndKey(-1, RowKeys()[0], Id(0)), "ends_at_us");
}

TEST(HoldEndKeyTest, SortsByTime) {
  std::vector<std::string> keys;
  for (const int64_t ends_at_us :
       {int64_t{0}, int64_t{255}, int64_t{256}, int64_t{1} << 40, std::numeric_limits<int64_t>::max()}) {
    for (const std::string& row_key : RowKeys()) {
      for (const uint8_t byte : {0, 255}) keys.push_back(HoldEndKey(ends_at_us, row_key, Id(byte)));
    }
  }
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
}

TEST(ScheduleKeyTest, ComesBackForBothVariants) {
  const RowIdentity identity = Identity("p", {{1, "Red"}});
  for (const ScheduleVariant variant : {ScheduleVariant::kPerMeasure, ScheduleVariant::kPeriod}) {
    const std::string key = ScheduleKey(variant, RowKey(identity));
    const std::optional<ScheduleKeyParts> parts = ParseScheduleKey(Family::kSchedule, key);
    ASSERT_TRUE(parts.has_value());
    EXPECT_EQ(parts->variant, variant);
    EXPECT_EQ(parts->key, RowKey(identity));
    const std::string place = SchedulePlaceKey(variant, PlaceKey(identity));
    const std::optional<ScheduleKeyParts> place_parts = ParseScheduleKey(Family::kSchedulePlace, place);
    ASSERT_TRUE(place_parts.has_value());
    EXPECT_EQ(place_parts->variant, variant);
    EXPECT_EQ(place_parts->key, PlaceKey(identity));
    EXPECT_FALSE(ParseScheduleKey(Family::kSchedulePlace, key).has_value());
  }
}

TEST(ScheduleKeyTest, OtherBytesAreNoKey) {
  for (const char* hex : {"", "53", "53 00 61", "53 03 61", "5a 01 61"}) {
    EXPECT_FALSE(ParseScheduleKey(Family::kSchedule, FromHex(hex)).has_value()) << hex;
  }
}

}  // namespace
}  // namespace onhand::storage
