#include "tests/end_to_end/grpc_messages.h"

#include <utility>

#include "engine/model/quantity.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace onhand {
namespace {

using Refusal = std::optional<ScenarioOutcome>;

Refusal ReadQuantity(const std::string& text, int64_t* micros) {
  Quantity quantity;
  const QuantityError error = ParseQuantity(text, &quantity);
  if (error != QuantityError::kNone) {
    return ScenarioOutcome{
        .status = "failure", .code = 400, .message = text + " " + std::string(QuantityErrorText(error))};
  }
  *micros = quantity.micros;
  return std::nullopt;
}

Refusal FillQuantity(const ScenarioAmount& amount, v1::MeasureQuantity* out) {
  int64_t micros = 0;
  if (Refusal refusal = ReadQuantity(amount.quantity, &micros)) return refusal;
  out->set_data_source(amount.data_source);
  out->set_measure(amount.measure);
  out->set_quantity_micros(micros);
  return std::nullopt;
}

template <typename Repeated>
Refusal FillQuantities(const std::vector<ScenarioAmount>& amounts, Repeated* out) {
  for (const ScenarioAmount& amount : amounts) {
    if (Refusal refusal = FillQuantity(amount, out->Add())) return refusal;
  }
  return std::nullopt;
}

template <typename Map>
void FillNames(const ScenarioNames& names, Map* map) {
  for (const auto& [name, value] : names) (*map)[name] = value;
}

template <typename Message>
void FillKey(const ScenarioEvent& event, Message* message) {
  message->set_id(event.id);
  message->set_organization_id(event.organization);
  message->set_product_id(event.product);
  message->set_dimension_data_source(event.dimension_source);
  FillNames(event.dimensions, message->mutable_dimensions());
}

void FillTime(absl::Time time, google::protobuf::Timestamp* out) {
  out->set_seconds(absl::ToUnixSeconds(time));
  out->set_nanos(static_cast<int32_t>(absl::ToUnixMicros(time) % 1'000'000 * 1000));
}

template <typename Message>
void FillEnd(const ScenarioEvent& event, Message* message) {
  if (event.ends) FillTime(*event.ends, message->mutable_expires_at());
  if (event.ttl_seconds) message->set_ttl_seconds(*event.ttl_seconds);
}

template <typename Message>
Refusal FillAllocation(const ScenarioEvent& event, Message* message) {
  int64_t micros = 0;
  if (Refusal refusal = ReadQuantity(event.quantity, &micros)) return refusal;
  FillKey(event, message);
  FillNames(event.groups, message->mutable_groups());
  message->set_quantity_micros(micros);
  return std::nullopt;
}

// A wide sum comes as text, in millionths.
std::string Number(const v1::MeasureValue& value) {
  WideMicros micros = value.micros();
  if (!value.wide_micros().empty()) {
    micros = 0;
    const bool negative = value.wide_micros()[0] == '-';
    for (char c : value.wide_micros().substr(negative ? 1 : 0)) micros = micros * 10 + (c - '0');
    if (negative) micros = -micros;
  }
  return FormatMicros(micros);
}

template <typename Repeated>
std::map<std::string, std::string> ReadValues(const v1::QueryHeader& header, const Repeated& values) {
  std::map<std::string, std::string> out;
  for (const v1::MeasureValue& value : values) {
    const v1::MeasureColumn& column = header.columns(static_cast<int>(value.column()));
    out[column.data_source() + "." + column.measure()] = Number(value);
  }
  return out;
}

std::string StatusName(v1::ProcessingStatus status) {
  if (status == v1::PROCESSING_STATUS_SUCCESS) return "success";
  return status == v1::PROCESSING_STATUS_PARTIAL_SUCCESS ? "partialSuccess" : "failure";
}

}  // namespace

Refusal FillMessage(const ScenarioEvent& event, v1::ChangeEvent* message) {
  FillKey(event, message);
  return FillQuantities(event.quantities, message->mutable_quantities());
}

Refusal FillMessage(const ScenarioEvent& event, v1::SetEvent* message) {
  FillKey(event, message);
  if (event.modified) FillTime(*event.modified, message->mutable_modified_at());
  if (Refusal refusal = FillQuantities(event.expected, message->mutable_expected_quantities())) return refusal;
  return FillQuantities(event.quantities, message->mutable_quantities());
}

Refusal FillMessage(const ScenarioEvent& event, v1::ReserveEvent* message) {
  FillKey(event, message);
  for (const ScenarioAmount& amount : event.quantities) {
    if (Refusal refusal = FillQuantity(amount, message->mutable_quantity())) return refusal;
  }
  if (event.unchecked) message->set_check_available(false);
  FillEnd(event, message);
  return std::nullopt;
}

