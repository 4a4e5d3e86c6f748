#include "tests/benchmark/subject.h"

#include <cstdio>

namespace onhand::benchmark {
namespace {

std::string Numbered(const char* format, unsigned long long number) {
  char text[48];
  std::snprintf(text, sizeof(text), format, number);
  return text;
}

}  // namespace

RowNames NamesOf(const Dataset& dataset, uint64_t row) {
  const uint64_t variant = row % dataset.variants;
  const uint64_t location = row / dataset.variants % dataset.locations;
  const uint64_t product = row / dataset.variants / dataset.locations;
  RowNames names{Numbered("product-%07llu", product), Numbered("store-%04llu", location), "", ""};
  if (dataset.variants > 1) {
    names.color = Numbered("color-%llu", variant / 3);
    names.size = Numbered("size-%llu", variant % 3);
  }
  return names;
}

std::string IdOf(uint64_t run, const Sale& sale) {
  return "till-" + std::to_string(run) + "-" + Numbered("%010llu", sale.number);
}

}  // namespace onhand::benchmark
