// JobService over a socket with the real engine.
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "onhand/v1/job.grpc.pb.h"
#include "tests/service/grpc/error_details.h"
#include "tests/service/grpc/real_engine_fixture.h"

namespace onhand {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class RealEngineJobsTest : public RealEngineFixture {
 protected:
  void SetUp() override {
    RealEngineFixture::SetUp();
    jobs_ = v1::JobService::NewStub(channel_);
  }

  grpc::Status Resync(const std::vector<std::string>& data_sources, std::string* job_id = nullptr) {
    grpc::ClientContext context;
    v1::StartReservationResyncRequest request;
    request.set_environment_id("shop");
    for (const std::string& source : data_sources) request.add_data_sources(source);
    v1::StartReservationResyncResponse response;
    const grpc::Status status = jobs_->StartReservationResync(&context, request, &response);
    if (job_id != nullptr) *job_id = response.job_id();
    return status;
  }
  // Of the day of the fixture's clock.
  static v1::StartLogExtractRequest Today() {
    v1::StartLogExtractRequest request;
    request.set_environment_id("shop");
    request.set_organization_id("usmf");
    request.mutable_from()->set_seconds(kNowSeconds);
    request.mutable_until()->set_seconds(kNowSeconds + 1);
    return request;
  }
  grpc::Status Extract(const v1::StartLogExtractRequest& request, std::string* job_id = nullptr) {
    grpc::ClientContext context;
    v1::StartLogExtractResponse response;
    const grpc::Status status = jobs_->StartLogExtract(&context, request, &response);
    if (job_id != nullptr) *job_id = response.job_id();
    return status;
  }
  grpc::Status Get(const std::string& job_id, v1::Job* job = nullptr) {
    grpc::ClientContext context;
    v1::GetJobRequest request;
    request.set_environment_id("shop");
    request.set_job_id(job_id);
    v1::GetJobResponse response;
    const grpc::Status status = jobs_->GetJob(&context, request, &response);
    if (job != nullptr) *job = response.job();
    return status;
  }
  v1::Job Ended(const std::string& job_id) {
    v1::Job job;
    for (int i = 0; i < 10'000; ++i) {
      EXPECT_TRUE(Get(job_id, &job).ok());
      if (job.has_finished_at()) return job;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ADD_FAILURE() << job_id << " does not end";
    return job;
  }
  grpc::Status Read(const std::string& job_id, uint64_t offset, std::vector<std::string>* pieces) {
    grpc::ClientContext context;
    v1::ReadJobResultRequest request;
    request.set_environment_id("shop");
    request.set_job_id(job_id);
    request.set_offset(offset);
    const auto reader = jobs_->ReadJobResult(&context, request);
    v1::ReadJobResultResponse response;
    while (reader->Read(&response)) pieces->push_back(response.data());
    return reader->Finish();
  }
  std::string ReadWhole(const std::string& job_id, uint64_t offset = 0) {
    std::vector<std::string> pieces;
    const grpc::Status status = Read(job_id, offset, &pieces);
    EXPECT_TRUE(status.ok()) << status.error_message();
    std::string file;
    for (const std::string& piece : pieces) file += piece;
    return file;
  }

  std::unique_ptr<v1::JobService::Stub> jobs_;
};

TEST_F(RealEngineJobsTest, AResyncCompletes) {
  std::string id;
  ASSERT_TRUE(Resync({"pos", "IV"}, &id).ok());
  const v1::Job job = Ended(id);
  EXPECT_EQ(job.job_id(), id);
  EXPECT_EQ(job.kind(), v1::JOB_KIND_RESERVATION_RESYNC);
  EXPECT_EQ(job.state(), v1::JOB_STATE_COMPLETED);
  EXPECT_EQ(job.progress(), 100);
  EXPECT_THAT(job.message(), StartsWith("Dropped 0 ended holds"));
  EXPECT_EQ(job.created_at().seconds(), kNowSeconds);
  EXPECT_FALSE(job.has_result());
}

TEST_F(RealEngineJobsTest, AnExtractIsStreamed) {
  std::vector<v1::ChangeEvent> events;
  for (int i = 0; i < 512; ++i) events.push_back(Change(absl::StrCat("t-", i), std::string(200, 'c'), 1'000'000));
  Post(events);
  std::string id;
  ASSERT_TRUE(Extract(Today(), &id).ok());
  const v1::Job job = Ended(id);
  EXPECT_EQ(job.state(), v1::JOB_STATE_COMPLETED) << job.message();
  EXPECT_EQ(job.message(), "512 lines of 512 events.");
  EXPECT_EQ(job.result().content_type(), "text/csv; charset=utf-8");
  EXPECT_THAT(job.result().file_name(), StartsWith("TransactionLogJob-"));

  std::vector<std::string> pieces;
  ASSERT_TRUE(Read(id, 0, &pieces).ok());
  EXPECT_GT(pieces.size(), 2u);
  const std::string file = ReadWhole(id);
  EXPECT_EQ(file.size(), job.result().bytes());
  EXPECT_THAT(file, HasSubstr(",change,t-0,"));
  EXPECT_THAT(file, HasSubstr(",change,t-511,"));
  EXPECT_EQ(ReadWhole(id, 70'000), file.substr(70'000));
  EXPECT_EQ(ReadWhole(id, file.size()), "");
}

TEST_F(RealEngineJobsTest, RefusedStartsNameTheField) {
  grpc::Status status = Resync({"pos", "nobody"});
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReadDetails(status).info.reason(), "UNKNOWN_DATA_SOURCE");
  EXPECT_EQ(ReadDetails(status).bad_request.field_violations(0).field(), "data_sources[1]");

