// File: record_text.h
//
// One stored record as one line of text, without the line's end. Texts are quoted with C escapes, quantities are
// decimals, times RFC 3339 in UTC, hashes and results hex. A damaged record is a line too:
//
//   <family> damaged="<what is wrong>" key=<hex> value=<hex>
//
// Private to storage/inspect.
#ifndef ONHAND_STORAGE_INSPECT_RECORD_TEXT_H_
#define ONHAND_STORAGE_INSPECT_RECORD_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "storage/keys/family.h"

namespace onhand::storage {

// `key` with its family byte, which must be `family`; `measures` by number, numbers beyond it are shown as #number.
std::string RecordText(Family family, std::string_view key, std::string_view value,
                       absl::Span<const std::string> measures);

// OK if the record can be read, else DATA_LOSS with what is wrong.
absl::Status CheckRecord(Family family, std::string_view key, std::string_view value);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_INSPECT_RECORD_TEXT_H_
