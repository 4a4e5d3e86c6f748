// File: product_text.h
//
// Records of the product catalogue as text, for record_text.h. Private to storage/inspect.
#ifndef ONHAND_STORAGE_INSPECT_PRODUCT_TEXT_H_
#define ONHAND_STORAGE_INSPECT_PRODUCT_TEXT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace onhand::storage {

// "M0030" field3="Speaker cable" attribute(1)="Length" type="Metre" value="10". DATA_LOSS.
absl::StatusOr<std::string> ProductText(std::string_view item_number, std::string_view value);

// field3 text="speaker cable" item="M0030", attribute "length" number=10 item="M0030"; gram marks are C escapes.
// DATA_LOSS.
absl::StatusOr<std::string> ProductTermText(std::string_view key, std::string_view value);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_INSPECT_PRODUCT_TEXT_H_
