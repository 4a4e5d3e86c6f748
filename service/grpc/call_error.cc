#include "service/grpc/call_error.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace onhand {
namespace {

constexpr size_t kDetailBytesMax = 4 << 10;
constexpr size_t kMessageBytesMax = 1 << 10;
constexpr int kRetryAfterMs = 200;

// At most `bytes_max` bytes of UTF-8, cut between characters.
std::string Shorten(std::string_view text, size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  size_t end = bytes_max - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(std::string(text.substr(0, end)), "...");
}

void AddRetryInfo(const CallError& error, google::rpc::Status* details) {
  if (error.retry_after_ms <= 0) return;
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(error.retry_after_ms / 1000);
  retry.mutable_retry_delay()->set_nanos(error.retry_after_ms % 1000 * 1'000'000);
  details->add_details()->PackFrom(retry);
}

// How many of the violations fit into the budget.
size_t CountFitting(const std::vector<FieldViolation>& violations) {
  size_t bytes = 0;
  size_t count = 0;
  for (const FieldViolation& violation : violations) {
    bytes += violation.field.size() + violation.reason.size() + violation.description.size() + 16;
    if (bytes > kDetailBytesMax && count > 0) break;
    ++count;
  }
  return count;
}

template <typename Add>
void AddViolations(const CallError& error, size_t count, Add add) {
  for (size_t i = 0; i < count; ++i) {
    add(Shorten(error.violations[i].field, kMessageBytesMax), error.violations[i].reason,
        Shorten(error.violations[i].description, kMessageBytesMax));
  }
}

// Whether the same call could be accepted in another state of the environment.
bool IsOfState(const Issue& issue) {
  return issue.reason == Reason::kFeatureOff || issue.reason == Reason::kConfigurationConflict;
}

grpc::Status Refused(grpc::StatusCode code, std::string_view environment, const std::vector<Issue>& issues) {
  CallError error;
  error.code = code;
  error.reason = std::string(ReasonName(issues.front().reason));
  error.message = issues.front().message;
  if (!environment.empty()) error.metadata["environment"] = std::string(environment);
  for (const Issue& issue : issues) {
    error.violations.push_back({issue.path, std::string(ReasonName(issue.reason)), issue.message});
  }
  return MakeStatus(error);
}

grpc::StatusCode GrpcCode(absl::StatusCode code) { return static_cast<grpc::StatusCode>(static_cast<int>(code)); }

}  // namespace

grpc::Status MakeStatus(const CallError& error) {
  google::rpc::Status details;
  details.set_code(error.code);
  details.set_message(Shorten(error.message, kMessageBytesMax));

  const size_t fitting = CountFitting(error.violations);
  google::rpc::ErrorInfo info;
  info.set_reason(error.reason);
  info.set_domain(kErrorDomain);
  for (const auto& [key, value] : error.metadata) (*info.mutable_metadata())[key] = Shorten(value, 300);
  if (fitting < error.violations.size()) {
    (*info.mutable_metadata())["violations_left_out"] = absl::StrCat(error.violations.size() - fitting);
  }
  details.add_details()->PackFrom(info);

  if (fitting > 0 && error.code == grpc::StatusCode::FAILED_PRECONDITION) {
    google::rpc::PreconditionFailure failure;
    AddViolations(error, fitting, [&](std::string field, const std::string& reason, std::string description) {
      google::rpc::PreconditionFailure::Violation* violation = failure.add_violations();
      violation->set_type(reason);
      violation->set_subject(std::move(field));
      violation->set_description(std::move(description));
    });
    details.add_details()->PackFrom(failure);
  } else if (fitting > 0) {
    google::rpc::BadRequest bad_request;
    AddViolations(error, fitting, [&](std::string field, const std::string& reason, std::string description) {
      google::rpc::BadRequest::FieldViolation* violation = bad_request.add_field_violations();
      violation->set_field(std::move(field));
      violation->set_description(std::move(description));
    });
    details.add_details()->PackFrom(bad_request);
  }
  AddRetryInfo(error, &details);
  return grpc::Status(error.code, details.message(), details.SerializeAsString());
}

grpc::Status InvalidArgument(std::string_view environment, const std::vector<Issue>& issues) {
  return Refused(grpc::StatusCode::INVALID_ARGUMENT, environment, issues);
}

grpc::Status RefusedCall(std::string_view environment, const std::vector<Issue>& issues) {
  const bool of_state = std::all_of(issues.begin(), issues.end(), IsOfState);
  return Refused(of_state ? grpc::StatusCode::FAILED_PRECONDITION : grpc::StatusCode::INVALID_ARGUMENT, environment,
                 issues);
}

grpc::Status FailedCall(std::string_view environment, const absl::Status& status, std::string_view invalid_reason,
                        std::string_view field) {
  CallError error;
  error.code = GrpcCode(status.code());
  error.message = std::string(status.message());
  if (!environment.empty()) error.metadata["environment"] = std::string(environment);
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
      error.reason = invalid_reason.empty() ? "INVALID_FIELD" : std::string(invalid_reason);
      error.violations.push_back({std::string(field), error.reason, error.message});
      break;
    case absl::StatusCode::kNotFound:
      error.reason = "ENVIRONMENT_NOT_FOUND";
      break;
    case absl::StatusCode::kAlreadyExists:
      error.reason = "ENVIRONMENT_EXISTS";
      break;
    case absl::StatusCode::kFailedPrecondition:
      error.reason = "ENVIRONMENT_UNUSABLE";
      break;
    case absl::StatusCode::kDataLoss:
      error.reason = "STORE_DAMAGED";
      break;
    case absl::StatusCode::kUnavailable:
      error.reason = "STORE_UNAVAILABLE";
      error.retry_after_ms = kRetryAfterMs;
      break;
    case absl::StatusCode::kResourceExhausted:
      error.reason = "SERVER_BUSY";
      error.retry_after_ms = kRetryAfterMs;
      break;
    case absl::StatusCode::kDeadlineExceeded:
      error.reason = "DEADLINE_PASSED";
      break;
    case absl::StatusCode::kCancelled:
      error.reason = "CANCELLED";
      break;
    default:
      error.code = grpc::StatusCode::INTERNAL;
      error.reason = "FAILED";
  }
  return MakeStatus(error);
}

grpc::Status MissingField(std::string_view field, std::string_view message) {
  CallError error{grpc::StatusCode::INVALID_ARGUMENT, "MISSING_FIELD", std::string(message)};
  error.violations.push_back({std::string(field), error.reason, error.message});
  return MakeStatus(error);
}

grpc::Status ServerBusy() {
  return FailedCall("", absl::ResourceExhaustedError("Too many calls are waiting; send it again later."));
}

grpc::Status ServerStopping() {
  CallError error{grpc::StatusCode::UNAVAILABLE, "SERVER_STOPPING",
                  "The server is stopping; send again what was not acknowledged, with the same ids."};
  error.retry_after_ms = 1000;
  return MakeStatus(error);
}

}  // namespace onhand
