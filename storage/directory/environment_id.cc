#include "storage/directory/environment_id.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace onhand::storage {
namespace {

constexpr size_t kIdBytesMax = 128;
// A file name has at most 255 bytes; ".deleting-" goes in front of it.
constexpr size_t kFolderBytesMax = 240;

bool IsPlain(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; }

// Takes one character from the front. False if it is not well-formed UTF-8 (surrogates and overlong forms included).
bool TakeCharacter(std::string_view* text, uint32_t* character) {
  const auto byte = [text](size_t i) { return static_cast<uint8_t>((*text)[i]); };
  const uint8_t first = byte(0);
  size_t length = 1;
  uint32_t least = 0;
  *character = first;
  if (first >= 0xF0 && first <= 0xF4) {
    length = 4;
    least = 0x10000;
    *character = first & 0x07;
  } else if (first >= 0xE0 && first < 0xF0) {
    length = 3;
    least = 0x800;
    *character = first & 0x0F;
  } else if (first >= 0xC2 && first < 0xE0) {
    length = 2;
    least = 0x80;
    *character = first & 0x1F;
  } else if (first >= 0x80) {
    return false;
  }
  if (text->size() < length) return false;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return false;
    *character = *character << 6 | (byte(i) & 0x3F);
  }
  text->remove_prefix(length);
  return *character >= least && *character <= 0x10FFFF && (*character < 0xD800 || *character > 0xDFFF);
}

bool IsControl(uint32_t character) { return character < 0x20 || (character >= 0x7F && character < 0xA0); }

std::optional<uint8_t> HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

}  // namespace

absl::StatusOr<std::string> FoldId(std::string_view id) {
  if (id.empty() || id.size() > kIdBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("an environment id has 1 to ", kIdBytesMax, " bytes, this one has ", id.size()));
  }
  for (std::string_view rest = id; !rest.empty();) {
    uint32_t character = 0;
    if (!TakeCharacter(&rest, &character)) return absl::InvalidArgumentError("an environment id must be UTF-8");
    if (IsControl(character)) {
      return absl::InvalidArgumentError("an environment id must not hold control characters");
    }
    if (character == '/') return absl::InvalidArgumentError("an environment id must not hold '/'");
  }
  std::string folded(id);
  for (char& c : folded) c = absl::ascii_tolower(static_cast<unsigned char>(c));
  if (FolderName(folded).size() > kFolderBytesMax) {
    return absl::InvalidArgumentError(absl::StrCat("environment id '", folded,
                                                   "' is too long: characters other than letters a-z, digits, '-' and "
                                                   "'_' count three for each of their bytes, ",
                                                   kFolderBytesMax, " at most in all"));
  }
  return folded;
}

std::string FolderName(std::string_view folded_id) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string name;
  for (const char c : folded_id) {
    if (IsPlain(c)) {
      name.push_back(c);
      continue;
    }
    const uint8_t byte = static_cast<uint8_t>(c);
    name.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
  }
  return name;
}

std::optional<std::string> IdOfFolder(std::string_view name) {
  std::string id;
  for (size_t i = 0; i < name.size(); ++i) {
    if (name[i] != '%') {
      id.push_back(name[i]);
      continue;
    }
    if (i + 2 >= name.size()) return std::nullopt;
    const std::optional<uint8_t> high = HexDigit(name[i + 1]);
    const std::optional<uint8_t> low = HexDigit(name[i + 2]);
    if (!high.has_value() || !low.has_value()) return std::nullopt;
    id.push_back(static_cast<char>(*high << 4 | *low));
    i += 2;
  }
  const absl::StatusOr<std::string> folded = FoldId(id);
  if (!folded.ok() || *folded != id || FolderName(id) != name) return std::nullopt;
  return id;
}

}  // namespace onhand::storage
