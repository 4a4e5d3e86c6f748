#include "engine/jobs/log_csv.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "gtest/gtest.h"
#include "storage/keys/bucket_key.h"
#include "storage/keys/row_key.h"

namespace onhand {
namespace {

using storage::ChangeOp;
using storage::EntryKind;
using storage::LogEntry;
using storage::LogRecord;

constexpr int64_t kTimeUs = 1'700'000'000'500'000;  // 2023-11-14T22:13:20.5Z

const std::string& BikeKey() {
  static const std::string key = [] {
    storage::RowIdentity row{"usmf", "Bike", "1", "11", {}};
    row.dimensions.push_back({1, "red;ish"});
    row.dimensions.push_back({2, "50%=half"});
    return storage::RowKey(row);
  }();
  return key;
}

LogExtract All() { return {.organization_id = "usmf", .from_us = 0, .until_us = kTimeUs * 2}; }

class LogCsvTest : public testing::Test {
 protected:
  LogEntry& Entry(EntryKind kind, std::string_view id, std::string_view row_key) {
    LogEntry& entry = record_.entries.emplace_back();
    entry.kind = kind;
    entry.id = id;
    entry.row_key = row_key;
    return entry;
  }
  // The lines of all entries.
  std::string Lines(const LogExtract& extract = All()) {
    LogCsv csv(extract, {"pos.inbound", "iv.a.b"});
    std::string out;
    uint64_t lines = 0;
    for (const LogEntry& entry : record_.entries) lines += csv.AppendEntry(record_, entry, &out);
    uint64_t ends = 0;
    for (size_t at = 0; (at = out.find("\r\n", at)) != std::string::npos; ++at) ++ends;
    EXPECT_EQ(lines, ends) << out;
    return out;
  }

