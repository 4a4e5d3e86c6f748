// File: audit_proof.h
//
// One database after another in which everything happens; an audit must find nothing in it, and must name each thing
// that is then damaged in a copy of it.
#ifndef ONHAND_TESTS_PROOF_AUDIT_AUDIT_PROOF_H_
#define ONHAND_TESTS_PROOF_AUDIT_AUDIT_PROOF_H_

#include <cstdint>

#include "tests/proof/support/proof_flags.h"
#include "tests/proof/support/proof_report.h"

namespace onhand::proof {

// Each case that the report asks for. With options.mutant the audit does not look at one of the things.
void RunAuditCases(const ProofOptions& options, ProofReport* report);

// How long an audit of so many rows takes, as fields of the report.
void MeasureAudit(const ProofOptions& options, int64_t rows, ProofReport* report);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_AUDIT_AUDIT_PROOF_H_
