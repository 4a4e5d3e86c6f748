// File: product_key.h
//
// The keys of the product catalogue: a record for each product, and the postings that find products by what their
// fields hold.
//
//   product key := 'C' item_number
//   term key    := 'T' kind:u8 path term item_number         value: empty
//   path        := field:u8                                  1–9, the numbers of engine/model/product.h
//                | 0a attribute 00                           the attribute's name, folded
//
//   kind  term                                  one posting for
//   'e'   text 00                               each value that is no number
//   'd'   text 00                               each value that is a number, as it is written
//   'n'   number:8 bytes                        the same by its size
//   'g'   gram                                  each three code points in a row of a value
//
// Texts are folded (storage/catalog/text_fold.h) and cut after kTermTextBytesMax bytes. A number is its IEEE 754 bits
// big-endian, all of them flipped where it is negative, else the sign alone, so that keys sort by size. A gram is taken
// from the folded value with 02 before it and 03 03 behind it, so that grams tell where a value begins and ends, and
// every code point of it begins a gram. All postings of one term are therefore one range, in the order of item numbers.
// Worked examples: docs/formats/products.md.
#ifndef ONHAND_STORAGE_KEYS_PRODUCT_KEY_H_
#define ONHAND_STORAGE_KEYS_PRODUCT_KEY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace onhand::storage {

inline constexpr size_t kTermTextBytesMax = 128;
inline constexpr size_t kGramCodePoints = 3;
inline constexpr char kValueBegin = 0x02;
inline constexpr char kValueEnd = 0x03;

// On disk; do not change or reuse.
enum class TermKind : char {
  kText = 'e',
  kNumeral = 'd',
  kNumber = 'n',
  kGram = 'g',
};

// What a term was found in.
struct TermPath {
  uint8_t field = 0;           // 1–9; 10 = an attribute
  std::string_view attribute;  // its folded name; "" of a field
  friend bool operator==(const TermPath&, const TermPath&) = default;
};
inline constexpr uint8_t kProductFieldMax = 9;
inline constexpr uint8_t kAttributeField = 10;

// With the family byte; "" gives the first key of the family.
std::string ProductKey(std::string_view item_number);

// What all term keys of this kind and path begin with.
std::string TermPrefix(TermKind kind, const TermPath& path);
// Append the term. The texts are folded already; a gram is appended as it is.
void AppendTextTerm(std::string_view folded, std::string* key);
void AppendNumberTerm(double number, std::string* key);
// The text as far as terms hold it.
std::string_view CutTermText(std::string_view folded);

struct TermKeyParts {
  TermKind kind = TermKind::kText;
  TermPath path;
  std::string_view term;  // without the 00 behind a text
  std::string_view item_number;
};
// Nothing if the bytes are not a term key. Views into `key`.
std::optional<TermKeyParts> ParseTermKey(std::string_view key);
// Of a number's eight bytes.
double NumberOfTerm(std::string_view term);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KEYS_PRODUCT_KEY_H_
