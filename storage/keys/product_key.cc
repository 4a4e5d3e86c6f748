#include "storage/keys/product_key.h"

#include <bit>

#include "storage/keys/family.h"

namespace onhand::storage {
namespace {

constexpr char kEnd = '\0';
constexpr size_t kNumberBytes = 8;
constexpr uint64_t kSign = uint64_t{1} << 63;

// Up to and without the next 00, which goes too.
bool TakeText(std::string_view* rest, std::string_view* text) {
  const size_t end = rest->find(kEnd);
  if (end == std::string_view::npos) return false;
  *text = rest->substr(0, end);
  rest->remove_prefix(end + 1);
  return true;
}

bool TakeBytes(std::string_view* rest, size_t size, std::string_view* bytes) {
  if (rest->size() < size) return false;
  *bytes = rest->substr(0, size);
  rest->remove_prefix(size);
  return true;
}

size_t SequenceBytes(char lead) {
  const auto byte = static_cast<uint8_t>(lead);
  return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

bool TakeGram(std::string_view* rest, std::string_view* gram) {
  size_t size = 0;
  for (size_t i = 0; i < kGramCodePoints; ++i) {
    if (size >= rest->size()) return false;
    size += SequenceBytes((*rest)[size]);
  }
  return TakeBytes(rest, size, gram);
}

bool TakePath(std::string_view* rest, TermPath* path) {
  if (rest->empty()) return false;
  path->field = static_cast<uint8_t>(rest->front());
  rest->remove_prefix(1);
  if (path->field == kAttributeField) return TakeText(rest, &path->attribute);
  return path->field >= 1 && path->field <= kProductFieldMax;
}

bool TakeTerm(TermKind kind, std::string_view* rest, std::string_view* term) {
  switch (kind) {
    case TermKind::kText:
    case TermKind::kNumeral:
      return TakeText(rest, term);
    case TermKind::kNumber:
      return TakeBytes(rest, kNumberBytes, term);
    case TermKind::kGram:
      return TakeGram(rest, term);
  }
  return false;
}

}  // namespace

std::string ProductKey(std::string_view item_number) {
  return std::string(1, static_cast<char>(Family::kProduct)).append(item_number);
}

std::string TermPrefix(TermKind kind, const TermPath& path) {
  std::string key(1, static_cast<char>(Family::kProductTerm));
  key.push_back(static_cast<char>(kind));
  key.push_back(static_cast<char>(path.field));
  if (path.field == kAttributeField) key.append(path.attribute).push_back(kEnd);
  return key;
}

std::string_view CutTermText(std::string_view folded) { return folded.substr(0, kTermTextBytesMax); }

void AppendTextTerm(std::string_view folded, std::string* key) {
  key->append(CutTermText(folded));
  key->push_back(kEnd);
}

void AppendNumberTerm(double number, std::string* key) {
  uint64_t bits = std::bit_cast<uint64_t>(number);
  bits = (bits & kSign) != 0 ? ~bits : bits | kSign;
  for (int shift = 56; shift >= 0; shift -= 8) key->push_back(static_cast<char>(bits >> shift & 0xFF));
}

double NumberOfTerm(std::string_view term) {
  uint64_t bits = 0;
  for (const char byte : term) bits = bits << 8 | static_cast<uint8_t>(byte);
  bits = (bits & kSign) != 0 ? bits & ~kSign : ~bits;
  return std::bit_cast<double>(bits);
}

std::optional<TermKeyParts> ParseTermKey(std::string_view key) {
  if (key.size() < 2 || key[0] != static_cast<char>(Family::kProductTerm)) return std::nullopt;
  TermKeyParts parts;
  parts.kind = static_cast<TermKind>(key[1]);
  std::string_view rest = key.substr(2);
  if (!TakePath(&rest, &parts.path) || !TakeTerm(parts.kind, &rest, &parts.term) || rest.empty()) return std::nullopt;
  parts.item_number = rest;
  return parts;
}

}  // namespace onhand::storage
