#include "engine/config/conflict.h"

#include <unordered_set>

#include "absl/strings/str_cat.h"
#include "engine/config/compiled.h"
#include "engine/config/effective.h"

namespace onhand {
namespace {

bool BecomesByLocation(const Configuration& present, const Configuration& replacement) {
  return present.partition_rule != replacement.partition_rule &&
         replacement.partition_rule == PartitionRule::kByLocation;
}

}  // namespace

std::vector<uint16_t> DroppedMeasures(const Configuration& replacement, const std::vector<std::string>& dictionary) {
  std::unordered_set<std::string> kept;
  for (const DataSource& source : EffectiveSources(replacement)) {
    for (const std::string& measure : source.physical_measures) kept.insert(DictionaryName(source.name, measure));
  }
  std::vector<uint16_t> dropped;
  for (size_t i = 0; i < dictionary.size(); ++i) {
    if (!kept.contains(dictionary[i])) dropped.push_back(static_cast<uint16_t>(i));
  }
  return dropped;
}

bool NeedsStoredFacts(const Configuration& present, const Configuration& replacement,
                      const std::vector<std::string>& dictionary) {
  return BecomesByLocation(present, replacement) || !DroppedMeasures(replacement, dictionary).empty();
}

std::vector<Issue> FindConflicts(const Configuration& present, const Configuration& replacement,
                                 const std::vector<std::string>& dictionary, const StoredFacts& facts) {
  std::vector<Issue> issues;
  for (uint16_t number : DroppedMeasures(replacement, dictionary)) {
    if (number >= facts.measure_used.size() || !facts.measure_used[number]) continue;
    issues.push_back(
        {Reason::kConfigurationConflict, "/inventorySystemConfigurations",
         absl::StrCat("measure '", dictionary[number],
                      "' cannot be dropped: numbers are stored for it; keep it, or clean up its partitions first")});
  }
  if (BecomesByLocation(present, replacement) && facts.rows_without_place > 0) {
    issues.push_back({Reason::kConfigurationConflict, "/partitionConfiguration",
                      absl::StrCat("the partition rule cannot become By location: ", facts.rows_without_place,
                                   " rows have no site or no location")});
  }
  return issues;
}

}  // namespace onhand
