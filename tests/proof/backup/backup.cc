// Proof: a backup that is made while everything goes on is exactly what was committed by then; a crash in the middle of
// making, restoring and deleting leaves nothing half.

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "tests/proof/backup/kill_case.h"
#include "tests/proof/backup/load_case.h"
#include "tests/proof/support/proof_flags.h"
#include "tests/proof/support/proof_report.h"

namespace onhand::proof {
namespace {

int64_t callers = 4;
int64_t backups = 3;
int64_t kills = 8;
std::string child_dir;

void AddFlags(FlagSet* flags) {
  flags->Integer("callers", "N", "That write while backups are made.", 1, 64, &callers);
  flags->Integer("backups", "N", "That are made under load, a case.", 1, 100, &backups);
  flags->Integer("kills", "N", "In the middle of making, restoring and deleting, a case.", 0, 1000, &kills);
  flags->Text("child_dir", "DIR", "For the program's own use: be the process that is killed.", &child_dir);
}

int Run(int argc, char** argv) {
  constexpr ProofKind kKind{"backup",
                            "Makes backups under load, restores them and compares them with what callers were told; "
                            "kills what makes them. A case is one load and some kills.",
                            30};
  ProofOptions options;
  if (const std::optional<int> status = ParseProofFlags(kKind, argc, argv, &options, &AddFlags)) return *status;
  if (!child_dir.empty()) return RunChild(child_dir, static_cast<uint64_t>(options.seed));
  ProofReport report(kKind, options);
  KillCounts counts;
  int64_t made = 0;
  for (int64_t seed = options.seed; report.failures() == 0 && report.NextCase(); ++seed) {
    const std::string dir = absl::StrCat(options.dir, "/", seed);
    std::error_code ignored;
    std::filesystem::remove_all(dir, ignored);
    std::string wrong = RunLoadCase({.seed = static_cast<uint64_t>(seed),
                                     .dir = dir + "/load",
                                     .mutant = options.mutant,
                                     .callers = static_cast<int>(callers),
                                     .backups = static_cast<int>(backups)},
                                    &report);
    made += backups;
    if (wrong.empty()) {
      wrong = RunKillCase({.seed = static_cast<uint64_t>(seed), .dir = dir + "/kill", .kills = static_cast<int>(kills)},
                          &report, &counts);
    }
    if (wrong.empty()) {
      std::filesystem::remove_all(dir, ignored);
    } else {
      report.Fail(seed, absl::StrCat(wrong, "; what is left: ", dir));
    }
  }
  report.Field("backups_under_load", made);
  report.Field("kills", counts.kills);
  report.Field("kills_at_failpoints", counts.at_failpoints);
  return report.Finish();
}

}  // namespace
}  // namespace onhand::proof

int main(int argc, char** argv) { return onhand::proof::Run(argc, argv); }
