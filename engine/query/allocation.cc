#include "engine/query/allocation.h"

#include <string>
#include <string_view>
#include <utility>

#include "engine/query/target.h"
#include "engine/validate/group_rules.h"
#include "storage/keys/row_key.h"

namespace onhand {

absl::StatusOr<AllocationAnswer> AnswerAllocation(const CompiledConfiguration& configuration,
                                                  const AllocationQuery& query, const storage::LedgerView& view) {
  AllocationAnswer answer;
  if (!configuration.version()->configuration.allocation.enabled) {
    answer.issues.push_back({Reason::kFeatureOff, "",
                             "allocation is switched off by allocationConfiguration.isAllocationEnabled in the "
                             "configuration"});
    return answer;
  }
  storage::RowIdentity identity;
  answer.issues = ResolveQueryTarget(configuration, query.organization_id, query.product_id,
                                     query.dimension_data_source, query.dimensions, &identity);
  std::string wanted;
  if (!query.groups.empty()) {
    if (auto issue = ResolveGroupPath(configuration, query.groups, "/groups", &wanted)) {
      answer.issues.push_back(*std::move(issue));
    }
  }
  if (!answer.issues.empty()) return answer;

  answer.organization_id = identity.organization;
  answer.product_id = identity.product;
  answer.dimensions = NamedDimensions(identity);
  absl::Status status =
      view.ScanBucketsOfRow(storage::RowKey(identity), [&](std::string_view path, const storage::Bucket& bucket) {
        if (wanted.empty() || path == wanted) answer.buckets.push_back(MakeBucket(configuration, path, bucket));
        return true;
      });
  if (!status.ok()) return status;
  return answer;
}

}  // namespace onhand
