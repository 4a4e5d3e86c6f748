// File: cell_sums.h
//
// Sums of measures over several rows, as a short array of (measure number, sum). In memory alone.
#ifndef ONHAND_STORAGE_RECORDS_CELL_SUMS_H_
#define ONHAND_STORAGE_RECORDS_CELL_SUMS_H_

#include "absl/container/inlined_vector.h"
#include "storage/records/row.h"

namespace onhand::storage {

// The sum of one measure; wide enough for any number of rows.
struct CellSum {
  MeasureNumber measure = 0;
  __int128 quantity_micros = 0;
  friend bool operator==(const CellSum&, const CellSum&) = default;
};

// Ascending by measure. One that no row posted has none; sums of zeros are there.
using CellSums = absl::InlinedVector<CellSum, 4>;

// The sum of a measure, or nullptr.
const CellSum* FindSum(const CellSums& sums, MeasureNumber measure);
// Adds to the sum of a measure, made where it was absent.
void AddToSum(MeasureNumber measure, __int128 quantity_micros, CellSums* sums);

}  // namespace onhand::storage

#endif  // ONHAND_STORAGE_RECORDS_CELL_SUMS_H_
