// File: grpc_audit.h
//
// An audit of an environment of a server, over gRPC.
#ifndef ONHAND_SERVICE_CLI_BACKEND_GRPC_AUDIT_H_
#define ONHAND_SERVICE_CLI_BACKEND_GRPC_AUDIT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/audit.h"
#include "grpcpp/channel.h"

namespace onhand::cli {

// As Environment::Audit. `server` names the channel's other end in messages.
absl::StatusOr<AuditReport> GrpcAudit(const std::shared_ptr<grpc::Channel>& channel, const std::string& server,
                                      const std::string& environment, const AuditOptions& options);

}  // namespace onhand::cli

#endif  // ONHAND_SERVICE_CLI_BACKEND_GRPC_AUDIT_H_
