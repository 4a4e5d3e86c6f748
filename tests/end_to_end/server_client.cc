#include "tests/end_to_end/server_client.h"

#include "absl/status/status.h"
#include "tests/end_to_end/grpc_client.h"
#include "tests/end_to_end/launch.h"
#include "tests/end_to_end/rest_client.h"

namespace onhand {

bool TimedServer::Start(absl::Time now) {
  if (process_ != nullptr && Stop(process_.get()) != 0) return false;
  std::vector<std::string> flags = flags_;
  flags.push_back("--fixed_time=" + absl::FormatTime(absl::RFC3339_full, now, absl::UTCTimeZone()));
  process_ = Launch(data_dir_, flags);
  now_ = now;
  return process_ != nullptr;
}

ServerClient::ServerClient(TimedServer* server, bool rest, std::string environment)
    : server_(server), rest_(rest), environment_(std::move(environment)) {
  Connect();
}

void ServerClient::Connect() {
  ServerProcess* const process = server_->process();
  if (rest_) {
    client_ = std::make_unique<RestClient>(process->http_port(), environment_);
  } else {
    client_ = std::make_unique<GrpcClient>(process->grpc_address(), environment_);
  }
}

absl::StatusOr<std::vector<ScenarioOutcome>> ServerClient::Apply(const ScenarioCall& call,
                                                                 const std::vector<ScenarioEvent>& events) {
  return client_->Apply(call, events);
}
absl::StatusOr<std::vector<ScenarioBucket>> ServerClient::Query(const ScenarioBucketQuery& query) {
  return client_->Query(query);
}
absl::StatusOr<ScenarioAnswer> ServerClient::Query(const ScenarioQuery& query) { return client_->Query(query); }
absl::StatusOr<std::vector<ScenarioOutcome>> ServerClient::PutProducts(const std::vector<Product>& products) {
  return client_->PutProducts(products);
}
absl::StatusOr<std::vector<ScenarioOutcome>> ServerClient::DeleteProducts(const std::vector<std::string>& items) {
  return client_->DeleteProducts(items);
}
absl::StatusOr<Configuration> ServerClient::GetConfiguration() { return client_->GetConfiguration(); }
absl::StatusOr<std::pair<uint64_t, std::vector<std::string>>> ServerClient::Configure(
    const Configuration& replacement) {
  return client_->Configure(replacement);
}
absl::StatusOr<std::vector<std::string>> ServerClient::ListPartitions() { return client_->ListPartitions(); }
absl::Status ServerClient::CleanUp(const std::vector<std::string>& partition_ids) {
  return client_->CleanUp(partition_ids);
}

absl::Status ServerClient::SetClock(absl::Time now) {
  client_.reset();
  if (!server_->Start(now)) return absl::UnavailableError("the server does not start");
  Connect();
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> ServerClient::Now() { return server_->now(); }
absl::Status ServerClient::Reopen() { return SetClock(server_->now()); }

}  // namespace onhand
