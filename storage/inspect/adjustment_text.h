// File: adjustment_text.h
//
// Adjustment lines as text, for record_text.h and log_text.h. All are DATA_LOSS where bytes are damaged. Private to
// storage/inspect.
#ifndef ONHAND_STORAGE_INSPECT_ADJUSTMENT_TEXT_H_
#define ONHAND_STORAGE_INSPECT_ADJUSTMENT_TEXT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/inspect/text_parts.h"

namespace onhand::storage {

// With the family byte.
absl::StatusOr<std::string> AdjustmentDetailText(std::string_view key, std::string_view value, text::Measures measures);
absl::StatusOr<std::string> AdjustmentPendingText(std::string_view key, std::string_view value);
absl::StatusOr<std::string> AdjustmentAggregateText(std::string_view key, std::string_view value,
                                                    text::Measures measures);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_INSPECT_ADJUSTMENT_TEXT_H_
