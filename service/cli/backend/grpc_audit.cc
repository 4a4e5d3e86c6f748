#include "service/cli/backend/grpc_audit.h"

#include <optional>

#include "absl/status/status.h"
#include "grpcpp/client_context.h"
#include "onhand/v1/audit.grpc.pb.h"
#include "service/cli/backend/client_messages.h"
#include "service/grpc/audit_messages.h"

namespace onhand::cli {

absl::StatusOr<AuditReport> GrpcAudit(const std::shared_ptr<grpc::Channel>& channel, const std::string& server,
                                      const std::string& environment, const AuditOptions& options) {
  const auto stub = v1::AuditService::NewStub(channel);
  v1::AuditRequest request;
  request.set_environment_id(environment);
  EncodeAuditRequest(options, &request);
  grpc::ClientContext context;
  const auto reader = stub->Audit(&context, request);
  v1::AuditResponse response;
  std::optional<AuditReport> report;
  bool wanted = true;
  while (reader->Read(&response)) {
    if (response.has_report()) report = DecodeAuditReport(response.report());
    if (!response.has_progress() || options.progress == nullptr || !wanted) continue;
    wanted = options.progress({response.progress().done(), response.progress().total()});
    if (!wanted) context.TryCancel();
  }
  const grpc::Status status = reader->Finish();
  if (!wanted) return absl::CancelledError("the audit was ended early");
  if (!status.ok()) return DecodeStatus(status, server);
  if (!report.has_value()) return absl::InternalError("the server answered no report of the audit");
  return *std::move(report);
}

}  // namespace onhand::cli
