#include "storage/catalog/product_terms.h"

#include <algorithm>
#include <optional>

#include "storage/catalog/number_text.h"
#include "storage/catalog/text_fold.h"
#include "storage/keys/product_key.h"

namespace onhand::storage {
namespace {

// One key from its parts.
std::string Join(std::string_view prefix, std::string_view term, std::string_view item_number) {
  std::string key;
  key.reserve(prefix.size() + term.size() + item_number.size());
  return key.append(prefix).append(term).append(item_number);
}

void AddTerms(std::string_view item_number, const TermPath& path, std::string_view value,
              std::vector<std::string>* keys) {
  if (value.empty()) return;
  const std::string folded = FoldText(value);
  const std::optional<double> number = ReadNumberText(folded);
  std::string key = TermPrefix(number.has_value() ? TermKind::kNumeral : TermKind::kText, path);
  AppendTextTerm(folded, &key);
  keys->push_back(key.append(item_number));
  if (number.has_value()) {
    key = TermPrefix(TermKind::kNumber, path);
    AppendNumberTerm(*number, &key);
    keys->push_back(key.append(item_number));
  }
  const std::string prefix = TermPrefix(TermKind::kGram, path);
  const std::string marked = MarkedValue(folded);
  for (const std::string_view gram : Grams(marked)) keys->push_back(Join(prefix, gram, item_number));
}

}  // namespace

std::vector<std::string> ProductTermKeys(std::string_view item_number, const ProductRecord& record) {
  std::vector<std::string> keys;
  AddTerms(item_number, {kItemNumberField, {}}, item_number, &keys);
  for (const ProductRecord::Field& field : record.fields) AddTerms(item_number, {field.number, {}}, field.text, &keys);
  for (const ProductRecord::Attribute& attribute : record.attributes) {
    const std::string name = FoldText(attribute.name);
    AddTerms(item_number, {kAttributeField, name}, attribute.value, &keys);
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

std::string MarkedValue(std::string_view folded) {
  std::string marked;
  if (folded.empty()) return marked;
  marked.push_back(kValueBegin);
  marked.append(folded);
  marked.append(kGramCodePoints - 1, kValueEnd);
  return marked;
}

std::vector<std::string_view> Grams(std::string_view text) {
  const std::vector<size_t> offsets = CodePointOffsets(text);
  std::vector<std::string_view> grams;
  for (size_t i = 0; i + kGramCodePoints < offsets.size(); ++i) {
    grams.push_back(text.substr(offsets[i], offsets[i + kGramCodePoints] - offsets[i]));
  }
  return grams;
}

}  // namespace onhand::storage
