#include "engine/sums/derived_sums.h"

#include <map>
#include <string>
#include <utility>

#include "engine/model/base_dimension.h"
#include "gtest/gtest.h"
#include "storage/keys/row_key.h"

namespace onhand {
namespace {

constexpr uint8_t kColor = static_cast<uint8_t>(BaseDimension::kColorId);
constexpr LevelMask kByColor = LevelMask{1} << kColor;

std::string KeyOf(std::string_view product, std::string_view color) {
  storage::RowIdentity row{.organization = "usmf", .product = product, .site = "1", .location = "11", .dimensions = {}};
  if (!color.empty()) row.dimensions.push_back({kColor, color});
  return storage::RowKey(row);
}

std::string Red() { return std::string(1, static_cast<char>(kColor)) + "red" + '\0'; }

class DerivedSumsTest : public testing::Test {
 protected:
  // Sets one measure of a row, in the store and, as a change, in the sums.
  void Put(const std::string& key, MeasureNumber measure, int64_t micros) {
    storage::Row before = rows_[key];
    rows_[key].FindOrInsert(measure).quantity_micros = micros;
    sums_.Follow(key, /*by_location=*/true, before, rows_[key]);
  }

  absl::Status Load(std::string_view product, LevelMask level) {
    return sums_.Load(
        [this](std::string_view prefix, const DerivedSums::RowVisitor& visit) {
          for (const auto& [key, row] : rows_) {
            if (key.compare(0, prefix.size(), prefix) == 0 && !visit(key, row)) break;
          }
          return absl::OkStatus();
        },
        storage::KeyPrefix({"usmf", product, "1", "11"}), {level});
  }

  int64_t Sum(std::string_view product, LevelMask level, const std::string& tuple) {
    return static_cast<int64_t>(
        sums_.Evaluate(storage::KeyPrefix({"usmf", product, "1", "11"}), level, tuple, column_));
  }

  const CompiledColumn column_{.name = {}, .additions = {1}, .subtractions = {2}};
  DerivedSums sums_{4};
  std::map<std::string, storage::Row> rows_;
};

TEST_F(DerivedSumsTest, AreBuiltFromRowsThenFollowChanges) {
  Put(KeyOf("p", "red"), 1, 10);
  Put(KeyOf("p", "blue"), 1, 5);
  Put(KeyOf("p", ""), 2, 3);
  ASSERT_TRUE(Load("p", 0).ok());
  ASSERT_TRUE(Load("p", kByColor).ok());
  EXPECT_EQ(Sum("p", 0, ""), 12);
  EXPECT_EQ(Sum("p", kByColor, Red()), 10) << "a row without a colour is not red";
  Put(KeyOf("p", "red"), 2, 4);
  Put(KeyOf("p", "red"), 1, 20);
  EXPECT_EQ(Sum("p", 0, ""), 18);
  EXPECT_EQ(Sum("p", kByColor, Red()), 16);
}

TEST_F(DerivedSumsTest, AreWalkedOnce) {
  for (int i = 0; i < 100; ++i) Put(KeyOf("p", std::to_string(i)), 1, 1);
  ASSERT_TRUE(Load("p", 0).ok());
  ASSERT_TRUE(Load("p", 0).ok());
  EXPECT_EQ(sums_.rows_walked(), 100u);
}

TEST_F(DerivedSumsTest, StayWhileTheyFitTheBudget) {
  for (const char* product : {"a", "b", "c", "d"}) Put(KeyOf(product, "red"), 1, 1);
  for (const char* product : {"a", "b", "c", "d"}) ASSERT_TRUE(Load(product, 0).ok());
  sums_.Trim();
  EXPECT_EQ(sums_.Partitions().size(), 4u);
  EXPECT_EQ(sums_.LoadedLevels(storage::KeyPrefix({"usmf", "a", "1", "11"})).size(), 1u);
  EXPECT_TRUE(sums_.LoadedLevels(storage::KeyPrefix({"usmf", "z", "1", "11"})).empty());
}

TEST_F(DerivedSumsTest, ClearedSumsCountForNothing) {
  for (const char* product : {"a", "b", "c", "d"}) Put(KeyOf(product, "red"), 1, 1);
  for (const char* product : {"a", "b", "c"}) ASSERT_TRUE(Load(product, 0).ok());
  sums_.Clear();
  EXPECT_TRUE(sums_.empty());
  for (const char* product : {"a", "b", "c", "d"}) ASSERT_TRUE(Load(product, 0).ok());
  sums_.Trim();
  EXPECT_EQ(sums_.Partitions().size(), 4u);
}

TEST_F(DerivedSumsTest, LongUnusedPartitionsAreForgotten) {
  for (const char* product : {"a", "b", "c", "d", "e"}) Put(KeyOf(product, "red"), 1, 1);
  for (const char* product : {"a", "b", "c", "d", "e"}) ASSERT_TRUE(Load(product, 0).ok());
  sums_.Trim();
  EXPECT_EQ(sums_.Partitions().size(), 2u);
  // What was forgotten is built again, and right.
  Put(KeyOf("a", "red"), 1, 7);
  ASSERT_TRUE(Load("a", 0).ok());
  EXPECT_EQ(Sum("a", 0, ""), 7);
}

TEST_F(DerivedSumsTest, ADamagedRowIsAnErrorAndLeavesNothing) {
  const auto damaged = [](std::string_view prefix, const DerivedSums::RowVisitor& visit) {
    visit("no row key", storage::Row());
    return absl::OkStatus();
  };
  const std::string partition = storage::KeyPrefix({"usmf", "p", "1", "11"});
  EXPECT_EQ(sums_.Load(damaged, partition, {LevelMask{0}}).code(), absl::StatusCode::kDataLoss);
  Put(KeyOf("p", "red"), 1, 2);
  ASSERT_TRUE(Load("p", 0).ok());
  EXPECT_EQ(Sum("p", 0, ""), 2);
}

}  // namespace
}  // namespace onhand
