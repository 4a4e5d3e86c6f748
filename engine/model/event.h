// File: event.h
//
// What callers post: changes, counts (set on-hand), reservations, allocations, schedules, adjustments. Plain structs of
// views: whatever the views point at is
// the caller's and must live until the call has answered (for Submit…: until its completion has run).
#ifndef ONHAND_ENGINE_MODEL_EVENT_H_
#define ONHAND_ENGINE_MODEL_EVENT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "engine/model/quantity.h"

namespace onhand {

// A dimension and its value. The name is a base dimension's, or the dimension data source's own, in any case; an
// empty value is the same as leaving the dimension out (decisions N2).
struct DimensionValue {
  std::string_view name;
  std::string_view value;
};

// A quantity of a physical measure. Names in any case.
struct MeasureQuantity {
  std::string_view data_source;
  std::string_view measure;
  Quantity quantity;
};

// What all events have in common: who they are and which row they are about (spec 1.3).
struct EventKey {
  std::string_view id;                     // the caller's; see decisions I1–I5. 1–256 bytes of UTF-8
  std::string_view organization_id;        // 1–256 bytes of UTF-8
  std::string_view product_id;             // likewise
  std::string_view dimension_data_source;  // whose dimension names are used; blank = base names only
  absl::InlinedVector<DimensionValue, 6> dimensions;
};

// Adds quantities to one row (spec 1.5).
struct ChangeEvent : EventKey {
  absl::InlinedVector<MeasureQuantity, 2> quantities;  // at least one, each measure once
};

// Overwrites exactly the listed measures of one row (spec 1.6, decisions S1–S3).
struct SetEvent : ChangeEvent {
  std::optional<int64_t> modified_at_us;  // since 1970, UTC; absent = commit time
  // Refuses the set (409) unless these measures have these values on the row; one never posted counts as 0
  // (decisions X3, E4).
  absl::InlinedVector<MeasureQuantity, 2> expected_quantities;
};

// Books a soft reservation (spec 1.7, decisions V) or, with an end, a hold (X1). What is reserved is given as
// (quantity_data_source, modifier, quantity) or as `quantities` with one measure; both forms must agree (V6).
struct ReserveEvent : EventKey {
  std::string_view quantity_data_source;  // blank = the one data source that has the measure
  std::string_view modifier;              // the physical measure to increase; blank = see `quantities`
  std::optional<Quantity> quantity;
  absl::InlinedVector<MeasureQuantity, 2> quantities;
  bool check_available = true;         // ifCheckAvailForReserv
  std::optional<int64_t> ends_at_us;   // expiresAt: since 1970, UTC
  std::optional<int64_t> ttl_seconds;  // 1–31,536,000, from commit time; not together with ends_at_us
};

// Releases a reservation in part or whole (spec 1.8, decisions V8).
struct UnreserveEvent : EventKey {
  std::string_view reservation_id;
  Quantity offset;
};

// Gives a hold another end (decisions X1); exactly one of both.
struct ExtendEvent : EventKey {
  std::string_view reservation_id;
  std::optional<int64_t> ends_at_us;
  std::optional<int64_t> ttl_seconds;
};

// The value of an allocation group. Group names in any case.
struct GroupValue {
  std::string_view group;
  std::string_view value;
};

enum class AllocationOperation : uint8_t { kAllocate, kUnallocate, kReallocate, kConsume };

// A measure that a consume changes in the same step, by its quantity (spec 4.3).
struct PhysicalMeasureChange {
  std::string_view data_source;
  std::string_view measure;
  bool subtract = false;
};

// Moves quota between the pool and the buckets of allocation groups (spec section 4, decisions L).
struct AllocationEvent : EventKey {
  AllocationOperation operation = AllocationOperation::kAllocate;
  absl::InlinedVector<GroupValue, 4> groups;         // the bucket, of a reallocate the target; contiguous from the top
  absl::InlinedVector<GroupValue, 4> source_groups;  // of a reallocate
  Quantity quantity;                                 // > 0
  absl::InlinedVector<PhysicalMeasureChange, 2> physical_measures;  // of a consume
};

// Changes expected on one day.
struct DatedQuantities {
  std::string_view date;                               // decisions P1: "2026-02-01", midnight UTC may be added
  absl::InlinedVector<MeasureQuantity, 2> quantities;  // added to what is scheduled; none = ignored (E7)
};

// Schedules dated changes (spec 1.11, 5.2, decisions P).
struct ScheduleEvent : EventKey {
  std::vector<DatedQuantities> quantities_by_date;
};

// An adjustment of a physical measure that is also kept as a transaction line (spec 1.18).
struct AdjustEvent : EventKey {
  std::string_view quantity_data_source;
  std::string_view physical_measure;
  Quantity quantity;
  // Kept with the line as they come; each at most 256 bytes, "" = absent.
  std::string_view external_reference_category;
  std::string_view external_reference_id;
  std::string_view journal_name_id;
  std::string_view cost_price;  // exact decimal
  std::string_view transaction_date;
};

// Events of one call, all of one kind.
struct SetBatch {
  std::string_view inventory_system;  // the data source that all quantities must belong to (decisions S3)
  absl::Span<const SetEvent> events;
};
struct AdjustBatch {
  bool apply_now = false;  // createWithIVSync: on-hand changes in the same step; otherwise the line is staged
  absl::Span<const AdjustEvent> events;
};
using EventBatch = std::variant<absl::Span<const ChangeEvent>, SetBatch, absl::Span<const ReserveEvent>,
                                absl::Span<const UnreserveEvent>, absl::Span<const ExtendEvent>,
                                absl::Span<const AllocationEvent>, absl::Span<const ScheduleEvent>, AdjustBatch>;

// Calls `visit` with the span of events, whatever their kind.
template <typename Visitor>
decltype(auto) VisitEvents(const EventBatch& batch, Visitor&& visit) {
  return std::visit(
      [&](const auto& events) -> decltype(auto) {
        if constexpr (requires { events.events; }) {
          return visit(events.events);
        } else {
          return visit(events);
        }
      },
      batch);
}

inline size_t EventCount(const EventBatch& batch) {
  return VisitEvents(batch, [](const auto& events) { return events.size(); });
}

inline const EventKey& EventAt(const EventBatch& batch, size_t position) {
  return VisitEvents(batch, [position](const auto& events) -> const EventKey& { return events[position]; });
}

}  // namespace onhand

#endif  // ONHAND_ENGINE_MODEL_EVENT_H_
