// File: json_value.h
//
// A JSON text as a read-only tree: strings without their escapes, numbers as they were written, so that nothing is
// rounded. Values are views into a JsonDocument (json_reader.h) and live as long as it and its text.
#ifndef ONHAND_SERVICE_JSON_JSON_VALUE_H_
#define ONHAND_SERVICE_JSON_JSON_VALUE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/types/span.h"

namespace onhand {

enum class JsonType : uint8_t { kNull, kBool, kNumber, kString, kArray, kObject };

// "null", "a boolean", "a number", "a string", "an array", "an object".
std::string_view JsonTypeName(JsonType type);

struct JsonMember;

// One value; 16 bytes. Copying copies the view.
class JsonValue {
 public:
  JsonValue() = default;
  static JsonValue Null() { return JsonValue(); }
  static JsonValue Bool(bool value) { return JsonValue(JsonType::kBool, nullptr, value ? 1 : 0); }
  static JsonValue Number(std::string_view text) { return JsonValue(JsonType::kNumber, text.data(), text.size()); }
  static JsonValue String(std::string_view text) { return JsonValue(JsonType::kString, text.data(), text.size()); }
  static JsonValue Array(absl::Span<const JsonValue> elements) {
    return JsonValue(JsonType::kArray, elements.data(), elements.size());
  }
  static JsonValue Object(absl::Span<const JsonMember> members);

  JsonType type() const { return type_; }
  bool is_null() const { return type_ == JsonType::kNull; }
  bool is_bool() const { return type_ == JsonType::kBool; }
  bool is_number() const { return type_ == JsonType::kNumber; }
  bool is_string() const { return type_ == JsonType::kString; }
  bool is_array() const { return type_ == JsonType::kArray; }
  bool is_object() const { return type_ == JsonType::kObject; }

  // Of a boolean; false otherwise.
  bool boolean() const { return is_bool() && size_ != 0; }
  // Of a string its content, of a number its spelling ("1.50e3"); "" otherwise.
  std::string_view text() const {
    return is_string() || is_number() ? std::string_view(static_cast<const char*>(data_), size_) : std::string_view();
  }
  // Of an array; empty otherwise.
  absl::Span<const JsonValue> elements() const {
    if (!is_array()) return {};
    return absl::MakeConstSpan(static_cast<const JsonValue*>(data_), size_);
  }
  // Of an object, in order, no name twice in any case; empty otherwise.
  absl::Span<const JsonMember> members() const;
  // The member of that name in any case; null if there is none, if it is JSON's null, or if this is no object.
  const JsonValue* Find(std::string_view name) const;

 private:
  JsonValue(JsonType type, const void* data, size_t size)
      : data_(data), size_(static_cast<uint32_t>(size)), type_(type) {}

  const void* data_ = nullptr;
  uint32_t size_ = 0;  // texts are shorter than 4 GiB: json_reader.h refuses longer ones
  JsonType type_ = JsonType::kNull;
};

struct JsonMember {
  std::string_view name;
  JsonValue value;
};

inline JsonValue JsonValue::Object(absl::Span<const JsonMember> members) {
  return JsonValue(JsonType::kObject, members.data(), members.size());
}

inline absl::Span<const JsonMember> JsonValue::members() const {
  if (!is_object()) return {};
  return absl::MakeConstSpan(static_cast<const JsonMember*>(data_), size_);
}

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_JSON_VALUE_H_
