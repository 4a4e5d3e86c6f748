#include "storage/records/adjustment.h"

#include <gtest/gtest.h>

#include <string>

#include "storage/keys/row_key.h"
#include "tests/storage/testing/bytes.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

AdjustmentDetail Detail() {
  AdjustmentDetail detail;
  detail.status = DetailStatus::kAggregated;
  detail.row_key = RowKey({"usmf", "Bike", "1", "13", {}});
  detail.id = "adjust-1";
  detail.measure = 300;
  detail.quantity_micros = -2'500'000;
  detail.created_at_us = 1'700'000'000'000'000;
  detail.changed_at_us = 1'700'000'000'000'001;
  detail.external_reference_category = "category";
  detail.external_reference_id = "reference";
  detail.journal_name_id = "journal";
  detail.cost_price = "1.5";
  detail.transaction_date = "2023-11-14";
  detail.push = 7;
  detail.message = "why";
  return detail;
}

AdjustmentAggregate Aggregate() {
  AdjustmentAggregate aggregate;
  aggregate.status = AggregateStatus::kFnoTransPosted;
  aggregate.net_micros = -(static_cast<__int128>(1) << 70);
  aggregate.lines = 512;
  aggregate.created_at_us = 1'700'000'000'000'000;
  aggregate.changed_at_us = -1;
  aggregate.message = "posted";
  return aggregate;
}

std::string Encoded(const AdjustmentDetail& detail) {
  std::string out;
  EncodeAdjustmentDetail(detail, &out);
  return out;
}
std::string Encoded(const AdjustmentAggregate& aggregate) {
  std::string out;
  EncodeAdjustmentAggregate(aggregate, &out);
  return out;
}

TEST(AdjustmentDetailTest, ComesBack) {
  EXPECT_EQ(ValueOf(DecodeAdjustmentDetail(Encoded(Detail()))), Detail());
  AdjustmentDetail bare;
  bare.row_key = RowKey({"o", "p", "", "", {}});
  EXPECT_EQ(ValueOf(DecodeAdjustmentDetail(Encoded(bare))), bare);
}

TEST(AdjustmentDetailTest, DamageNeverCrashesAndCutsAreSeen) {
  const std::string bytes = Encoded(Detail());
  ForEachTruncation(bytes, [](std::string_view cut) { EXPECT_FALSE(DecodeAdjustmentDetail(cut).ok()) << ToHex(cut); });
  ForEachDamage(bytes, [](std::string_view damaged) {
    const absl::StatusOr<AdjustmentDetail> detail = DecodeAdjustmentDetail(damaged);
    if (detail.ok()) EXPECT_EQ(ValueOf(DecodeAdjustmentDetail(Encoded(*detail))), *detail);
  });
}

TEST(AdjustmentDetailTest, SaysWhatIsWrong) {
  const std::string bytes = Encoded(Detail());
  ONHAND_EXPECT_STATUS(DecodeAdjustmentDetail(""), absl::StatusCode::kDataLoss, "empty");
  ONHAND_EXPECT_STATUS(DecodeAdjustmentDetail("\x02" + bytes.substr(1)), absl::StatusCode::kDataLoss, "version");
  ONHAND_EXPECT_STATUS(DecodeAdjustmentDetail("\x01\x04" + bytes.substr(2)), absl::StatusCode::kDataLoss, "status");
  ONHAND_EXPECT_STATUS(DecodeAdjustmentDetail(bytes + "x"), absl::StatusCode::kDataLoss, "too many");
  AdjustmentDetail no_row = Detail();
  no_row.row_key = "usmf";
  ONHAND_EXPECT_STATUS(DecodeAdjustmentDetail(Encoded(no_row)), absl::StatusCode::kDataLoss, "row key");
}

TEST(AdjustmentAggregateTest, ComesBack) {
  EXPECT_EQ(ValueOf(DecodeAdjustmentAggregate(Encoded(Aggregate()))), Aggregate());
  AdjustmentAggregate large = Aggregate();
  large.net_micros = (static_cast<__int128>(1) << 126) + 5;
  EXPECT_EQ(ValueOf(DecodeAdjustmentAggregate(Encoded(large))), large);
}

TEST(AdjustmentAggregateTest, DamageNeverCrashesAndCutsAreSeen) {
  const std::string bytes = Encoded(Aggregate());
  ForEachTruncation(bytes,
                    [](std::string_view cut) { EXPECT_FALSE(DecodeAdjustmentAggregate(cut).ok()) << ToHex(cut); });
  ForEachDamage(bytes, [](std::string_view damaged) {
    const absl::StatusOr<AdjustmentAggregate> aggregate = DecodeAdjustmentAggregate(damaged);
    if (aggregate.ok()) EXPECT_EQ(ValueOf(DecodeAdjustmentAggregate(Encoded(*aggregate))), *aggregate);
  });
  ONHAND_EXPECT_STATUS(DecodeAdjustmentAggregate("\x01\x08" + bytes.substr(2)), absl::StatusCode::kDataLoss, "status");
}

TEST(PushStateTest, ComesBackAndDamageIsSeen) {
  for (const PushState& state : {PushState{}, PushState{1, true}, PushState{300, false}}) {
    const std::string bytes = EncodePushState(state);
    EXPECT_EQ(ValueOf(DecodePushState(bytes)), state);
    ForEachTruncation(bytes, [](std::string_view cut) { EXPECT_FALSE(DecodePushState(cut).ok()); });
  }
  EXPECT_FALSE(DecodePushState(std::string("\x01\x02", 2)).ok());
}

TEST(AdjustmentStatusNamesTest, AreThoseOfTheDocumentation) {
  EXPECT_EQ(DetailStatusName(DetailStatus::kCreated), "Created");
  EXPECT_EQ(DetailStatusName(DetailStatus::kIvPosted), "IVPosted");
  EXPECT_EQ(DetailStatusName(DetailStatus::kAggregated), "Aggregated");
  EXPECT_EQ(DetailStatusName(static_cast<DetailStatus>(0)), "");
  const char* const names[] = {"",
                               "Created",
                               "DoNotSync",
                               "FnOSyncEnqueued",
                               "FnOTransCreateError",
                               "FnOTransCreated",
                               "FnOTransPostError",
                               "FnOTransPosted",
                               ""};
  for (int i = 0; i < 9; ++i) EXPECT_EQ(AggregateStatusName(static_cast<AggregateStatus>(i)), names[i]);
}

}  // namespace
}  // namespace onhand::storage
