#include "service/json/allocation_encoder.h"

#include "engine/model/quantity.h"
#include "service/json/json_writer.h"

namespace onhand {

void AppendNamedValues(absl::Span<const NamedValue> values, std::string* out) {
  out->push_back('{');
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out->push_back(',');
    AppendJsonString(values[i].name, out);
    out->push_back(':');
    AppendJsonString(values[i].value, out);
  }
  out->push_back('}');
}

void AppendBucketMembers(const AllocationBucket& bucket, std::string* out) {
  out->append("\"groups\":");
  AppendNamedValues(bucket.groups, out);
  out->append(",\"quantities\":{\"@iv\":{\"@allocated\":");
  AppendMicros(bucket.allocated_micros, out);
  out->append(",\"@consumed\":");
  AppendMicros(bucket.consumed_micros, out);
  out->append(",\"@cumulative_allocated\":");
  AppendMicros(bucket.cumulative_allocated_micros, out);
  out->append(",\"@cumulative_consumed\":");
  AppendMicros(bucket.cumulative_consumed_micros, out);
  out->append("}}");
}

std::string EncodeAllocationAnswer(const AllocationAnswer& answer) {
  std::string head = "{\"productId\":";
  AppendJsonString(answer.product_id, &head);
  head.append(",\"organizationId\":");
  AppendJsonString(answer.organization_id, &head);
  head.append(",\"dimensions\":");
  AppendNamedValues(answer.dimensions, &head);
  head.push_back(',');

  std::string out = "[";
  for (const AllocationBucket& bucket : answer.buckets) {
    if (out.size() > 1) out.push_back(',');
    out.append(head);
    AppendBucketMembers(bucket, &out);
    out.push_back('}');
  }
  out.push_back(']');
  return out;
}

}  // namespace onhand
