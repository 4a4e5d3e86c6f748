#include "service/json/exponent_clip.h"

#include <cstddef>
#include <string_view>

namespace onhand {
namespace {

constexpr size_t kDigitsMax = 8;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The position after a string that begins at `i`, or after a comment.
size_t SkipString(std::string_view text, size_t i) {
  for (++i; i < text.size() && text[i] != '"'; ++i) {
    if (text[i] == '\\') ++i;
  }
  return i + 1;
}

size_t SkipComment(std::string_view text, size_t i) {
  const bool line = text[i + 1] == '/';
  const size_t end = line ? text.find('\n', i) : text.find("*/", i + 2);
  return end == std::string_view::npos ? text.size() : end + (line ? 1 : 2);
}

}  // namespace

void ClipExponents(std::string* text) {
  std::string& t = *text;
  size_t i = 0;
  while (i < t.size()) {
    if (t[i] == '"') {
      i = SkipString(t, i);
    } else if (t[i] == '/' && i + 1 < t.size() && (t[i + 1] == '/' || t[i + 1] == '*')) {
      i = SkipComment(t, i);
    } else if ((t[i] == 'e' || t[i] == 'E') && i > 0 && IsDigit(t[i - 1])) {
      ++i;
      if (i < t.size() && (t[i] == '+' || t[i] == '-')) ++i;
      while (i < t.size() && t[i] == '0') ++i;
      const size_t begin = i;
      while (i < t.size() && IsDigit(t[i])) ++i;
      const size_t digits = i - begin;
      if (digits > kDigitsMax) {
        t.replace(begin, digits - kDigitsMax, digits - kDigitsMax, '0');
        t.replace(i - kDigitsMax, kDigitsMax, kDigitsMax, '9');
      }
    } else {
      ++i;
    }
  }
}

}  // namespace onhand