  const auto expect_field = [&](const v1::StartLogExtractRequest& request, const std::string& reason,
                                const std::string& field) {
    const grpc::Status refused = Extract(request);
    EXPECT_EQ(refused.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << field;
    EXPECT_EQ(ReadDetails(refused).info.reason(), reason) << field;
    EXPECT_EQ(ReadDetails(refused).bad_request.field_violations(0).field(), field);
  };
  v1::StartLogExtractRequest request = Today();
  request.clear_organization_id();
  expect_field(request, "INVALID_ORGANIZATION", "organization_id");
  request = Today();
  request.clear_from();
  expect_field(request, "MALFORMED", "from");
  request = Today();
  request.mutable_until()->set_seconds(kNowSeconds);
  expect_field(request, "INVALID_DATE_RANGE", "until");
  request = Today();
  request.set_product_id("");
  expect_field(request, "INVALID_PRODUCT", "product_id");
  request = Today();
  request.set_location_id("a\tb");
  expect_field(request, "INVALID_DIMENSION_VALUE", "location_id");
}

TEST_F(RealEngineJobsTest, SwitchedOffFeaturesAreAPrecondition) {
  const auto shop = engine_->Find("shop").value();
  Configuration configuration = shop->configuration()->configuration;
  configuration.log_enabled = false;
  configuration.reservation.enabled = false;
  ASSERT_TRUE(shop->ReplaceConfiguration(configuration)->issues.empty());
  for (const grpc::Status& status : {Resync({}), Extract(Today())}) {
    EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
    EXPECT_EQ(ReadDetails(status).info.reason(), "FEATURE_OFF");
  }
}

TEST_F(RealEngineJobsTest, JobsThatAreNotThere) {
  std::vector<std::string> pieces;
  for (const grpc::Status& status : {Get("TransactionLogJob:1"), Read("TransactionLogJob:1", 0, &pieces)}) {
    EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
    EXPECT_EQ(ReadDetails(status).info.reason(), "JOB_NOT_FOUND");
  }
  std::string id;
  ASSERT_TRUE(Resync({}, &id).ok());
  Ended(id);
  const grpc::Status no_file = Read(id, 0, &pieces);
  EXPECT_EQ(no_file.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReadDetails(no_file).info.reason(), "NO_RESULT");
  ASSERT_TRUE(Extract(Today(), &id).ok());
  Ended(id);
  const grpc::Status behind = Read(id, 1'000'000, &pieces);
  EXPECT_EQ(behind.error_code(), grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(ReadDetails(behind).info.reason(), "INVALID_OFFSET");
  EXPECT_TRUE(pieces.empty());
}

TEST_F(RealEngineJobsTest, ListAndDelete) {
  std::string first;
  std::string second;
  ASSERT_TRUE(Resync({}, &first).ok());
  clock_.Advance(1);
  ASSERT_TRUE(Extract(Today(), &second).ok());
  const auto ids = [&] {
    grpc::ClientContext context;
    v1::ListJobsRequest request;
    request.set_environment_id("shop");
    v1::ListJobsResponse response;
    EXPECT_TRUE(jobs_->ListJobs(&context, request, &response).ok());
    std::vector<std::string> listed;
    for (const v1::Job& job : response.jobs()) listed.push_back(job.job_id());
    return listed;
  };
  EXPECT_EQ(ids(), (std::vector<std::string>{second, first}));
  const auto remove = [&](const std::string& id) {
    grpc::ClientContext context;
    v1::DeleteJobRequest request;
    request.set_environment_id("shop");
    request.set_job_id(id);
    v1::DeleteJobResponse response;
    return jobs_->DeleteJob(&context, request, &response);
  };
  EXPECT_TRUE(remove(first).ok());
  EXPECT_EQ(ReadDetails(remove(first)).info.reason(), "JOB_NOT_FOUND");
  EXPECT_EQ(ids(), std::vector<std::string>{second});
}

TEST_F(RealEngineJobsTest, AClientThatStopsReadingIsLetGo) {
  std::vector<v1::ChangeEvent> events;
  for (int i = 0; i < 512; ++i) events.push_back(Change(absl::StrCat("t-", i), std::string(250, 'c'), 1'000'000));
  Post(events);
  std::string id;
  ASSERT_TRUE(Extract(Today(), &id).ok());
  Ended(id);
  grpc::ClientContext context;
  v1::ReadJobResultRequest request;
  request.set_environment_id("shop");
  request.set_job_id(id);
  const auto reader = jobs_->ReadJobResult(&context, request);
  v1::ReadJobResultResponse response;
  ASSERT_TRUE(reader->Read(&response));
  context.TryCancel();
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_EQ(Ended(id).state(), v1::JOB_STATE_COMPLETED);
}

}  // namespace
}  // namespace onhand
