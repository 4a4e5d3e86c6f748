// File: rest_client.h
//
// A scenario's client over REST, as an outsider would write it; nothing of the server's codecs but the configuration
// document's.
#ifndef ONHAND_TESTS_END_TO_END_REST_CLIENT_H_
#define ONHAND_TESTS_END_TO_END_REST_CLIENT_H_

#include <string>
#include <utility>
#include <vector>

#include "tests/end_to_end/http_connection.h"
#include "tests/support/scenario_client.h"

namespace onhand {

class RestClient : public ScenarioClient {
 public:
  RestClient(int port, std::string environment);

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
  // Where there is no bulk form, one request an event.
  absl::StatusOr<std::vector<ScenarioOutcome>> ApplySingly(const std::string& path, ScenarioKind kind,
                                                           const std::vector<ScenarioEvent>& events);

  const std::string environment_;
  const std::string base_;  // "/api/environment/ID"
  HttpConnection connection_;
};

}  // namespace onhand

#endif  // ONHAND_TESTS_END_TO_END_REST_CLIENT_H_
