#include "service/json/json_writer.h"

#include <algorithm>
#include <cstdint>

namespace onhand {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Length of the UTF-8 sequence that `text` begins with, 0 if it begins with none. No surrogates, no overlong forms.
size_t Utf8Length(std::string_view text) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<uint8_t>(text[i]) : 0; };
  const auto tail = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (!tail(1) || !tail(2)) return 0;
    if (lead == 0xE0 && byte(1) < 0xA0) return 0;
    if (lead == 0xED && byte(1) > 0x9F) return 0;
    return 3;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (!tail(1) || !tail(2) || !tail(3)) return 0;
    if (lead == 0xF0 && byte(1) < 0x90) return 0;
    if (lead == 0xF4 && byte(1) > 0x8F) return 0;
    return 4;
  }
  return 0;
}

bool IsPlain(char c) {
  return static_cast<uint8_t>(c) >= 0x20 && static_cast<uint8_t>(c) < 0x80 && c != '"' && c != '\\';
}

void AppendEscape(char c, std::string* out) {
  switch (c) {
    case '"':
      out->append("\\\"");
      return;
    case '\\':
      out->append("\\\\");
      return;
    case '\b':
      out->append("\\b");
      return;
    case '\f':
      out->append("\\f");
      return;
    case '\n':
      out->append("\\n");
      return;
    case '\r':
      out->append("\\r");
      return;
    case '\t':
      out->append("\\t");
      return;
  }
  constexpr char kHex[] = "0123456789abcdef";
  out->append("\\u00");
  out->push_back(kHex[(c >> 4) & 15]);
  out->push_back(kHex[c & 15]);
}

void NewLine(int indent, int level, std::string* out) {
  if (indent == 0) return;
  out->push_back('\n');
  out->append(static_cast<size_t>(indent * level), ' ');
}

void Append(const JsonValue& value, int indent, int level, std::string* out) {
  switch (value.type()) {
    case JsonType::kNull:
      out->append("null");
      return;
    case JsonType::kBool:
      out->append(value.boolean() ? "true" : "false");
      return;
    case JsonType::kNumber:
      out->append(value.text());
      return;
    case JsonType::kString:
      AppendJsonString(value.text(), out);
      return;
    case JsonType::kArray: {
      const auto elements = value.elements();
      const bool flat = std::none_of(elements.begin(), elements.end(),
                                     [](const JsonValue& e) { return e.is_array() || e.is_object(); });
      const int inner = flat ? 0 : indent;
      out->push_back('[');
      for (size_t i = 0; i < elements.size(); ++i) {
        if (i > 0) out->append(flat && indent > 0 ? ", " : ",");
        NewLine(inner, level + 1, out);
        Append(elements[i], indent, level + 1, out);
      }
      if (!elements.empty()) NewLine(inner, level, out);
      out->push_back(']');
      return;
    }
    case JsonType::kObject: {
      const auto members = value.members();
      out->push_back('{');
      for (size_t i = 0; i < members.size(); ++i) {
        if (i > 0) out->push_back(',');
        NewLine(indent, level + 1, out);
        AppendJsonString(members[i].name, out);
        out->append(indent > 0 ? ": " : ":");
        Append(members[i].value, indent, level + 1, out);
      }
      if (!members.empty()) NewLine(indent, level, out);
      out->push_back('}');
      return;
    }
  }
}

}  // namespace

void AppendJsonString(std::string_view text, std::string* out) {
  out->push_back('"');
  size_t i = 0;
  while (i < text.size()) {
    const size_t begin = i;
    while (i < text.size() && IsPlain(text[i])) ++i;
    out->append(text, begin, i - begin);
    if (i == text.size()) break;
    if (static_cast<uint8_t>(text[i]) < 0x80) {
      AppendEscape(text[i++], out);
      continue;
    }
    const size_t length = Utf8Length(text.substr(i));
    if (length == 0) {
      out->append(kReplacement);
      ++i;
    } else {
      out->append(text, i, length);
      i += length;
    }
  }
  out->push_back('"');
}

void AppendJson(const JsonValue& value, int indent, std::string* out) { Append(value, indent, 0, out); }

}  // namespace onhand
