// File: text_parts.h
//
// How single values look in a line of a dump. Private to storage/inspect.
#ifndef ONHAND_STORAGE_INSPECT_TEXT_PARTS_H_
#define ONHAND_STORAGE_INSPECT_TEXT_PARTS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "storage/keys/row_key.h"
#include "storage/records/hash128.h"
#include "storage/records/row.h"

namespace onhand::storage::text {

using Measures = absl::Span<const std::string>;  // names by number

std::string Escaped(std::string_view text);  // C escapes, UTF-8 as it is
std::string Quoted(std::string_view text);   // the same in quotes
std::string Hex(std::string_view bytes);
std::string Hex(const Hash128& hash);
std::string Time(int64_t time_us);     // RFC 3339, UTC
std::string Day(int32_t day);          // since 1970: 2023-11-14
std::string Quantity(int64_t micros);  // decimal
std::string Measure(MeasureNumber number, Measures measures);

// organization="usmf" product="Bike" site="1" location="13" dimension1="Red"
std::string Identity(const RowIdentity& identity);
// The same with site and location before the product, as place keys sort.
std::string PlaceIdentity(const RowIdentity& identity);
// The identity of a row key; row_key=<hex> if it is none.
std::string RowKeyIdentity(std::string_view row_key);

// path="Online","VIP"; path=<hex> if it is none.
std::string Path(std::string_view path);

}  // namespace onhand::storage::text

#endif  // ONHAND_STORAGE_INSPECT_TEXT_PARTS_H_
