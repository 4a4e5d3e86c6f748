// File: json_reader.h
//
// JSON as decisions T3 wants it: strict, but for comments and trailing commas. A name repeated in one object (in any
// case), nesting beyond 32, bytes that are not UTF-8, lone surrogates, NaN: refused. Numbers keep their spelling.
#ifndef ONHAND_SERVICE_JSON_JSON_READER_H_
#define ONHAND_SERVICE_JSON_JSON_READER_H_

#include <cstddef>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>

#include "service/json/json_value.h"

namespace onhand {

inline constexpr int kJsonDepthMax = 32;

struct JsonLimits {
  // Elements of an array at the top; one more ends the reading. 0: as many as there are.
  size_t top_elements_max = 0;
};

struct JsonError {
  bool too_many_elements = false;  // top_elements_max was exceeded; the rest was not looked at
  std::string path;                // JSON pointer to where it is, as far as known
  std::string message;             // with line and column
  size_t offset = 0;               // bytes from the start of the text
};

// Owns what a tree needs beside the text it was read from. Not thread-safe while being read; then immutable.
class JsonDocument {
 public:
  // Null, and *error says why, if the text is not one JSON value. `text` must outlive the document. A byte order mark
  // before it is skipped.
  static std::unique_ptr<JsonDocument> Read(std::string_view text, const JsonLimits& limits, JsonError* error);

  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  const JsonValue& top() const { return top_; }

 private:
  JsonDocument();
  bool ReadText(std::string_view text, const JsonLimits& limits, JsonError* error);

  static constexpr size_t kInlineBytes = 2048;  // enough for one event without an allocation
  alignas(std::max_align_t) std::byte inline_[kInlineBytes];
  std::pmr::monotonic_buffer_resource arena_;
  std::string rewritten_text_;  // in place of the caller's, where it had to be changed
  JsonValue top_;
};

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_JSON_READER_H_
