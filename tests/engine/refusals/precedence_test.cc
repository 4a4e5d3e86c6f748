// Which refusal is told where an event deserves several (decisions T7, E4, E5): each test begins with an event in which
// everything is wrong and mends one thing after the other, in the documented order.

#include "engine/engine.h"
#include "gtest/gtest.h"
#include "tests/engine/refusals/refusal_fixture.h"

namespace onhand {
namespace {

using Precedence = RefusalFixture;

constexpr Quantity kLargest{kQuantityMicrosMax};
constexpr Quantity kMuch{1000 * kMicrosPerUnit};

TEST_F(Precedence, OfAChange) {
  Use(Change());
  ChangeEvent event = Change();
  event.id = "used";
  event.dimensions.push_back({"colour", "red"});
  event.quantities = {{"erp", "free", {1}}, {"pos", "inbound", kLargest}};
  ExpectRefused(One(event), Reason::kUnknownDimension);
  event.dimensions.pop_back();
  ExpectRefused(One(event), Reason::kIdReused);
  event.id = "new";
  ExpectRefused(One(event), Reason::kReadOnlyDataSource);
  ExpectRefused(One(event), Reason::kQuantityOverflow, true);
  event.quantities[1].quantity = {1};
  ExpectApplied(One(event), true);
}

TEST_F(Precedence, OfASet) {
  Use(Set());
  SetEvent event = Set();
  event.id = "used";
  event.modified_at_us = kNowUs + 3'600'000'000;
  event.expected_quantities = {{"pos", "inbound", {1}}};
  event.quantities[0].data_source = "fno";
  event.quantities[0].measure = "arrived";
  ExpectRefused(One(event), Reason::kDataSourceMismatch);
  event.quantities[0] = {"pos", "inbound", {7}};
  ExpectRefused(One(event), Reason::kIdReused);
  event.id = "new";
  ExpectRefused(One(event), Reason::kUnexpectedQuantity);  // before the time
  event.expected_quantities[0].quantity = {12 * kMicrosPerUnit};
  ExpectRefused(One(event), Reason::kTimeInFuture);
  event.modified_at_us = kNowUs + 300'000'000;
  ExpectApplied(One(event));
}

TEST_F(Precedence, OfASetOfAReadOnlySource) {
  SetEvent event = Set();
  event.quantities[0] = {"erp", "free", {7}};
  event.expected_quantities = {{"erp", "free", {1}}};
  event.modified_at_us = kNowUs + 3'600'000'000;
  const SetBatch batch{"erp", absl::Span<const SetEvent>(&event, 1)};
  ExpectRefused(batch, Reason::kReadOnlyDataSource);
  ExpectRefused(batch, Reason::kUnexpectedQuantity, true);
}

TEST_F(Precedence, OfAReservation) {
  Use(Reserve());
  ReserveEvent event = Reserve();
  event.id = "used";
  event.quantity_data_source = "erp";
  event.quantity = kLargest;
  event.ends_at_us = kNowUs;
  event.ttl_seconds = 5;
  ExpectRefused(One(event), Reason::kInvalidHold);
  event.ttl_seconds.reset();
  ExpectRefused(One(event), Reason::kIdReused);
  event.id = "new";
  ExpectRefused(One(event), Reason::kReadOnlyDataSource);
  ExpectRefused(One(event), Reason::kHoldEndOutOfRange, true);
  event.ends_at_us = kNowUs + 1;
  ExpectRefused(One(event), Reason::kQuantityOverflow, true);
  event.quantity = kMuch;
  ExpectRefused(One(event), Reason::kNotAvailable, true);
  event.check_available = false;
  ExpectApplied(One(event), true);
}

// A place that is missing is a fault of form, though its code is 500: it comes before the receipt.
TEST_F(Precedence, OfAReservationWithoutAPlace) {
  Use(Reserve());
  ReserveEvent event = Reserve();
  event.id = "used";
  event.quantity_data_source = "erp";
  event.quantity = Quantity{-1};
  event.dimensions.pop_back();
  ExpectRefused(One(event), Reason::kMissingReservationPlace);
  event = Reserve();
  event.id = "used";
  event.quantity_data_source = "erp";
  event.quantity = Quantity{-1};
  ExpectRefused(One(event), Reason::kIdReused);
  event.id = "new";
  ExpectRefused(One(event), Reason::kReadOnlyDataSource);
  ExpectRefused(One(event), Reason::kCheckedRelease, true);
  event.check_available = false;
  event.quantity = Quantity{-kMuch.micros};
  ExpectRefused(One(event), Reason::kReleaseBelowZero, true);
}

TEST_F(Precedence, OfARelease) {
  Use(Unreserve());
  UnreserveEvent event = Unreserve();
  event.id = "used";
  event.reservation_id = "nobody's";
  event.offset = {0};
  ExpectRefused(One(event), Reason::kQuantityNotPositive);
  event.offset = {1};
  ExpectRefused(One(event), Reason::kIdReused);
  event.id = "new";
  ExpectRefused(One(event), Reason::kUnknownReservation);
  event.reservation_id = read_only_reservation();
  ExpectRefused(One(event), Reason::kReadOnlyDataSource);
  ExpectApplied(One(event), true);
  // Also where there is nothing left to release.
  event.id = "rest";
  event.offset = {2 * kMicrosPerUnit - 1};
  ExpectApplied(One(event), true);
  event.id = "more";
  ExpectRefused(One(event), Reason::kReadOnlyDataSource);
}

TEST_F(Precedence, OfAnExtension) {
  Use(Extend());
  ExtendEvent event = Extend();
  event.id = "used";
  event.reservation_id = "nobody's";
  event.ends_at_us = kNowUs;
  ExpectRefused(One(event), Reason::kInvalidHold);
  event.ttl_seconds.reset();
  ExpectRefused(One(event), Reason::kIdReused);
  event.id = "new";
  ExpectRefused(One(event), Reason::kUnknownReservation);
  event.reservation_id = read_only_hold();
  ExpectRefused(One(event), Reason::kReadOnlyDataSource);
  ExpectRefused(One(event), Reason::kHoldEndOutOfRange, true);
  event.ends_at_us = kNowUs + 1;
  ExpectApplied(One(event), true);
}

TEST_F(Precedence, OfAnAllocation) {
  Use(Allocation(AllocationOperation::kAllocate));
  AllocationEvent event = Allocation(AllocationOperation::kAllocate);
  event.id = "used";
  event.groups = {{"region", "EU"}};
  event.quantity = kLargest;
  ExpectRefused(One(event), Reason::kInvalidGroups);
  event.groups = {{"channel", "Web"}};
  ExpectRefused(One(event), Reason::kIdReused);
  event.id = "new";
  ExpectRefused(One(event), Reason::kQuantityOverflow);
  event.quantity = kMuch;
  ExpectRefused(One(event), Reason::kNotAvailableToAllocate);
}

TEST_F(Precedence, OfAnUnallocation) {
  Use(Allocation(AllocationOperation::kUnallocate));
  AllocationEvent event = Allocation(AllocationOperation::kUnallocate);
  event.id = "used";
  event.quantity = {-1};
  ExpectRefused(One(event), Reason::kQuantityNotPositive);
  event.quantity = kMuch;
  ExpectRefused(One(event), Reason::kIdReused);
  event.id = "new";
  ExpectRefused(One(event), Reason::kNotAllocated);
}

TEST_F(Precedence, OfAReallocation) {
  Use(Allocation(AllocationOperation::kReallocate));
  AllocationEvent event = Allocation(AllocationOperation::kReallocate);
  event.id = "used";
  event.groups = event.source_groups;
  event.quantity = kLargest;
  ExpectRefused(One(event), Reason::kSameGroups);
  event.groups = {{"channel", "Phone"}};
  ExpectRefused(One(event), Reason::kIdReused);
  event.id = "new";
  ExpectRefused(One(event), Reason::kQuantityOverflow);  // the target has 1 already
  event.quantity = kMuch;
  ExpectRefused(One(event), Reason::kNotAllocated);
}

TEST_F(Precedence, OfAConsumption) {
  Use(Allocation(AllocationOperation::kConsume));
  AllocationEvent event = Allocation(AllocationOperation::kConsume);
  event.id = "used";
  event.quantity = kLargest;
  event.physical_measures = {{"pos", "inbond"}, {"erp", "free"}};
  ExpectRefused(One(event), Reason::kUnknownMeasure);
  event.physical_measures[0].measure = "inbound";
  ExpectRefused(One(event), Reason::kIdReused);
  event.id = "new";
  ExpectRefused(One(event), Reason::kReadOnlyDataSource);
  ExpectRefused(One(event), Reason::kQuantityOverflow, true);
  event.quantity = kMuch;
  ExpectRefused(One(event), Reason::kNotAllocated, true);
}

TEST_F(Precedence, OfASchedule) {
  ScheduleEvent full = Schedule();
  full.id = "full";
  full.quantities_by_date[0].quantities = {{"erp", "free", kLargest}};
  ExpectApplied(One(full), true);
  Use(Schedule());
  ScheduleEvent event = Schedule();
  event.id = "used";
  event.quantities_by_date = {{"2026-02-31", {{"erp", "free", kLargest}}}};
  ExpectRefused(One(event), Reason::kInvalidDate);
  event.quantities_by_date[0].date = "2026-02-24";
  ExpectRefused(One(event), Reason::kIdReused);
  event.id = "new";
  ExpectRefused(One(event), Reason::kReadOnlyDataSource);
  ExpectRefused(One(event), Reason::kDateOutsidePeriod, true);
  event.quantities_by_date[0].date = kToday;
  ExpectRefused(One(event), Reason::kQuantityOverflow, true);
  event.quantities_by_date[0].quantities[0].quantity = {-1};
  ExpectApplied(One(event), true);
}

// A switch that is off, and a call that is too long, are told before anything in it is looked at.
TEST_F(Precedence, OfACall) {
  ReserveEvent event = Reserve();
  event.id = "";
  Configuration off = environment().configuration()->configuration;
  off.reservation.enabled = false;
  Configure(off);
  ExpectCallRefused(One(event), Reason::kFeatureOff);
}

}  // namespace
}  // namespace onhand
