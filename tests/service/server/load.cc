#include "tests/service/server/load.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "grpcpp/channel.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "onhand/v1/inventory.grpc.pb.h"
#include "tests/service/server/server_process.h"

namespace onhand {
namespace {

constexpr int kClients = 4;
constexpr int kBatchEvents = 10;

std::unique_ptr<v1::InventoryService::Stub> NewStub(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt("grpc.use_local_subchannel_pool", 1);
  return v1::InventoryService::NewStub(
      grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
}

void FillEvent(const std::string& id, v1::ChangeEvent* event) {
  event->set_id(id);
  event->set_organization_id("usmf");
  event->set_product_id("T-shirt");
  (*event->mutable_dimensions())["siteId"] = "1";
  (*event->mutable_dimensions())["locationId"] = "11";
  v1::MeasureQuantity* quantity = event->add_quantities();
  quantity->set_data_source("pos");
  quantity->set_measure("inbound");
  quantity->set_quantity_micros(1'000'000);
}

bool AllApplied(const google::protobuf::RepeatedPtrField<v1::Outcome>& outcomes) {
  return std::all_of(outcomes.begin(), outcomes.end(), [](const v1::Outcome& o) { return o.status_code() == 200; });
}

}  // namespace

int64_t UnitsOnHand(const std::string& grpc_address) {
  auto stub = NewStub(grpc_address);
  grpc::ClientContext context;
  v1::QueryIndexRequest request;
  request.set_environment_id("shop");
  request.mutable_query()->add_organization_ids("usmf");
  request.mutable_query()->add_product_ids("T-shirt");
  request.mutable_query()->set_return_negative(true);
  auto reader = stub->QueryIndex(&context, request);
  v1::QueryIndexResponse part;
  v1::QueryHeader header;
  int64_t micros = 0;
  while (reader->Read(&part)) {
    if (part.has_header()) header = part.header();
    for (const v1::QueryRow& row : part.rows().rows()) {
      for (const v1::MeasureValue& value : row.values()) {
        const v1::MeasureColumn& column = header.columns(static_cast<int>(value.column()));
        if (column.data_source() == "pos" && column.measure() == "inbound") micros += value.micros();
      }
    }
  }
  return reader->Finish().ok() ? micros / 1'000'000 : -1;
}

Load::Load(const std::string& grpc_address, int http_port)
    : grpc_address_(grpc_address), ids_(kClients), complaints_(kClients) {
  clients_.emplace_back([this] { PostChanges(0); });
  clients_.emplace_back([this] { PostChanges(1); });
  clients_.emplace_back([this] { Ingest(2); });
  clients_.emplace_back([this, http_port] { PostHttp(3, http_port); });
}

void Load::Stop() {
  stopping_ = true;
  for (std::thread& client : clients_) client.join();
  clients_.clear();
  complaints_.erase(std::remove(complaints_.begin(), complaints_.end(), ""), complaints_.end());
}

void Load::PostChanges(int client) {
  auto stub = NewStub(grpc_address_);
  for (int call = 0; !stopping_; ++call) {
    v1::PostChangesRequest request;
    request.set_environment_id("shop");
    for (int i = 0; i < kBatchEvents; ++i) {
      ids_[client].push_back(absl::StrCat("post-", client, "-", call, "-", i));
      FillEvent(ids_[client].back(), request.add_events());
    }
    attempted_ += kBatchEvents;
    grpc::ClientContext context;
    v1::PostChangesResponse response;
    const grpc::Status status = stub->PostChanges(&context, request, &response);
    if (status.ok() && AllApplied(response.outcomes())) {
      acknowledged_ += kBatchEvents;
      continue;
    }
    if (status.error_code() != grpc::StatusCode::UNAVAILABLE) {
      complaints_[client] = absl::StrCat("PostChanges: ", status.error_code(), " ", status.error_message());
    }
    return;
  }
}

void Load::Ingest(int client) {
  auto stub = NewStub(grpc_address_);
  grpc::ClientContext context;
  auto stream = stub->Ingest(&context);
  for (int batch = 0; !stopping_; ++batch) {
    v1::IngestRequest request;
    request.set_environment_id("shop");
    request.set_batch_number(batch);
    for (int i = 0; i < kBatchEvents; ++i) {
      ids_[client].push_back(absl::StrCat("ingest-", batch, "-", i));
      FillEvent(ids_[client].back(), request.add_events());
    }
    attempted_ += kBatchEvents;
    v1::IngestResponse response;
    if (!stream->Write(request) || !stream->Read(&response)) break;
    if (response.batch_number() != batch || !AllApplied(response.outcomes())) {
      complaints_[client] = absl::StrCat("Ingest: ", response.ShortDebugString());
      break;
    }
    acknowledged_ += kBatchEvents;
  }
  stream->WritesDone();
  const grpc::Status status = stream->Finish();
  if (!status.ok() && status.error_code() != grpc::StatusCode::UNAVAILABLE) {
    complaints_[client] = absl::StrCat("Ingest: ", status.error_code(), " ", status.error_message());
  }
}

void Load::PostHttp(int client, int http_port) {
  for (int call = 0; !stopping_; ++call) {
    ids_[client].push_back(absl::StrCat("rest-", call));
    ++attempted_;
    const HttpAnswer answer = HttpExchange(
        http_port, "POST", "/api/environment/shop/onhand",
        absl::StrCat("{\"id\":\"", ids_[client].back(),
                     "\",\"organizationId\":\"usmf\",\"productId\":\"T-shirt\",\"dimensions\":{\"siteId\":\"1\","
                     "\"locationId\":\"11\"},\"quantities\":{\"pos\":{\"inbound\":1}}}"));
    if (answer.status == 200 && answer.body.find("\"success\"") != std::string::npos) {
      ++acknowledged_;
      continue;
    }
    if (answer.status != 0 && answer.status != 503) {
      complaints_[client] = absl::StrCat("REST: ", answer.status, " ", answer.body);
    }
    return;
  }
}

bool Load::Repeat(const std::string& grpc_address) const {
  auto stub = NewStub(grpc_address);
  for (const std::vector<std::string>& ids : ids_) {
    for (size_t first = 0; first < ids.size(); first += 512) {
      v1::PostChangesRequest request;
      request.set_environment_id("shop");
      for (size_t i = first; i < std::min(first + 512, ids.size()); ++i) FillEvent(ids[i], request.add_events());
      grpc::ClientContext context;
      v1::PostChangesResponse response;
      if (!stub->PostChanges(&context, request, &response).ok() || !AllApplied(response.outcomes())) return false;
    }
  }
  return true;
}

}  // namespace onhand
