// File: target.h
//
// One organization and product with some dimensions, as allocation queries and explain ask for it.
#ifndef ONHAND_ENGINE_QUERY_TARGET_H_
#define ONHAND_ENGINE_QUERY_TARGET_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "engine/config/compiled.h"
#include "engine/model/allocation_query.h"
#include "engine/model/event.h"
#include "engine/model/outcome.h"
#include "storage/keys/row_key.h"
#include "storage/records/bucket.h"

namespace onhand {

// Fills `identity` with views into the texts given; missing site or location is no fault. All that is wrong.
std::vector<Issue> ResolveQueryTarget(const CompiledConfiguration& configuration, std::string_view organization_id,
                                      std::string_view product_id, std::string_view dimension_data_source,
                                      absl::Span<const DimensionValue> dimensions, storage::RowIdentity* identity);

// The dimensions that a row specifies, in the spelling of answers, site and location first.
std::vector<NamedValue> NamedDimensions(const storage::RowIdentity& identity);

// A stored bucket as it is answered. `path` must be a group path; values beyond the configured groups have no name.
AllocationBucket MakeBucket(const CompiledConfiguration& configuration, std::string_view path,
                            const storage::Bucket& bucket);

}  // namespace onhand

#endif  // ONHAND_ENGINE_QUERY_TARGET_H_
