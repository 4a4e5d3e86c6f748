// File: audit_text.h
//
// Findings of an audit about stored records, in the words of `onhand dump`. Private to storage/audit.
#ifndef ONHAND_STORAGE_AUDIT_AUDIT_TEXT_H_
#define ONHAND_STORAGE_AUDIT_AUDIT_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "storage/audit/audit_sink.h"

namespace onhand::storage {

// What tables hold beside the log; names of measures by number.
using MeasureNames = absl::Span<const std::string>;

// An entry under `key` (with family byte) that should be `expected` and is `found`, nothing = not there. `whose`: which
// of its copies, "in its table".
void FindEntry(std::string_view check, std::string_view key, std::optional<std::string_view> expected,
               std::optional<std::string_view> found, std::string_view whose, MeasureNames measures, AuditSink* sink);

// row organization="usmf" product="Bike" site="1" location="13"
std::string RowPlace(std::string_view row_key);
std::string LogPlace(uint64_t sequence);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_AUDIT_AUDIT_TEXT_H_
