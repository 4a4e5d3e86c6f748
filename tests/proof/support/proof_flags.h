// File: proof_flags.h
//
// The flags that every kind of proof takes.
#ifndef ONHAND_TESTS_PROOF_SUPPORT_PROOF_FLAGS_H_
#define ONHAND_TESTS_PROOF_SUPPORT_PROOF_FLAGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "service/flags/flag_set.h"

namespace onhand::proof {

struct ProofOptions {
  int64_t seconds = 0;  // when to stop; 0 = when all cases are through
  int64_t seed = 1;     // of the first case; each further case has the next one
  int64_t cases = 0;    // how many; 0 = as many as fit into `seconds`
  bool mutant = false;  // with the deliberate fault that this kind has to catch
  std::string dir;      // for what it writes: a folder that is there and empty, once ParseProofFlags is through
};

// What a kind is and how much of it is done when no flag says otherwise.
struct ProofKind {
  std::string_view name;     // "power_cut"
  std::string_view summary;  // for the help
  int64_t cases = 0;         // done where neither --cases nor --seconds is given
};

// Sets `options`, or prints the help or what is wrong. A value: the program is over, with that exit status. `more` may
// hold flags of the kind's own.
std::optional<int> ParseProofFlags(const ProofKind& kind, int argc, char** argv, ProofOptions* options,
                                   void (*more)(FlagSet* flags) = nullptr);

}  // namespace onhand::proof

#endif  // ONHAND_TESTS_PROOF_SUPPORT_PROOF_FLAGS_H_
