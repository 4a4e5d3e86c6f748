// What the client writes, the server reads: every kind of event there and back.
#include "service/cli/backend/client_event_messages.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "google/protobuf/repeated_field.h"
#include "gtest/gtest.h"
#include "service/grpc/allocation_messages.h"
#include "service/grpc/change_messages.h"
#include "service/grpc/reservation_messages.h"
#include "service/grpc/schedule_messages.h"

namespace onhand::cli {
namespace {

using google::protobuf::RepeatedPtrField;
using ::testing::HasSubstr;

void FillKey(EventKey* key) {
  key->id = "e-1";
  key->organization_id = "usmf";
  key->product_id = "T-shirt";
  key->dimension_data_source = "pos";
  key->dimensions = {{"colorId", "red"}, {"siteId", "1"}};
}

void ExpectKey(const EventKey& key) {
  EXPECT_EQ(key.id, "e-1");
  EXPECT_EQ(key.organization_id, "usmf");
  EXPECT_EQ(key.product_id, "T-shirt");
  EXPECT_EQ(key.dimension_data_source, "pos");
  ASSERT_EQ(key.dimensions.size(), 2u);
  EXPECT_EQ(key.dimensions[0].name, "colorId");
  EXPECT_EQ(key.dimensions[0].value, "red");
  EXPECT_EQ(key.dimensions[1].value, "1");
}

TEST(ClientEventMessagesTest, Changes) {
  ChangeEvent event;
  FillKey(&event);
  event.quantities = {{"pos", "inbound", {-5}}, {"iv", "ordered", {kQuantityMicrosMax}}};
  RepeatedPtrField<v1::ChangeEvent> messages;
  EncodeChange(event, messages.Add());
  const std::vector<ChangeEvent> back = DecodeChanges(messages);
  ExpectKey(back[0]);
  ASSERT_EQ(back[0].quantities.size(), 2u);
  EXPECT_EQ(back[0].quantities[0].quantity.micros, -5);
  EXPECT_EQ(back[0].quantities[1].data_source, "iv");
  EXPECT_EQ(back[0].quantities[1].measure, "ordered");
  EXPECT_EQ(back[0].quantities[1].quantity.micros, kQuantityMicrosMax);
}

TEST(ClientEventMessagesTest, Sets) {
  SetEvent event;
  FillKey(&event);
  event.quantities = {{"pos", "inbound", {7}}};
  event.expected_quantities = {{"pos", "outbound", {8}}};
  event.modified_at_us = -1'500'000;
  RepeatedPtrField<v1::SetEvent> messages;
  EncodeSet(event, messages.Add());
  event.modified_at_us.reset();
  EncodeSet(event, messages.Add());
  const DecodedEvents<SetEvent> back = DecodeSets(messages);
  ASSERT_TRUE(back.refused.empty());
  ExpectKey(back.events[0]);
  EXPECT_EQ(back.events[0].quantities[0].quantity.micros, 7);
  ASSERT_EQ(back.events[0].expected_quantities.size(), 1u);
  EXPECT_EQ(back.events[0].expected_quantities[0].measure, "outbound");
  EXPECT_EQ(back.events[0].modified_at_us, -1'500'000);
  EXPECT_EQ(back.events[1].modified_at_us, std::nullopt);
}

TEST(ClientEventMessagesTest, ReservationsInEitherForm) {
  ReserveEvent event;
  FillKey(&event);
  event.quantity_data_source = "iv";
  event.modifier = "softreservordered";
  event.quantity = Quantity{3};
  event.check_available = false;
  event.ends_at_us = 1'234'567;
  RepeatedPtrField<v1::ReserveEvent> messages;
  ASSERT_TRUE(EncodeReserve(event, messages.Add()).ok());

  ReserveEvent other;
  FillKey(&other);
  other.quantities = {{"iv", "softreservordered", {4}}};
  other.ttl_seconds = 60;
  ASSERT_TRUE(EncodeReserve(other, messages.Add()).ok());
  // Both forms, one with less in it and in another case: they agree.
  other.modifier = "SoftReservOrdered";
  other.quantity = Quantity{4};
  ASSERT_TRUE(EncodeReserve(other, messages.Add()).ok());
  // Without any the server says what is missing.
  ReserveEvent none;
  FillKey(&none);
  ASSERT_TRUE(EncodeReserve(none, messages.Add()).ok());

  const DecodedEvents<ReserveEvent> back = DecodeReserves(messages);
  ASSERT_TRUE(back.refused.empty());
  ExpectKey(back.events[0]);
  EXPECT_EQ(back.events[0].quantity_data_source, "iv");
  EXPECT_EQ(back.events[0].modifier, "softreservordered");
  EXPECT_EQ(back.events[0].quantity, Quantity{3});
  EXPECT_FALSE(back.events[0].check_available);
  EXPECT_EQ(back.events[0].ends_at_us, 1'234'567);
  EXPECT_EQ(back.events[0].ttl_seconds, std::nullopt);
  for (const int i : {1, 2}) {
    EXPECT_EQ(back.events[i].quantity_data_source, "iv");
    EXPECT_EQ(back.events[i].modifier, "softreservordered");
    EXPECT_EQ(back.events[i].quantity, Quantity{4});
    EXPECT_TRUE(back.events[i].check_available);
    EXPECT_EQ(back.events[i].ttl_seconds, 60);
  }
  EXPECT_EQ(back.events[3].quantity, std::nullopt);
}

TEST(ClientEventMessagesTest, ReservationsThatNoMessageCanSay) {
  ReserveEvent event;
  FillKey(&event);
  event.quantities = {{"iv", "softreservordered", {4}}};
  v1::ReserveEvent message;
  event.quantity = Quantity{5};
  EXPECT_THAT(std::string(EncodeReserve(event, &message).message()), HasSubstr("are both given and differ"));
  event.quantity.reset();
  event.quantity_data_source = "pos";
  EXPECT_TRUE(absl::IsInvalidArgument(EncodeReserve(event, &message)));
  event.quantity_data_source = "";
  event.quantities.push_back({"iv", "softreservphysical", {4}});
  EXPECT_THAT(std::string(EncodeReserve(event, &message).message()), HasSubstr("of one measure, not of 2"));
  event.quantities.pop_back();
  event.ends_at_us = 1;
  event.ttl_seconds = 1;
  EXPECT_THAT(std::string(EncodeReserve(event, &message).message()), HasSubstr("expiresAt and ttlSeconds"));
  ExtendEvent extend;
  extend.ends_at_us = 1;
  extend.ttl_seconds = 1;
  v1::ExtendEvent extend_message;
  EXPECT_TRUE(absl::IsInvalidArgument(EncodeExtend(extend, &extend_message)));
}

TEST(ClientEventMessagesTest, ReleasesAndExtensions) {
  UnreserveEvent unreserve;
  FillKey(&unreserve);
  unreserve.reservation_id = "R1";
  unreserve.offset = {9};
  RepeatedPtrField<v1::UnreserveEvent> releases;
  EncodeUnreserve(unreserve, releases.Add());
  const std::vector<UnreserveEvent> back = DecodeUnreserves(releases);
  ExpectKey(back[0]);
  EXPECT_EQ(back[0].reservation_id, "R1");
  EXPECT_EQ(back[0].offset.micros, 9);

  ExtendEvent extend;
  FillKey(&extend);
  extend.reservation_id = "H1";
  extend.ttl_seconds = 31'536'000;
  RepeatedPtrField<v1::ExtendEvent> extensions;
  ASSERT_TRUE(EncodeExtend(extend, extensions.Add()).ok());
  const DecodedEvents<ExtendEvent> extended = DecodeExtends(extensions);
  ExpectKey(extended.events[0]);
  EXPECT_EQ(extended.events[0].reservation_id, "H1");
  EXPECT_EQ(extended.events[0].ttl_seconds, 31'536'000);
}

TEST(ClientEventMessagesTest, Allocations) {
  AllocationEvent event;
  FillKey(&event);
  event.groups = {{"channel", "Web"}, {"region", "EU"}};
  event.source_groups = {{"channel", "Store"}};
  event.quantity = {11};
  event.physical_measures = {{"pos", "inbound", true}, {"iv", "softreserved", false}};

  RepeatedPtrField<v1::AllocationEvent> moves;
  EncodeAllocation(event, moves.Add());
  const std::vector<AllocationEvent> moved = DecodeAllocations(AllocationOperation::kUnallocate, moves);
  ExpectKey(moved[0]);
  ASSERT_EQ(moved[0].groups.size(), 2u);
  EXPECT_EQ(moved[0].groups[1].group, "region");
  EXPECT_EQ(moved[0].groups[1].value, "EU");
  EXPECT_EQ(moved[0].quantity.micros, 11);

  RepeatedPtrField<v1::ReallocationEvent> reallocations;
  EncodeReallocation(event, reallocations.Add());
  const std::vector<AllocationEvent> reallocated = DecodeReallocations(reallocations);
  ASSERT_EQ(reallocated[0].source_groups.size(), 1u);
  EXPECT_EQ(reallocated[0].source_groups[0].value, "Store");
  EXPECT_EQ(reallocated[0].groups.size(), 2u);

  RepeatedPtrField<v1::ConsumptionEvent> consumptions;
  EncodeConsumption(event, consumptions.Add());
  const std::vector<AllocationEvent> consumed = DecodeConsumptions(consumptions);
  ASSERT_EQ(consumed[0].physical_measures.size(), 2u);
  EXPECT_EQ(consumed[0].physical_measures[0].measure, "inbound");
  EXPECT_TRUE(consumed[0].physical_measures[0].subtract);
  EXPECT_FALSE(consumed[0].physical_measures[1].subtract);
}

TEST(ClientEventMessagesTest, Schedules) {
  ScheduleEvent event;
  FillKey(&event);
  event.quantities_by_date = {{"2026-02-01", {{"pos", "inbound", {1}}, {"pos", "outbound", {-2}}}}, {"2026-02-03", {}}};
  RepeatedPtrField<v1::ScheduleEvent> messages;
  EncodeSchedule(event, messages.Add());
  const std::vector<ScheduleEvent> back = DecodeSchedules(messages);
  ExpectKey(back[0]);
  ASSERT_EQ(back[0].quantities_by_date.size(), 2u);
  EXPECT_EQ(back[0].quantities_by_date[0].date, "2026-02-01");
  ASSERT_EQ(back[0].quantities_by_date[0].quantities.size(), 2u);
  EXPECT_EQ(back[0].quantities_by_date[0].quantities[1].quantity.micros, -2);
  EXPECT_TRUE(back[0].quantities_by_date[1].quantities.empty());
}

}  // namespace
}  // namespace onhand::cli
