#include "engine/query/target.h"

#include <optional>

#include "engine/model/base_dimension.h"
#include "engine/model/text.h"
#include "engine/validate/dimension_rules.h"
#include "storage/keys/bucket_key.h"

namespace onhand {

std::vector<Issue> ResolveQueryTarget(const CompiledConfiguration& configuration, std::string_view organization_id,
                                      std::string_view product_id, std::string_view dimension_data_source,
                                      absl::Span<const DimensionValue> dimensions, storage::RowIdentity* identity) {
  std::vector<Issue> issues;
  const auto check = [&](std::string_view name, std::string_view text, Reason reason) {
    const TextError error = CheckText(text);
    if (error == TextError::kNone) return;
    issues.push_back({reason, "/" + std::string(name), std::string(name) + " " + std::string(TextErrorText(error))});
  };
  check("organizationId", organization_id, Reason::kInvalidOrganization);
  check("productId", product_id, Reason::kInvalidProduct);
  identity->organization = organization_id;
  identity->product = product_id;
  std::optional<Issue> issue = ResolveDimensions(configuration, dimension_data_source, dimensions, identity);
  if (issue.has_value() && issue->reason != Reason::kMissingPartitionDimension) issues.push_back(*std::move(issue));
  return issues;
}

std::vector<NamedValue> NamedDimensions(const storage::RowIdentity& identity) {
  std::vector<NamedValue> named;
  const auto add = [&](BaseDimension dimension, std::string_view value) {
    if (!value.empty()) named.push_back({std::string(BaseDimensionName(dimension)), std::string(value)});
  };
  add(BaseDimension::kSiteId, identity.site);
  add(BaseDimension::kLocationId, identity.location);
  for (const storage::RowDimension& dimension : identity.dimensions) {
    add(static_cast<BaseDimension>(dimension.number), dimension.value);
  }
  return named;
}

AllocationBucket MakeBucket(const CompiledConfiguration& configuration, std::string_view path,
                            const storage::Bucket& bucket) {
  AllocationBucket made{.groups = {},
                        .allocated_micros = bucket.allocated_micros,
                        .consumed_micros = bucket.consumed_micros,
                        .cumulative_allocated_micros = bucket.cumulative_allocated_micros,
                        .cumulative_consumed_micros = bucket.cumulative_consumed_micros};
  const std::vector<std::string>& names = configuration.allocation().groups;
  const auto values = storage::ParseBucketPath(path);
  for (size_t i = 0; values.has_value() && i < values->size(); ++i) {
    made.groups.push_back({i < names.size() ? names[i] : std::string(), std::string((*values)[i])});
  }
  return made;
}

}  // namespace onhand
