// File: quantity.h
//
// Exact quantities (decisions Q1, Q2, T8): whole micros. A stored number is an int64 of micros, −(2^63−1) to 2^63−1,
// that is ±9,223,372,036,854.775807; sums are 128 bits wide and cannot overflow.
#ifndef ONHAND_ENGINE_MODEL_QUANTITY_H_
#define ONHAND_ENGINE_MODEL_QUANTITY_H_

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace onhand {

// One quantity in millionths.
struct Quantity {
  int64_t micros = 0;
  friend auto operator<=>(const Quantity&, const Quantity&) = default;
};

inline constexpr int64_t kMicrosPerUnit = 1'000'000;
inline constexpr int64_t kQuantityMicrosMax = std::numeric_limits<int64_t>::max();

// A sum of quantities in millionths.
using WideMicros = __int128;

enum class QuantityError : uint8_t {
  kNone,
  kNotANumber,     // not exactly one JSON number
  kTooManyDigits,  // a digit other than 0 beyond the sixth fraction digit
  kOutOfRange,     // |x| > 9,223,372,036,854.775807
};

// What to tell a user: "has more than 6 fraction digits", …
std::string_view QuantityErrorText(QuantityError error);

// Reads exactly one JSON number (`-?int frac? exp?`, nothing around it). Judged by value: 1e3, 1.0000000 and 12.5e-1
// are fine. `*quantity` is written only on kNone. Never rounds, takes time linear in the text whatever the exponent.
QuantityError ParseQuantity(std::string_view text, Quantity* quantity);

// The shortest exact decimal without exponent: "3", "-0.5", "9223372036854.775807".
std::string FormatMicros(WideMicros micros);
void AppendMicros(WideMicros micros, std::string* out);
inline std::string FormatQuantity(Quantity quantity) { return FormatMicros(quantity.micros); }

// a + b into *sum; false, and *sum untouched, where that is no quantity.
bool AddQuantities(int64_t a_micros, int64_t b_micros, int64_t* sum_micros);

}  // namespace onhand

#endif  // ONHAND_ENGINE_MODEL_QUANTITY_H_
