// File: grpc_client.h
//
// A scenario's client over gRPC.
#ifndef ONHAND_TESTS_END_TO_END_GRPC_CLIENT_H_
#define ONHAND_TESTS_END_TO_END_GRPC_CLIENT_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/scenario_client.h"

namespace onhand {

class GrpcClient : public ScenarioClient {
 public:
  GrpcClient(const std::string& address, std::string environment);
  ~GrpcClient() override;

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
  struct Stubs;

  template <typename Request, typename Response, typename Rpc>
  absl::StatusOr<std::vector<ScenarioOutcome>> Send(Request request, const std::vector<ScenarioEvent>& events,
                                                    bool atomic, Rpc rpc);

  const std::string environment_;
  std::unique_ptr<Stubs> stubs_;
};

}  // namespace onhand

#endif  // ONHAND_TESTS_END_TO_END_GRPC_CLIENT_H_
