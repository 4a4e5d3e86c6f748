#include "tests/proof/support/proof_flags.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <limits>
#include <system_error>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace onhand::proof {
namespace {

std::string FreshFolder(std::string_view kind) {
  const char* base = std::getenv("TEST_TMPDIR");
  return absl::StrCat(base == nullptr ? "/tmp" : base, "/onhand-proof-", std::string(kind), "-", getpid());
}

}  // namespace

std::optional<int> ParseProofFlags(const ProofKind& kind, int argc, char** argv, ProofOptions* options,
                                   void (*more)(FlagSet* flags)) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  FlagSet flags(absl::StrCat(std::string(kind.name), " [flags]"), std::string(kind.summary));
  bool help = false;
  flags.Integer("seconds", "N", "Stop after so many seconds; 0 = when all cases are through.", 0, kMost,
                &options->seconds);
  flags.Integer("seed", "S", "The first case; each further one has the next number.", 0, kMost, &options->seed);
  flags.Integer("cases", "N",
                absl::StrCat("How many; 0 = ", kind.cases, ", or as many as fit into --seconds where that is given."),
                0, kMost, &options->cases);
  flags.Switch("mutant", "With a deliberate fault, which has to be found: the exit status is then 1.",
               &options->mutant);
  flags.Text("dir", "DIR",
             "Where to write: a new or empty folder; \"\" = one under /tmp. Goes at the end unless something failed.",
             &options->dir);
  flags.Switch("help", "Print this.", &help);
  if (more != nullptr) more(&flags);

  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const auto rest = flags.Parse(arguments);
  absl::Status status = rest.status();
  if (status.ok() && !rest->empty()) {
    status = absl::InvalidArgumentError(absl::StrCat("What is \"", rest->front(), "\"? There are only flags."));
  }
  if (!status.ok()) {
    std::cerr << kind.name << ": " << status.message() << "\n";
    return 2;
  }
  if (help) {
    std::cout << flags.Help();
    return 0;
  }
  if (options->cases == 0 && options->seconds == 0) options->cases = kind.cases;
  if (options->dir.empty()) options->dir = FreshFolder(kind.name);
  std::error_code error;
  std::filesystem::create_directories(options->dir, error);
  if (error) {
    std::cerr << kind.name << ": cannot make the folder " << options->dir << ": " << error.message() << "\n";
    return 2;
  }
  // It is removed with all that is in it.
  if (!std::filesystem::is_empty(options->dir, error)) {
    std::cerr << kind.name << ": the folder " << options->dir << " is not empty; name another, or empty it\n";
    return 2;
  }
  return std::nullopt;
}

}  // namespace onhand::proof
