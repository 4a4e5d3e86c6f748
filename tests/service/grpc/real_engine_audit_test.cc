// AuditService over a socket with the real engine.
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "onhand/v1/audit.grpc.pb.h"
#include "tests/service/grpc/real_engine_fixture.h"

namespace onhand {
namespace {

class RealEngineAuditTest : public RealEngineFixture {
 protected:
  grpc::Status Audit(const v1::AuditRequest& request, std::vector<v1::AuditResponse>* responses) {
    const auto stub = v1::AuditService::NewStub(channel_);
    grpc::ClientContext context;
    const auto reader = stub->Audit(&context, request);
    v1::AuditResponse response;
    while (reader->Read(&response)) responses->push_back(response);
    return reader->Finish();
  }
  static v1::AuditRequest Shop() {
    v1::AuditRequest request;
    request.set_environment_id("shop");
    return request;
  }
};

TEST_F(RealEngineAuditTest, AnswersOneReportLast) {
  for (int i = 0; i < 40; ++i) {
    std::vector<v1::ChangeEvent> events;
    for (int j = 0; j < 500; ++j) {
      const int number = 500 * i + j;
      events.push_back(Change("e-" + std::to_string(number), "colour " + std::to_string(number), kUnit));
    }
    Post(events);
  }
  std::vector<v1::AuditResponse> responses;
  const grpc::Status status = Audit(Shop(), &responses);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_FALSE(responses.empty());
  for (size_t i = 0; i + 1 < responses.size(); ++i) {
    ASSERT_TRUE(responses[i].has_progress());
    EXPECT_LE(responses[i].progress().done(), responses[i].progress().total());
  }
  ASSERT_TRUE(responses.back().has_report());
  const v1::AuditReport& report = responses.back().report();
  EXPECT_EQ(report.findings_total(), 0u) << report.DebugString();
  EXPECT_EQ(report.sequence(), engine_->Find("shop").value()->Statistics().sequence);
  EXPECT_EQ(report.log_records(), report.sequence());
  uint64_t rows = 0;
  for (const v1::AuditCheck& check : report.checks()) rows += check.name() == "totals" ? check.compared() : 0;
  EXPECT_EQ(rows, 20'000u);
}

TEST_F(RealEngineAuditTest, RefusesNumbersOutOfRange) {
  std::vector<v1::AuditResponse> responses;
  v1::AuditRequest request = Shop();
  request.set_findings_max(-1);
  EXPECT_EQ(Audit(request, &responses).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request = Shop();
  request.set_memory_bytes(uint64_t{1} << 40);
  EXPECT_EQ(Audit(request, &responses).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(RealEngineAuditTest, KnowsNoEnvironmentThatIsNotThere) {
  std::vector<v1::AuditResponse> responses;
  v1::AuditRequest request;
  EXPECT_EQ(Audit(request, &responses).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request.set_environment_id("nowhere");
  EXPECT_EQ(Audit(request, &responses).error_code(), grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace onhand
