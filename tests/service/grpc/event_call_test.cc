// What calls with events do around the engine: errors, details, carts, deadlines, overload.

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
using EventCallTest = ServerFixture;

TEST_F(EventCallTest, AnswersEveryEventInOrder) {
  v1::PostChangesResponse response;
  ASSERT_TRUE(Post(SomeChanges(512), &response).ok());
  ASSERT_EQ(response.outcomes_size(), 512);
  for (int i = 0; i < 512; ++i) EXPECT_EQ(response.outcomes(i).id(), absl::StrCat("e", i));
  EXPECT_EQ(engine_.shop->submitted_ids().size(), 512u);
  ASSERT_TRUE(Post(SomeChanges(0), &response).ok());
  EXPECT_EQ(response.outcomes_size(), 0);
}

TEST_F(EventCallTest, MoreThan512RecordsAreRefusedWhole) {
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

  // It is told before anything else that is wrong.
  v1::PostChangesRequest nowhere = SomeChanges(513);
  nowhere.set_environment_id("nowhere");
  EXPECT_EQ(ReadDetails(Post(nowhere)).info.reason(), "TOO_MANY_RECORDS");
}

TEST_F(EventCallTest, RefusedWhileDecodingIsAnOutcome) {
  v1::SetOnHandRequest request;
  request.set_environment_id("shop");
  request.set_inventory_system("pos");
  for (const char* id : {"s0", "s1", "s2"}) request.add_events()->set_id(id);
  request.mutable_events(1)->mutable_modified_at()->set_nanos(-1);
  grpc::ClientContext context;
  v1::SetOnHandResponse response;
  ASSERT_TRUE(inventory_->SetOnHand(&context, request, &response).ok());
  ASSERT_EQ(response.outcomes_size(), 3);
  EXPECT_EQ(response.outcomes(0).processing_status(), v1::PROCESSING_STATUS_SUCCESS);
  EXPECT_EQ(response.outcomes(1).reason(), v1::REASON_MALFORMED);
  EXPECT_EQ(response.outcomes(1).field(), "modified_at");
  EXPECT_EQ(response.outcomes(2).processing_status(), v1::PROCESSING_STATUS_SUCCESS);
  EXPECT_EQ(engine_.shop->submitted_ids(), (std::vector<std::string>{"s0", "s2"}));
}

// One call of each RPC with one event.
template <typename Request, typename Response, typename Stub>
grpc::Status CallWithOneEvent(Stub* stub, grpc::Status (Stub::*rpc)(grpc::ClientContext*, const Request&, Response*),
                              const std::string& id, Response* response) {
  Request request;
  request.set_environment_id("shop");
  request.add_events()->set_id(id);
  grpc::ClientContext context;
  return (stub->*rpc)(&context, request, response);
}

