#include "storage/jobs/job_record.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/storage/testing/bytes.h"
#include "tests/storage/testing/status_testing.h"

namespace onhand::storage {
namespace {

JobRecord Example() {
  JobRecord record;
  record.kind = StoredJobKind::kLogExtract;
  record.state = StoredJobState::kFailed;
  record.failures = 4;
  record.created_at_us = 1'700'000'000'000'000;
  record.started_at_us = -1;
  record.finished_at_us = 1'700'000'000'000'002;
  record.message = "no";
  record.parameters = {{"organization", "usmf"}, {"site", ""}};
  record.result_bytes = 300;
  record.content_type = "text/csv";
  record.file_name = "a.csv";
  return record;
}

std::string Encoded(const JobRecord& record) {
  std::string out;
  EncodeJobRecord(record, &out);
  return out;
}

TEST(JobRecordTest, ComesBack) {
  EXPECT_EQ(ValueOf(DecodeJobRecord(Encoded(JobRecord()))), JobRecord());
  EXPECT_EQ(ValueOf(DecodeJobRecord(Encoded(Example()))), Example());
}

TEST(JobRecordTest, EveryKindAndStateHasAName) {
  EXPECT_EQ(StoredJobKindName(StoredJobKind::kReservationResync), "reservation_resync");
  EXPECT_EQ(StoredJobKindName(StoredJobKind::kLogExtract), "log_extract");
  EXPECT_EQ(StoredJobKindName(static_cast<StoredJobKind>(0)), "");
  EXPECT_EQ(StoredJobStateName(StoredJobState::kQueued), "queued");
  EXPECT_EQ(StoredJobStateName(StoredJobState::kFailed), "failed");
  EXPECT_EQ(StoredJobStateName(static_cast<StoredJobState>(5)), "");
}

TEST(JobRecordTest, DamageNeverCrashesAndCutsAreSeen) {
  const std::string bytes = Encoded(Example());
  ForEachTruncation(bytes, [](std::string_view cut) { EXPECT_FALSE(DecodeJobRecord(cut).ok()) << ToHex(cut); });
  ForEachDamage(bytes, [](std::string_view damaged) {
    const absl::StatusOr<JobRecord> record = DecodeJobRecord(damaged);
    if (record.ok()) EXPECT_EQ(ValueOf(DecodeJobRecord(Encoded(*record))), *record);
  });
}

TEST(JobRecordTest, SaysWhatIsWrong) {
  const std::string bytes = Encoded(Example());
  ONHAND_EXPECT_STATUS(DecodeJobRecord(""), absl::StatusCode::kDataLoss, "empty");
  ONHAND_EXPECT_STATUS(DecodeJobRecord("\x02" + bytes.substr(1)), absl::StatusCode::kDataLoss, "version");
  ONHAND_EXPECT_STATUS(DecodeJobRecord("\x01\x09" + bytes.substr(2)), absl::StatusCode::kDataLoss, "kind");
  ONHAND_EXPECT_STATUS(DecodeJobRecord(bytes.substr(0, 2) + "\x09" + bytes.substr(3)), absl::StatusCode::kDataLoss,
                       "state");
  ONHAND_EXPECT_STATUS(DecodeJobRecord(bytes + "x"), absl::StatusCode::kDataLoss, "too many");
}

}  // namespace
}  // namespace onhand::storage
