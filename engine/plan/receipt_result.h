// File: receipt_result.h
//
// The bytes that a receipt keeps of an outcome, so that a repetition gets the first answer again (decisions I2).
// On disk: do not change or reuse.
//
//   result := ""                         plain success
//           | 01                         success, a set that was superseded by a newer count (decisions S2)
//           | 02 hold-id:16 bytes        success, a reserve that made this hold (decisions X1)
//           | 03 invalid:zigzag-varint   partial success of an unreserve; the part nothing was left for (decisions V8)
#ifndef ONHAND_ENGINE_PLAN_RECEIPT_RESULT_H_
#define ONHAND_ENGINE_PLAN_RECEIPT_RESULT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/config/compiled.h"
#include "engine/model/outcome.h"
#include "engine/validate/valid_event.h"
#include "storage/records/hash128.h"

namespace onhand {

inline constexpr std::string_view kResultSuccess = "";
inline constexpr std::string_view kResultSuperseded = "\x01";
std::string ResultOfHold(const storage::Hash128& hold_id);
std::string ResultOfPartialRelease(int64_t invalid_micros);

// The answer that `event` got, or gets now. DATA_LOSS: bytes of no outcome.
absl::StatusOr<Outcome> OutcomeOfResult(const ValidEvent& event, const CompiledConfiguration& configuration,
                                        std::string_view result);

}  // namespace onhand

#endif  // ONHAND_ENGINE_PLAN_RECEIPT_RESULT_H_