TEST_F(EventCallTest, EveryRpcSubmitsItsOwnKind) {
  Outcome outcome;
  outcome.reservation_id = "R";
  engine_.shop->outcomes = {outcome};
  const auto expect = [this](auto* stub, auto rpc, auto response, const std::string& kind) {
    const grpc::Status status = CallWithOneEvent(stub, rpc, kind + "-1", &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    ASSERT_EQ(response.outcomes_size(), 1);
    EXPECT_EQ(response.outcomes(0).id(), kind + "-1");
    EXPECT_EQ(response.outcomes(0).reservation_id(), "R");
    EXPECT_EQ(engine_.shop->last_kind(), kind);
    EXPECT_FALSE(engine_.shop->last_options().atomic);
  };
  using Inventory = v1::InventoryService::Stub;
  using Reservations = v1::ReservationService::Stub;
  using Allocation = v1::AllocationService::Stub;
  expect(inventory_.get(), &Inventory::PostChanges, v1::PostChangesResponse(), "change");
  expect(inventory_.get(), &Inventory::SetOnHand, v1::SetOnHandResponse(), "set");
  expect(reservations_.get(), &Reservations::Reserve, v1::ReserveResponse(), "reserve");
  expect(reservations_.get(), &Reservations::Unreserve, v1::UnreserveResponse(), "unreserve");
  expect(reservations_.get(), &Reservations::ExtendReservation, v1::ExtendReservationResponse(), "extend");
  expect(allocation_.get(), &Allocation::Allocate, v1::AllocateResponse(), "allocate");
  expect(allocation_.get(), &Allocation::Unallocate, v1::UnallocateResponse(), "unallocate");
  expect(allocation_.get(), &Allocation::Reallocate, v1::ReallocateResponse(), "reallocate");
  expect(allocation_.get(), &Allocation::Consume, v1::ConsumeResponse(), "consume");
  expect(schedules_.get(), &v1::ScheduleService::Stub::ChangeSchedule, v1::ChangeScheduleResponse(), "schedule");
  EXPECT_EQ(engine_.shop->submission_count(), 10);

  const std::string text = metrics_.Render(nullptr);
  for (const char* operation : {"post_changes", "set_on_hand", "reserve", "unreserve", "extend_reservation", "allocate",
                                "unallocate", "reallocate", "consume", "change_schedule"}) {
    EXPECT_NE(text.find(absl::StrCat("operation=\"", operation, "\"")), std::string::npos) << operation;
  }
}

TEST_F(EventCallTest, RefusalsOfTheWholeCallAreErrors) {
  const struct {
    Issue issue;
    grpc::StatusCode code;
    const char* field;
  } kCases[] = {
      {{Reason::kTooManyRecords, "", "Too many."}, grpc::StatusCode::INVALID_ARGUMENT, "events"},
      {{Reason::kUnknownDataSource, "", "No."}, grpc::StatusCode::INVALID_ARGUMENT, "inventory_system"},
      {{Reason::kOrganizationsInCart, "", "Two."}, grpc::StatusCode::INVALID_ARGUMENT, "events"},
      {{Reason::kOrganizationsInCart, "/3/organizationId", "Two."},
       grpc::StatusCode::INVALID_ARGUMENT,
       "events[3].organization_id"},
      {{Reason::kOrganizationsInCart, "/3", "Two."}, grpc::StatusCode::INVALID_ARGUMENT, "events[3]"},
      {{Reason::kFeatureOff, "", "Off."}, grpc::StatusCode::FAILED_PRECONDITION, ""},
  };
  for (const auto& c : kCases) {
    engine_.shop->issues = {c.issue};
    v1::ReserveResponse response;
    const grpc::Status status =
        CallWithOneEvent(reservations_.get(), &v1::ReservationService::Stub::Reserve, "r", &response);
    EXPECT_EQ(status.error_code(), c.code);
    EXPECT_EQ(status.error_message(), c.issue.message);
    const ErrorDetails details = ReadDetails(status);
    EXPECT_EQ(details.info.reason(), ReasonName(c.issue.reason));
    EXPECT_EQ(details.info.metadata().at("environment"), "shop");
    EXPECT_EQ(details.retry_ms, 0);
    if (c.code == grpc::StatusCode::INVALID_ARGUMENT) {
      ASSERT_EQ(details.bad_request.field_violations_size(), 1);
      EXPECT_EQ(details.bad_request.field_violations(0).field(), c.field);
    } else {
      ASSERT_EQ(details.precondition.violations_size(), 1);
      EXPECT_EQ(details.precondition.violations(0).subject(), c.field);
      EXPECT_EQ(details.precondition.violations(0).type(), "FEATURE_OFF");
    }
  }
  // An ingest stream ends with them.
  grpc::ClientContext context;
  auto stream = inventory_->Ingest(&context);
  ASSERT_TRUE(stream->Write(SomeBatch(1, 1)));
  v1::IngestResponse acknowledgement;
  EXPECT_FALSE(stream->Read(&acknowledgement));
  EXPECT_EQ(ReadDetails(stream->Finish()).info.reason(), "FEATURE_OFF");
}

TEST_F(EventCallTest, CartsAreSubmittedAsSuch) {
  v1::PostChangesRequest changes = SomeChanges(2);
  changes.set_atomic(true);
  EXPECT_TRUE(Post(changes).ok());
  EXPECT_TRUE(engine_.shop->last_options().atomic);
  v1::ReserveRequest reserves;
  reserves.set_environment_id("shop");
  reserves.set_atomic(true);
  reserves.add_events()->set_id("r-0");
  grpc::ClientContext context;
  v1::ReserveResponse response;
  EXPECT_TRUE(reservations_->Reserve(&context, reserves, &response).ok());
  EXPECT_TRUE(engine_.shop->last_options().atomic);
  EXPECT_EQ(engine_.shop->submitted_ids(), (std::vector<std::string>{"e0", "e1", "r-0"}));
}

TEST_F(EventCallTest, ARecordThatCannotBeReadIsRefusedInItsTurnOfACart) {
  v1::ReserveRequest request;
  request.set_environment_id("shop");
  request.set_atomic(true);
  for (const char* id : {"r-0", "r-1", "r-2"}) request.add_events()->set_id(id);
  request.mutable_events(1)->mutable_expires_at()->set_nanos(-1);
  const Outcome other = Outcome::Refuse({Reason::kCartRefused, "", "another one"});
  engine_.shop->outcomes = {other, Outcome::Refuse({Reason::kInvalidId, "/id", "empty"}), other};
  v1::ReserveResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(reservations_->Reserve(&context, request, &response).ok());
  ASSERT_EQ(response.outcomes_size(), 3);
  EXPECT_EQ(response.outcomes(0).id(), "r-0");
  EXPECT_EQ(response.outcomes(0).reason(), v1::REASON_CART_REFUSED);
  EXPECT_EQ(response.outcomes(0).status_code(), 424);
  EXPECT_EQ(response.outcomes(0).processing_status(), v1::PROCESSING_STATUS_FAILURE);
  EXPECT_EQ(response.outcomes(1).id(), "r-1");
  EXPECT_EQ(response.outcomes(1).reason(), v1::REASON_MALFORMED);
  EXPECT_EQ(response.outcomes(1).field(), "expires_at");
  EXPECT_EQ(response.outcomes(2).reason(), v1::REASON_CART_REFUSED);
  EXPECT_EQ(engine_.shop->submitted_ids(), (std::vector<std::string>{"r-0", "", "r-2"}));
}

TEST_F(EventCallTest, SetNamesItsInventorySystem) {
  v1::SetOnHandRequest request;
  request.set_environment_id("shop");
  request.set_inventory_system("Pos");
  grpc::ClientContext context;
  v1::SetOnHandResponse response;
  ASSERT_TRUE(inventory_->SetOnHand(&context, request, &response).ok());
  EXPECT_EQ(engine_.shop->last_inventory_system(), "Pos");
}

TEST_F(EventCallTest, UnknownAndMissingEnvironment) {
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

TEST_F(EventCallTest, EngineFailuresBecomeStatuses) {
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

TEST_F(EventCallTest, GrantedRoleReachesTheEngine) {
  ExpectServing();
  EXPECT_FALSE(engine_.shop->last_options().caller.system_role);
  StartServer({.system_role = true});
  ExpectServing();
  EXPECT_TRUE(engine_.shop->last_options().caller.system_role);
}

TEST_F(EventCallTest, NothingIsSubmittedAfterTheDeadline) {
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

TEST_F(EventCallTest, NothingIsSubmittedAfterCancelling) {
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

TEST_F(EventCallTest, TooManyWaitingCallsAreTurnedAway) {
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

TEST_F(EventCallTest, RequestsAndEventsAreCounted) {
  ExpectServing();
  engine_.shop->outcomes = {Outcome(), Outcome::Refuse({Reason::kInvalidQuantity, "", "No."})};
  EXPECT_TRUE(Post(SomeChanges(2)).ok());
  EXPECT_FALSE(Post(SomeChanges(513)).ok());
  const std::string text = metrics_.Render(nullptr);
  for (const char* part : {"operation=\"post_changes\"", "result=\"ok\"", "result=\"refused\"", "result=\"invalid\"",
                           "INVALID_QUANTITY", "protocol=\"grpc\""}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
  }
}

}  // namespace
}  // namespace onhand
