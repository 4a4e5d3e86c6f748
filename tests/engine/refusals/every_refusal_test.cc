// Each reason for which an event or a call can be refused, once: its code, that it says why, and that nothing changed.

#include <functional>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "gtest/gtest.h"
#include "tests/engine/refusals/refusal_fixture.h"

namespace onhand {
namespace {

class EveryRefusal : public RefusalFixture {
 protected:
  // Spoils a valid event and expects it to be refused.
  template <typename Event, typename Spoil>
  void Refuse(Reason reason, Event event, Spoil spoil, bool system_role = false) {
    spoil(event);
    ExpectRefused(One(event), reason, system_role);
    told_.insert(reason);
  }

  template <typename Event>
  void RefuseCall(Reason reason, const std::vector<Event>& events, bool atomic = false) {
    ExpectCallRefused(absl::Span<const Event>(events), reason, atomic);
    told_.insert(reason);
  }

  void RefuseChanges();
  void RefuseReservations();
  void RefuseAllocations();
  void RefuseSchedules();
  void RefuseCalls();

  std::set<Reason> told_;
};

constexpr Quantity kLargest{kQuantityMicrosMax};
constexpr Quantity kNone{std::numeric_limits<int64_t>::min()};

void EveryRefusal::RefuseChanges() {
  Refuse(Reason::kInvalidId, Change(), [](auto& e) { e.id = ""; });
  Refuse(Reason::kInvalidOrganization, Change(), [](auto& e) { e.organization_id = "a\nb"; });
  Refuse(Reason::kInvalidProduct, Change(), [](auto& e) { e.product_id = "\xFF"; });
  Refuse(Reason::kInvalidDimensionValue, Change(), [](auto& e) { e.dimensions.push_back({"colorId", "a\tb"}); });
  Refuse(Reason::kUnknownDimension, Change(), [](auto& e) { e.dimensions.push_back({"colour", "red"}); });
  Refuse(Reason::kConflictingDimensions, Change(), [](auto& e) { e.dimensions.push_back({"SITEID", "2"}); });
  Refuse(Reason::kMissingPartitionDimension, Change(), [](auto& e) { e.dimensions.pop_back(); });
  Refuse(Reason::kUnknownDataSource, Change(), [](auto& e) { e.quantities[0].data_source = "nobody"; });
  Refuse(Reason::kUnknownMeasure, Change(), [](auto& e) { e.quantities[0].measure = "inbond"; });
  Refuse(Reason::kCalculatedMeasure, Change(), [](auto& e) { e.quantities[0].measure = "availquantity"; });
  Refuse(Reason::kAllocationMeasure, Change(), [](auto& e) { e.quantities[0] = {"@iv", "@allocated", {1}}; });
  Refuse(Reason::kRepeatedMeasure, Change(), [](auto& e) { e.quantities.push_back(e.quantities[0]); });
  Refuse(Reason::kNoQuantity, Change(), [](auto& e) { e.quantities.clear(); });
  Refuse(Reason::kInvalidQuantity, Change(), [](auto& e) { e.quantities[0].quantity = kNone; });
  Refuse(Reason::kQuantityOverflow, Change(), [](auto& e) { e.quantities[0].quantity = kLargest; });
  Refuse(Reason::kReadOnlyDataSource, Change(), [](auto& e) { e.quantities[0] = {"erp", "free", {1}}; });
  Refuse(Reason::kDataSourceMismatch, Set(), [](auto& e) { e.quantities[0] = {"fno", "arrived", {1}}; });
  Refuse(Reason::kTimeInFuture, Set(), [](auto& e) { e.modified_at_us = kNowUs + 300'000'001; });
  Refuse(Reason::kUnexpectedQuantity, Set(), [](auto& e) { e.expected_quantities = {{"pos", "inbound", {1}}}; });
  Use(Change());
  Refuse(Reason::kIdReused, Change(), [](auto& e) {
    e.id = "used";
    e.quantities[0].quantity = {1};
  });
}

void EveryRefusal::RefuseReservations() {
  Refuse(Reason::kMalformed, Reserve(), [](auto& e) { e.modifier = ""; });
  Refuse(Reason::kUnconfiguredDimension, Reserve(), [](auto& e) { e.dimensions.push_back({"batchId", ""}); });
  Refuse(Reason::kNotReservable, Reserve(), [](auto& e) { e.modifier = "ordered"; });
  Refuse(Reason::kAmbiguousDataSource, Reserve(), [](auto& e) { e.quantity_data_source = ""; });
  Refuse(Reason::kQuantityFormsDisagree, Reserve(), [](auto& e) { e.quantities = {{"iv", "softreserved", {2}}}; });
  Refuse(Reason::kQuantityNotPositive, Reserve(), [](auto& e) { e.quantity = Quantity{0}; });
  Refuse(Reason::kQuantityNotPositive, Unreserve(), [](auto& e) { e.offset = {0}; });
  Refuse(Reason::kInvalidHold, Reserve(), [](auto& e) { e.ttl_seconds = 0; });
  Refuse(Reason::kInvalidHold, Extend(), [](auto& e) { e.ttl_seconds.reset(); });
  Refuse(Reason::kMissingReservationPlace, Reserve(), [](auto& e) {
    e.dimensions.pop_back();
    e.check_available = false;
  });
  Refuse(Reason::kMissingPartitionDimension, Unreserve(), [](auto& e) { e.dimensions.pop_back(); });
  Refuse(Reason::kHoldEndOutOfRange, Reserve(), [](auto& e) { e.ends_at_us = kNowUs - 1; });
  Refuse(Reason::kHoldEndOutOfRange, Extend(), [](auto& e) {
    e.ttl_seconds.reset();
    e.ends_at_us = kNowUs + 31'536'000'000'001;
  });
  Refuse(Reason::kReadOnlyDataSource, Reserve(), [](auto& e) { e.quantity_data_source = "erp"; });
  Refuse(Reason::kReadOnlyDataSource, Unreserve(), [&](auto& e) { e.reservation_id = read_only_reservation(); });
  Refuse(Reason::kReadOnlyDataSource, Unreserve(), [&](auto& e) { e.reservation_id = read_only_hold(); });
  Refuse(Reason::kReadOnlyDataSource, Extend(), [&](auto& e) { e.reservation_id = read_only_hold(); });
  Refuse(Reason::kUnknownReservation, Unreserve(), [](auto& e) { e.reservation_id = "nobody's"; });
  Refuse(Reason::kUnknownReservation, Unreserve(), [](auto& e) { e.product_id = "Tent"; });
  Refuse(Reason::kUnknownReservation, Unreserve(), [](auto& e) { e.dimensions.push_back({"colorId", "red"}); });
  Refuse(Reason::kUnknownReservation, Unreserve(), [](auto& e) { e.dimensions.push_back({"batchId", "b"}); });
  Refuse(Reason::kUnknownReservation, Extend(), [&](auto& e) { e.reservation_id = Unreserve().reservation_id; });
  Refuse(Reason::kNotAvailable, Reserve(), [](auto& e) { e.quantity = Quantity{100 * kMicrosPerUnit}; });
  Refuse(Reason::kCheckedRelease, Reserve(), [](auto& e) { e.quantity = Quantity{-1}; });
  Refuse(Reason::kReleaseBelowZero, Reserve(), [](auto& e) {
    e.quantity = Quantity{-2 * kMicrosPerUnit - 1};  // 2 are reserved, and 1 is held beside them
    e.check_available = false;
  });
  Refuse(Reason::kQuantityOverflow, Reserve(), [](auto& e) {
    e.quantity = kLargest;
    e.check_available = false;
  });
}

void EveryRefusal::RefuseAllocations() {
  for (const auto operation : {AllocationOperation::kAllocate, AllocationOperation::kUnallocate,
                               AllocationOperation::kReallocate, AllocationOperation::kConsume}) {
    const AllocationEvent valid = Allocation(operation);
    Refuse(Reason::kInvalidGroups, valid, [](auto& e) { e.groups.clear(); });
    Refuse(Reason::kInvalidGroups, valid, [](auto& e) { e.groups = {{"region", "EU"}}; });
    Refuse(Reason::kInvalidGroups, valid, [](auto& e) { e.groups[0].value = ""; });
    Refuse(Reason::kInvalidGroups, valid, [](auto& e) { e.groups.push_back({"colour", "red"}); });
    Refuse(Reason::kQuantityNotPositive, valid, [](auto& e) { e.quantity = {0}; });
    Refuse(Reason::kQuantityNotPositive, valid, [](auto& e) { e.quantity = {-1}; });
    Refuse(Reason::kMissingPartitionDimension, valid, [](auto& e) { e.dimensions.pop_back(); });
    const bool allocate = operation == AllocationOperation::kAllocate;
    Refuse(allocate ? Reason::kNotAvailableToAllocate : Reason::kNotAllocated, valid,
           [](auto& e) { e.quantity = {100 * kMicrosPerUnit}; });
  }
  const AllocationEvent allocate = Allocation(AllocationOperation::kAllocate);
  Refuse(Reason::kTooManyDimensions, allocate, [](auto& e) {
    for (const char* name : {"ColorId", "SizeId", "StyleId", "ConfigId", "BatchId", "SerialId", "StatusId",
                             "WMSLocationId", "WMSPalletId"}) {
      e.dimensions.push_back({name, "x"});
    }
  });
  Refuse(Reason::kQuantityOverflow, allocate, [](auto& e) { e.quantity = kLargest; });
  const AllocationEvent reallocate = Allocation(AllocationOperation::kReallocate);
  Refuse(Reason::kSameGroups, reallocate, [](auto& e) { e.groups = e.source_groups; });
  Refuse(Reason::kInvalidGroups, reallocate, [](auto& e) { e.source_groups.clear(); });
  const AllocationEvent consume = Allocation(AllocationOperation::kConsume);
  Refuse(Reason::kUnknownMeasure, consume, [](auto& e) { e.physical_measures = {{"pos", "inbond"}}; });
  Refuse(Reason::kReadOnlyDataSource, consume, [](auto& e) { e.physical_measures = {{"erp", "free"}}; });
}

void EveryRefusal::RefuseSchedules() {
  Refuse(Reason::kMeasureNotScheduled, Schedule(), [](auto& e) {
    e.quantities_by_date[0].quantities[0] = {"iv", "ordered", {1}};
  });
  Refuse(Reason::kInvalidDate, Schedule(), [](auto& e) { e.quantities_by_date[0].date = "2026-02-30"; });
  Refuse(Reason::kInvalidDate, Schedule(), [](auto& e) { e.quantities_by_date[0].date = "2026-02-25T06:00:00"; });
  Refuse(Reason::kInvalidDate, Schedule(), [](auto& e) { e.quantities_by_date.push_back(e.quantities_by_date[0]); });
  Refuse(Reason::kDateOutsidePeriod, Schedule(), [](auto& e) { e.quantities_by_date[0].date = "2026-02-24"; });
  Refuse(Reason::kDateOutsidePeriod, Schedule(), [](auto& e) { e.quantities_by_date[0].date = "2026-03-04"; });
  Refuse(Reason::kNoQuantity, Schedule(), [](auto& e) { e.quantities_by_date[0].quantities.clear(); });
  Refuse(Reason::kReadOnlyDataSource, Schedule(), [](auto& e) {
    e.quantities_by_date[0].quantities[0] = {"erp", "free", {1}};
  });
  Use(Schedule());
  Refuse(Reason::kQuantityOverflow, Schedule(),
         [](auto& e) { e.quantities_by_date[0].quantities[0].quantity = kLargest; });
}

void EveryRefusal::RefuseCalls() {
  RefuseCall(Reason::kTooManyRecords, std::vector<ChangeEvent>(kBulkRecordCountMax + 1, Change()));
  std::vector<ReserveEvent> cart(2, Reserve());
  cart[1].organization_id = "demf";
  RefuseCall(Reason::kOrganizationsInCart, cart, true);

  // In a cart the first refusal is the event's own, everything else is refused with it.
  std::vector<ChangeEvent> changes(3, Change());
  for (size_t i = 0; i < changes.size(); ++i) changes[i].id = i == 0 ? "a" : i == 1 ? "b" : "c";
  changes[1].quantities.clear();
  changes[2].quantities.clear();
  const uint64_t sequence = environment().Statistics().sequence;
  const EventResults results = environment().Apply(absl::Span<const ChangeEvent>(changes), {.atomic = true});
  ASSERT_TRUE(results.answered()) << results.status;
  EXPECT_EQ(results.outcomes[0].reason, Reason::kCartRefused);
  EXPECT_EQ(results.outcomes[1].reason, Reason::kNoQuantity);
  EXPECT_EQ(results.outcomes[2].reason, Reason::kCartRefused);
  EXPECT_EQ(results.outcomes[0].status_code(), 424);
  EXPECT_NE(results.outcomes[0].message, "");
  EXPECT_EQ(environment().Statistics().sequence, sequence);
  told_.insert(Reason::kCartRefused);

  const SetEvent set = Set();
  ExpectCallRefused(SetBatch{"nobody", absl::Span<const SetEvent>(&set, 1)}, Reason::kUnknownDataSource);

  Configuration off = environment().configuration()->configuration;
  off.reservation.enabled = off.allocation.enabled = off.schedule.enabled = false;
  Configure(off);
  RefuseCall(Reason::kFeatureOff, std::vector<ReserveEvent>{Reserve()});
  RefuseCall(Reason::kFeatureOff, std::vector<UnreserveEvent>{Unreserve()});
  RefuseCall(Reason::kFeatureOff, std::vector<ExtendEvent>{Extend()});
  RefuseCall(Reason::kFeatureOff, std::vector<AllocationEvent>{Allocation(AllocationOperation::kConsume)});
  RefuseCall(Reason::kFeatureOff, std::vector<ScheduleEvent>{Schedule()});
}

TEST_F(EveryRefusal, HasItsCodeSaysWhyAndChangesNothing) {
  RefuseChanges();
  RefuseReservations();
  RefuseAllocations();
  RefuseSchedules();
  RefuseCalls();

  // Reasons of queries, searches, adjustments and configurations are tested elsewhere; everything else must have been
  // told here.
  const std::set<Reason> elsewhere = {
      Reason::kTooManyProducts,  Reason::kTooManyCombinations,  Reason::kOrganizationCount,
      Reason::kMissingFilter,    Reason::kUnknownGroupBy,       Reason::kInvalidTuple,
      Reason::kInvalidPage,      Reason::kNoIndexSet,           Reason::kScheduleOff,
      Reason::kInvalidDateRange, Reason::kInvalidConfiguration, Reason::kConfigurationConflict,
      Reason::kInvalidSearch,    Reason::kUnknownAggregate,     Reason::kStatusNotForward};
  for (int i = 1; i < 256; ++i) {
    const auto reason = static_cast<Reason>(i);
    if (ReasonName(reason) == "NONE") continue;
    EXPECT_TRUE(told_.contains(reason) != elsewhere.contains(reason)) << ReasonName(reason);
  }
}

// The valid events are valid: what was refused above was refused for what was spoilt.
TEST_F(EveryRefusal, IsOfTheSpoiltEventsAlone) {
  ExpectApplied(One(Change()));
  ExpectApplied(One(Set()));
  ExpectApplied(One(Reserve()));
  ExpectApplied(One(Unreserve()));
  ExpectApplied(One(Extend()));
  for (const auto operation : {AllocationOperation::kAllocate, AllocationOperation::kUnallocate,
                               AllocationOperation::kReallocate, AllocationOperation::kConsume}) {
    ExpectApplied(One(Allocation(operation)));
  }
  ExpectApplied(One(Schedule()));
}

}  // namespace
}  // namespace onhand
