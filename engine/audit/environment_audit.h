// File: environment_audit.h
//
// The audit of one environment: its ledger (storage/audit), then the sums that its writer keeps.
#ifndef ONHAND_ENGINE_AUDIT_ENVIRONMENT_AUDIT_H_
#define ONHAND_ENGINE_AUDIT_ENVIRONMENT_AUDIT_H_

#include "absl/status/statusor.h"
#include "engine/audit.h"
#include "engine/sums/derived_sums.h"
#include "storage/audit/audit.h"
#include "storage/ledger/ledger.h"

namespace onhand {

// What is audited. Not owned.
struct AuditSubject {
  storage::Ledger* ledger = nullptr;
  const DerivedSums* sums = nullptr;
  storage::InWriter in_writer;  // runs something between two groups of the writer
};

// Errors as Environment::Audit.
absl::StatusOr<AuditReport> AuditEnvironment(const AuditSubject& subject, const AuditOptions& options);

// "derived_sums": those of every partition that is loaded are those of its rows.
absl::Status CheckDerivedSums(const AuditSubject& subject, storage::AuditSink* sink);

}  // namespace onhand

#endif  // ONHAND_ENGINE_AUDIT_ENVIRONMENT_AUDIT_H_
