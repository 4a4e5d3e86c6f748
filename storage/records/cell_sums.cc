#include "storage/records/cell_sums.h"

#include <algorithm>

namespace onhand::storage {
namespace {

template <typename Sums>
auto LowerBound(Sums& sums, MeasureNumber measure) {
  return std::lower_bound(sums.begin(), sums.end(), measure,
                          [](const CellSum& sum, MeasureNumber wanted) { return sum.measure < wanted; });
}

}  // namespace

const CellSum* FindSum(const CellSums& sums, MeasureNumber measure) {
  const auto it = LowerBound(sums, measure);
  return it != sums.end() && it->measure == measure ? &*it : nullptr;
}

void AddToSum(MeasureNumber measure, __int128 quantity_micros, CellSums* sums) {
  auto it = LowerBound(*sums, measure);
  if (it == sums->end() || it->measure != measure) it = sums->insert(it, {measure, 0});
  it->quantity_micros += quantity_micros;
}

}  // namespace onhand::storage
