// File: field_reader.h
//
// Members of a JSON object by type, with the same words for what is wrong everywhere. `path` is a JSON pointer to the
// value. A value that is absent or null is the caller's affair.
#ifndef ONHAND_SERVICE_JSON_FIELD_READER_H_
#define ONHAND_SERVICE_JSON_FIELD_READER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/outcome.h"
#include "engine/model/quantity.h"
#include "service/json/json_value.h"

namespace onhand {

// "<field> must be <expected>, not <what it is>." with reason kMalformed. The field is named by its path.
Issue MistypedField(std::string_view path, std::string_view expected, const JsonValue& value);
// "<field> is missing."
Issue MissingField(std::string_view path);

// What came in, as messages quote it: its beginning, for it may be megabytes long.
std::string ShownText(std::string_view text);

// Each returns true and sets *out, or false and sets *issue.
bool ReadString(const JsonValue& value, std::string_view path, std::string_view* out, Issue* issue);
bool ReadBool(const JsonValue& value, std::string_view path, bool* out, Issue* issue);
// An integer of at most 64 bits, written as a number without fraction (1e2 and 1.0 are fine: decisions Q1).
bool ReadInteger(const JsonValue& value, std::string_view path, int64_t* out, Issue* issue);
// An array of strings; appends to *out.
bool ReadStrings(const JsonValue& value, std::string_view path, std::vector<std::string_view>* out, Issue* issue);
// A number, or a string that holds exactly one (decisions T3, Q1). Reasons kMalformed, kInvalidQuantity.
bool ReadQuantity(const JsonValue& value, std::string_view path, Quantity* out, Issue* issue);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_FIELD_READER_H_
