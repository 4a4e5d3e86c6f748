// File: number_text.h
//
// Values of products that are numbers (spec section 6: GreaterEqual, LessEqual and Between compare by size where both
// sides are numbers).
#ifndef ONHAND_STORAGE_CATALOG_NUMBER_TEXT_H_
#define ONHAND_STORAGE_CATALOG_NUMBER_TEXT_H_

#include <optional>
#include <string_view>

namespace onhand::storage {

// A sign or none, digits with a point among them or none, an exponent or none: "370", "-0.5", ".5", "1e3", "+2". As a
// 64-bit float, to the nearest; −0 becomes 0. Nothing where the text is anything else (blanks around it included) or
// too large.
std::optional<double> ReadNumberText(std::string_view text);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_CATALOG_NUMBER_TEXT_H_
