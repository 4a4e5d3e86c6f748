#include "service/grpc/audit_messages.h"

#include <limits>
#include <string>

#include "absl/strings/escaping.h"
#include "engine/model/text.h"

namespace onhand {
namespace {

constexpr uint64_t kMemoryBytesMax = 16ull << 30;
constexpr int kFindingsMax = 10'000;

std::string Printable(const std::string& text) {
  return CheckLongText(text, std::numeric_limits<size_t>::max()) == TextError::kNotUtf8 ? absl::CHexEscape(text) : text;
}

}  // namespace

std::optional<Issue> DecodeAuditRequest(const v1::AuditRequest& request, AuditOptions* options) {
  if (request.memory_bytes() > kMemoryBytesMax) {
    return Issue{Reason::kMalformed, "memory_bytes", "memory_bytes is over 16 GiB"};
  }
  if (request.findings_max() < 0 || request.findings_max() > kFindingsMax) {
    return Issue{Reason::kMalformed, "findings_max", "findings_max must be 0 to 10000"};
  }
  if (request.memory_bytes() != 0) options->memory_bytes = request.memory_bytes();
  if (request.findings_max() != 0) options->findings_max = request.findings_max();
  return std::nullopt;
}

void EncodeAuditRequest(const AuditOptions& options, v1::AuditRequest* request) {
  request->set_memory_bytes(options.memory_bytes);
  request->set_findings_max(options.findings_max);
}

void EncodeAuditReport(const AuditReport& report, v1::AuditReport* message) {
  message->set_sequence(report.sequence);
  message->set_log_begin(report.log_begin);
  message->set_log_records(report.log_records);
  for (const AuditCheck& check : report.checks) {
    v1::AuditCheck* added = message->add_checks();
    added->set_name(check.name);
    added->set_compared(check.compared);
    added->set_findings(check.findings);
  }
  for (const AuditFinding& finding : report.findings) {
    v1::AuditFinding* added = message->add_findings();
    added->set_check(finding.check);
    added->set_place(Printable(finding.place));
    added->set_what(Printable(finding.what));
  }
  message->set_findings_total(report.findings_total);
}

AuditReport DecodeAuditReport(const v1::AuditReport& message) {
  AuditReport report;
  report.sequence = message.sequence();
  report.log_begin = message.log_begin();
  report.log_records = message.log_records();
  for (const v1::AuditCheck& check : message.checks()) {
    report.checks.push_back({check.name(), check.compared(), check.findings()});
  }
  for (const v1::AuditFinding& finding : message.findings()) {
    report.findings.push_back({finding.check(), finding.place(), finding.what()});
  }
  report.findings_total = message.findings_total();
  return report;
}

}  // namespace onhand
