#include "service/cli/backend/client_event_messages.h"

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/model/name.h"
#include "google/protobuf/map.h"
#include "google/protobuf/repeated_field.h"
#include "service/grpc/event_messages.h"

namespace onhand::cli {
namespace {

using google::protobuf::RepeatedPtrField;

std::string Text(std::string_view text) { return std::string(text); }

template <typename Message>
void EncodeKey(const EventKey& event, Message* message) {
  message->set_id(Text(event.id));
  message->set_organization_id(Text(event.organization_id));
  message->set_product_id(Text(event.product_id));
  message->set_dimension_data_source(Text(event.dimension_data_source));
  for (const DimensionValue& dimension : event.dimensions) {
    (*message->mutable_dimensions())[Text(dimension.name)] = Text(dimension.value);
  }
}

void EncodeQuantity(const MeasureQuantity& quantity, v1::MeasureQuantity* message) {
  message->set_data_source(Text(quantity.data_source));
  message->set_measure(Text(quantity.measure));
  message->set_quantity_micros(quantity.quantity.micros);
}

template <typename Quantities>
void EncodeQuantities(const Quantities& quantities, RepeatedPtrField<v1::MeasureQuantity>* messages) {
  for (const MeasureQuantity& quantity : quantities) EncodeQuantity(quantity, messages->Add());
}

template <typename Groups>
void EncodeGroups(const Groups& groups, google::protobuf::Map<std::string, std::string>* map) {
  for (const GroupValue& group : groups) (*map)[Text(group.group)] = Text(group.value);
}

template <typename Event, typename Message>
absl::Status EncodeEnd(const Event& event, Message* message) {
  if (event.ends_at_us.has_value() && event.ttl_seconds.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat("event ", Text(event.id), ": expiresAt and ttlSeconds are both given; give one of them"));
  }
  if (event.ends_at_us.has_value()) EncodeTime(*event.ends_at_us, message->mutable_expires_at());
  if (event.ttl_seconds.has_value()) message->set_ttl_seconds(*event.ttl_seconds);
  return absl::OkStatus();
}

bool Agree(std::string_view given, std::string_view other) { return IsBlank(given) || NamesEqual(given, other); }

template <typename Message>
void EncodeMove(const AllocationEvent& event, Message* message) {
  EncodeKey(event, message);
  EncodeGroups(event.groups, message->mutable_groups());
  message->set_quantity_micros(event.quantity.micros);
}

}  // namespace

void EncodeChange(const ChangeEvent& event, v1::ChangeEvent* message) {
  EncodeKey(event, message);
  EncodeQuantities(event.quantities, message->mutable_quantities());
}

void EncodeSet(const SetEvent& event, v1::SetEvent* message) {
  EncodeKey(event, message);
  EncodeQuantities(event.quantities, message->mutable_quantities());
  EncodeQuantities(event.expected_quantities, message->mutable_expected_quantities());
  if (event.modified_at_us.has_value()) EncodeTime(*event.modified_at_us, message->mutable_modified_at());
}

absl::Status EncodeReserve(const ReserveEvent& event, v1::ReserveEvent* message) {
  EncodeKey(event, message);
  if (event.quantities.size() > 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("event ", Text(event.id), ": a reservation is of one measure, not of ", event.quantities.size()));
  }
  if (event.quantities.size() == 1) {
    const MeasureQuantity& quantity = event.quantities.front();
    if ((event.quantity.has_value() && *event.quantity != quantity.quantity) ||
        !Agree(event.modifier, quantity.measure) || !Agree(event.quantity_data_source, quantity.data_source)) {
      return absl::InvalidArgumentError(
          absl::StrCat("event ", Text(event.id), ": quantity and quantities are both given and differ"));
    }
    EncodeQuantity(quantity, message->mutable_quantity());
  } else if (event.quantity.has_value()) {
    EncodeQuantity({event.quantity_data_source, event.modifier, *event.quantity}, message->mutable_quantity());
  }
  message->set_check_available(event.check_available);
  return EncodeEnd(event, message);
}

void EncodeUnreserve(const UnreserveEvent& event, v1::UnreserveEvent* message) {
  EncodeKey(event, message);
  message->set_reservation_id(Text(event.reservation_id));
  message->set_offset_micros(event.offset.micros);
}

absl::Status EncodeExtend(const ExtendEvent& event, v1::ExtendEvent* message) {
  EncodeKey(event, message);
  message->set_reservation_id(Text(event.reservation_id));
  return EncodeEnd(event, message);
}

void EncodeAllocation(const AllocationEvent& event, v1::AllocationEvent* message) { EncodeMove(event, message); }

void EncodeReallocation(const AllocationEvent& event, v1::ReallocationEvent* message) {
  EncodeMove(event, message);
  EncodeGroups(event.source_groups, message->mutable_source_groups());
}

void EncodeConsumption(const AllocationEvent& event, v1::ConsumptionEvent* message) {
  EncodeMove(event, message);
  for (const PhysicalMeasureChange& change : event.physical_measures) {
    v1::PhysicalMeasureChange* added = message->add_physical_measures();
    added->set_data_source(Text(change.data_source));
    added->set_measure(Text(change.measure));
    added->set_subtract(change.subtract);
  }
}

void EncodeSchedule(const ScheduleEvent& event, v1::ScheduleEvent* message) {
  EncodeKey(event, message);
  for (const onhand::DatedQuantities& day : event.quantities_by_date) {
    v1::DatedQuantities* added = message->add_quantities_by_date();
    added->set_date(Text(day.date));
    EncodeQuantities(day.quantities, added->mutable_quantities());
  }
}

void EncodeAdjust(const AdjustEvent& event, v1::AdjustEvent* message) {
  EncodeKey(event, message);
  EncodeQuantity({event.quantity_data_source, event.physical_measure, event.quantity}, message->mutable_quantity());
  message->set_external_reference_category(Text(event.external_reference_category));
  message->set_external_reference_id(Text(event.external_reference_id));
  message->set_journal_name_id(Text(event.journal_name_id));
  message->set_cost_price(Text(event.cost_price));
  message->set_transaction_date(Text(event.transaction_date));
}

}  // namespace onhand::cli
