#include "tests/support/audit_problem.h"

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace onhand {

std::string AuditProblem(Environment* environment, int64_t* compared, AuditOptions options) {
  options.findings_max = 5;
  const absl::StatusOr<AuditReport> report = environment->Audit(options);
  if (!report.ok()) return absl::StrCat("the audit of '", environment->id(), "': ", report.status().ToString());
  if (compared != nullptr) {
    for (const AuditCheck& check : report->checks) *compared += static_cast<int64_t>(check.compared);
  }
  if (report->findings_total == 0) return "";
  std::string text =
      absl::StrCat("the audit of '", environment->id(), "' has ", report->findings_total, " findings, the first:");
  for (const AuditFinding& finding : report->findings) {
    absl::StrAppend(&text, "\n  ", finding.check, ", ", finding.place, ": ", finding.what);
  }
  return text;
}

}  // namespace onhand
