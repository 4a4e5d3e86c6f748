// File: text_fold.h
//
// Texts of the product catalogue as they are compared: without regard to case, by Unicode's simple case folding
// (CaseFolding.txt of Unicode 14, statuses C and S; one code point becomes one code point). "KÖLN" and "Köln" are the
// same, "ß" and "ss" are not, nor is a letter with an accent and one without. Nothing is normalised: a letter written
// as one code point differs from the same letter written as two.
//
// Folded texts are in the keys of product terms: a change of the folding needs a new version of that table.
#ifndef ONHAND_STORAGE_CATALOG_TEXT_FOLD_H_
#define ONHAND_STORAGE_CATALOG_TEXT_FOLD_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace onhand::storage {

// Bytes that are not UTF-8 stay as they are.
std::string FoldText(std::string_view text);

uint32_t FoldCodePoint(uint32_t code_point);

// Bytes of the code point that `text` (not empty) begins with; 1 where it begins with none.
size_t CodePointBytes(std::string_view text);

// Where the code points of `text` begin, and its size behind them: one element more than it has code points.
std::vector<size_t> CodePointOffsets(std::string_view text);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_CATALOG_TEXT_FOLD_H_
