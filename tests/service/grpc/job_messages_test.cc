#include "service/grpc/job_messages.h"

#include <optional>

#include "engine/model/outcome.h"
#include "gtest/gtest.h"

namespace onhand {
namespace {

Job Example() {
  Job job;
  job.id = "TransactionLogJob:1";
  job.kind = JobKind::kLogExtract;
  job.state = JobState::kCompleted;
  job.progress = 100;
  job.message = "7 lines.";
  job.created_at_us = -1;
  job.started_at_us = 1'700'000'000'000'001;
  job.finished_at_us = 1'700'000'000'000'002;
  job.has_result = true;
  job.result_bytes = 1ull << 40;
  job.content_type = "text/csv";
  job.file_name = "a.csv";
  return job;
}

void ExpectSame(const Job& job, const Job& back) {
  EXPECT_EQ(back.id, job.id);
  EXPECT_EQ(back.kind, job.kind);
  EXPECT_EQ(back.state, job.state);
  EXPECT_EQ(back.progress, job.progress);
  EXPECT_EQ(back.message, job.message);
  EXPECT_EQ(back.created_at_us, job.created_at_us);
  EXPECT_EQ(back.started_at_us, job.started_at_us);
  EXPECT_EQ(back.finished_at_us, job.finished_at_us);
  EXPECT_EQ(back.has_result, job.has_result);
  EXPECT_EQ(back.result_bytes, job.result_bytes);
  EXPECT_EQ(back.content_type, job.content_type);
  EXPECT_EQ(back.file_name, job.file_name);
}

TEST(JobMessagesTest, AJobComesBack) {
  v1::Job message;
  EncodeJobMessage(Example(), &message);
  EXPECT_EQ(message.created_at().seconds(), -1);
  EXPECT_EQ(message.created_at().nanos(), 999'999'000);
  ExpectSame(Example(), DecodeJobMessage(message));
}

TEST(JobMessagesTest, EveryStateAndKindComesBackAndAbsentTimesStayAbsent) {
  for (const JobState state : {JobState::kQueued, JobState::kRunning, JobState::kCompleted, JobState::kFailed}) {
    Job job;
    job.state = state;
    job.created_at_us = 5;
    v1::Job message;
    EncodeJobMessage(job, &message);
    EXPECT_FALSE(message.has_started_at());
    EXPECT_FALSE(message.has_finished_at());
    EXPECT_FALSE(message.has_result());
    ExpectSame(job, DecodeJobMessage(message));
  }
}

TEST(JobMessagesTest, ALogExtractComesBack) {
  LogExtract extract{.organization_id = "usmf", .from_us = -1, .until_us = 1'700'000'000'000'001};
  for (int i = 0; i < 2; ++i) {
    v1::StartLogExtractRequest request;
    EncodeLogExtractMessage(extract, &request);
    LogExtract back;
    EXPECT_EQ(DecodeLogExtractMessage(request, &back), std::nullopt);
    EXPECT_EQ(back.organization_id, "usmf");
    EXPECT_EQ(back.from_us, extract.from_us);
    EXPECT_EQ(back.until_us, extract.until_us);
    EXPECT_EQ(back.product_id, extract.product_id);
    EXPECT_EQ(back.site_id, extract.site_id);
    EXPECT_EQ(back.location_id, extract.location_id);
    extract.product_id = "Bike";
    extract.site_id = "";
    extract.location_id = "11";
  }
}

TEST(JobMessagesTest, TimesMustBeThereAndBeTimes) {
  v1::StartLogExtractRequest request;
  LogExtract extract;
  EXPECT_EQ(DecodeLogExtractMessage(request, &extract)->path, "from");
  request.mutable_from()->set_seconds(1);
  EXPECT_EQ(DecodeLogExtractMessage(request, &extract), (Issue{Reason::kMalformed, "until", "until is missing."}));
  request.mutable_until()->set_seconds(1ll << 60);
  const std::optional<Issue> issue = DecodeLogExtractMessage(request, &extract);
  ASSERT_TRUE(issue.has_value());
  EXPECT_EQ(issue->path, "until");
  EXPECT_NE(issue->message.find("is no time"), std::string::npos);
  request.mutable_until()->set_seconds(2);
  request.mutable_from()->set_nanos(1'000'000'000);
  EXPECT_EQ(DecodeLogExtractMessage(request, &extract)->path, "from");
}

TEST(JobMessagesTest, PathsPointIntoTheRequest) {
  EXPECT_EQ(LogExtractFieldPath("/organizationId"), "organization_id");
  EXPECT_EQ(LogExtractFieldPath("/dimensions/locationId"), "location_id");
  EXPECT_EQ(LogExtractFieldPath("/UtcToDate"), "until");
  EXPECT_EQ(LogExtractFieldPath(""), "");
  EXPECT_EQ(ResyncFieldPath("/12"), "data_sources[12]");
  EXPECT_EQ(ResyncFieldPath(""), "");
}

}  // namespace
}  // namespace onhand
