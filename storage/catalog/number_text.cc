#include "storage/catalog/number_text.h"

#include <cmath>
#include <cstddef>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"

namespace onhand::storage {
namespace {

// How many digits `text` begins with; they are taken off.
size_t TakeDigits(std::string_view* text) {
  size_t count = 0;
  while (count < text->size() && (*text)[count] >= '0' && (*text)[count] <= '9') ++count;
  text->remove_prefix(count);
  return count;
}

bool TakeSign(std::string_view* text) {
  if (text->empty() || (text->front() != '+' && text->front() != '-')) return false;
  text->remove_prefix(1);
  return true;
}

bool IsNumeral(std::string_view text) {
  TakeSign(&text);
  size_t digits = TakeDigits(&text);
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    digits += TakeDigits(&text);
  }
  if (digits == 0) return false;
  if (text.empty()) return true;
  if (text.front() != 'e' && text.front() != 'E') return false;
  text.remove_prefix(1);
  TakeSign(&text);
  return TakeDigits(&text) > 0 && text.empty();
}

}  // namespace

std::optional<double> ReadNumberText(std::string_view text) {
  double number = 0;
  if (!IsNumeral(text) || !absl::SimpleAtod(absl::string_view(text.data(), text.size()), &number)) return std::nullopt;
  if (!std::isfinite(number)) return std::nullopt;
  return number == 0 ? 0.0 : number;
}

}  // namespace onhand::storage
