#include "tests/end_to_end/grpc_client.h"

#include <chrono>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "grpcpp/grpcpp.h"
#include "onhand/v1/allocation.grpc.pb.h"
#include "onhand/v1/configuration.grpc.pb.h"
#include "onhand/v1/inventory.grpc.pb.h"
#include "onhand/v1/product.grpc.pb.h"
#include "onhand/v1/reservation.grpc.pb.h"
#include "onhand/v1/schedule.grpc.pb.h"
#include "service/grpc/configuration_messages.h"
#include "service/grpc/product_messages.h"
#include "service/grpc/product_search_messages.h"
#include "tests/end_to_end/grpc_messages.h"

namespace onhand {
namespace {

void SetDeadline(grpc::ClientContext* context) {
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
}

template <typename Message>
void FillShared(const ScenarioQuery& query, Message* message) {
  message->set_version(query.version == 2 ? v1::QUERY_VERSION_V2 : v1::QUERY_VERSION_V1);
  message->set_dimension_data_source(query.dimension_source);
  message->mutable_organization_ids()->Assign(query.organizations.begin(), query.organizations.end());
  message->mutable_product_ids()->Assign(query.products.begin(), query.products.end());
  message->mutable_group_by()->Assign(query.group_by.begin(), query.group_by.end());
  message->set_return_negative(query.return_negative);
  if (query.promises) {
    message->mutable_atp()->set_from_date(query.from);
    message->mutable_atp()->set_to_date(query.to);
  }
  if (query.search) EncodeProductSearchMessage(ToProductSearch(*query.search), message->mutable_product_search());
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
      answer.rows.push_back(ReadRow(*header, row));
      if (query.version == 2) answer.rows.back().organization = row.organization_id();
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
      : inventory(v1::InventoryService::NewStub(channel)),
        reservation(v1::ReservationService::NewStub(channel)),
        allocation(v1::AllocationService::NewStub(channel)),
        schedule(v1::ScheduleService::NewStub(channel)),
        product(v1::ProductService::NewStub(channel)),
        configuration(v1::ConfigurationService::NewStub(channel)) {}
  std::unique_ptr<v1::InventoryService::Stub> inventory;
  std::unique_ptr<v1::ReservationService::Stub> reservation;
  std::unique_ptr<v1::AllocationService::Stub> allocation;
  std::unique_ptr<v1::ScheduleService::Stub> schedule;
  std::unique_ptr<v1::ProductService::Stub> product;
  std::unique_ptr<v1::ConfigurationService::Stub> configuration;
};

// One call: `request` has all but environment and events, `rpc` sends it. A cart with an event that cannot be said in a
// message is not sent.
template <typename Request, typename Response, typename Rpc>
absl::StatusOr<std::vector<ScenarioOutcome>> GrpcClient::Send(Request request, const std::vector<ScenarioEvent>& events,
                                                              bool atomic, Rpc rpc) {
  request.set_environment_id(environment_);
  std::vector<std::optional<ScenarioOutcome>> refused;
  for (const ScenarioEvent& event : events) {
    refused.push_back(FillMessage(event, request.add_events()));
    if (refused.back() && atomic) return absl::UnimplementedError("a cart whose quantities cannot be read");
    if (refused.back()) request.mutable_events()->RemoveLast();
  }
  grpc::ClientContext context;
  SetDeadline(&context);
  Response response;
  const grpc::Status status = rpc(&context, request, &response);
  if (!status.ok()) return ToStatus(status);
  if (response.outcomes_size() != request.events_size()) return absl::InternalError("too few or too many outcomes");
  std::vector<ScenarioOutcome> outcomes;
  int next = 0;
  for (size_t i = 0; i < events.size(); ++i) {
    if (refused[i]) {
      outcomes.push_back(*refused[i]);
      continue;
    }
    const v1::Outcome& outcome = response.outcomes(next++);
    if (outcome.id() != events[i].id) return absl::InternalError("another id came back");
    outcomes.push_back(ReadOutcome(outcome));
  }
  return outcomes;
}

GrpcClient::GrpcClient(const std::string& address, std::string environment)
    : environment_(std::move(environment)),
      stubs_(std::make_unique<Stubs>(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()))) {}

GrpcClient::~GrpcClient() = default;

absl::StatusOr<std::vector<ScenarioOutcome>> GrpcClient::Apply(const ScenarioCall& call,
                                                               const std::vector<ScenarioEvent>& events) {
  const Stubs& stubs = *stubs_;
  switch (call.kind) {
    case ScenarioKind::kPost: {
      v1::PostChangesRequest request;
      request.set_atomic(call.atomic);
      return Send<v1::PostChangesRequest, v1::PostChangesResponse>(
          request, events, call.atomic, [&](auto... rest) { return stubs.inventory->PostChanges(rest...); });
    }
    case ScenarioKind::kSet: {
      v1::SetOnHandRequest request;
      request.set_inventory_system(call.inventory_system);
      return Send<v1::SetOnHandRequest, v1::SetOnHandResponse>(
          request, events, false, [&](auto... rest) { return stubs.inventory->SetOnHand(rest...); });
    }
    case ScenarioKind::kReserve: {
      v1::ReserveRequest request;
      request.set_atomic(call.atomic);
      return Send<v1::ReserveRequest, v1::ReserveResponse>(
          request, events, call.atomic, [&](auto... rest) { return stubs.reservation->Reserve(rest...); });
    }
    case ScenarioKind::kUnreserve:
      return Send<v1::UnreserveRequest, v1::UnreserveResponse>(
          {}, events, false, [&](auto... rest) { return stubs.reservation->Unreserve(rest...); });
    case ScenarioKind::kExtend:
      return Send<v1::ExtendReservationRequest, v1::ExtendReservationResponse>(
          {}, events, false, [&](auto... rest) { return stubs.reservation->ExtendReservation(rest...); });
    case ScenarioKind::kAllocate:
      return Send<v1::AllocateRequest, v1::AllocateResponse>(
          {}, events, false, [&](auto... rest) { return stubs.allocation->Allocate(rest...); });
    case ScenarioKind::kUnallocate:
      return Send<v1::UnallocateRequest, v1::UnallocateResponse>(
          {}, events, false, [&](auto... rest) { return stubs.allocation->Unallocate(rest...); });
    case ScenarioKind::kReallocate:
      return Send<v1::ReallocateRequest, v1::ReallocateResponse>(
          {}, events, false, [&](auto... rest) { return stubs.allocation->Reallocate(rest...); });
    case ScenarioKind::kConsume:
      return Send<v1::ConsumeRequest, v1::ConsumeResponse>(
          {}, events, false, [&](auto... rest) { return stubs.allocation->Consume(rest...); });
    case ScenarioKind::kSchedule:
      return Send<v1::ChangeScheduleRequest, v1::ChangeScheduleResponse>(
          {}, events, false, [&](auto... rest) { return stubs.schedule->ChangeSchedule(rest...); });
  }
  return absl::UnimplementedError("no such kind");
}

absl::StatusOr<std::vector<ScenarioBucket>> GrpcClient::Query(const ScenarioBucketQuery& query) {
  v1::QueryAllocationRequest request;
  request.set_environment_id(environment_);
  v1::AllocationQuery* const message = request.mutable_query();
  message->set_organization_id(query.organization);
  message->set_product_id(query.product);
  message->set_dimension_data_source(query.dimension_source);
  for (const auto& [name, value] : query.dimensions) (*message->mutable_dimensions())[name] = value;
  for (const auto& [name, value] : query.groups) (*message->mutable_groups())[name] = value;
  grpc::ClientContext context;
  SetDeadline(&context);
  const auto reader = stubs_->allocation->QueryAllocation(&context, request);
  std::vector<ScenarioBucket> buckets;
  int headers = 0;
  v1::QueryAllocationResponse part;
  while (reader->Read(&part)) {
    if (part.has_header() && (++headers > 1 || !buckets.empty())) return absl::InternalError("a late header");
    for (const v1::AllocationBucket& bucket : part.buckets().buckets()) buckets.push_back(ReadBucket(bucket));
  }
  if (const grpc::Status status = reader->Finish(); !status.ok()) return ToStatus(status);
  if (headers == 0) return absl::InternalError("no header");
  return buckets;
}

absl::StatusOr<std::vector<ScenarioOutcome>> GrpcClient::PutProducts(const std::vector<Product>& products) {
  v1::PutProductsRequest request;
  request.set_environment_id(environment_);
  for (const Product& product : products) EncodeProductMessage(product, request.add_products());
  grpc::ClientContext context;
  SetDeadline(&context);
  v1::PutProductsResponse response;
  const grpc::Status status = stubs_->product->PutProducts(&context, request, &response);
  if (!status.ok()) return ToStatus(status);
  std::vector<ScenarioOutcome> outcomes;
  for (const v1::Outcome& outcome : response.outcomes()) outcomes.push_back(ReadOutcome(outcome));
  return outcomes;
}

absl::StatusOr<std::vector<ScenarioOutcome>> GrpcClient::DeleteProducts(const std::vector<std::string>& items) {
  v1::DeleteProductsRequest request;
  request.set_environment_id(environment_);
  request.mutable_item_numbers()->Assign(items.begin(), items.end());
  grpc::ClientContext context;
  SetDeadline(&context);
  v1::DeleteProductsResponse response;
  const grpc::Status status = stubs_->product->DeleteProducts(&context, request, &response);
  if (!status.ok()) return ToStatus(status);
  std::vector<ScenarioOutcome> outcomes;
  for (const v1::Outcome& outcome : response.outcomes()) outcomes.push_back(ReadOutcome(outcome));
  return outcomes;
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
