#include "service/grpc/allocation_messages.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"

namespace onhand {
namespace {

using google::protobuf::Map;
using google::protobuf::RepeatedPtrField;

// By name, so that the same map always gives the same list.
template <typename Groups>
void DecodeGroups(const Map<std::string, std::string>& map, Groups* groups) {
  groups->reserve(map.size());
  for (const auto& [group, value] : map) groups->push_back({group, value});
  std::sort(groups->begin(), groups->end(), [](const GroupValue& a, const GroupValue& b) { return a.group < b.group; });
}

// The fields that all three kinds of message have.
template <typename Message>
void DecodeAllocation(AllocationOperation operation, const Message& message, AllocationEvent* event) {
  DecodeKey(message, event);
  event->operation = operation;
  DecodeGroups(message.groups(), &event->groups);
  event->quantity = {message.quantity_micros()};
}

}  // namespace

std::vector<AllocationEvent> DecodeAllocations(AllocationOperation operation,
                                               const RepeatedPtrField<v1::AllocationEvent>& messages) {
  return FillEach<AllocationEvent>(messages, [operation](const v1::AllocationEvent& message, AllocationEvent* event) {
    DecodeAllocation(operation, message, event);
  });
}

std::vector<AllocationEvent> DecodeReallocations(const RepeatedPtrField<v1::ReallocationEvent>& messages) {
  return FillEach<AllocationEvent>(messages, [](const v1::ReallocationEvent& message, AllocationEvent* event) {
    DecodeAllocation(AllocationOperation::kReallocate, message, event);
    DecodeGroups(message.source_groups(), &event->source_groups);
  });
}

std::vector<AllocationEvent> DecodeConsumptions(const RepeatedPtrField<v1::ConsumptionEvent>& messages) {
  return FillEach<AllocationEvent>(messages, [](const v1::ConsumptionEvent& message, AllocationEvent* event) {
    DecodeAllocation(AllocationOperation::kConsume, message, event);
    for (const v1::PhysicalMeasureChange& change : message.physical_measures()) {
      event->physical_measures.push_back({change.data_source(), change.measure(), change.subtract()});
    }
  });
}

AllocationQuery DecodeAllocationQuery(const v1::AllocationQuery& message) {
  AllocationQuery query;
  query.organization_id = message.organization_id();
  query.product_id = message.product_id();
  query.dimension_data_source = message.dimension_data_source();
  absl::InlinedVector<DimensionValue, 6> dimensions;
  DecodeDimensions(message.dimensions(), &dimensions);
  query.dimensions.assign(dimensions.begin(), dimensions.end());
  DecodeGroups(message.groups(), &query.groups);
  return query;
}

void EncodeNamedValues(const std::vector<NamedValue>& values, RepeatedPtrField<v1::NamedValue>* messages) {
  messages->Reserve(static_cast<int>(values.size()));
  for (const NamedValue& value : values) {
    v1::NamedValue* message = messages->Add();
    message->set_name(value.name);
    message->set_value(value.value);
  }
}

void EncodeBucket(const AllocationBucket& bucket, v1::AllocationBucket* message) {
  EncodeNamedValues(bucket.groups, message->mutable_groups());
  message->set_allocated_micros(bucket.allocated_micros);
  message->set_consumed_micros(bucket.consumed_micros);
  message->set_cumulative_allocated_micros(bucket.cumulative_allocated_micros);
  message->set_cumulative_consumed_micros(bucket.cumulative_consumed_micros);
}

void EncodeAllocationHeader(const AllocationAnswer& answer, v1::AllocationHeader* header) {
  header->set_organization_id(answer.organization_id);
  header->set_product_id(answer.product_id);
  EncodeNamedValues(answer.dimensions, header->mutable_dimensions());
}

size_t EncodeBuckets(const AllocationAnswer& answer, size_t first, size_t bytes_wanted,
                     v1::AllocationBuckets* buckets) {
  size_t bytes = 0;
  size_t next = first;
  while (next < answer.buckets.size() && (next == first || bytes < bytes_wanted)) {
    v1::AllocationBucket* message = buckets->add_buckets();
    EncodeBucket(answer.buckets[next++], message);
    bytes += message->ByteSizeLong();
  }
  return next;
}

}  // namespace onhand
