#include "engine/model/partition_id.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace onhand {
namespace {

constexpr std::string_view kByLocation = "location";
constexpr std::string_view kByProduct = "product";
constexpr std::string_view kHex = "0123456789ABCDEF";

bool IsPlain(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

void AppendEscaped(std::string_view text, std::string* out) {
  for (char c : text) {
    if (IsPlain(c)) {
      *out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    *out += '%';
    *out += kHex[byte >> 4];
    *out += kHex[byte & 15];
  }
}

std::optional<std::string> Unescape(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      if (!IsPlain(text[i])) return std::nullopt;
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const size_t high = kHex.find(text[i + 1]);
    const size_t low = kHex.find(text[i + 2]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    out += static_cast<char>(high << 4 | low);
    i += 2;
  }
  return out;
}

}  // namespace

std::string PartitionId(bool by_location, const std::vector<std::string_view>& parts) {
  std::string id(by_location ? kByLocation : kByProduct);
  for (std::string_view part : parts) {
    id += ':';
    AppendEscaped(part, &id);
  }
  return id;
}

std::optional<std::vector<std::string>> ParsePartitionId(bool by_location, std::string_view text) {
  const std::string_view kind = by_location ? kByLocation : kByProduct;
  if (!text.starts_with(kind)) return std::nullopt;
  std::string_view id = text.substr(kind.size());
  std::vector<std::string> parts;
  while (!id.empty()) {
    if (id[0] != ':') return std::nullopt;
    id.remove_prefix(1);
    const size_t end = std::min(id.find(':'), id.size());
    std::optional<std::string> part = Unescape(id.substr(0, end));
    if (!part.has_value()) return std::nullopt;
    parts.push_back(*std::move(part));
    id.remove_prefix(end);
  }
  if (parts.size() != (by_location ? 3u : 2u)) return std::nullopt;
  // One id for one partition: what is escaped without need is none.
  if (PartitionId(by_location, {parts.begin(), parts.end()}) != text) return std::nullopt;
  return parts;
}

}  // namespace onhand
