// File: conflict.h
//
// What the stored data forbids a new configuration to change (decisions C3). Pure: the facts about the data are
// handed in.
#ifndef ONHAND_ENGINE_CONFIG_CONFLICT_H_
#define ONHAND_ENGINE_CONFIG_CONFLICT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/configuration.h"
#include "engine/model/outcome.h"

namespace onhand {

struct StoredFacts {
  std::vector<bool> measure_used;   // by measure number: some row holds a number of it
  uint64_t rows_without_place = 0;  // rows, and keys with schedules alone, that lack a site or a location
  size_t bucket_depth = 0;          // groups that the longest path of an allocation bucket names
};

// The measures of the old configuration (numbers) that are not stored measures of the new one.
std::vector<uint16_t> DroppedMeasures(const Configuration& replacement, const std::vector<std::string>& dictionary);

// True if the facts are needed at all, so that an ordinary replacement scans nothing.
bool NeedsStoredFacts(const Configuration& present, const Configuration& replacement,
                      const std::vector<std::string>& dictionary);

// Empty: nothing forbids it.
std::vector<Issue> FindConflicts(const Configuration& present, const Configuration& replacement,
                                 const std::vector<std::string>& dictionary, const StoredFacts& facts);

}  // namespace onhand

#endif  // ONHAND_ENGINE_CONFIG_CONFLICT_H_
