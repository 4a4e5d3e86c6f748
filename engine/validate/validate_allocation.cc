#include <string>

#include "engine/model/json_pointer.h"
#include "engine/validate/content_hash.h"
#include "engine/validate/dimension_rules.h"
#include "engine/validate/group_rules.h"
#include "engine/validate/quantity_rules.h"
#include "engine/validate/target_rules.h"
#include "engine/validate/validate.h"

namespace onhand {
namespace {

storage::EntryKind KindOf(AllocationOperation operation) {
  switch (operation) {
    case AllocationOperation::kAllocate:
      return storage::EntryKind::kAllocate;
    case AllocationOperation::kUnallocate:
      return storage::EntryKind::kUnallocate;
    case AllocationOperation::kReallocate:
      return storage::EntryKind::kReallocate;
    case AllocationOperation::kConsume:
      return storage::EntryKind::kConsume;
  }
  return storage::EntryKind::kAllocate;
}

std::optional<Issue> ResolvePhysicalMeasures(const CompiledConfiguration& configuration, const AllocationEvent& event,
                                             ValidEvent* valid) {
  absl::InlinedVector<MeasureQuantity, 2> quantities;
  for (const PhysicalMeasureChange& change : event.physical_measures) {
    const int64_t micros = change.subtract ? -event.quantity.micros : event.quantity.micros;
    quantities.push_back({change.data_source, change.measure, {micros}});
  }
  return ResolveQuantities(configuration, quantities, "/physicalMeasures", &valid->quantities,
                           &valid->read_only_source);
}

}  // namespace

std::optional<Issue> ValidateAllocation(const CompiledConfiguration& configuration, const AllocationEvent& event,
                                        uint64_t hash_seed, ValidEvent* valid) {
  valid->kind = KindOf(event.operation);
  if (auto issue = ResolveTarget(configuration, event, valid)) return issue;
  if (auto issue = CheckDimensionCount(valid->identity)) return issue;
  AllocationBody body{.operation = event.operation, .path = {}, .source_path = {}, .micros = event.quantity.micros};
  if (auto issue = ResolveGroupPath(configuration, event.groups, "/groups", &body.path)) return issue;
  if (event.operation == AllocationOperation::kReallocate) {
    if (auto issue = ResolveGroupPath(configuration, event.source_groups, "/sourceGroups", &body.source_path)) {
      return issue;
    }
    if (body.path == body.source_path) {
      return Issue{Reason::kSameGroups, "/sourceGroups", "sourceGroups and groups are the same"};
    }
  }
  if (event.quantity.micros <= 0) {
    return Issue{Reason::kQuantityNotPositive, "/quantity",
                 "the quantity must be greater than 0, is " + FormatQuantity(event.quantity)};
  }
  if (event.operation == AllocationOperation::kConsume) {
    if (auto issue = ResolvePhysicalMeasures(configuration, event, valid)) return issue;
  }
  valid->content_hash = ContentHash(*valid).Add(body.path).Add(body.source_path).Add(body.micros).Finish(hash_seed);
  valid->body = std::move(body);
  return std::nullopt;
}

}  // namespace onhand
