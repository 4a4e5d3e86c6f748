// File: check_levels.h
//
// The levels at which a check of availability must hold (decisions V3, E1): the dimensions that were asked for, and
// every subset of them, down to the partition dimensions, so that what was promised at a coarser level is not promised
// again at a finer one.
//
//   By location, asked at site 1, location 11, red, small:  {}, {red}, {small}, {red, small}   within 1/11
//   By product, asked at site 1, red:                        {}, {1}, {red}, {1, red}           within the product
#ifndef ONHAND_ENGINE_SUMS_CHECK_LEVELS_H_
#define ONHAND_ENGINE_SUMS_CHECK_LEVELS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "storage/keys/row_key.h"

namespace onhand {

// Which dimensions a level fixes.
using LevelMask = storage::PartMask;

// The part of a row key that all rows of its partition share (decisions E1).
std::string_view PartitionOfRowKey(std::string_view row_key, bool by_location);

// Of one row's identity, whose texts must outlive it.
class CheckLevels {
 public:
  CheckLevels(const storage::RowIdentity& identity, bool by_location);

  // Subsets are numbered from 0, the coarsest, to count() - 1, which fixes every dimension asked for.
  size_t count() const { return size_t{1} << dimensions_.size(); }
  LevelMask mask(size_t subset) const;
  // The values that the subset fixes, as a key of DerivedSums.
  void AppendTuple(size_t subset, std::string* out) const;
  // For people: "siteid 1, ColorId red"; "" for the coarsest.
  std::string Describe(size_t subset) const;

 private:
  absl::InlinedVector<storage::RowDimension, 8> dimensions_;  // ascending by number; site and location among them
};

// The tuple of a row at a level; false if the row leaves one of its dimensions unspecified.
bool AppendTupleOfRow(const storage::RowIdentity& identity, LevelMask mask, std::string* out);

}  // namespace onhand

#endif  // ONHAND_ENGINE_SUMS_CHECK_LEVELS_H_
