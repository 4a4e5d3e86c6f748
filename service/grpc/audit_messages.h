// File: audit_messages.h
//
// Audit messages <-> the engine's reports. Pure.
#ifndef ONHAND_SERVICE_GRPC_AUDIT_MESSAGES_H_
#define ONHAND_SERVICE_GRPC_AUDIT_MESSAGES_H_

#include <optional>

#include "engine/audit.h"
#include "engine/model/outcome.h"
#include "onhand/v1/audit.pb.h"

namespace onhand {

// What is wrong with it, with the name of the field (kMalformed): a number out of range. Fills all but
// `progress` and `threads`.
std::optional<Issue> DecodeAuditRequest(const v1::AuditRequest& request, AuditOptions* options);
void EncodeAuditRequest(const AuditOptions& options, v1::AuditRequest* request);

// Texts that are not UTF-8, as a damaged record may have them, become C escapes.
void EncodeAuditReport(const AuditReport& report, v1::AuditReport* message);
AuditReport DecodeAuditReport(const v1::AuditReport& message);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_AUDIT_MESSAGES_H_