Refusal FillMessage(const ScenarioEvent& event, v1::UnreserveEvent* message) {
  int64_t micros = 0;
  if (Refusal refusal = ReadQuantity(event.quantity, &micros)) return refusal;
  FillKey(event, message);
  message->set_reservation_id(event.reservation_id);
  message->set_offset_micros(micros);
  return std::nullopt;
}

Refusal FillMessage(const ScenarioEvent& event, v1::ExtendEvent* message) {
  FillKey(event, message);
  message->set_reservation_id(event.reservation_id);
  FillEnd(event, message);
  return std::nullopt;
}

Refusal FillMessage(const ScenarioEvent& event, v1::AllocationEvent* message) { return FillAllocation(event, message); }

Refusal FillMessage(const ScenarioEvent& event, v1::ReallocationEvent* message) {
  FillNames(event.source_groups, message->mutable_source_groups());
  return FillAllocation(event, message);
}

Refusal FillMessage(const ScenarioEvent& event, v1::ConsumptionEvent* message) {
  for (const auto& [source, measure, subtract] : event.physical) {
    v1::PhysicalMeasureChange* const change = message->add_physical_measures();
    change->set_data_source(source);
    change->set_measure(measure);
    change->set_subtract(subtract);
  }
  return FillAllocation(event, message);
}

Refusal FillMessage(const ScenarioEvent& event, v1::ScheduleEvent* message) {
  FillKey(event, message);
  for (const auto& [date, amounts] : event.dates) {
    v1::DatedQuantities* const dated = message->add_quantities_by_date();
    dated->set_date(date);
    if (Refusal refusal = FillQuantities(amounts, dated->mutable_quantities())) return refusal;
  }
  return std::nullopt;
}

ScenarioOutcome ReadOutcome(const v1::Outcome& outcome) {
  ScenarioOutcome out{.status = StatusName(outcome.processing_status()),
                      .code = outcome.status_code(),
                      .message = outcome.message(),
                      .reservation_id = outcome.reservation_id(),
                      .invalid_offset = FormatMicros(outcome.invalid_offset_micros()),
                      .present = {}};
  for (const v1::MeasureQuantity& present : outcome.present_quantities()) {
    out.present[present.data_source() + "." + present.measure()] = FormatMicros(present.quantity_micros());
  }
  return out;
}

ScenarioRow ReadRow(const v1::QueryHeader& header, const v1::QueryRow& row) {
  ScenarioRow out;
  out.product = row.product_id();
  for (int i = 0; i < row.dimension_values_size(); ++i) {
    out.dimensions[header.dimension_names(i)] = row.dimension_values(i);
  }
  out.quantities = ReadValues(header, row.values());
  for (const v1::DayValues& day : row.scheduled()) out.scheduled[day.date()] = ReadValues(header, day.values());
  for (const v1::DayValues& day : row.promises()) out.promises[day.date()] = ReadValues(header, day.values());
  return out;
}

ScenarioBucket ReadBucket(const v1::AllocationBucket& bucket) {
  ScenarioBucket out;
  for (const v1::NamedValue& group : bucket.groups()) out.groups.emplace_back(group.name(), group.value());
  out.quantities = {{"@allocated", FormatMicros(bucket.allocated_micros())},
                    {"@consumed", FormatMicros(bucket.consumed_micros())},
                    {"@cumulative_allocated", FormatMicros(bucket.cumulative_allocated_micros())},
                    {"@cumulative_consumed", FormatMicros(bucket.cumulative_consumed_micros())}};
  return out;
}

std::vector<std::string> Problems(const grpc::Status& status) {
  std::vector<std::string> messages;
  google::rpc::Status wire;
  if (wire.ParseFromString(status.error_details())) {
    for (const google::protobuf::Any& any : wire.details()) {
      google::rpc::BadRequest bad_request;
      google::rpc::PreconditionFailure precondition;
      if (any.UnpackTo(&bad_request)) {
        for (const auto& violation : bad_request.field_violations()) messages.push_back(violation.description());
      } else if (any.UnpackTo(&precondition)) {
        for (const auto& violation : precondition.violations()) messages.push_back(violation.description());
      }
    }
  }
  if (messages.empty()) messages.push_back(status.error_message());
  return messages;
}

absl::Status ToStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  if (status.error_code() == grpc::StatusCode::INVALID_ARGUMENT) {
    return absl::InvalidArgumentError(Problems(status)[0]);
  }
  if (status.error_code() == grpc::StatusCode::FAILED_PRECONDITION) {
    return absl::FailedPreconditionError(Problems(status)[0]);
  }
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

}  // namespace onhand
