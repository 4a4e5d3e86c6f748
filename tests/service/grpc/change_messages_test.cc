#include "service/grpc/change_messages.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace onhand {
namespace {

template <typename Message>
Message SomeEvent(const std::string& id) {
  Message event;
  event.set_id(id);
  event.set_organization_id("usmf");
  event.set_product_id("T-shirt");
  event.set_dimension_data_source("pos");
  (*event.mutable_dimensions())["siteId"] = "1";
  (*event.mutable_dimensions())["colorId"] = "red";
  v1::MeasureQuantity* quantity = event.add_quantities();
  quantity->set_data_source("pos");
  quantity->set_measure("inbound");
  quantity->set_quantity_micros(-2'500'000);
  return event;
}

TEST(DecodeChanges, ReadsEveryField) {
  v1::PostChangesRequest request;
  *request.add_events() = SomeEvent<v1::ChangeEvent>("e-1");
  const std::vector<ChangeEvent> events = DecodeChanges(request.events());
  ASSERT_EQ(events.size(), 1u);
  const ChangeEvent& event = events[0];
  EXPECT_EQ(event.id, "e-1");
  EXPECT_EQ(event.organization_id, "usmf");
  EXPECT_EQ(event.product_id, "T-shirt");
  EXPECT_EQ(event.dimension_data_source, "pos");
  ASSERT_EQ(event.dimensions.size(), 2u);
  EXPECT_EQ(event.dimensions[0].name, "colorId");  // by name
  EXPECT_EQ(event.dimensions[0].value, "red");
  EXPECT_EQ(event.dimensions[1].name, "siteId");
  EXPECT_EQ(event.dimensions[1].value, "1");
  ASSERT_EQ(event.quantities.size(), 1u);
  EXPECT_EQ(event.quantities[0].data_source, "pos");
  EXPECT_EQ(event.quantities[0].measure, "inbound");
  EXPECT_EQ(event.quantities[0].quantity.micros, -2'500'000);
}

TEST(DecodeChanges, QuantitiesAreForTheEngineToJudge) {
  v1::PostChangesRequest request;
  *request.add_events() = SomeEvent<v1::ChangeEvent>("e");
  request.mutable_events(0)->mutable_quantities(0)->set_quantity_micros(std::numeric_limits<int64_t>::min());
  const std::vector<ChangeEvent> events = DecodeChanges(request.events());
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].quantities[0].quantity.micros, std::numeric_limits<int64_t>::min());
}

TEST(DecodeSets, ReadsTimes) {
  v1::SetOnHandRequest request;
  for (int i = 0; i < 3; ++i) {
    *request.add_events() = SomeEvent<v1::SetEvent>("s");
    request.mutable_events(i)->mutable_modified_at()->set_seconds(1'700'000'000 + i);
  }
  request.mutable_events(1)->mutable_modified_at()->set_nanos(-1);
  const DecodedEvents<SetEvent> decoded = DecodeSets(request.events());
  ASSERT_EQ(decoded.events.size(), 3u);
  EXPECT_EQ(decoded.events[0].modified_at_us, 1'700'000'000'000'000);
  EXPECT_EQ(decoded.events[2].modified_at_us, 1'700'000'002'000'000);
  ASSERT_EQ(decoded.refused.size(), 1u);
  EXPECT_EQ(decoded.refused[0].index, 1);
  EXPECT_EQ(decoded.refused[0].issue.reason, Reason::kMalformed);
  EXPECT_EQ(decoded.refused[0].issue.path, "/modifiedDateTimeUTC");
}

TEST(DecodeSets, AbsentTimeStaysAbsent) {
  v1::SetOnHandRequest request;
  *request.add_events() = SomeEvent<v1::SetEvent>("s-1");
  const DecodedEvents<SetEvent> decoded = DecodeSets(request.events());
  ASSERT_EQ(decoded.events.size(), 1u);
  EXPECT_FALSE(decoded.events[0].modified_at_us.has_value());
  EXPECT_TRUE(decoded.events[0].expected_quantities.empty());
  EXPECT_EQ(decoded.events[0].id, "s-1");
  EXPECT_EQ(decoded.events[0].quantities.size(), 1u);
}

TEST(DecodeSets, ReadsExpectedQuantities) {
  v1::SetOnHandRequest request;
  *request.add_events() = SomeEvent<v1::SetEvent>("s-1");
  v1::MeasureQuantity* expected = request.mutable_events(0)->add_expected_quantities();
  expected->set_data_source("iv");
  expected->set_measure("softreserved");
  expected->set_quantity_micros(7);
  const DecodedEvents<SetEvent> decoded = DecodeSets(request.events());
  ASSERT_EQ(decoded.events.size(), 1u);
  ASSERT_EQ(decoded.events[0].expected_quantities.size(), 1u);
  EXPECT_EQ(decoded.events[0].expected_quantities[0].data_source, "iv");
  EXPECT_EQ(decoded.events[0].expected_quantities[0].measure, "softreserved");
  EXPECT_EQ(decoded.events[0].expected_quantities[0].quantity.micros, 7);
  EXPECT_EQ(decoded.events[0].quantities.size(), 1u);
}

}  // namespace
}  // namespace onhand
