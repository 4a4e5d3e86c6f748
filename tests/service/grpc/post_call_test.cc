// What PostChanges and SetOnHand do around the engine: errors, details, deadlines, overload.

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/service/grpc/server_fixture.h"

namespace onhand {
namespace {

using std::chrono::milliseconds;
using PostCallTest = ServerFixture;

TEST_F(PostCallTest, AnswersEveryEventInOrder) {
  v1::PostChangesResponse response;
  ASSERT_TRUE(Post(SomeChanges(512), &response).ok());
  ASSERT_EQ(response.outcomes_size(), 512);
  for (int i = 0; i < 512; ++i) EXPECT_EQ(response.outcomes(i).id(), absl::StrCat("e", i));
  EXPECT_EQ(engine_.shop->submitted_ids().size(), 512u);
  ASSERT_TRUE(Post(SomeChanges(0), &response).ok());
  EXPECT_EQ(response.outcomes_size(), 0);
}

TEST_F(PostCallTest, MoreThan512RecordsAreRefusedWhole) {
  const grpc::Status status = Post(SomeChanges(513));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const ErrorDetails details = ReadDetails(status);
  EXPECT_EQ(details.info.reason(), "TOO_MANY_RECORDS");
  EXPECT_EQ(details.info.domain(), "onhand");
  ASSERT_EQ(details.bad_request.field_violations_size(), 1);
  EXPECT_EQ(details.bad_request.field_violations(0).field(), "events");
  EXPECT_NE(status.error_message().find("513"), std::string::npos);

  grpc::ClientContext context;
  v1::SetOnHandRequest set;
  set.set_environment_id("shop");
  set.set_inventory_system("pos");
  for (int i = 0; i < 513; ++i) set.add_events();
  v1::SetOnHandResponse set_response;
  EXPECT_EQ(ReadDetails(inventory_->SetOnHand(&context, set, &set_response)).info.reason(), "TOO_MANY_RECORDS");
  EXPECT_EQ(engine_.shop->submission_count(), 0);
}

TEST_F(PostCallTest, RefusedWhileDecodingIsAnOutcome) {
  v1::PostChangesRequest request = SomeChanges(3);
  request.mutable_events(1)->mutable_quantities(0)->set_quantity_micros(std::numeric_limits<int64_t>::min());
  v1::PostChangesResponse response;
  ASSERT_TRUE(Post(request, &response).ok());
  ASSERT_EQ(response.outcomes_size(), 3);
  EXPECT_EQ(response.outcomes(0).processing_status(), v1::PROCESSING_STATUS_SUCCESS);
  EXPECT_EQ(response.outcomes(1).reason(), v1::REASON_INVALID_QUANTITY);
  EXPECT_EQ(response.outcomes(1).field(), "quantities[0]");
  EXPECT_EQ(response.outcomes(2).processing_status(), v1::PROCESSING_STATUS_SUCCESS);
  EXPECT_EQ(engine_.shop->submitted_ids(), (std::vector<std::string>{"e0", "e2"}));
}

TEST_F(PostCallTest, UnknownAndMissingEnvironment) {
  v1::PostChangesRequest request = SomeChanges(1);
  request.set_environment_id("nowhere");
  grpc::Status status = Post(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  ErrorDetails details = ReadDetails(status);
  EXPECT_EQ(details.info.reason(), "ENVIRONMENT_NOT_FOUND");
  EXPECT_EQ(details.info.metadata().at("environment"), "nowhere");
  request.clear_environment_id();
  status = Post(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  details = ReadDetails(status);
  EXPECT_EQ(details.info.reason(), "MISSING_FIELD");
  EXPECT_EQ(details.bad_request.field_violations(0).field(), "environment_id");
}

TEST_F(PostCallTest, EngineFailuresBecomeStatuses) {
  const struct {
    absl::Status status;
    grpc::StatusCode code;
    const char* reason;
    bool retry;
  } kCases[] = {
      {absl::ResourceExhaustedError("full"), grpc::StatusCode::RESOURCE_EXHAUSTED, "SERVER_BUSY", true},
      {absl::UnavailableError("disk"), grpc::StatusCode::UNAVAILABLE, "STORE_UNAVAILABLE", true},
      {absl::DataLossError("bits"), grpc::StatusCode::DATA_LOSS, "STORE_DAMAGED", false},
      {absl::InternalError("bug"), grpc::StatusCode::INTERNAL, "FAILED", false},
  };
  for (const auto& c : kCases) {
    engine_.shop->submit_status = c.status;
    const grpc::Status status = Post(SomeChanges(1));
    EXPECT_EQ(status.error_code(), c.code);
    EXPECT_EQ(ReadDetails(status).info.reason(), c.reason);
    EXPECT_EQ(ReadDetails(status).retry_ms > 0, c.retry);
    engine_.shop->submit_status = absl::OkStatus();
    engine_.shop->answer = c.status;
    EXPECT_EQ(Query({}).error_code(), c.code);
    engine_.find_status = c.status;
    EXPECT_EQ(Post(SomeChanges(1)).error_code(), c.code);
    engine_.find_status = absl::OkStatus();
  }
  engine_.find_status = absl::FailedPreconditionError("of version 9, this program knows 1");
  EXPECT_EQ(ReadDetails(Post(SomeChanges(1))).info.reason(), "ENVIRONMENT_UNUSABLE");
}

TEST_F(PostCallTest, GrantedRoleReachesTheEngine) {
  ExpectServing();
  EXPECT_FALSE(engine_.shop->last_caller_system());
  StartServer({.system_role = true});
  ExpectServing();
  EXPECT_TRUE(engine_.shop->last_caller_system());
}

TEST_F(PostCallTest, NothingIsSubmittedAfterTheDeadline) {
  FindGate gate(&engine_);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + milliseconds(100));
  v1::PostChangesResponse response;
  const grpc::Status status = inventory_->PostChanges(&context, SomeChanges(1, "late"), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  gate.WaitUntilReached();
  std::this_thread::sleep_for(milliseconds(50));  // past the deadline on the server's clock too
  gate.Open();
  ExpectServing();  // the pool has gone on
  server_->Drain(absl::Seconds(5));
  EXPECT_EQ(engine_.shop->submitted_ids(), std::vector<std::string>{"e0"});
}

TEST_F(PostCallTest, NothingIsSubmittedAfterCancelling) {
  FindGate gate(&engine_);
  grpc::ClientContext context;
  grpc::Status status;
  std::thread caller([&] {
    v1::PostChangesResponse response;
    status = inventory_->PostChanges(&context, SomeChanges(1, "cancelled"), &response);
  });
  gate.WaitUntilReached();
  context.TryCancel();
  caller.join();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::CANCELLED);
  ExpectServing();  // on the other thread; by now the server has heard of it
  std::this_thread::sleep_for(milliseconds(100));
  gate.Open();
  server_->Drain(absl::Seconds(5));
  EXPECT_EQ(engine_.shop->submitted_ids(), std::vector<std::string>{"e0"});
}

TEST_F(PostCallTest, TooManyWaitingCallsAreTurnedAway) {
  StartServer({.submit_threads = 1, .calls_waiting_max = 1});
  FindGate gate(&engine_);
  std::atomic<int> answered = 0;
  std::atomic<int> busy = 0;
  std::vector<std::thread> callers;
  callers.emplace_back([&] { EXPECT_TRUE(Post(SomeChanges(1)).ok()); });
  gate.WaitUntilReached();
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      const grpc::Status status = Post(SomeChanges(1));
      if (status.ok()) {
        ++answered;
      } else if (ReadDetails(status).info.reason() == "SERVER_BUSY" && ++busy == 3) {
        gate.Open();
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(answered, 1);
  EXPECT_EQ(busy, 3);
}

TEST_F(PostCallTest, RequestsAndEventsAreCounted) {
  ExpectServing();
  v1::PostChangesRequest request = SomeChanges(2);
  request.mutable_events(1)->mutable_quantities(0)->set_quantity_micros(std::numeric_limits<int64_t>::min());
  EXPECT_TRUE(Post(request).ok());
  EXPECT_FALSE(Post(SomeChanges(513)).ok());
  const std::string text = metrics_.Render(nullptr);
  for (const char* part : {"operation=\"post_changes\"", "result=\"ok\"", "result=\"refused\"", "result=\"invalid\"",
                           "INVALID_QUANTITY", "protocol=\"grpc\""}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
  }
}

}  // namespace
}  // namespace onhand
