#include "engine/plan/receipt_result.h"

#include "absl/status/status.h"

namespace onhand {

absl::StatusOr<Outcome> OutcomeOfResult(std::string_view result) {
  Outcome outcome;
  if (result == kResultSuccess) return outcome;
  if (result == kResultSuperseded) {
    outcome.message = "superseded by a newer count";
    return outcome;
  }
  return absl::DataLossError("a stored receipt holds a result of no known form");
}

}  // namespace onhand
