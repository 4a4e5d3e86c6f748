#include "engine/model/quantity.h"
#include "engine/plan/event_plan.h"

namespace onhand {
namespace {

using storage::Bucket;
using storage::BucketEffect;

Bucket BucketAt(const PlanInput& input, uint32_t slot) {
  return input.working_set.buckets[slot].bucket.value_or(Bucket{});
}

// Adds to a bucket, or refuses because one of its numbers would leave its range.
Refusal AddToPath(const PlanInput& input, uint32_t slot, std::string_view path, const Bucket& added, EventPlan* plan) {
  Bucket bucket = BucketAt(input, slot);
  if (!storage::AddToBucket(added, &bucket).ok()) {
    return Refuse(Reason::kQuantityOverflow, "/quantity", "an allocated quantity leaves the range of quantities");
  }
  plan->further.push_back(BucketEffect{.row_key = {}, .path = path, .added = added});
  return std::nullopt;
}

// The same numbers in the measures of the row, all four of them (decisions L4, R5).
Refusal AddToMeasures(const PlanInput& input, const Bucket& added, EventPlan* plan) {
  const CompiledAllocation& allocation = input.context.configuration->allocation();
  const std::pair<storage::MeasureNumber, int64_t> numbers[] = {
      {allocation.allocated, added.allocated_micros},
      {allocation.consumed, added.consumed_micros},
      {allocation.cumulative_allocated, added.cumulative_allocated_micros},
      {allocation.cumulative_consumed, added.cumulative_consumed_micros},
  };
  for (const auto& [measure, micros] : numbers) {
    if (Refusal refusal = AddToCell(input, measure, micros, "/quantity", plan)) return refusal;
  }
  return std::nullopt;
}

Refusal CheckAllocated(const PlanInput& input, uint32_t slot, int64_t micros) {
  const int64_t allocated = BucketAt(input, slot).allocated_micros;
  if (allocated >= micros) return std::nullopt;
  return Refuse(
      Reason::kNotAllocated, "/quantity",
      FormatMicros(allocated) + " is allocated to these groups, less than the " + FormatMicros(micros) + " asked for");
}

Refusal CheckPool(const PlanInput& input, int64_t micros) {
  const std::optional<uint32_t> column = input.context.configuration->allocation().available_column;
  if (column.has_value()) {
    return CheckAvailable(input, input.context.configuration->columns()[*column], micros,
                          Reason::kNotAvailableToAllocate);
  }
  return Refuse(Reason::kNotAvailableToAllocate, "/quantity",
                "nothing is available to allocate: the configuration has no formula for it");
}

Refusal PlanNumbers(const PlanInput& input, const AllocationBody& body, EventPlan* plan) {
  const int64_t q = body.micros;
  const EventSlots& slots = input.slots;
  if (body.operation == AllocationOperation::kReallocate) {
    if (Refusal refusal = AddToPath(input, slots.source_bucket, body.source_path, {.allocated_micros = -q}, plan)) {
      return refusal;
    }
    return AddToPath(input, slots.bucket, body.path, {.allocated_micros = q}, plan);
  }
  Bucket added;
  switch (body.operation) {
    case AllocationOperation::kAllocate:
      added = {.allocated_micros = q, .cumulative_allocated_micros = q};
      break;
    case AllocationOperation::kUnallocate:
      added = {.allocated_micros = -q};
      break;
    default:
      added = {.allocated_micros = -q, .consumed_micros = q, .cumulative_consumed_micros = q};
      break;
  }
  if (Refusal refusal = AddToPath(input, slots.bucket, body.path, added, plan)) return refusal;
  return AddToMeasures(input, added, plan);
}

}  // namespace

Refusal PlanAllocation(const PlanInput& input, const AllocationBody& body, EventPlan* plan) {
  for (const ValidQuantity& quantity : input.event.quantities) {
    if (Refusal refusal = AddToCell(input, quantity.measure, quantity.micros, "/physicalMeasures", plan)) {
      return refusal;
    }
  }
  if (Refusal refusal = PlanNumbers(input, body, plan)) return refusal;
  switch (body.operation) {
    case AllocationOperation::kAllocate:
      return CheckPool(input, body.micros);
    case AllocationOperation::kReallocate:
      return CheckAllocated(input, input.slots.source_bucket, body.micros);
    default:
      return CheckAllocated(input, input.slots.bucket, body.micros);
  }
}

}  // namespace onhand
