#include "engine/config/conflict.h"

#include <unordered_set>

#include "absl/strings/str_cat.h"
#include "engine/config/compiled.h"
#include "engine/config/effective.h"
#include "engine/model/name.h"

namespace onhand {
namespace {

bool BecomesByLocation(const Configuration& present, const Configuration& replacement) {
  return present.partition_rule != replacement.partition_rule &&
         replacement.partition_rule == PartitionRule::kByLocation;
}

// How many groups from the top are the same in both.
size_t CommonGroups(const Configuration& present, const Configuration& replacement) {
  const std::vector<std::string>& a = present.allocation.groups;
  const std::vector<std::string>& b = replacement.allocation.groups;
  size_t common = 0;
  while (common < a.size() && common < b.size() && NamesEqual(a[common], b[common])) ++common;
  return common;
}

// Adding groups below changes no path.
bool ChangesGroups(const Configuration& present, const Configuration& replacement) {
  return CommonGroups(present, replacement) < present.allocation.groups.size();
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
  return BecomesByLocation(present, replacement) || ChangesGroups(present, replacement) ||
         !DroppedMeasures(replacement, dictionary).empty();
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
  if (const size_t common = CommonGroups(present, replacement);
      ChangesGroups(present, replacement) && facts.bucket_depth > common) {
    issues.push_back({Reason::kConfigurationConflict, "/allocationConfiguration/groups",
                      "allocation group '" + present.allocation.groups[common] +
                          "' cannot be removed or moved: there are buckets for it; groups may be added below"});
  }
  return issues;
}

}  // namespace onhand
