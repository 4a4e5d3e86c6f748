// The proof that an audit finds nothing where nothing is wrong, and names each thing that is.
//
//   --rows=N   instead: how long an audit of N rows takes
#include <cstdint>
#include <limits>
#include <optional>

#include "tests/proof/audit/audit_proof.h"
#include "tests/proof/support/proof_flags.h"
#include "tests/proof/support/proof_report.h"

namespace {

constexpr onhand::proof::ProofKind kKind{
    .name = "audit",
    .summary =
        "Databases in which everything happens; an audit finds nothing in them, and names each thing that is "
        "then damaged.",
    .cases = 20};

int64_t rows = 0;

void AddFlags(onhand::FlagSet* flags) {
  flags->Integer("rows", "N", "Instead: how long does an audit of so many rows take?", 0,
                 std::numeric_limits<int32_t>::max(), &rows);
}

}  // namespace

int main(int argc, char** argv) {
  onhand::proof::ProofOptions options;
  if (const std::optional<int> status = onhand::proof::ParseProofFlags(kKind, argc, argv, &options, AddFlags)) {
    return *status;
  }
  onhand::proof::ProofReport report(kKind, options);
  if (rows > 0) {
    onhand::proof::MeasureAudit(options, rows, &report);
  } else {
    onhand::proof::RunAuditCases(options, &report);
  }
  return report.Finish();
}
