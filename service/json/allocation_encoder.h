// File: allocation_encoder.h
//
// Allocation buckets as JSON (decisions L6).
#ifndef ONHAND_SERVICE_JSON_ALLOCATION_ENCODER_H_
#define ONHAND_SERVICE_JSON_ALLOCATION_ENCODER_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "engine/model/allocation_query.h"

namespace onhand {

// [{"productId","organizationId","dimensions","groups","quantities":{"@iv":{"@allocated","@consumed",
// "@cumulative_allocated","@cumulative_consumed"}}}]. `answer` must have no issues.
std::string EncodeAllocationAnswer(const AllocationAnswer& answer);

// {"<name>":"<value>",…}
void AppendNamedValues(absl::Span<const NamedValue> values, std::string* out);
// "groups":{…},"quantities":{"@iv":{…}}
void AppendBucketMembers(const AllocationBucket& bucket, std::string* out);

}  // namespace onhand

#endif  // ONHAND_SERVICE_JSON_ALLOCATION_ENCODER_H_
