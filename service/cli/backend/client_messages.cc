#include "service/cli/backend/client_messages.h"

#include <optional>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace onhand::cli {
namespace {

template <typename Detail, typename Add>
void ForEachDetail(const google::rpc::Status& status, Add add) {
  for (const google::protobuf::Any& any : status.details()) {
    Detail detail;
    if (any.UnpackTo(&detail)) add(detail);
  }
}

std::optional<Reason> FindReason(std::string_view name) {
  for (int i = 1; i <= static_cast<int>(Reason::kConfigurationConflict); ++i) {
    const Reason reason = static_cast<Reason>(i);
    if (name == ReasonName(reason)) return reason;
  }
  return std::nullopt;
}

}  // namespace

Reason DecodeReason(v1::Reason reason) {
  if (reason == v1::REASON_UNSPECIFIED) return Reason::kNone;
  constexpr std::string_view kPrefix = "REASON_";
  const std::string name = v1::Reason_Name(reason);
  if (name.size() <= kPrefix.size()) return Reason::kMalformed;
  return FindReason(std::string_view(name).substr(kPrefix.size())).value_or(Reason::kMalformed);
}

Outcome DecodeOutcome(const v1::Outcome& message) {
  Outcome outcome;
  switch (message.processing_status()) {
    case v1::PROCESSING_STATUS_SUCCESS:
      outcome.status = ProcessingStatus::kSuccess;
      break;
    case v1::PROCESSING_STATUS_PARTIAL_SUCCESS:
      outcome.status = ProcessingStatus::kPartialSuccess;
      break;
    default:
      outcome.status = ProcessingStatus::kFailure;
      outcome.reason = DecodeReason(message.reason());
      if (outcome.reason == Reason::kNone) outcome.reason = Reason::kMalformed;
      break;
  }
  outcome.path = message.field();
  outcome.message = message.message();
  outcome.reservation_id = message.reservation_id();
  outcome.invalid_offset_micros = message.invalid_offset_micros();
  for (const v1::MeasureQuantity& present : message.present_quantities()) {
    outcome.present_quantities.push_back({present.data_source(), present.measure(), present.quantity_micros()});
  }
  return outcome;
}

absl::Status DecodeStatus(const grpc::Status& status, const std::string& server) {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  // Without details the error comes from the channel, not from our server.
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE && status.error_details().empty()) {
    return absl::Status(code, absl::StrCat("cannot reach the server at ", server, ": ", status.error_message(),
                                           ". Is onhandd running? --server=HOST:PORT names another one, --data_dir=DIR "
                                           "works without a server."));
  }
  if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED) {
    return absl::Status(code, absl::StrCat("the server at ", server, " does not know this call: ",
                                           status.error_message(), ". Is it an onhandd of this version?"));
  }
  return absl::Status(code, status.error_message());
}

std::vector<Issue> DecodeIssues(const grpc::Status& status, Reason reason) {
  std::vector<Issue> issues;
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return issues;
  ForEachDetail<google::rpc::BadRequest>(details, [&](const google::rpc::BadRequest& bad) {
    for (const auto& violation : bad.field_violations()) {
      issues.push_back({reason, violation.field(), violation.description()});
    }
  });
  ForEachDetail<google::rpc::PreconditionFailure>(details, [&](const google::rpc::PreconditionFailure& failure) {
    for (const auto& violation : failure.violations()) {
      issues.push_back({reason, violation.subject(), violation.description()});
    }
  });
  return issues;
}

std::vector<Issue> DecodeRefusal(const grpc::Status& status) {
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return {};
  std::optional<Reason> reason;
  ForEachDetail<google::rpc::ErrorInfo>(
      details, [&](const google::rpc::ErrorInfo& info) { reason = FindReason(info.reason()); });
  if (!reason.has_value()) return {};
  std::vector<Issue> issues = DecodeIssues(status, *reason);
  if (issues.empty()) issues.push_back({*reason, "", status.error_message()});
  return issues;
}

}  // namespace onhand::cli
