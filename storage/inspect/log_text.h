// File: log_text.h
//
// Commit log records as text, for record_text.h. Private to storage/inspect.
#ifndef ONHAND_STORAGE_INSPECT_LOG_TEXT_H_
#define ONHAND_STORAGE_INSPECT_LOG_TEXT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/inspect/text_parts.h"

namespace onhand::storage {

// sequence=300 committed=2023-11-14T22:13:20Z [change id="order-1" <row> content=<hex> result=<hex>
// {pos.outbound+=2.5}] Each effect is a pair of braces: on cells and held parts, "bucket …", "schedule …", "hold …"
// (its state from then on). DATA_LOSS.
absl::StatusOr<std::string> LogText(std::string_view key, std::string_view value, text::Measures measures);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_INSPECT_LOG_TEXT_H_
