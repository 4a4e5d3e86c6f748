#include "service/http/target.h"

#include <cstddef>
#include <utility>

#include "engine/model/name.h"

namespace onhand {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Calls `take` for each piece between separators, empty ones included.
template <typename Take>
bool ForEachPiece(std::string_view text, char separator, Take take) {
  while (true) {
    const size_t end = text.find(separator);
    if (!take(text.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

bool ParsePath(std::string_view path, std::vector<std::string>* segments) {
  path.remove_prefix(1);
  if (!path.empty() && path.back() == '/') path.remove_suffix(1);
  if (path.empty()) return true;
  return ForEachPiece(path, '/', [&](std::string_view piece) {
    return PercentDecode(piece, /*plus_is_blank=*/false, &segments->emplace_back());
  });
}

bool ParseParameter(std::string_view text, std::vector<QueryParameter>* parameters) {
  if (text.empty()) return true;
  const size_t equals = text.find('=');
  QueryParameter parameter;
  if (!PercentDecode(text.substr(0, equals), /*plus_is_blank=*/true, &parameter.name)) return false;
  const std::string_view value = equals == std::string_view::npos ? std::string_view() : text.substr(equals + 1);
  if (!PercentDecode(value, /*plus_is_blank=*/true, &parameter.value)) return false;
  ForEachPiece(value, ',', [&](std::string_view piece) {
    return PercentDecode(piece, /*plus_is_blank=*/true, &parameter.values.emplace_back());
  });
  parameters->push_back(std::move(parameter));
  return true;
}

}  // namespace

bool PercentDecode(std::string_view text, bool plus_is_blank, std::string* out) {
  out->clear();
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      out->push_back(' ');
    } else if (text[i] != '%') {
      out->push_back(text[i]);
    } else {
      if (i + 2 >= text.size()) return false;
      const int high = HexDigit(text[i + 1]);
      const int low = HexDigit(text[i + 2]);
      if (high < 0 || low < 0) return false;
      out->push_back(static_cast<char>(high * 16 + low));
      i += 2;
    }
  }
  return true;
}

const QueryParameter* Target::Find(std::string_view name) const {
  for (const QueryParameter& parameter : parameters) {
    if (NamesEqual(parameter.name, name)) return &parameter;
  }
  return nullptr;
}

bool ParseTarget(std::string_view text, Target* target, std::string* error) {
  text = text.substr(0, text.find('#'));
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!NamesEqual(text.substr(0, scheme.size()), scheme)) continue;
    text.remove_prefix(scheme.size());
    const size_t end = text.find_first_of("/?");
    text = end == std::string_view::npos ? std::string_view("/") : text.substr(end);
  }
  const size_t question = text.find('?');
  const std::string_view path = text.substr(0, question);
  if (path.empty() || path[0] != '/') {
    *error = "The target of the request must be a path that begins with '/'.";
    return false;
  }
  const std::string_view query = question == std::string_view::npos ? std::string_view() : text.substr(question + 1);
  if (!ParsePath(path, &target->segments) ||
      !ForEachPiece(query, '&', [&](std::string_view piece) { return ParseParameter(piece, &target->parameters); })) {
    *error = "The target of the request holds a '%' that is not followed by two hexadecimal digits.";
    return false;
  }
  return true;
}

}  // namespace onhand
