#include "tests/service/grpc/server_fixture.h"

#include "absl/strings/str_cat.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"

namespace onhand {

v1::PostChangesRequest SomeChanges(int count, const std::string& prefix) {
  v1::PostChangesRequest request;
  request.set_environment_id("shop");
  for (int i = 0; i < count; ++i) {
    v1::ChangeEvent* event = request.add_events();
    event->set_id(absl::StrCat(prefix, i));
    event->set_organization_id("usmf");
    event->set_product_id("T-shirt");
    v1::MeasureQuantity* quantity = event->add_quantities();
    quantity->set_data_source("pos");
    quantity->set_measure("inbound");
    quantity->set_quantity_micros(1'000'000);
  }
  return request;
}

v1::IngestRequest SomeBatch(int64_t number, int count) {
  v1::IngestRequest request;
  v1::PostChangesRequest changes = SomeChanges(count, absl::StrCat("b", number, "-"));
  request.set_environment_id("shop");
  request.set_batch_number(number);
  request.mutable_events()->Swap(changes.mutable_events());
  return request;
}
QueryAnswer LargeAnswer(int rows) {
  QueryAnswer answer;
  answer.dimension_names = {"siteid", "locationid"};
  answer.columns = {{"pos", "inbound", false}};
  for (int i = 0; i < rows; ++i) answer.rows.push_back({"usmf", std::string(5000, 'p'), {"1", "11"}, {{0, i}}, {}, {}});
  return answer;
}

FindGate::FindGate(FakeEngine* engine) {
  std::shared_future<void> open = open_.get_future().share();
  engine->on_find = [this, open] {
    if (used_.exchange(true)) return;
    reached_.set_value();
    open.wait();
  };
}

void ServerFixture::StartServer(const GrpcServerOptions& options) {
  server_.reset();
  absl::StatusOr<std::unique_ptr<GrpcServer>> server = GrpcServer::Start(options, &engine_, &metrics_);
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const std::string host =
      options.host.find(':') == std::string::npos ? options.host : absl::StrCat("[", options.host, "]");
  channel_ = grpc::CreateCustomChannel(absl::StrCat(host, ":", server_->port()), grpc::InsecureChannelCredentials(),
                                       arguments);
  inventory_ = v1::InventoryService::NewStub(channel_);
  reservations_ = v1::ReservationService::NewStub(channel_);
  allocation_ = v1::AllocationService::NewStub(channel_);
  schedules_ = v1::ScheduleService::NewStub(channel_);
  configuration_ = v1::ConfigurationService::NewStub(channel_);
  environments_ = v1::EnvironmentService::NewStub(channel_);
}

grpc::Status ServerFixture::Post(const v1::PostChangesRequest& request, v1::PostChangesResponse* response) {
  grpc::ClientContext context;
  v1::PostChangesResponse unused;
  return inventory_->PostChanges(&context, request, response == nullptr ? &unused : response);
}

grpc::Status ServerFixture::Query(const v1::IndexQuery& query, std::vector<v1::QueryIndexResponse>* parts) {
  grpc::ClientContext context;
  v1::QueryIndexRequest request;
  request.set_environment_id("shop");
  *request.mutable_query() = query;
  auto reader = inventory_->QueryIndex(&context, request);
  v1::QueryIndexResponse part;
  while (reader->Read(&part)) {
    if (parts != nullptr) parts->push_back(part);
  }
  return reader->Finish();
}

grpc::Status ServerFixture::CallRaw(const std::string& method, const std::string& bytes, std::string* answer) {
  grpc::GenericStub stub(channel_);
  grpc::Slice slice(bytes);
  grpc::ByteBuffer body(&slice, 1);
  grpc::ByteBuffer answered;
  grpc::ClientContext context;
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, method, {}, &body, &answered,
                 [&](grpc::Status status) { done.set_value(std::move(status)); });
  grpc::Status status = done.get_future().get();
  std::vector<grpc::Slice> slices;
  if (status.ok() && answer != nullptr && answered.Dump(&slices).ok()) {
    for (const grpc::Slice& s : slices) answer->append(reinterpret_cast<const char*>(s.begin()), s.size());
  }
  return status;
}

void ServerFixture::ExpectServing() {
  v1::PostChangesResponse response;
  const grpc::Status status = Post(SomeChanges(1), &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.outcomes_size(), 1);
}

}  // namespace onhand
