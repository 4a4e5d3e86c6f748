#include "engine/model/text.h"

#include <cstdint>

namespace onhand {
namespace {

// The length of the UTF-8 sequence at the beginning of `text` and its code point; 0 if there is none.
size_t DecodeOne(std::string_view text, uint32_t* code_point) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t first = byte(0);
  size_t length = 0;
  uint32_t least = 0;
  if (first >= 0xC2 && first <= 0xDF) {
    length = 2, least = 0x80, *code_point = first & 0x1F;
  } else if ((first & 0xF0) == 0xE0) {
    length = 3, least = 0x800, *code_point = first & 0x0F;
  } else if (first >= 0xF0 && first <= 0xF4) {
    length = 4, least = 0x10000, *code_point = first & 0x07;
  } else {
    return 0;
  }
  if (text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
    *code_point = *code_point << 6 | (byte(i) & 0x3F);
  }
  const bool surrogate = *code_point >= 0xD800 && *code_point <= 0xDFFF;
  return *code_point < least || *code_point > 0x10FFFF || surrogate ? 0 : length;
}

TextError Check(std::string_view text, size_t bytes_max, bool line_ends) {
  if (text.empty()) return TextError::kEmpty;
  if (text.size() > bytes_max) return TextError::kTooLong;
  for (size_t i = 0; i < text.size();) {
    const uint8_t c = static_cast<uint8_t>(text[i]);
    if (c < 0x80) {
      const bool allowed = c >= 0x20 || (line_ends && (c == '\t' || c == '\n' || c == '\r'));
      if (!allowed || c == 0x7F) return TextError::kControlCharacter;
      ++i;
      continue;
    }
    uint32_t code_point = 0;
    const size_t length = DecodeOne(text.substr(i), &code_point);
    if (length == 0) return TextError::kNotUtf8;
    if (code_point < 0xA0) return TextError::kControlCharacter;
    i += length;
  }
  return TextError::kNone;
}

}  // namespace

std::string_view TextErrorText(TextError error) {
  switch (error) {
    case TextError::kNone:
      return "";
    case TextError::kEmpty:
      return "is empty";
    case TextError::kTooLong:
      return "is longer than 256 bytes";
    case TextError::kNotUtf8:
      return "is not valid UTF-8";
    case TextError::kControlCharacter:
      return "holds a control character";
  }
  return "";
}

TextError CheckText(std::string_view text) { return Check(text, kTextBytesMax, /*line_ends=*/false); }

TextError CheckLongText(std::string_view text, size_t bytes_max) { return Check(text, bytes_max, /*line_ends=*/true); }

}  // namespace onhand
