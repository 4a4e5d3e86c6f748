#include "service/grpc/call_error.h"

#include <string>

#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "tests/service/grpc/error_details.h"

namespace onhand {
namespace {

TEST(InvalidArgument, CarriesEveryIssue) {
  const grpc::Status status = InvalidArgument("shop", {{Reason::kMissingFilter, "query.filters", "Sites are missing."},
                                                       {Reason::kUnknownGroupBy, "query.group_by[0]", "No."}});
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(), "Sites are missing.");
  const ErrorDetails details = ReadDetails(status);
  EXPECT_EQ(details.code, 3);
  EXPECT_EQ(details.message, "Sites are missing.");
  EXPECT_EQ(details.info.reason(), "MISSING_FILTER");
  EXPECT_EQ(details.info.domain(), "onhand");
  EXPECT_EQ(details.info.metadata().at("environment"), "shop");
  ASSERT_EQ(details.bad_request.field_violations_size(), 2);
  EXPECT_EQ(details.bad_request.field_violations(0).field(), "query.filters");
  EXPECT_EQ(details.bad_request.field_violations(0).description(), "Sites are missing.");
  EXPECT_EQ(details.bad_request.field_violations(1).field(), "query.group_by[0]");
  EXPECT_EQ(details.retry_ms, 0);
}

TEST(RefusedCall, TellsStateFromForm) {
  const Issue off{Reason::kFeatureOff, "", "Allocation is off: allocationConfiguration.isAllocationEnabled is false."};
  const grpc::Status status = RefusedCall("shop", {off});
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  const ErrorDetails details = ReadDetails(status);
  EXPECT_EQ(details.info.reason(), "FEATURE_OFF");
  EXPECT_EQ(details.info.metadata().at("environment"), "shop");
  ASSERT_EQ(details.precondition.violations_size(), 1);
  EXPECT_EQ(details.precondition.violations(0).type(), "FEATURE_OFF");
  EXPECT_EQ(details.precondition.violations(0).description(), off.message);
  EXPECT_EQ(details.bad_request.field_violations_size(), 0);

  const Issue wrong{Reason::kOrganizationsInCart, "events", "A cart has one organization."};
  EXPECT_EQ(RefusedCall("shop", {wrong}).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(RefusedCall("shop", {off, wrong}).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(RefusedCall("shop", {{Reason::kScheduleOff, "query.atp", "Off."}}).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

TEST(MakeStatus, DetailsStayWithinWhatPeersAccept) {
  std::vector<Issue> issues;
  for (int i = 0; i < 1000; ++i) {
    issues.push_back({Reason::kInvalidConfiguration, "/a/" + std::to_string(i), std::string(100, 'x')});
  }
  const ErrorDetails details = ReadDetails(InvalidArgument("shop", issues));
  EXPECT_LT(details.bytes, 7000u);
  EXPECT_GT(details.bad_request.field_violations_size(), 10);
  EXPECT_EQ(details.bad_request.field_violations_size() + std::stoi(details.info.metadata().at("violations_left_out")),
            1000);
}

TEST(MakeStatus, LongTextsAreCutBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "é€";
  const grpc::Status status = InvalidArgument("shop", {{Reason::kMalformed, text, text}});
  const ErrorDetails details = ReadDetails(status);  // protobuf refuses broken UTF-8
  EXPECT_LT(details.bytes, 5000u);
  EXPECT_EQ(status.error_message().substr(status.error_message().size() - 3), "...");
  const size_t left_over = (status.error_message().size() - 3) % 5;  // of "é€": 2 and 3 bytes
  EXPECT_TRUE(left_over == 0 || left_over == 2) << left_over;
}

TEST(FailedCall, MapsEveryStatus) {
  const struct {
    absl::Status status;
    grpc::StatusCode code;
    const char* reason;
    bool retry;
  } kCases[] = {
      {absl::NotFoundError("m"), grpc::StatusCode::NOT_FOUND, "ENVIRONMENT_NOT_FOUND", false},
      {absl::AlreadyExistsError("m"), grpc::StatusCode::ALREADY_EXISTS, "ENVIRONMENT_EXISTS", false},
      {absl::FailedPreconditionError("m"), grpc::StatusCode::FAILED_PRECONDITION, "ENVIRONMENT_UNUSABLE", false},
      {absl::DataLossError("m"), grpc::StatusCode::DATA_LOSS, "STORE_DAMAGED", false},
      {absl::UnavailableError("m"), grpc::StatusCode::UNAVAILABLE, "STORE_UNAVAILABLE", true},
      {absl::ResourceExhaustedError("m"), grpc::StatusCode::RESOURCE_EXHAUSTED, "SERVER_BUSY", true},
      {absl::DeadlineExceededError("m"), grpc::StatusCode::DEADLINE_EXCEEDED, "DEADLINE_PASSED", false},
      {absl::CancelledError("m"), grpc::StatusCode::CANCELLED, "CANCELLED", false},
      {absl::InternalError("m"), grpc::StatusCode::INTERNAL, "FAILED", false},
      {absl::UnknownError("m"), grpc::StatusCode::INTERNAL, "FAILED", false},
  };
  for (const auto& c : kCases) {
    const grpc::Status status = FailedCall("shop", c.status);
    const ErrorDetails details = ReadDetails(status);
    EXPECT_EQ(status.error_code(), c.code) << c.reason;
    EXPECT_EQ(details.info.reason(), c.reason);
    EXPECT_EQ(details.info.metadata().at("environment"), "shop");
    EXPECT_EQ(details.retry_ms > 0, c.retry) << c.reason;
  }
}

TEST(FailedCall, InvalidArgumentNamesTheField) {
  const ErrorDetails details = ReadDetails(
      FailedCall("?", absl::InvalidArgumentError("Not an id."), "INVALID_ENVIRONMENT_ID", "environment_id"));
  EXPECT_EQ(details.info.reason(), "INVALID_ENVIRONMENT_ID");
  ASSERT_EQ(details.bad_request.field_violations_size(), 1);
  EXPECT_EQ(details.bad_request.field_violations(0).field(), "environment_id");
}

TEST(MakeStatus, PreconditionsAreTold) {
  CallError error;
  error.code = grpc::StatusCode::FAILED_PRECONDITION;
  error.reason = "CONFIGURATION_CONFLICT";
  error.message = "Has data.";
  error.violations = {{"/dataSources/pos", "CONFIGURATION_CONFLICT", "pos has data."}};
  const ErrorDetails details = ReadDetails(MakeStatus(error));
  ASSERT_EQ(details.precondition.violations_size(), 1);
  EXPECT_EQ(details.precondition.violations(0).subject(), "/dataSources/pos");
  EXPECT_EQ(details.precondition.violations(0).type(), "CONFIGURATION_CONFLICT");
  EXPECT_EQ(details.bad_request.field_violations_size(), 0);
}

}  // namespace
}  // namespace onhand
