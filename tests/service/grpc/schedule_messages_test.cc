#include "service/grpc/schedule_messages.h"

#include <vector>

#include "gtest/gtest.h"

namespace onhand {
namespace {

TEST(DecodeSchedules, ReadsEveryField) {
  v1::ChangeScheduleRequest request;
  v1::ScheduleEvent* message = request.add_events();
  message->set_id("s-1");
  message->set_organization_id("usmf");
  message->set_product_id("Bike");
  message->set_dimension_data_source("pos");
  (*message->mutable_dimensions())["SiteId"] = "1";
  v1::DatedQuantities* day = message->add_quantities_by_date();
  day->set_date("2026-02-01");
  for (const char* measure : {"inbound", "outbound"}) {
    v1::MeasureQuantity* quantity = day->add_quantities();
    quantity->set_data_source("pos");
    quantity->set_measure(measure);
    quantity->set_quantity_micros(-10);
  }
  message->add_quantities_by_date()->set_date("tomorrow");  // judged by the engine
  const std::vector<ScheduleEvent> events = DecodeSchedules(request.events());
  ASSERT_EQ(events.size(), 1u);
  const ScheduleEvent& event = events[0];
  EXPECT_EQ(event.id, "s-1");
  EXPECT_EQ(event.organization_id, "usmf");
  EXPECT_EQ(event.product_id, "Bike");
  EXPECT_EQ(event.dimension_data_source, "pos");
  ASSERT_EQ(event.dimensions.size(), 1u);
  ASSERT_EQ(event.quantities_by_date.size(), 2u);
  EXPECT_EQ(event.quantities_by_date[0].date, "2026-02-01");
  ASSERT_EQ(event.quantities_by_date[0].quantities.size(), 2u);
  EXPECT_EQ(event.quantities_by_date[0].quantities[1].data_source, "pos");
  EXPECT_EQ(event.quantities_by_date[0].quantities[1].measure, "outbound");
  EXPECT_EQ(event.quantities_by_date[0].quantities[1].quantity.micros, -10);
  EXPECT_EQ(event.quantities_by_date[1].date, "tomorrow");
  EXPECT_TRUE(event.quantities_by_date[1].quantities.empty());
}

}  // namespace
}  // namespace onhand
