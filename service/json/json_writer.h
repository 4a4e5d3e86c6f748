// File: json_writer.h
//
// JSON out, straight into one string.
#ifndef ONHAND_SERVICE_JSON_JSON_WRITER_H_
#define ONHAND_SERVICE_JSON_JSON_WRITER_H_

#include <string>
#include <string_view>

#include "service/json/json_value.h"

namespace onhand {

// The text in quotes, escaped where JSON asks for it. Bytes that are not UTF-8 become U+FFFD, so that the result is
// JSON whatever came in.
void AppendJsonString(std::string_view text, std::string* out);

// A whole tree: compact with indent 0, otherwise one member or element a line, `indent` blanks a level. Arrays that
// hold no array or object stay on one line. Numbers keep their spelling.
void AppendJson(const JsonValue& value, int indent, std::string* out);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_JSON_WRITER_H_
