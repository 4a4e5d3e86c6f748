// File: allocation_messages.h
//
// Allocation messages <-> the engine's events, queries and answers. Pure. What is decoded are views into the messages,
// which must outlive them.
#ifndef ONHAND_SERVICE_GRPC_ALLOCATION_MESSAGES_H_
#define ONHAND_SERVICE_GRPC_ALLOCATION_MESSAGES_H_

#include <cstddef>
#include <vector>

#include "engine/model/allocation_query.h"
#include "engine/model/event.h"
#include "onhand/v1/allocation.pb.h"
#include "service/grpc/event_messages.h"

namespace onhand {

// `operation` is kAllocate or kUnallocate.
std::vector<AllocationEvent> DecodeAllocations(AllocationOperation operation,
                                               const google::protobuf::RepeatedPtrField<v1::AllocationEvent>& messages);
std::vector<AllocationEvent> DecodeReallocations(
    const google::protobuf::RepeatedPtrField<v1::ReallocationEvent>& messages);
std::vector<AllocationEvent> DecodeConsumptions(
    const google::protobuf::RepeatedPtrField<v1::ConsumptionEvent>& messages);

AllocationQuery DecodeAllocationQuery(const v1::AllocationQuery& message);

void EncodeNamedValues(const std::vector<NamedValue>& values,
                       google::protobuf::RepeatedPtrField<v1::NamedValue>* messages);
void EncodeBucket(const AllocationBucket& bucket, v1::AllocationBucket* message);

// Of an answer without issues.
void EncodeAllocationHeader(const AllocationAnswer& answer, v1::AllocationHeader* header);
// Appends buckets from number `first` on until the message has `bytes_wanted` bytes or all are in it; at least one
// where there is one. Returns the number of the bucket to go on with.
size_t EncodeBuckets(const AllocationAnswer& answer, size_t first, size_t bytes_wanted, v1::AllocationBuckets* buckets);

}  // namespace onhand

#endif  // ONHAND_SERVICE_GRPC_ALLOCATION_MESSAGES_H_
