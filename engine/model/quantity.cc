#include "engine/model/quantity.h"

#include <algorithm>

namespace onhand {
namespace {

inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// A JSON number's parts; digits are those of integer and fraction together.
struct NumberParts {
  bool negative = false;
  std::string_view integer;
  std::string_view fraction;
  int64_t exponent = 0;  // clamped to ±100,000, beyond which only zero is a quantity
};

bool Split(std::string_view text, NumberParts* parts) {
  size_t i = 0;
  const auto digits = [&] {
    const size_t begin = i;
    while (i < text.size() && IsDigit(text[i])) ++i;
    return text.substr(begin, i - begin);
  };
  if (i < text.size() && text[i] == '-') parts->negative = true, ++i;
  parts->integer = digits();
  if (parts->integer.empty() || (parts->integer.size() > 1 && parts->integer[0] == '0')) return false;
  if (i < text.size() && text[i] == '.') {
    ++i;
    parts->fraction = digits();
    if (parts->fraction.empty()) return false;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    bool negative = false;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) negative = text[i++] == '-';
    const std::string_view exponent = digits();
    if (exponent.empty()) return false;
    for (char c : exponent) parts->exponent = std::min<int64_t>(parts->exponent * 10 + (c - '0'), 10'000'000);
    if (negative) parts->exponent = -parts->exponent;
  }
  return i == text.size();
}

}  // namespace

std::string_view QuantityErrorText(QuantityError error) {
  switch (error) {
    case QuantityError::kNone:
      return "";
    case QuantityError::kNotANumber:
      return "is not a number";
    case QuantityError::kTooManyDigits:
      return "has more than 6 fraction digits";
    case QuantityError::kOutOfRange:
      return "is beyond 9223372036854.775807";
  }
  return "";
}

QuantityError ParseQuantity(std::string_view text, Quantity* quantity) {
  NumberParts parts;
  if (!Split(text, &parts)) return QuantityError::kNotANumber;
  // The digit at position p (integer digits first) stands for 10^(point - 1 - p) with the exponent applied.
  const int64_t point = static_cast<int64_t>(parts.integer.size()) + parts.exponent;
  const int64_t count = static_cast<int64_t>(parts.integer.size() + parts.fraction.size());
  const auto digit = [&](int64_t p) {
    const auto u = static_cast<size_t>(p);
    return (u < parts.integer.size() ? parts.integer[u] : parts.fraction[u - parts.integer.size()]) - '0';
  };
  int64_t first = 0;
  while (first < count && digit(first) == 0) ++first;
  if (first == count) {
    quantity->micros = 0;
    return QuantityError::kNone;
  }
  int64_t last = count - 1;
  while (digit(last) == 0) --last;
  if (point - 1 - first > 12) return QuantityError::kOutOfRange;
  if (point - 1 - last < -6) return QuantityError::kTooManyDigits;
  WideMicros micros = 0;  // at most 19 digits
  for (int64_t p = first; p < point + 6; ++p) micros = micros * 10 + (p <= last ? digit(p) : 0);
  if (micros > kQuantityMicrosMax) return QuantityError::kOutOfRange;
  quantity->micros = static_cast<int64_t>(parts.negative ? -micros : micros);
  return QuantityError::kNone;
}

void AppendMicros(WideMicros micros, std::string* out) {
  char buffer[48];
  char* const end = buffer + sizeof(buffer);
  char* p = end;
  const bool negative = micros < 0;
  unsigned __int128 rest = negative ? -static_cast<unsigned __int128>(micros) : static_cast<unsigned __int128>(micros);
  auto fraction = static_cast<uint32_t>(rest % kMicrosPerUnit);
  rest /= kMicrosPerUnit;
  if (fraction != 0) {
    int digits = 6;
    while (fraction % 10 == 0) fraction /= 10, --digits;
    for (; digits > 0; --digits, fraction /= 10) *--p = static_cast<char>('0' + fraction % 10);
    *--p = '.';
  }
  do {
    *--p = static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest != 0);
  if (negative) *--p = '-';
  out->append(p, static_cast<size_t>(end - p));
}

std::string FormatMicros(WideMicros micros) {
  std::string out;
  AppendMicros(micros, &out);
  return out;
}

bool AddQuantities(int64_t a_micros, int64_t b_micros, int64_t* sum_micros) {
  const WideMicros sum = static_cast<WideMicros>(a_micros) + b_micros;
  if (sum > kQuantityMicrosMax || sum < -static_cast<WideMicros>(kQuantityMicrosMax)) return false;
  *sum_micros = static_cast<int64_t>(sum);
  return true;
}

}  // namespace onhand
