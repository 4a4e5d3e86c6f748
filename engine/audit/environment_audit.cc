#include "engine/audit/environment_audit.h"

#include <algorithm>
#include <utility>

namespace onhand {

absl::StatusOr<AuditReport> AuditEnvironment(const AuditSubject& subject, const AuditOptions& options) {
  storage::AuditSink sink(static_cast<size_t>(std::max(options.findings_max, 0)),
                          [&options](uint64_t done, uint64_t total) {
                            return options.progress == nullptr || options.progress({done, total});
                          });
  const absl::StatusOr<storage::LedgerAuditReport> audited = storage::AuditLedger(
      subject.ledger,
      {.in_writer = subject.in_writer, .memory_bytes = options.memory_bytes, .threads = options.threads}, &sink);
  if (!audited.ok()) return audited.status();
  if (absl::Status status = CheckDerivedSums(subject, &sink); !status.ok()) return status;

  AuditReport report;
  report.sequence = audited->sequence;
  report.log_begin = audited->log_begin;
  report.log_records = audited->log_records;
  for (const storage::AuditSink::Check& check : sink.checks()) {
    report.checks.push_back({check.name, check.compared, sink.findings_of(check.name)});
  }
  for (const storage::AuditFinding& finding : sink.findings()) {
    report.findings.push_back({finding.check, finding.place, finding.what});
  }
  report.findings_total = sink.findings_total();
  return report;
}

}  // namespace onhand
