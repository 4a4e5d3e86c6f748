// File: row_key.h
//
// The identity of a stored row (decisions R1) as order-preserving bytes.
//
//   row key   := organization 00 product 00 site 00 location 00 dimension*
//   place key := organization 00 site 00 location 00 product 00 dimension*
//   dimension := number:u8 value 00        ascending by number, only values that are not empty, number >= 1
//
// Texts hold no control character (decisions I5), so 00 ends one and sorts before everything else: keys sort by
// organization, then product, and so on, each bytewise. In the store, a family byte stands before them ('R', 'B'
// before a row key, 'X' before a place key). Worked examples: docs/formats/keys.md.
#ifndef ONHAND_STORAGE_KEYS_ROW_KEY_H_
#define ONHAND_STORAGE_KEYS_ROW_KEY_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/inlined_vector.h"

namespace onhand::storage {

// One further dimension of a row. The numbers are those of engine/model/base_dimension.h and are on disk.
struct RowDimension {
  uint8_t number = 0;
  std::string_view value;
  friend bool operator==(const RowDimension&, const RowDimension&) = default;
};

// A row's identity, taken apart. Views into whatever it was made from.
struct RowIdentity {
  std::string_view organization;
  std::string_view product;
  std::string_view site;                            // "" = the row leaves it unspecified
  std::string_view location;                        // likewise
  absl::InlinedVector<RowDimension, 6> dimensions;  // ascending by number, values not empty
};

// Some parts of an identity beside organization and product: bit n = the dimension with number n, up to 31. So bit n
// stands for BaseDimension n.
using PartMask = uint64_t;
inline constexpr int kDimensionPartMax = 31;
inline constexpr PartMask kSitePart = PartMask{1} << 32;
inline constexpr PartMask kLocationPart = PartMask{1} << 33;

// The identity with all other parts left unspecified.
RowIdentity KeepParts(const RowIdentity& identity, PartMask parts);

// Row key bytes, without a family byte. `identity` must hold what its comments say (checked in debug builds).
void AppendRowKey(const RowIdentity& identity, std::string* out);
std::string RowKey(const RowIdentity& identity);
// Nothing if the bytes are not a row key. The views point into `key`.
std::optional<RowIdentity> ParseRowKey(std::string_view key);

// Where the row key at the beginning of `bytes` ends, for keys of the form `row-key 00 rest`: a dimension's number is
// never 00, so the 00 ends it. Nothing if the bytes do not begin so.
struct RowKeyAndRest {
  std::string_view row_key;
  std::string_view rest;
};
std::optional<RowKeyAndRest> SplitRowKey(std::string_view bytes);

// Place key bytes, without a family byte, and back.
std::string PlaceKey(const RowIdentity& identity);
std::optional<RowIdentity> ParsePlaceKey(std::string_view key);

// One text of a key and the 00 that ends it.
void AppendKeyText(std::string_view text, std::string* out);
// All texts given, each followed by 00: the beginning that all keys of these leading parts share.
std::string KeyPrefix(std::initializer_list<std::string_view> parts);

// The first key after all keys that begin with `prefix`; "" if there is none.
std::string AfterPrefix(std::string_view prefix);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_KEYS_ROW_KEY_H_
