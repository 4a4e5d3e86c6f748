#include "service/grpc/event_field_path.h"

#include <utility>

#include "gtest/gtest.h"

namespace onhand {
namespace {

template <typename List>
void FillMeasures(List* list) {
  for (const auto& [source, measure] : {std::pair{"iv", "ordered"}, {"POS", "Inbound"}, {"a/b", "x~y"}}) {
    auto* quantity = list->Add();
    quantity->set_data_source(source);
    quantity->set_measure(measure);
  }
}

struct PathCase {
  const char* pointer;
  const char* path;
};

TEST(EventFieldPath, OfAChange) {
  v1::ChangeEvent event;
  FillMeasures(event.mutable_quantities());
  for (const PathCase& c : {PathCase{"", ""},
                            {"/id", "id"},
                            {"/organizationId", "organization_id"},
                            {"/productId", "product_id"},
                            {"/dimensionDataSource", "dimension_data_source"},
                            {"/dimensions", "dimensions"},
                            {"/dimensions/colorId", "dimensions[\"colorId\"]"},
                            {"/quantities", "quantities"},
                            {"/quantities/pos", "quantities[1].data_source"},
                            {"/quantities/pos/inbound", "quantities[1]"},
                            {"/quantities/a~1b/x~0y", "quantities[2]"},
                            {"/quantities/nowhere/inbound", "quantities"},
                            {"/unheardOf/1", "/unheardOf/1"},
                            {"no pointer", "no pointer"}}) {
    EXPECT_EQ(EventFieldPath(c.pointer, event), c.path) << c.pointer;
  }
}

TEST(EventFieldPath, OfASet) {
  v1::SetEvent event;
  FillMeasures(event.mutable_quantities());
  event.add_expected_quantities();
  FillMeasures(event.mutable_expected_quantities());
  for (const PathCase& c : {PathCase{"/modifiedDateTimeUTC", "modified_at"},
                            {"/quantities/pos/inbound", "quantities[1]"},
                            {"/expectedQuantities", "expected_quantities"},
                            {"/expectedQuantities/pos", "expected_quantities[2].data_source"},
                            {"/expectedQuantities/pos/inbound", "expected_quantities[2]"},
                            {"/productId", "product_id"}}) {
    EXPECT_EQ(EventFieldPath(c.pointer, event), c.path) << c.pointer;
  }
}

TEST(EventFieldPath, OfReservations) {
  for (const PathCase& c : {PathCase{"/quantity", "quantity.quantity_micros"},
                            {"/modifier", "quantity.measure"},
                            {"/quantityDataSource", "quantity.data_source"},
                            {"/quantities", "quantity"},
                            {"/quantities/iv/softreserved", "quantity"},
                            {"/ifCheckAvailForReserv", "check_available"},
                            {"/expiresAt", "expires_at"},
                            {"/ttlSeconds", "ttl_seconds"},
                            {"/dimensions/styleId", "dimensions[\"styleId\"]"},
                            {"/id", "id"}}) {
    EXPECT_EQ(EventFieldPath(c.pointer, v1::ReserveEvent()), c.path) << c.pointer;
  }
  EXPECT_EQ(EventFieldPath("/reservationId", v1::UnreserveEvent()), "reservation_id");
  EXPECT_EQ(EventFieldPath("/OffsetQty", v1::UnreserveEvent()), "offset_micros");
  EXPECT_EQ(EventFieldPath("/offsetqty", v1::UnreserveEvent()), "offset_micros");
  EXPECT_EQ(EventFieldPath("/reservationId", v1::ExtendEvent()), "reservation_id");
  EXPECT_EQ(EventFieldPath("/ttlSeconds", v1::ExtendEvent()), "ttl_seconds");
}

TEST(EventFieldPath, OfAllocations) {
  v1::ConsumptionEvent consumption;
  FillMeasures(consumption.mutable_physical_measures());
  for (const PathCase& c : {PathCase{"/quantity", "quantity_micros"},
                            {"/groups", "groups"},
                            {"/groups/channel", "groups[\"channel\"]"},
                            {"/physicalMeasures/pos/inbound", "physical_measures[1]"},
                            {"/physicalMeasures/nobody", "physical_measures"}}) {
    EXPECT_EQ(EventFieldPath(c.pointer, consumption), c.path) << c.pointer;
  }
  EXPECT_EQ(EventFieldPath("/quantity", v1::AllocationEvent()), "quantity_micros");
  EXPECT_EQ(EventFieldPath("/targetGroups/region", v1::AllocationEvent()), "groups[\"region\"]");
  EXPECT_EQ(EventFieldPath("/sourceGroups", v1::ReallocationEvent()), "source_groups");
  EXPECT_EQ(EventFieldPath("/sourceGroups/channel", v1::ReallocationEvent()), "source_groups[\"channel\"]");
}

TEST(EventFieldPath, OfAdjustments) {
  for (const PathCase& c : {PathCase{"/quantity", "quantity.quantity_micros"},
                            {"/quantityDataSource", "quantity.data_source"},
                            {"/quantities/fno", "quantity.data_source"},
                            {"/physicalMeasure", "quantity.measure"},
                            {"/externalReferenceCategory", "external_reference_category"},
                            {"/externalReferenceId", "external_reference_id"},
                            {"/fnoJournalNameId", "journal_name_id"},
                            {"/costPrice", "cost_price"},
                            {"/transDate", "transaction_date"},
                            {"/dimensions/siteId", "dimensions[\"siteId\"]"}}) {
    EXPECT_EQ(EventFieldPath(c.pointer, v1::AdjustEvent()), c.path) << c.pointer;
  }
}

TEST(EventFieldPath, OfSchedules) {
  v1::ScheduleEvent event;
  event.add_quantities_by_date()->set_date("2026-02-01");
  event.add_quantities_by_date()->set_date("2026-02-02");
  FillMeasures(event.mutable_quantities_by_date(1)->mutable_quantities());
  for (const PathCase& c : {PathCase{"/quantitiesByDate", "quantities_by_date"},
                            {"/quantitiesByDate/2026-02-01", "quantities_by_date[0].date"},
                            {"/quantitiesByDate/2026-02-02/pos/inbound", "quantities_by_date[1].quantities[1]"},
                            {"/quantitiesByDate/2026-02-02/pos", "quantities_by_date[1].quantities[1].data_source"},
                            {"/quantitiesByDate/2026-02-01/pos/inbound", "quantities_by_date[0].quantities"},
                            {"/quantitiesByDate/2026-02-03", "quantities_by_date"},
                            {"/organizationId", "organization_id"}}) {
    EXPECT_EQ(EventFieldPath(c.pointer, event), c.path) << c.pointer;
  }
}

}  // namespace
}  // namespace onhand
