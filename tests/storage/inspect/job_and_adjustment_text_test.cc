// Jobs and adjustment lines as dumps and the log show them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "storage/inspect/record_text.h"
#include "storage/jobs/job_record.h"
#include "storage/keys/adjustment_key.h"
#include "storage/keys/family.h"
#include "storage/keys/job_key.h"
#include "storage/keys/meta_key.h"
#include "storage/keys/row_key.h"
#include "storage/records/adjustment.h"
#include "storage/records/log_record.h"
#include "tests/storage/testing/bytes.h"

namespace onhand::storage {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kTimeUs = 1'700'000'000'000'000;

class JobAndAdjustmentTextTest : public ::testing::Test {
 protected:
  static std::string Encoded(const AdjustmentDetail& detail) {
    std::string value;
    EncodeAdjustmentDetail(detail, &value);
    return value;
  }
  static std::string Encoded(const AdjustmentAggregate& aggregate) {
    std::string value;
    EncodeAdjustmentAggregate(aggregate, &value);
    return value;
  }
  std::string Text(Family family, const std::string& key, const std::string& value) const {
    return RecordText(family, key, value, measures_);
  }

  AdjustmentDetail Detail() const {
    AdjustmentDetail detail;
    detail.row_key = row_key_;
    detail.id = "fix-1";
    detail.measure = 1;
    detail.quantity_micros = -2'500'000;
    detail.created_at_us = kTimeUs;
    detail.changed_at_us = kTimeUs;
    return detail;
  }

