// File: text.h
//
// What texts may be (decisions I5): ids, organizations, products and dimension values; and longer ones.
#ifndef ONHAND_ENGINE_MODEL_TEXT_H_
#define ONHAND_ENGINE_MODEL_TEXT_H_

#include <cstddef>
#include <string_view>

namespace onhand {

inline constexpr size_t kTextBytesMax = 256;

enum class TextError { kNone, kEmpty, kTooLong, kNotUtf8, kControlCharacter };

// In words that follow the name of what is wrong: "is empty", "is longer than 256 bytes", …; kTooLong is of
// CheckText.
std::string_view TextErrorText(TextError error);

// 1–256 bytes of UTF-8 without control characters (U+0000–U+001F, U+007F–U+009F).
TextError CheckText(std::string_view text);
// 1–bytes_max bytes of UTF-8; of the control characters, tabs and line ends are fine.
TextError CheckLongText(std::string_view text, size_t bytes_max);
// As CheckText, and "" is fine.
inline TextError CheckOptionalText(std::string_view text) { return text.empty() ? TextError::kNone : CheckText(text); }

}  // namespace onhand

#endif  // ONHAND_ENGINE_MODEL_TEXT_H_
