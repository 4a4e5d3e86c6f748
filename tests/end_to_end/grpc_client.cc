#include "tests/end_to_end/grpc_client.h"

#include <chrono>
#include <cstdlib>
#include <optional>

#include "absl/status/status.h"
#include "engine/model/quantity.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/grpcpp.h"
#include "onhand/v1/configuration.grpc.pb.h"
#include "onhand/v1/inventory.grpc.pb.h"
#include "service/grpc/configuration_messages.h"

namespace onhand {
namespace {

void SetDeadline(grpc::ClientContext* context) {
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
}

// What the google.rpc details complain of; the message itself where there are none.
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
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

// A quantity that is not one cannot be said over gRPC at all.
template <typename Message>
absl::Status FillEvent(const ScenarioEvent& event, Message* message) {
  message->set_id(event.id);
  message->set_organization_id(event.organization);
  message->set_product_id(event.product);
  message->set_dimension_data_source(event.dimension_source);
  for (const auto& [name, value] : event.dimensions) (*message->mutable_dimensions())[name] = value;
  for (const ScenarioEvent::Amount& amount : event.quantities) {
    Quantity quantity;
    if (ParseQuantity(amount.quantity, &quantity) != QuantityError::kNone) {
      return absl::UnimplementedError(amount.quantity + " has no form in gRPC");
    }
    v1::MeasureQuantity* const out = message->add_quantities();
    out->set_data_source(amount.data_source);
    out->set_measure(amount.measure);
    out->set_quantity_micros(quantity.micros);
  }
  return absl::OkStatus();
}

template <typename Response>
absl::StatusOr<std::vector<ScenarioOutcome>> ReadOutcomes(const std::vector<ScenarioEvent>& events,
                                                          const Response& response) {
  std::vector<ScenarioOutcome> outcomes;
  for (int i = 0; i < response.outcomes_size(); ++i) {
    const v1::Outcome& outcome = response.outcomes(i);
    if (i < static_cast<int>(events.size()) && outcome.id() != events[static_cast<size_t>(i)].id) {
      return absl::InternalError("another id came back");
    }
    const bool success = outcome.processing_status() == v1::PROCESSING_STATUS_SUCCESS;
    outcomes.push_back({success ? "success" : "failure", outcome.status_code(), outcome.message()});
  }
  return outcomes;
}

template <typename Message>
void FillShared(const ScenarioQuery& query, Message* message) {
  message->set_version(query.version == 2 ? v1::QUERY_VERSION_V2 : v1::QUERY_VERSION_V1);
  message->set_dimension_data_source(query.dimension_source);
  message->mutable_organization_ids()->Assign(query.organizations.begin(), query.organizations.end());
  message->mutable_product_ids()->Assign(query.products.begin(), query.products.end());
  message->mutable_group_by()->Assign(query.group_by.begin(), query.group_by.end());
  message->set_return_negative(query.return_negative);
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

// Reads a query's stream: one header, then rows.
template <typename Response>
absl::StatusOr<ScenarioAnswer> ReadAnswer(const ScenarioQuery& query, grpc::ClientReader<Response>* reader) {
  ScenarioAnswer answer;
  std::optional<v1::QueryHeader> header;
  Response part;
  while (reader->Read(&part)) {
    if (part.has_header()) {
      if (header.has_value()) return absl::InternalError("a second header");
      header = part.header();
      continue;
    }
    if (!header.has_value()) return absl::InternalError("rows before the header");
    for (const v1::QueryRow& row : part.rows().rows()) {
      ScenarioRow out{.organization = query.version == 2 ? row.organization_id() : "",
                      .product = row.product_id(),
                      .dimensions = {},
                      .quantities = {}};
      for (int i = 0; i < row.dimension_values_size(); ++i) {
        out.dimensions[header->dimension_names(i)] = row.dimension_values(i);
      }
      for (const v1::MeasureValue& value : row.values()) {
        const v1::MeasureColumn& column = header->columns(static_cast<int>(value.column()));
        out.quantities[column.data_source() + "." + column.measure()] = Number(value);
      }
      answer.rows.push_back(std::move(out));
    }
  }
  const grpc::Status status = reader->Finish();
  if (status.error_code() == grpc::StatusCode::INVALID_ARGUMENT) {
    answer.problems = Problems(status);
    return answer;
  }
  if (!status.ok()) return ToStatus(status);
  if (!header.has_value()) return absl::InternalError("no header");
  if (header->has_next_page_number()) answer.next_page = header->next_page_number();
  return answer;
}

}  // namespace

struct GrpcClient::Stubs {
  explicit Stubs(const std::shared_ptr<grpc::Channel>& channel)
      : inventory(v1::InventoryService::NewStub(channel)), configuration(v1::ConfigurationService::NewStub(channel)) {}
  std::unique_ptr<v1::InventoryService::Stub> inventory;
  std::unique_ptr<v1::ConfigurationService::Stub> configuration;
};

GrpcClient::GrpcClient(const std::string& address, std::string environment)
    : environment_(std::move(environment)),
      stubs_(std::make_unique<Stubs>(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()))) {}

GrpcClient::~GrpcClient() = default;

absl::StatusOr<std::vector<ScenarioOutcome>> GrpcClient::Post(const std::vector<ScenarioEvent>& events) {
  v1::PostChangesRequest request;
  request.set_environment_id(environment_);
  for (const ScenarioEvent& event : events) {
    if (absl::Status status = FillEvent(event, request.add_events()); !status.ok()) return status;
  }
  grpc::ClientContext context;
  SetDeadline(&context);
  v1::PostChangesResponse response;
  const grpc::Status status = stubs_->inventory->PostChanges(&context, request, &response);
  if (!status.ok()) return ToStatus(status);
  return ReadOutcomes(events, response);
}

absl::StatusOr<std::vector<ScenarioOutcome>> GrpcClient::Set(const std::string& inventory_system,
                                                             const std::vector<ScenarioEvent>& events) {
  v1::SetOnHandRequest request;
  request.set_environment_id(environment_);
  request.set_inventory_system(inventory_system);
  for (const ScenarioEvent& event : events) {
    v1::SetEvent* const out = request.add_events();
    if (absl::Status status = FillEvent(event, out); !status.ok()) return status;
    if (event.modified) {
      out->mutable_modified_at()->set_seconds(absl::ToUnixSeconds(*event.modified));
      out->mutable_modified_at()->set_nanos(
          static_cast<int32_t>(absl::ToUnixMicros(*event.modified) % 1'000'000 * 1000));
    }
  }
  grpc::ClientContext context;
  SetDeadline(&context);
  v1::SetOnHandResponse response;
  const grpc::Status status = stubs_->inventory->SetOnHand(&context, request, &response);
  if (!status.ok()) return ToStatus(status);
  return ReadOutcomes(events, response);
}

absl::StatusOr<ScenarioAnswer> GrpcClient::Query(const ScenarioQuery& query) {
  grpc::ClientContext context;
  SetDeadline(&context);
  if (query.exact) {
    v1::QueryExactRequest request;
    request.set_environment_id(environment_);
    FillShared(query, request.mutable_query());
    request.mutable_query()->mutable_keys()->Assign(query.keys.begin(), query.keys.end());
    for (const auto& tuple : query.tuples) {
      request.mutable_query()->add_tuples()->mutable_values()->Assign(tuple.begin(), tuple.end());
    }
    return ReadAnswer(query, stubs_->inventory->QueryExact(&context, request).get());
  }
  v1::QueryIndexRequest request;
  request.set_environment_id(environment_);
  FillShared(query, request.mutable_query());
  for (const auto& [name, values] : query.filters) {
    v1::DimensionFilter* const filter = request.mutable_query()->add_filters();
    filter->set_name(name);
    filter->mutable_values()->Assign(values.begin(), values.end());
  }
  if (query.page_number) request.mutable_query()->set_page_number(*query.page_number);
  if (query.page_size) request.mutable_query()->set_page_size(*query.page_size);
  return ReadAnswer(query, stubs_->inventory->QueryIndex(&context, request).get());
}

absl::StatusOr<Configuration> GrpcClient::GetConfiguration() {
  v1::GetConfigurationRequest request;
  request.set_environment_id(environment_);
  grpc::ClientContext context;
  SetDeadline(&context);
  v1::GetConfigurationResponse response;
  const grpc::Status status = stubs_->configuration->GetConfiguration(&context, request, &response);
  if (!status.ok()) return ToStatus(status);
  Configuration configuration;
  if (!DecodeConfigurationMessage(response.configuration(), &configuration).empty()) {
    return absl::InternalError("the configuration message cannot be read");
  }
  return configuration;
}

absl::StatusOr<std::pair<uint64_t, std::vector<std::string>>> GrpcClient::Configure(const Configuration& replacement) {
  v1::ReplaceConfigurationRequest request;
  request.set_environment_id(environment_);
  EncodeConfigurationMessage(replacement, request.mutable_configuration());
  grpc::ClientContext context;
  SetDeadline(&context);
  v1::ReplaceConfigurationResponse response;
  const grpc::Status status = stubs_->configuration->ReplaceConfiguration(&context, request, &response);
  std::pair<uint64_t, std::vector<std::string>> result(response.version(), {});
  const bool conflict = status.error_code() == grpc::StatusCode::FAILED_PRECONDITION;
  if (conflict || status.error_code() == grpc::StatusCode::INVALID_ARGUMENT) {
    for (const std::string& message : Problems(status)) {
      result.second.push_back((conflict ? "conflict " : "invalid ") + message);
    }
  } else if (!status.ok()) {
    return ToStatus(status);
  }
  return result;
}

absl::StatusOr<std::vector<std::string>> GrpcClient::ListPartitions() {
  v1::ListPartitionsRequest request;
  request.set_environment_id(environment_);
  grpc::ClientContext context;
  SetDeadline(&context);
  v1::ListPartitionsResponse response;
  const grpc::Status status = stubs_->configuration->ListPartitions(&context, request, &response);
  if (!status.ok()) return ToStatus(status);
  return std::vector<std::string>(response.partition_ids().begin(), response.partition_ids().end());
}

absl::Status GrpcClient::CleanUp(const std::vector<std::string>& partition_ids) {
  v1::CleanUpPartitionsRequest request;
  request.set_environment_id(environment_);
  request.mutable_partition_ids()->Assign(partition_ids.begin(), partition_ids.end());
  grpc::ClientContext context;
  SetDeadline(&context);
  v1::CleanUpPartitionsResponse response;
  return ToStatus(stubs_->configuration->CleanUpPartitions(&context, request, &response));
}

absl::Status GrpcClient::SetClock(absl::Time) { return absl::UnimplementedError("the server's clock is its own"); }
absl::StatusOr<absl::Time> GrpcClient::Now() { return absl::UnimplementedError("the server's clock is its own"); }
absl::Status GrpcClient::Reopen() { return absl::UnimplementedError("the server is somebody else's"); }

}  // namespace onhand
