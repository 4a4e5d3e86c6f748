// File: entry_text.h
//
// Rows and what lies beside them as text, for record_text.h: values and the keys that find them. All are DATA_LOSS
// where bytes are damaged. Private to storage/inspect.
#ifndef ONHAND_STORAGE_INSPECT_ENTRY_TEXT_H_
#define ONHAND_STORAGE_INSPECT_ENTRY_TEXT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/inspect/text_parts.h"
#include "storage/records/schedule.h"

namespace onhand::storage {

// "per_measure", "period".
std::string_view ScheduleVariantName(ScheduleVariant variant);

// Behind the family byte.
absl::StatusOr<std::string> RowText(std::string_view row_key, std::string_view value, text::Measures measures);
absl::StatusOr<std::string> PlaceText(std::string_view place_key, std::string_view value);

// With the family byte.
absl::StatusOr<std::string> BucketText(std::string_view key, std::string_view value);
absl::StatusOr<std::string> ScheduleText(std::string_view key, std::string_view value, text::Measures measures);
absl::StatusOr<std::string> SchedulePlaceText(std::string_view key, std::string_view value);
absl::StatusOr<std::string> HoldText(std::string_view key, std::string_view value, text::Measures measures);
absl::StatusOr<std::string> HoldEndText(std::string_view key, std::string_view value);

// A base entry that is no row: 'b' and its table key. Begins with what it is: "bucket …", "schedule …", "hold …".
absl::StatusOr<std::string> BaseBookText(std::string_view key, std::string_view value, text::Measures measures);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_INSPECT_ENTRY_TEXT_H_
