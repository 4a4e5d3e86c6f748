// A small share of the proof, and that it fails when the audit does not look at something.
#include "tests/proof/audit/audit_proof.h"

#include <string>

#include "gtest/gtest.h"

namespace onhand::proof {
namespace {

constexpr ProofKind kKind{.name = "audit", .summary = "", .cases = 1};

ProofOptions Options(int64_t seed, bool mutant) {
  return {.seed = seed, .cases = 1, .mutant = mutant, .dir = testing::TempDir() + "/audit_proof"};
}

TEST(AuditProofTest, FindsNothingWhereNothingIsWrongAndNamesAllThatIs) {
  const ProofOptions options = Options(1, /*mutant=*/false);
  ProofReport report(kKind, options);
  RunAuditCases(options, &report);
  EXPECT_EQ(report.Finish(), 0);
}

TEST(AuditProofTest, FailsWhereACheckIsLeftOut) {
  const ProofOptions options = Options(2, /*mutant=*/true);
  ProofReport report(kKind, options);
  RunAuditCases(options, &report);
  EXPECT_EQ(report.Finish(), 1);
}

}  // namespace
}  // namespace onhand::proof