  LogRecord record_{300, kTimeUs, {}};
};

constexpr char kBike[] = "usmf,Bike,1,11,ColorId=red%3Bish;SizeId=50%25%3Dhalf,";

TEST_F(LogCsvTest, ALineForEachMeasure) {
  Entry(EntryKind::kChange, "order-1", BikeKey()).effects.emplace_back().changes = {
      {ChangeOp::kAdd, 0, 2'500'000}, {ChangeOp::kAdd, 1, -1}, {ChangeOp::kAdd, 9, 3'000'000}};
  const std::string beginning = std::string("300,2023-11-14T22:13:20.5Z,change,order-1,") + kBike + "onhand,";
  EXPECT_EQ(Lines(), beginning + "pos,inbound,add,2.5,,,,,\r\n" + beginning + "iv,a.b,add,-0.000001,,,,,\r\n" +
                         beginning + ",#9,add,3,,,,,\r\n");
}

TEST_F(LogCsvTest, ACountSaysWhenItWasCounted) {
  auto& effect = Entry(EntryKind::kSet, "count-1", BikeKey()).effects.emplace_back();
  effect.counted_at_us = kTimeUs - 500'000;
  effect.changes = {{ChangeOp::kAssign, 0, 10'000'000}};
  EXPECT_EQ(Lines(), std::string("300,2023-11-14T22:13:20.5Z,set,count-1,") + kBike +
                         "onhand,pos,inbound,set,10,2023-11-14T22:13:20Z,,,,\r\n");
}

TEST_F(LogCsvTest, TextsAreQuotedWhereTheyMustBe) {
  const std::string key = storage::RowKey({"usmf", "20\" wheel, black", "", "", {}});
  Entry(EntryKind::kChange, "a,\"b\"", key).effects.emplace_back().changes = {{ChangeOp::kAdd, 0, 1'000'000}};
  EXPECT_EQ(Lines(),
            "300,2023-11-14T22:13:20.5Z,change,\"a,\"\"b\"\"\",usmf,\"20\"\" wheel, black\",,,,"
            "onhand,pos,inbound,add,1,,,,,\r\n");
}

TEST_F(LogCsvTest, OnlyRowsThatAreAskedFor) {
  Entry(EntryKind::kChange, "1", BikeKey()).effects.emplace_back().changes = {{ChangeOp::kAdd, 0, 1'000'000}};
  const auto count = [this](LogExtract extract) {
    const std::string lines = Lines(extract);
    return lines.empty() ? 0 : 1;
  };
  const auto with = [](auto LogExtract::*field, std::string value) {
    LogExtract extract = All();
    extract.*field = std::move(value);
    return extract;
  };
  EXPECT_EQ(count(All()), 1);
  EXPECT_EQ(count(with(&LogExtract::organization_id, "USMF")), 0);
  EXPECT_EQ(count(with(&LogExtract::product_id, "Bike")), 1);
  EXPECT_EQ(count(with(&LogExtract::product_id, "bike")), 0);
  EXPECT_EQ(count(with(&LogExtract::site_id, "1")), 1);
  EXPECT_EQ(count(with(&LogExtract::site_id, "")), 0);
  EXPECT_EQ(count(with(&LogExtract::location_id, "11")), 1);
  EXPECT_EQ(count(with(&LogExtract::location_id, "1")), 0);
}

TEST_F(LogCsvTest, EffectsOnOtherRowsAreJudgedByThatRow) {
  const std::string lamp = storage::RowKey({"usmf", "Lamp", "2", "", {}});
  auto& effect = Entry(EntryKind::kChange, "1", BikeKey()).effects.emplace_back();
  effect.row_key = lamp;
  effect.changes = {{ChangeOp::kAdd, 0, 1'000'000}};
  LogExtract lamps = All();
  lamps.product_id = "Lamp";
  EXPECT_EQ(Lines(lamps), "300,2023-11-14T22:13:20.5Z,change,1,usmf,Lamp,2,,,onhand,pos,inbound,add,1,,,,,\r\n");
  lamps.product_id = "Bike";
  EXPECT_EQ(Lines(lamps), "");
}

TEST_F(LogCsvTest, BucketsSchedulesAndHolds) {
  const std::string row_key = storage::RowKey({"usmf", "Bike", "1", "11", {}});
  const std::string path = storage::BucketPath({"web", "a/b"});
  LogEntry& consume = Entry(EntryKind::kConsume, "c", row_key);
  consume.further.push_back(storage::BucketEffect{{}, path, {-2'000'000, 2'000'000, 0, 2'000'000}});
  LogEntry& schedule = Entry(EntryKind::kSchedule, "s", row_key);
  schedule.further.push_back(storage::ScheduleEffect{{}, storage::ScheduleVariant::kPeriod, {{19'675, 0, 5'000'000}}});
  LogEntry& reserve = Entry(EntryKind::kReserve, "r", row_key);
  reserve.effects.emplace_back().changes = {{ChangeOp::kAdd, 1, 1'000'000}, {ChangeOp::kHold, 1, 1'000'000}};
  storage::HoldEffect hold;
  hold.hold_id.fill(0xab);
  hold.hold = {1, 1'000'000, kTimeUs + 500'000};
  reserve.further.push_back(hold);

  std::string hold_id = "H";
  for (int i = 0; i < 16; ++i) hold_id += "ab";
  const std::string time = "300,2023-11-14T22:13:20.5Z,";
  const std::string row = "usmf,Bike,1,11,,";
  std::string expected;
  expected += time + "consume,c," + row + "allocation,@iv,@allocated,add,-2,,,web/a%2Fb,,\r\n";
  expected += time + "consume,c," + row + "allocation,@iv,@consumed,add,2,,,web/a%2Fb,,\r\n";
  expected += time + "consume,c," + row + "allocation,@iv,@cumulative_consumed,add,2,,,web/a%2Fb,,\r\n";
  expected += time + "schedule,s," + row + "schedule,pos,inbound,add,5,,2023-11-14,,,\r\n";
  expected += time + "reserve,r," + row + "onhand,iv,a.b,add,1,,,,,\r\n";
  expected += time + "reserve,r," + row + "hold,iv,a.b,set,1,,,," + hold_id + ",2023-11-14T22:13:21Z\r\n";
  EXPECT_EQ(Lines(), expected);
}

TEST_F(LogCsvTest, EntriesThatAreNoEventsHaveNoLines) {
  Entry(EntryKind::kConfiguration, "", "").payload = "x";
  Entry(EntryKind::kPurge, "", "");
  EXPECT_EQ(Lines(), "");
}

TEST(LogCsvHeadingTest, HasAsManyFieldsAsALine) {
  const std::string_view heading = LogCsv::Heading();
  EXPECT_EQ(std::count(heading.begin(), heading.end(), ','), 18);
  EXPECT_EQ(heading.substr(heading.size() - 2), "\r\n");
}

}  // namespace
}  // namespace onhand
