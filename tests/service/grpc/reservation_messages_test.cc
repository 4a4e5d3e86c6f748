#include "service/grpc/reservation_messages.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace onhand {
namespace {

template <typename Message>
void FillKey(const std::string& id, Message* event) {
  event->set_id(id);
  event->set_organization_id("usmf");
  event->set_product_id("T-shirt");
  event->set_dimension_data_source("pos");
  (*event->mutable_dimensions())["siteId"] = "1";
}

void ExpectKey(const EventKey& event, const std::string& id) {
  EXPECT_EQ(event.id, id);
  EXPECT_EQ(event.organization_id, "usmf");
  EXPECT_EQ(event.product_id, "T-shirt");
  EXPECT_EQ(event.dimension_data_source, "pos");
  ASSERT_EQ(event.dimensions.size(), 1u);
  EXPECT_EQ(event.dimensions[0].name, "siteId");
  EXPECT_EQ(event.dimensions[0].value, "1");
}

TEST(DecodeReserves, ReadsEveryField) {
  v1::ReserveRequest request;
  v1::ReserveEvent* message = request.add_events();
  FillKey("r-1", message);
  message->mutable_quantity()->set_data_source("iv");
  message->mutable_quantity()->set_measure("softreserved");
  message->mutable_quantity()->set_quantity_micros(2'500'000);
  message->set_check_available(false);
  message->set_ttl_seconds(600);
  const DecodedEvents<ReserveEvent> decoded = DecodeReserves(request.events());
  ASSERT_EQ(decoded.events.size(), 1u);
  const ReserveEvent& event = decoded.events[0];
  ExpectKey(event, "r-1");
  EXPECT_EQ(event.quantity_data_source, "iv");
  EXPECT_EQ(event.modifier, "softreserved");
  ASSERT_TRUE(event.quantity.has_value());
  EXPECT_EQ(event.quantity->micros, 2'500'000);
  EXPECT_TRUE(event.quantities.empty());
  EXPECT_FALSE(event.check_available);
  EXPECT_EQ(event.ttl_seconds, 600);
  EXPECT_FALSE(event.ends_at_us.has_value());
}

TEST(DecodeReserves, AbsentMeansCheckedAndWithoutEnd) {
  v1::ReserveRequest request;
  request.add_events();
  request.add_events()->set_check_available(true);
  const DecodedEvents<ReserveEvent> decoded = DecodeReserves(request.events());
  ASSERT_EQ(decoded.events.size(), 2u);
  EXPECT_TRUE(decoded.events[0].check_available);
  EXPECT_TRUE(decoded.events[1].check_available);
  EXPECT_FALSE(decoded.events[0].quantity.has_value());
  EXPECT_FALSE(decoded.events[0].ends_at_us.has_value());
  EXPECT_FALSE(decoded.events[0].ttl_seconds.has_value());
}

TEST(DecodeReserves, EndsAreTimesOrLengths) {
  v1::ReserveRequest request;
  request.add_events()->mutable_expires_at()->set_seconds(1'700'000'000);
  request.add_events()->mutable_expires_at()->set_nanos(1'000'000'000);
  request.add_events()->set_ttl_seconds(0);  // judged by the engine
  const DecodedEvents<ReserveEvent> decoded = DecodeReserves(request.events());
  ASSERT_EQ(decoded.events.size(), 3u);
  EXPECT_EQ(decoded.events[0].ends_at_us, 1'700'000'000'000'000);
  EXPECT_FALSE(decoded.events[0].ttl_seconds.has_value());
  EXPECT_EQ(decoded.events[2].ttl_seconds, 0);
  ASSERT_EQ(decoded.refused.size(), 1u);
  EXPECT_EQ(decoded.refused[0].index, 1);
  EXPECT_EQ(decoded.refused[0].issue.reason, Reason::kMalformed);
  EXPECT_EQ(decoded.refused[0].issue.path, "/expiresAt");
}

TEST(DecodeUnreserves, ReadsEveryField) {
  v1::UnreserveRequest request;
  FillKey("u-1", request.add_events());
  request.mutable_events(0)->set_reservation_id("R");
  request.mutable_events(0)->set_offset_micros(-3);
  const std::vector<UnreserveEvent> events = DecodeUnreserves(request.events());
  ASSERT_EQ(events.size(), 1u);
  ExpectKey(events[0], "u-1");
  EXPECT_EQ(events[0].reservation_id, "R");
  EXPECT_EQ(events[0].offset.micros, -3);
}

TEST(DecodeExtends, ReadsEveryField) {
  v1::ExtendReservationRequest request;
  for (const char* id : {"x-1", "x-2", "x-3", "x-4"}) {
    FillKey(id, request.add_events());
    request.mutable_events()->rbegin()->set_reservation_id("H");
  }
  request.mutable_events(0)->mutable_expires_at()->set_seconds(5);
  request.mutable_events(1)->set_ttl_seconds(7);
  request.mutable_events(2)->mutable_expires_at()->set_nanos(-1);
  const DecodedEvents<ExtendEvent> decoded = DecodeExtends(request.events());
  ASSERT_EQ(decoded.events.size(), 4u);
  ExpectKey(decoded.events[0], "x-1");
  EXPECT_EQ(decoded.events[0].reservation_id, "H");
  EXPECT_EQ(decoded.events[0].ends_at_us, 5'000'000);
  EXPECT_EQ(decoded.events[1].ttl_seconds, 7);
  EXPECT_FALSE(decoded.events[1].ends_at_us.has_value());
  ExpectKey(decoded.events[3], "x-4");
  EXPECT_FALSE(decoded.events[3].ends_at_us.has_value());
  EXPECT_FALSE(decoded.events[3].ttl_seconds.has_value());
  ASSERT_EQ(decoded.refused.size(), 1u);
  EXPECT_EQ(decoded.refused[0].index, 2);
}

}  // namespace
}  // namespace onhand
