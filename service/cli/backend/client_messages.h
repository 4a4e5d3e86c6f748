// File: client_messages.h
//
// The client's side of what all gRPC calls share: outcomes of events, errors and refusals. Pure.
#ifndef ONHAND_SERVICE_CLI_BACKEND_CLIENT_MESSAGES_H_
#define ONHAND_SERVICE_CLI_BACKEND_CLIENT_MESSAGES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/model/outcome.h"
#include "grpcpp/support/status.h"
#include "onhand/v1/common.pb.h"

namespace onhand::cli {

// A reason that this version does not know becomes kMalformed.
Reason DecodeReason(v1::Reason reason);
Outcome DecodeOutcome(const v1::Outcome& message);

// A call's error: the code and message, with a hint where the server cannot be reached.
absl::Status DecodeStatus(const grpc::Status& status, const std::string& server);

// What the error's details say is wrong with the request (BadRequest, PreconditionFailure); empty if they say nothing.
// `reason` is for all of them.
std::vector<Issue> DecodeIssues(const grpc::Status& status, Reason reason);

// The issues of a call that the engine refused as a whole, with the reason in the error's details; at least one then.
// Empty if it failed for another reason.
std::vector<Issue> DecodeRefusal(const grpc::Status& status);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_BACKEND_CLIENT_MESSAGES_H_
