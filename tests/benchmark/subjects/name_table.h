// File: name_table.h
//
// The names of a dataset's rows, made once, so that making texts is no part of what is measured.
#ifndef ONHAND_TESTS_BENCHMARK_SUBJECTS_NAME_TABLE_H_
#define ONHAND_TESTS_BENCHMARK_SUBJECTS_NAME_TABLE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/benchmark/subject.h"

namespace onhand::benchmark {

// What NamesOf says, as views into the table.
struct RowTexts {
  std::string_view product;
  std::string_view location;
  std::string_view color;
  std::string_view size;
};

// Immutable, and so thread-safe.
class NameTable {
 public:
  explicit NameTable(const Dataset& dataset);
  const Dataset& dataset() const { return dataset_; }
  RowTexts Of(uint64_t row) const;
  std::string_view product(uint32_t number) const { return products_[number]; }
  std::string_view location(uint32_t number) const { return locations_[number]; }

 private:
  const Dataset dataset_;
  std::vector<std::string> products_;
  std::vector<std::string> locations_;
  std::vector<std::string> colors_;  // by variant
  std::vector<std::string> sizes_;   // likewise
};

// IdOf of any sale of one run, without printf. Not thread-safe.
class IdMaker {
 public:
  explicit IdMaker(uint64_t run);
  // Valid until the next call.
  std::string_view Make(const Sale& sale);

 private:
  std::string text_;
  size_t prefix_length_ = 0;
};

// Tells contents under one id apart: what the sale says beside its id, in 64 bits. `kind` is "sale" or the like.
uint64_t ContentMark(std::string_view kind, const RowTexts& row);

}  // namespace onhand::benchmark

#endif  // ONHAND_TESTS_BENCHMARK_SUBJECTS_NAME_TABLE_H_
