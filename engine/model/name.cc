#include "engine/model/name.h"

#include <cstdint>

namespace onhand {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\f\v";

inline char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}  // namespace

std::string FoldName(std::string_view name) {
  std::string folded(name);
  for (char& c : folded) c = Lower(c);
  return folded;
}

bool NamesEqual(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (Lower(a[i]) != Lower(b[i])) return false;
  }
  return true;
}

bool IsBlank(std::string_view text) { return text.find_first_not_of(kBlanks) == std::string_view::npos; }

std::string_view TrimBlanks(std::string_view text) {
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

size_t NameHash::operator()(std::string_view name) const {
  uint64_t hash = 14695981039346656037u;  // FNV-1a: names are short
  for (char c : name) hash = (hash ^ static_cast<unsigned char>(Lower(c))) * 1099511628211u;
  return hash ^ (hash >> 29);
}

}  // namespace onhand
