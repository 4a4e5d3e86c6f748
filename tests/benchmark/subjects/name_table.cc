#include "tests/benchmark/subjects/name_table.h"

namespace onhand::benchmark {
namespace {

constexpr size_t kNumberDigits = 10;

uint64_t Mix(uint64_t hash, std::string_view text) {
  for (const char c : text) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001B3;
  return (hash ^ 0xFF) * 0x100000001B3;  // a byte that no name has ends it
}

}  // namespace

NameTable::NameTable(const Dataset& dataset) : dataset_(dataset) {
  const uint64_t rows_per_product = uint64_t{dataset.locations} * dataset.variants;
  for (uint64_t p = 0; p < dataset.products; ++p) products_.push_back(NamesOf(dataset, p * rows_per_product).product);
  for (uint64_t l = 0; l < dataset.locations; ++l)
    locations_.push_back(NamesOf(dataset, l * dataset.variants).location);
  for (uint64_t v = 0; v < dataset.variants; ++v) {
    const RowNames names = NamesOf(dataset, v);
    colors_.push_back(names.color);
    sizes_.push_back(names.size);
  }
}

RowTexts NameTable::Of(uint64_t row) const {
  const uint64_t variant = row % dataset_.variants;
  const uint64_t place = row / dataset_.variants;
  return {products_[place / dataset_.locations], locations_[place % dataset_.locations], colors_[variant],
          sizes_[variant]};
}

IdMaker::IdMaker(uint64_t run) : text_("till-" + std::to_string(run) + "-"), prefix_length_(text_.size()) {}

std::string_view IdMaker::Make(const Sale& sale) {
  char digits[20];
  size_t count = 0;
  for (uint64_t rest = sale.number; rest > 0 || count < kNumberDigits; rest /= 10) {
    digits[count++] = static_cast<char>('0' + rest % 10);
  }
  text_.resize(prefix_length_);
  while (count > 0) text_.push_back(digits[--count]);
  return text_;
}

uint64_t ContentMark(std::string_view kind, const RowTexts& row) {
  uint64_t hash = 0xCBF29CE484222325;
  for (const std::string_view text : {kind, row.product, row.location, row.color, row.size}) hash = Mix(hash, text);
  return hash;
}

}  // namespace onhand::benchmark
