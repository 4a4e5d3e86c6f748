// File: receipt_result.h
//
// The bytes that a receipt keeps of an outcome, so that a repetition gets the first answer again (decisions I2).
// On disk: do not change or reuse.
//
//   result := ""    plain success
//           | 01    success, a set that was superseded by a newer count (decisions S2)
#ifndef ONHAND_ENGINE_PLAN_RECEIPT_RESULT_H_
#define ONHAND_ENGINE_PLAN_RECEIPT_RESULT_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "engine/model/outcome.h"

namespace onhand {

inline constexpr std::string_view kResultSuccess = "";
inline constexpr std::string_view kResultSuperseded = "\x01";

// DATA_LOSS: bytes of no outcome.
absl::StatusOr<Outcome> OutcomeOfResult(std::string_view result);

}  // namespace onhand

#endif  // ONHAND_ENGINE_PLAN_RECEIPT_RESULT_H_
