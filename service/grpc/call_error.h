// File: call_error.h
//
// Errors of calls, as gRPC statuses with google.rpc details (see proto/onhand/v1/common.proto).
#ifndef ONHAND_SERVICE_GRPC_CALL_ERROR_H_
#define ONHAND_SERVICE_GRPC_CALL_ERROR_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/model/outcome.h"
#include "grpcpp/support/status.h"

namespace onhand {

inline constexpr char kErrorDomain[] = "onhand";

struct FieldViolation {
  std::string field;        // path into the request
  std::string reason;       // stable name, may be ""
  std::string description;  // one sentence
};

struct CallError {
  grpc::StatusCode code = grpc::StatusCode::UNKNOWN;
  std::string reason;   // of ErrorInfo: stable, UPPER_CASE
  std::string message;  // one sentence: what, where, what to do
  std::map<std::string, std::string> metadata = {};
  // With INVALID_ARGUMENT they become BadRequest, with FAILED_PRECONDITION PreconditionFailure.
  std::vector<FieldViolation> violations = {};
  // > 0: RetryInfo.
  int retry_after_ms = 0;
};

// The status. Trailing metadata is limited to 8 KiB by most peers: details beyond 4 KiB are left out, and
// metadata["violations_left_out"] says how many.
grpc::Status MakeStatus(const CallError& error);

// The request itself is at fault; `issues` (not empty) hold field paths already. The first one gives reason and
// message.
grpc::Status InvalidArgument(std::string_view environment, const std::vector<Issue>& issues);

// The call as a whole is refused; `issues` (not empty) hold field paths already. FAILED_PRECONDITION where only the
// state forbids it (kFeatureOff, kConfigurationConflict), otherwise INVALID_ARGUMENT.
grpc::Status RefusedCall(std::string_view environment, const std::vector<Issue>& issues);

// A failure of the engine. `invalid_reason` names what an INVALID_ARGUMENT is about, and `field` where it is.
grpc::Status FailedCall(std::string_view environment, const absl::Status& status, std::string_view invalid_reason = "",
                        std::string_view field = "");

grpc::Status MissingField(std::string_view field, std::string_view message);

// Too many calls are waiting.
grpc::Status ServerBusy();
grpc::Status ServerStopping();

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_CALL_ERROR_H_
