// File: engine_client.h
//
// A scenario's client on an engine in this process.
#ifndef ONHAND_TESTS_SUPPORT_ENGINE_CLIENT_H_
#define ONHAND_TESTS_SUPPORT_ENGINE_CLIENT_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "tests/support/scenario_client.h"

namespace onhand {

class EngineClient : public ScenarioClient {
 public:
  // `data_dir` "" = in memory, where Reopen does nothing. Its clock starts at 2026-02-02T08:00:00Z.
  static absl::StatusOr<std::unique_ptr<EngineClient>> Open(const std::string& data_dir);

  // A quantity that is none is refused here, as a decoder would; not in a cart.
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
  explicit EngineClient(std::string data_dir);
  absl::Status OpenEngine();

  const std::string data_dir_;
  FixedClock clock_;
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<Environment> environment_;
};

}  // namespace onhand

#endif  // ONHAND_TESTS_SUPPORT_ENGINE_CLIENT_H_
