// File: server_client.h
//
// A scenario's client on a real server of the test's own. It moves the clock and reopens by starting the server anew.
#ifndef ONHAND_TESTS_END_TO_END_SERVER_CLIENT_H_
#define ONHAND_TESTS_END_TO_END_SERVER_CLIENT_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "tests/service/server/server_process.h"
#include "tests/support/scenario_client.h"

namespace onhand {

// A server with a fixed time.
class TimedServer {
 public:
  // Not started yet.
  TimedServer(std::string data_dir, std::vector<std::string> flags) : data_dir_(std::move(data_dir)), flags_(flags) {}

  // Ends the one that runs. False, with the test failed, if it does not end in order or does not start.
  bool Start(absl::Time now);
  ServerProcess* process() { return process_.get(); }
  absl::Time now() const { return now_; }

 private:
  const std::string data_dir_;
  const std::vector<std::string> flags_;
  absl::Time now_;
  std::unique_ptr<ServerProcess> process_;
};

// Over REST or gRPC, in one environment of the server, which must outlive it.
class ServerClient : public ScenarioClient {
 public:
  ServerClient(TimedServer* server, bool rest, std::string environment);

  absl::StatusOr<std::vector<ScenarioOutcome>> Apply(const ScenarioCall& call,
                                                     const std::vector<ScenarioEvent>& events) override;
  absl::StatusOr<std::vector<ScenarioBucket>> Query(const ScenarioBucketQuery& query) override;
  absl::StatusOr<ScenarioAnswer> Query(const ScenarioQuery& query) override;
  absl::StatusOr<std::vector<ScenarioOutcome>> PutProducts(const std::vector<Product>& products) override;
  absl::StatusOr<std::vector<ScenarioOutcome>> DeleteProducts(const std::vector<std::string>& items) override;
  absl::StatusOr<Configuration> GetConfiguration() override;
  absl::StatusOr<std::pair<uint64_t, std::vector<std::string>>> Configure(const Configuration& replacement) override;
  absl::StatusOr<std::vector<std::string>> ListPartitions() override;
  absl::Status CleanUp(const std::vector<std::string>& partition_ids) override;
  absl::Status SetClock(absl::Time now) override;
  absl::StatusOr<absl::Time> Now() override;
  absl::Status Reopen() override;

 private:
  void Connect();

  TimedServer* const server_;
  const bool rest_;
  const std::string environment_;
  std::unique_ptr<ScenarioClient> client_;
};

}  // namespace onhand

#endif  // ONHAND_TESTS_END_TO_END_SERVER_CLIENT_H_
