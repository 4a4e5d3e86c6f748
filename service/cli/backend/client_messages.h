// File: client_messages.h
//
// The client's side of the gRPC messages: the engine's events and queries to requests, responses to its outcomes and
// answers. Pure.
#ifndef ONHAND_SERVICE_CLI_BACKEND_CLIENT_MESSAGES_H_
#define ONHAND_SERVICE_CLI_BACKEND_CLIENT_MESSAGES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "engine/model/query.h"
#include "grpcpp/support/status.h"
#include "onhand/v1/inventory.pb.h"

namespace onhand::cli {

void EncodeChange(const ChangeEvent& event, v1::ChangeEvent* message);
void EncodeSet(const SetEvent& event, v1::SetEvent* message);
void EncodeQuery(const IndexQuery& query, v1::IndexQuery* message);
void EncodeQuery(const ExactQuery& query, v1::ExactQuery* message);

// A reason that this version does not know becomes kMalformed.
Reason DecodeReason(v1::Reason reason);
Outcome DecodeOutcome(const v1::Outcome& message);

// The header of a query's answer, then its rows. INTERNAL: the server names a dimension that this version does not
// know, or a number is none.
absl::Status DecodeHeader(const v1::QueryHeader& header, QueryAnswer* answer);
absl::Status DecodeRows(const v1::QueryRows& rows, QueryAnswer* answer);

// A call's error: the code and message, with a hint where the server cannot be reached.
absl::Status DecodeStatus(const grpc::Status& status, const std::string& server);

// What the error's details say is wrong with the request (BadRequest, PreconditionFailure); empty if they say nothing.
// `reason` is for all of them.
std::vector<Issue> DecodeIssues(const grpc::Status& status, Reason reason);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_BACKEND_CLIENT_MESSAGES_H_
