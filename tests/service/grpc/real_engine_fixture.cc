#include "tests/service/grpc/real_engine_fixture.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

namespace onhand {

void FillQuantity(const std::string& data_source, const std::string& measure, int64_t micros,
                  v1::MeasureQuantity* quantity) {
  quantity->set_data_source(data_source);
  quantity->set_measure(measure);
  quantity->set_quantity_micros(micros);
}

void RealEngineFixture::SetUp() {
  EngineOptions options;
  options.clock = &clock_;
  options.maintenance_interval_ms = 0;
  options.observer = &metrics_;
  absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(std::move(options));
  ASSERT_TRUE(engine.ok()) << engine.status();
  engine_ = *std::move(engine);
  absl::StatusOr<std::unique_ptr<GrpcServer>> server = GrpcServer::Start({}, engine_.get(), &metrics_);
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  channel_ = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->port()), grpc::InsecureChannelCredentials());
  inventory_ = v1::InventoryService::NewStub(channel_);
  reservations_ = v1::ReservationService::NewStub(channel_);
  allocation_ = v1::AllocationService::NewStub(channel_);
  schedules_ = v1::ScheduleService::NewStub(channel_);
  configuration_ = v1::ConfigurationService::NewStub(channel_);
  environments_ = v1::EnvironmentService::NewStub(channel_);
  ASSERT_TRUE(CreateEnvironment("Shop").ok());
}

grpc::Status RealEngineFixture::CreateEnvironment(const std::string& id) {
  grpc::ClientContext context;
  v1::CreateEnvironmentRequest request;
  request.set_environment_id(id);
  v1::CreateEnvironmentResponse response;
  return environments_->CreateEnvironment(&context, request, &response);
}

v1::ChangeEvent RealEngineFixture::Change(const std::string& id, const std::string& color, int64_t micros,
                                          const std::string& measure) {
  v1::ChangeEvent event;
  FillEventKey(id, color, &event);
  FillQuantity("pos", measure, micros, event.add_quantities());
  return event;
}

v1::PostChangesResponse RealEngineFixture::Post(const std::vector<v1::ChangeEvent>& events, bool atomic) {
  grpc::ClientContext context;
  v1::PostChangesRequest request;
  request.set_environment_id("shop");
  request.set_atomic(atomic);
  for (const v1::ChangeEvent& event : events) *request.add_events() = event;
  v1::PostChangesResponse response;
  const grpc::Status status = inventory_->PostChanges(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response;
}

std::vector<std::string> RealEngineFixture::QueryColors(grpc::Status* status, const std::string& data_source) {
  grpc::ClientContext context;
  v1::QueryIndexRequest request;
  request.set_environment_id("SHOP");
  v1::IndexQuery* query = request.mutable_query();
  query->add_organization_ids("usmf");
  query->add_product_ids("T-shirt");
  for (const auto& [name, value] : {std::pair{"siteId", "1"}, {"locationId", "11"}}) {
    v1::DimensionFilter* filter = query->add_filters();
    filter->set_name(name);
    filter->add_values(value);
  }
  query->add_group_by("colorId");
  query->set_return_negative(true);
  auto reader = inventory_->QueryIndex(&context, request);
  std::vector<std::string> rows;
  v1::QueryIndexResponse part;
  v1::QueryHeader header;
  while (reader->Read(&part)) {
    if (part.has_header()) header = part.header();
    for (const v1::QueryRow& row : part.rows().rows()) {
      std::string text = row.product_id();
      for (int i = 0; i < row.dimension_values_size(); ++i) {
        absl::StrAppend(&text, " ", header.dimension_names(i), "=", row.dimension_values(i));
      }
      for (const v1::MeasureValue& value : row.values()) {
        const v1::MeasureColumn& column = header.columns(value.column());
        if (column.data_source() != data_source || column.calculated()) continue;
        absl::StrAppend(&text, " ", column.data_source(), ".", column.measure(), "=", value.micros());
      }
      rows.push_back(text);
    }
  }
  const grpc::Status end = reader->Finish();
  if (status != nullptr) {
    *status = end;
  } else {
    EXPECT_TRUE(end.ok()) << end.error_message();
  }
  return rows;
}

v1::ReserveEvent RealEngineFixture::Reservation(const std::string& id, const std::string& color, int64_t units) {
  v1::ReserveEvent event;
  FillEventKey(id, color, &event);
  FillQuantity("iv", "softReservOrdered", units * kUnit, event.mutable_quantity());
  return event;
}

grpc::Status RealEngineFixture::TryReserve(const std::vector<v1::ReserveEvent>& events, bool atomic,
                                           v1::ReserveResponse* response) {
  v1::ReserveRequest request;
  request.set_environment_id("shop");
  request.set_atomic(atomic);
  for (const v1::ReserveEvent& event : events) *request.add_events() = event;
  grpc::ClientContext context;
  return reservations_->Reserve(&context, request, response);
}

v1::ReserveResponse RealEngineFixture::Reserve(const std::vector<v1::ReserveEvent>& events, bool atomic) {
  v1::ReserveResponse response;
  const grpc::Status status = TryReserve(events, atomic, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response;
}

}  // namespace onhand