  const std::vector<std::string> measures_ = {"pos.inbound", "pos.outbound"};
  const std::string row_key_ = RowKey({"usmf", "Bike", "1", "13", {}});
  const std::string row_ = R"(organization="usmf" product="Bike" site="1" location="13")";
  const std::string times_ = "created=2023-11-14T22:13:20Z changed=2023-11-14T22:13:20Z";
};

TEST_F(JobAndAdjustmentTextTest, Lines) {
  EXPECT_EQ(Text(Family::kAdjustmentDetail, DetailKey({308, 2}), Encoded(Detail())),
            "adjustment_detail line=308-2 status=Created id=\"fix-1\" " + row_ + " pos.outbound+=-2.5 " + times_);
  AdjustmentDetail full = Detail();
  full.status = DetailStatus::kAggregated;
  full.external_reference_category = "SO";
  full.external_reference_id = "SO \"7\"";
  full.journal_name_id = "IMov";
  full.cost_price = "12.5";
  full.transaction_date = "2023-11-14";
  full.push = 7;
  full.message = "late";
  EXPECT_EQ(Text(Family::kAdjustmentDetail, DetailKey({308, 2}), Encoded(full)),
            "adjustment_detail line=308-2 status=Aggregated id=\"fix-1\" " + row_ + " pos.outbound+=-2.5 " + times_ +
                " category=\"SO\" reference=\"SO \\\"7\\\"\" journal=\"IMov\" cost_price=\"12.5\""
                " date=\"2023-11-14\" push=7 message=\"late\"");
  EXPECT_EQ(Text(Family::kAdjustmentPending, PendingKey(2, {308, 2}), ""),
            "adjustment_pending status=IVPosted line=308-2");
  EXPECT_EQ(Text(Family::kMeta, std::string(kAdjustmentPushKey), EncodePushState({7, true})),
            "meta adjustment_push=7,open");
  EXPECT_EQ(Text(Family::kMeta, std::string(kAdjustmentPushKey), EncodePushState({7, false})),
            "meta adjustment_push=7");
}

TEST_F(JobAndAdjustmentTextTest, Aggregates) {
  AdjustmentAggregate aggregate;
  aggregate.status = AggregateStatus::kFnoTransPosted;
  aggregate.net_micros = -2'500'000;
  aggregate.lines = 3;
  aggregate.created_at_us = kTimeUs;
  aggregate.changed_at_us = kTimeUs;
  aggregate.message = "voucher 7";
  const std::string key = AggregateKey(7, row_key_, 0);
  EXPECT_EQ(Text(Family::kAdjustmentAggregate, key, Encoded(aggregate)),
            "adjustment_aggregate push=7 " + row_ + " pos.inbound=-2.5 lines=3 status=FnOTransPosted " + times_ +
                " message=\"voucher 7\"");
  aggregate.net_micros = -(static_cast<__int128>(1) << 70);
  EXPECT_THAT(Text(Family::kAdjustmentAggregate, key, Encoded(aggregate)),
              HasSubstr(" pos.inbound=-1180591620717411303424e-6 "));
}

TEST_F(JobAndAdjustmentTextTest, LinesInTheLog) {
  AdjustmentAggregate aggregate;
  aggregate.created_at_us = kTimeUs;
  aggregate.changed_at_us = kTimeUs;
  LogRecord record{309, kTimeUs, {}};
  LogEntry& entry = record.entries.emplace_back();
  entry.kind = EntryKind::kAdjustments;
  const std::string detail_key = DetailKey({308, 2});
  const std::string detail = Encoded(Detail());
  const std::string aggregate_key = AggregateKey(7, row_key_, 0);
  const std::string sum = Encoded(aggregate);
  entry.further = {LineEffect{detail_key, detail}, LineEffect{aggregate_key, sum}, LineEffect{detail_key, ""},
                   LineEffect{detail_key, "?"}};
  std::string bytes;
  EncodeLogRecord(record, &bytes);
  const std::string text = Text(Family::kLog, "L" + FromHex("0000000000000135"), bytes);
  EXPECT_THAT(text, HasSubstr("{line=308-2 status=Created id=\"fix-1\" "));
  EXPECT_THAT(text, HasSubstr("{push=7 " + row_ + " pos.inbound=0 lines=0 status=Created "));
  EXPECT_THAT(text, HasSubstr("{line key=" + ToHex(detail_key) + " forgotten}"));
  EXPECT_THAT(text, HasSubstr("{line key=" + ToHex(detail_key) + " value=3f}"));
}

TEST_F(JobAndAdjustmentTextTest, Jobs) {
  JobRecord job;
  job.kind = StoredJobKind::kLogExtract;
  job.state = StoredJobState::kCompleted;
  job.failures = 1;
  job.created_at_us = kTimeUs;
  job.message = "7 lines.";
  job.parameters = {{"organization", "us\"mf"}};
  const auto encoded = [&job] {
    std::string bytes;
    EncodeJobRecord(job, &bytes);
    return bytes;
  };
  EXPECT_EQ(Text(Family::kJob, JobKey("TransactionLogJob:3f0c"), encoded()),
            "job \"TransactionLogJob:3f0c\" kind=log_extract state=completed failures=1 created=2023-11-14T22:13:20Z"
            " message=\"7 lines.\" organization=\"us\\\"mf\"");
  job.finished_at_us = kTimeUs;
  job.result_bytes = 70'000;
  job.content_type = "text/csv";
  job.file_name = "a.csv";
  EXPECT_THAT(Text(Family::kJob, JobKey("TransactionLogJob:3f0c"), encoded()),
              HasSubstr(" finished=2023-11-14T22:13:20Z message=\"7 lines.\" organization=\"us\\\"mf\""
                        " file=\"a.csv\" type=\"text/csv\" bytes=70000"));
  EXPECT_EQ(Text(Family::kJobResult, JobResultKey("TransactionLogJob:3f0c", 2), "seven!!"),
            "job_result \"TransactionLogJob:3f0c\" piece=2 bytes=7");
}

TEST_F(JobAndAdjustmentTextTest, DamageIsShownWithItsReason) {
  const struct {
    Family family;
    std::string key;
    std::string value;
    const char* text;
  } kCases[] = {
      {Family::kAdjustmentDetail, "Dshort", "\x01", "adjustment_detail damaged=\"not a key of an adjustment line\""},
      {Family::kAdjustmentDetail, DetailKey({1, 0}), "\x01",
       "adjustment_detail damaged=\"adjustment line is cut off\""},
      {Family::kAdjustmentPending, "dshort", "", "damaged=\"not a key of a pending adjustment line\""},
      {Family::kAdjustmentPending, PendingKey(1, {1, 0}), "x",
       "damaged=\"keys of pending adjustment lines have no value"},
      {Family::kAdjustmentPending, PendingKey(9, {1, 0}), "",
       "damaged=\"a pending adjustment line has an unknown status"},
      {Family::kAdjustmentAggregate, "Gshort", "",
       "adjustment_aggregate damaged=\"not a key of an adjustment aggregate"},
      {Family::kMeta, std::string(kAdjustmentPushKey), "",
       "meta damaged=\"meta record \\'adjustment_push\\' is damaged"},
      {Family::kJob, "Jid", "\x01", "job damaged="},
      {Family::kJobResult, "Fid", "", "job_result damaged=\"not a key of a job\\'s file\""},
  };
  for (const auto& c : kCases) {
    EXPECT_THAT(Text(c.family, c.key, c.value), HasSubstr(c.text)) << ToHex(c.key);
    EXPECT_THAT(Text(c.family, c.key, c.value), HasSubstr(" key=" + ToHex(c.key))) << ToHex(c.key);
  }
}

}  // namespace
}  // namespace onhand::storage
